// Particles of one program, and what the host asks of them. Copies are made here, by running again from the log, so that
// a copy costs one crossing however much has happened.
({ fail, plain, encode, frozen, failure }, { textOf, handle }, limits, newProgram, params) => {
  const { next, return: end } = Object.getPrototypeOf(function* () {}.prototype);
  const shared = frozen(params);
  const runs = new Map();
  let made = 0;

  const begin = () => {
    // The whole source runs again for each particle: nothing that it declares is shared.
    const program = newProgram();
    const generator = program(shared);
    made += 1;
    return { id: made, generator, waiting: undefined, asked: [], answers: [] };
  };

  /** Lets the program run to its next effect, or to its end. */
  const resume = (run, answer) => {
    const result = Reflect.apply(next, run.generator, [answer]);
    const { done, value } = result;
    if (done) {
      runs.delete(run.id);
      return { id: run.id, done: true, result: plain(value, "the result") };
    }
    const asked = textOf(value);
    if (asked === undefined) fail("effect", "the program yielded something that is no effect");
    if (run.asked.length >= limits.effects)
      fail("effects", `the program asked for more than ${limits.effects} effects`);
    run.waiting = asked;
    return { id: run.id, done: false, effect: asked };
  };

  const answer = (run, given) => {
    run.asked.push(run.waiting);
    run.answers.push(given);
    return resume(run, given);
  };

  const read = (run, { answer: given }) => {
    const kind = JSON.parse(run.waiting).kind;
    if (kind === "context") return handle(given);
    if (kind === "sample") given.logProbability = Number(given.logProbability);
    return frozen(given);
  };

  const copy = (run) => {
    const twin = begin();
    resume(twin, undefined);
    for (let index = 0; index < run.asked.length; index += 1) {
      if (twin.waiting !== run.asked[index]) different(twin, run.asked[index]);
      answer(twin, run.answers[index]);
    }
    if (twin.waiting !== run.waiting) different(twin, run.waiting);
    runs.set(twin.id, twin);
    return { id: twin.id };
  };

  const different = (twin, wanted) =>
    fail(
      "not-deterministic",
      `run again, the program asked for ${twin.waiting.slice(0, 100)} in place of ${wanted.slice(0, 100)}`,
    );

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
    start() {
      const run = begin();
      runs.set(run.id, run);
      return resume(run, undefined);
    },
    answer: ({ id, ...rest }) => answer(runs.get(id), read(runs.get(id), rest)),
    fork: ({ id }) => copy(runs.get(id)),
    stop({ id }) {
      const run = runs.get(id);
      runs.delete(id);
      if (run) Reflect.apply(end, run.generator, []);
      return {};
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
      return encode(operations[asked.operation](asked));
    } catch (thrown) {
      if (asked.id !== undefined) runs.delete(asked.id);
      return JSON.stringify({ failure: failure(thrown) });
    }
  };
};
