// Runs first in the sandbox: takes away what is not the same every time or makes code from text, and freezes the rest,
// so that what one particle does can't be seen by another.
(() => {
  const kept = new Set([
    ..."Error EvalError RangeError ReferenceError SyntaxError TypeError URIError InternalError AggregateError".split(
      " ",
    ),
    ..."Array Object Iterator Number Boolean String Math Reflect Symbol globalThis BigInt RegExp JSON".split(
      " ",
    ),
    ..."Map Set WeakMap WeakSet parseInt parseFloat isNaN isFinite Infinity NaN undefined".split(" "),
    ..."encodeURI encodeURIComponent decodeURI decodeURIComponent".split(" "),
  ]);
  // Async functions keep their promises, whose jobs nobody ever runs.
  const promises = Promise.prototype;
  for (const name of Reflect.ownKeys(globalThis)) if (!kept.has(name)) delete globalThis[name];
  delete Math.random;
  delete promises.constructor;

  const functions = [() => {}, function* () {}, async () => {}, async function* () {}];
  for (const made of functions) {
    const value = function refused() {
      throw new EvalError("code can't be made from text here");
    };
    Object.defineProperty(Object.getPrototypeOf(made), "constructor", { value });
  }

  // A frozen property of a prototype can't be shadowed by assignment; programs do that with these.
  const shadowed = (prototype, name) => {
    const { value } = Object.getOwnPropertyDescriptor(prototype, name) ?? {};
    if (value === undefined) return;
    Object.defineProperty(prototype, name, {
      get: () => value,
      set(own) {
        if (Object.isFrozen(this)) throw new TypeError(`'${name}' is read-only`);
        Object.defineProperty(this, name, {
          value: own,
          writable: true,
          enumerable: true,
          configurable: true,
        });
      },
    });
  };
  for (const name of ["toString", "valueOf", "constructor"]) shadowed(Object.prototype, name);
  for (const name of kept) {
    if (!/Error$/.test(name)) continue;
    for (const property of ["name", "message", "constructor"]) shadowed(globalThis[name].prototype, property);
  }
  // A stack is read for its first line of the program, and would else be as long as a recursion is deep.
  if ("stackTraceLimit" in Error) Error.stackTraceLimit = 20;

  const seen = new Set();
  const freeze = (value) => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value))
      return;
    seen.add(value);
    Object.freeze(value);
    freeze(Object.getPrototypeOf(value));
    for (const key of Reflect.ownKeys(value)) {
      const property = Object.getOwnPropertyDescriptor(value, key);
      for (const part of [property.value, property.get, property.set]) freeze(part);
    }
  };
  const hidden = [
    ...functions,
    ...functions.map((made) => made.prototype),
    promises,
    [][Symbol.iterator](),
    ""[Symbol.iterator](),
    "".matchAll(/a/g),
    new Map().entries(),
    new Set().entries(),
    [].values().map(String),
    Iterator.from({ next: () => ({ done: true }) }),
  ];
  // The global object itself is frozen when the effects have been added to it.
  for (const value of hidden) freeze(value);
  for (const name of Reflect.ownKeys(globalThis)) if (name !== "globalThis") freeze(globalThis[name]);
})();
