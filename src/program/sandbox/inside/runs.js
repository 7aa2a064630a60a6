// Particles of one program, and what the host asks of them. Copies are made here, by running again from the log, so that
// a copy costs one crossing however much has happened.
({ fail, plain, encode, frozen, failure }, { textOf, handle }, limits, newProgram, params, renew) => {
  const { next, return: stop } = Object.getPrototypeOf(function* () {}.prototype);
  const shared = frozen(params);
  const runs = new Map();
  /** Effects that the program may run on from before the host has seen them, since their answer is nothing. */
  const AHEAD = 32;
  const SILENT = /^{"kind":"(?:factor","logWeight":[^"]|observe"|tell"|barrier")/;

  const begin = (id) => {
    // The whole source runs again for each particle: nothing that it declares is shared.
    const program = newProgram();
    return { id, generator: program(shared), waiting: undefined, asked: [], answers: [] };
  };

  /** To the program's next effect, or to its end. */
  const step = (run, given) => {
    const { done, value } = Reflect.apply(next, run.generator, [given]);
    if (done) return { result: plain(value, "the result") };
    const asked = textOf(value);
    if (asked === undefined) fail("effect", "the program yielded something that is no effect");
    if (run.asked.length >= limits.effects)
      fail("effects", `the program asked for more than ${limits.effects} effects`);
    run.waiting = asked;
    return undefined;
  };

  const log = (run, given) => {
    run.asked.push(run.waiting);
    run.answers.push(given);
  };

  /** Lets the program run until it needs an answer; what it asks for on the way, in order, and how it ended if it did. */
  const resume = (run, answer) => {
    const effects = [];
    const told = (end) => ({ id: run.id, effects, end });
    try {
      let end = step(run, answer);
      let size = 0;
      while (!end) {
        effects.push(run.waiting);
        size += run.waiting.length;
        if (!SILENT.test(run.waiting) || effects.length >= AHEAD || size > limits.characters / 4)
          return told();
        log(run, undefined);
        end = step(run, undefined);
      }
      encode(end);
      runs.delete(run.id);
      return told(end);
    } catch (thrown) {
      runs.delete(run.id);
      return told({ failure: failure(thrown) });
    }
  };

  const read = (run, given) => {
    const { kind } = JSON.parse(run.waiting);
    if (kind === "context") return handle(given);
    if (kind === "sample") given.logProbability = Number(given.logProbability);
    return frozen(given);
  };

  const copy = (run, to) => {
    const twin = begin(to);
    const different = (wanted) =>
      fail(
        "not-deterministic",
        `run again, it asked for ${twin.waiting?.slice(0, 100)} in place of ${wanted.slice(0, 100)}`,
      );
    let ended = step(twin, undefined);
    for (let index = 0; index < run.asked.length; index += 1) {
      if (ended || twin.waiting !== run.asked[index]) different(run.asked[index]);
      log(twin, run.answers[index]);
      ended = step(twin, run.answers[index]);
    }
    if (ended || twin.waiting !== run.waiting) different(run.waiting);
    runs.set(to, twin);
  };

  const commands = {
    start({ id }) {
      try {
        const run = begin(id);
        runs.set(id, run);
        return resume(run, undefined);
      } catch (thrown) {
        return { id, effects: [], end: { failure: failure(thrown) } };
      }
    },
    answer({ id, answer }) {
      const run = runs.get(id);
      // A copy that could not be made has said so.
      if (!run) return undefined;
      const given = read(run, answer);
      log(run, given);
      return resume(run, given);
    },
    fork({ id, to }) {
      try {
        copy(runs.get(id), to);
        return undefined;
      } catch (thrown) {
        return { id: to, effects: [], end: { failure: failure(thrown) } };
      }
    },
    stop({ id }) {
      const run = runs.get(id);
      runs.delete(id);
      try {
        if (run) Reflect.apply(stop, run.generator, []);
      } catch {
        // A program that fails while it is being abandoned changes nothing.
      }
      return undefined;
    },
  };

  const operations = {
    /** Whether there is such a program at all. */
    open({ entry }) {
      const program = newProgram();
      if (typeof program !== "function") fail("source", `the source declares no function named “${entry}”`);
      const generates = Object.getPrototypeOf(program) === Object.getPrototypeOf(function* () {});
      if (entry === "program" && !generates)
        fail("source", "“program” is no generator function: write function* program()");
      return {};
    },
    /** Commands in order, as many as their answers leave room for. */
    batch({ commands: given }) {
      const told = [];
      let size = 0;
      let taken = 0;
      while (taken < given.length && size < limits.characters / 2) {
        const command = given[taken];
        taken += 1;
        // Each has the ceilings of its own; a copy those of all the steps that it repeats.
        renew(command.kind === "fork" ? (runs.get(command.id)?.asked.length ?? 0) + 1 : 1);
        const answer = commands[command.kind](command);
        if (answer === undefined) continue;
        told.push(answer);
        size += JSON.stringify(answer).length;
      }
      return { told, taken };
    },
    check({ text }) {
      const found = plain(newProgram()(text), "what the check returned");
      const passed = typeof found === "boolean" ? found : found?.passed;
      const reason = typeof found === "boolean" ? "" : (found?.reason ?? "");
      if (typeof passed !== "boolean" || typeof reason !== "string") {
        fail("value", "a check returns true, false or { passed, reason }");
      }
      return { passed, reason };
    },
  };

  return (request) => {
    const asked = JSON.parse(request);
    try {
      return JSON.stringify(operations[asked.operation](asked));
    } catch (thrown) {
      return JSON.stringify({ failure: failure(thrown) });
    }
  };
};
