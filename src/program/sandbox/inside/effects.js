// The effects as a program sees them. Each call makes one effect, which `yield*` (or `yield`) asks for.
({ fail, plain, encode }) => {
  const OPTIONS = ["constraint", "position", "temperature", "powers", "proposal", "by"];
  const ROLES = ["system", "user", "assistant"];
  // An effect's text is taken when it is made, and only what was made here counts as an effect.
  const effects = new WeakMap();
  const handles = new WeakMap();
  const asked = Object.freeze({
    *[Symbol.iterator]() {
      return yield this;
    },
  });
  Object.freeze(asked[Symbol.iterator].prototype);

  const effect = (data) => {
    const made = Object.freeze(Object.create(asked));
    effects.set(made, encode(data));
    return made;
  };
  const wrong = (message) => fail("effect", message);
  const idOf = (handle, what) => handles.get(handle) ?? wrong(`${what} is not a context that context() made`);
  const number = (value, what, allowed) =>
    typeof value === "number" && allowed(value)
      ? value
      : wrong(`${what} can't be ${typeof value === "number" ? value : `a ${typeof value}`}`);
  const text = (value, what) =>
    typeof value === "string" ? value : wrong(`${what} is a ${typeof value}, not a string`);

  const functions = {
    context(messages, { follower } = {}) {
      const list = plain(
        typeof messages === "string" ? [{ role: "user", content: messages }] : messages,
        "the messages of a context",
      );
      if (!Array.isArray(list)) wrong("context() takes a string or a list of messages { role, content }");
      const checked = list.map((message) => {
        if (!ROLES.includes(message?.role)) wrong(`the role of a message is one of ${ROLES.join(", ")}`);
        return { role: message.role, content: text(message.content, "the content of a message") };
      });
      if (follower === undefined) return effect({ kind: "context", messages: checked });
      return effect({
        kind: "context",
        messages: checked,
        follower: text(follower, "the name of a follower"),
      });
    },
    sample(contexts, options = {}) {
      const list = Array.isArray(contexts) ? Array.from(contexts) : [contexts];
      if (list.length === 0) wrong("sample() needs a context");
      if (typeof options !== "object" || options === null) wrong("the options of sample() are an object");
      const { proposal, ...given } = options;
      const data = plain(given, "the options of sample()");
      for (const name of Reflect.ownKeys(data)) {
        if (!OPTIONS.includes(name)) wrong(`sample() has no option “${name}”; it has ${OPTIONS.join(", ")}`);
      }
      if (proposal !== undefined) data.proposal = idOf(proposal, "the proposal");
      return effect({
        kind: "sample",
        contexts: list.map((handle) => idOf(handle, "what sample() was given")),
        options: data,
      });
    },
    observe(handle, written) {
      return effect({
        kind: "observe",
        context: idOf(handle, "what observe() was given"),
        text: text(written, "what is observed"),
      });
    },
    tell(handle, message, { between = "" } = {}) {
      return effect({
        kind: "tell",
        context: idOf(handle, "what tell() was given"),
        message: text(message, "what is told"),
        between: text(between, "what stands between"),
      });
    },
    factor(logWeight) {
      const weight = number(logWeight, "a log weight", (value) => value < Infinity);
      return effect({ kind: "factor", logWeight: weight === -Infinity ? "-Infinity" : weight });
    },
    barrier({ width } = {}) {
      if (width === undefined) return effect({ kind: "barrier" });
      return effect({
        kind: "barrier",
        width: number(width, "a barrier's width", (value) => Number.isInteger(value) && value >= 1),
      });
    },
    call(tool, input) {
      return effect({
        kind: "call",
        tool: text(tool, "a tool's name"),
        input: plain(input, "the input of a tool"),
      });
    },
  };
  for (const [name, made] of Object.entries(functions)) {
    Object.freeze(made);
    Object.defineProperty(globalThis, name, { value: made, enumerable: true });
  }

  const handle = (id) => {
    const made = Object.freeze({ context: id });
    handles.set(made, id);
    return made;
  };
  return Object.freeze({ textOf: (value) => effects.get(value), handle });
};
