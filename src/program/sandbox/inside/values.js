// What may cross the border: plain data, copied without running any code of the program.
({ characters: mostCharacters }) => {
  const DEEPEST = 32;
  const MOST_PARTS = 100_000;
  // Only what is thrown here carries a code; a program can't make one up.
  const codes = new WeakMap();

  const fail = (code, message) => {
    const error = new TypeError(message);
    codes.set(error, code);
    throw error;
  };

  /** A copy of plain data. Getters, functions, symbols, big integers, cycles and instances of classes are refused. */
  const plain = (value, what) => {
    let parts = 0;
    const refuse = (found) => fail("value", `${what} holds ${found}; only plain data can leave the sandbox`);
    const copy = (part, depth) => {
      parts += 1;
      if (parts > MOST_PARTS) fail("size", `${what} has more than ${MOST_PARTS} parts`);
      if (part === null || part === undefined || typeof part === "boolean") return part;
      if (typeof part === "string") {
        if (part.length > mostCharacters)
          fail("size", `${what} holds a string of ${part.length} characters, more than ${mostCharacters}`);
        return part;
      }
      if (typeof part === "number") return Number.isFinite(part) ? part : refuse(`the number ${part}`);
      if (typeof part !== "object") return refuse(typeof part === "bigint" ? "a BigInt" : `a ${typeof part}`);
      if (depth > DEEPEST) return refuse(`itself, or objects more than ${DEEPEST} deep`);
      const list = Array.isArray(part);
      const prototype = Object.getPrototypeOf(part);
      if (!list && prototype !== Object.prototype && prototype !== null)
        return refuse("an object of a class");
      if (list && part.length > MOST_PARTS) fail("size", `${what} has more than ${MOST_PARTS} parts`);
      const made = list ? [] : Object.create(null);
      for (const key of list
        ? Array.from({ length: part.length }, (_, index) => String(index))
        : Reflect.ownKeys(part)) {
        if (typeof key !== "string") return refuse("a symbol as a key");
        const property = Object.getOwnPropertyDescriptor(part, key);
        if (property && !("value" in property)) return refuse("a getter");
        const copied = copy(property?.value, depth + 1);
        if (list) made.push(copied === undefined ? null : copied);
        else if (copied !== undefined) made[key] = copied;
      }
      return made;
    };
    return copy(value, 0);
  };

  const encode = (value) => {
    const text = JSON.stringify(value);
    if (text !== undefined && text.length > mostCharacters) {
      fail("size", `what leaves the sandbox is ${text.length} characters long, more than ${mostCharacters}`);
    }
    return text;
  };

  const frozen = (value) => {
    if (typeof value !== "object" || value === null) return value;
    for (const key of Reflect.ownKeys(value)) frozen(value[key]);
    return Object.freeze(value);
  };

  /** A property's value without running a getter. */
  const stored = (object, key) => {
    for (
      let owner = object, depth = 0;
      owner && depth < DEEPEST;
      owner = Object.getPrototypeOf(owner), depth += 1
    ) {
      const property = Object.getOwnPropertyDescriptor(owner, key);
      if (property && typeof property.value === "string") return property.value.slice(0, 300);
    }
    return undefined;
  };

  /** What was thrown, as data. */
  const failure = (thrown) => {
    if (typeof thrown !== "object" || thrown === null) {
      const text =
        typeof thrown === "function" || typeof thrown === "symbol" ? `a ${typeof thrown}` : String(thrown);
      return { code: "failed", message: text.slice(0, 300) };
    }
    const { value: stack } = Object.getOwnPropertyDescriptor(thrown, "stack") ?? {};
    const [, line] = (typeof stack === "string" && /program\.js:(\d+)/.exec(stack)) || [];
    const message =
      stored(thrown, "message") ??
      (thrown instanceof Error ? "an error without a message" : "an object that is no Error");
    const code = codes.get(thrown) ?? (thrown instanceof InternalError ? internal(message) : "failed");
    return { code, message, line: line === undefined ? undefined : Number(line) };
  };

  const internal = (message) =>
    message === "stack overflow" ? "stack" : message === "out of memory" ? "memory" : "failed";

  return Object.freeze({ fail, plain, encode, frozen, failure });
};
