/** Whatever a program tries, it ends as a clean error of the program, and the host is as it was. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SijoError } from "../../errors.ts";
import { random } from "../../inference/random.ts";
import { smc } from "../../inference/smc.ts";
import { tableModel } from "../../model/table/table-model.ts";
import { ProgramPopulation } from "../engine.ts";
import { toy } from "../testing/toys.ts";
import { type SandboxLimits, sandboxProgram } from "./index.ts";

const LIMITS: Partial<SandboxLimits> = {
  memoryBytes: 8 * 1024 * 1024,
  turns: 200,
  milliseconds: 1_500,
  effects: 200,
  characters: 10_000,
};

async function run(source: string): Promise<unknown> {
  using sandboxed = await sandboxProgram({ source, limits: LIMITS });
  const model = tableModel(toy);
  using population = new ProgramPopulation({
    program: sandboxed.program,
    model,
    particles: 2,
    random: random(1),
    tools: { echo: (input) => input },
  });
  const { samples } = await smc({ population, random: random(2), threshold: 1.01 });
  return samples.map(({ result }) => result);
}

/** The body of a program, whose first line is the source's. */
const body = (code: string): string => `function* program() { ${code} }`;

const attempts: readonly (readonly [what: string, source: string, code: string, message?: RegExp])[] = [
  // Code from text, and ways out of the realm.
  ["calls eval", body("return eval('1');"), "failed", /line 1.*eval/],
  ["calls indirect eval", body("return (0, globalThis.eval)('1');"), "failed"],
  [
    "walks to Function",
    body("return (function () {}).constructor('return globalThis')();"),
    "failed",
    /from text/,
  ],
  [
    "walks to the generators' Function",
    body("return (function* () {}).constructor('yield 1')();"),
    "failed",
    /from text/,
  ],
  [
    "walks to the asynchronous Function",
    body("return (async () => {}).constructor('return 1')();"),
    "failed",
    /from text/,
  ],
  [
    "constructs Function by reflection",
    body("return Reflect.construct((() => 1).constructor, ['return this'])();"),
    "failed",
    /from text/,
  ],
  [
    "walks from an effect to Function",
    body("return barrier.constructor.constructor('return process')();"),
    "failed",
  ],
  [
    "walks from an answer to Function",
    body("const f = yield* context(''); return f.constructor.constructor('return process')();"),
    "failed",
  ],
  [
    "walks from an error to Function",
    body("try { null.x; } catch (e) { return e.constructor.constructor('return process')().pid; }"),
    "failed",
  ],
  ["asks for process", body("return process.pid;"), "failed", /process/],
  ["asks for require", body("return require('node:fs');"), "failed", /require/],
  ["imports dynamically", body("return import('node:fs');"), "value"],
  ["imports statically", "import fs from 'node:fs';\nfunction* program() {}", "syntax"],
  ["closes the function around it", "}); globalThis.x = 1; (function () {\nfunction* program() {}", "syntax"],
  ["asks for the time", body("return Date.now();"), "failed", /Date/],
  ["asks for chance", body("return Math.random();"), "failed"],
  ["asks for a locale", body("return Intl.DateTimeFormat().resolvedOptions();"), "failed", /Intl/],
  ["waits for garbage", body("return new WeakRef({}).deref();"), "failed", /WeakRef/],
  ["sets a timer", body("setTimeout(() => 1, 1);"), "failed", /setTimeout/],
  ["shares memory", body("return new SharedArrayBuffer(8);"), "failed", /SharedArrayBuffer/],
  // What was frozen.
  ["pollutes Object.prototype", body("Object.prototype.polluted = 1;"), "failed"],
  ["pollutes by __proto__", body("({}).__proto__.polluted = 1;"), "failed"],
  ["pollutes by JSON", body("Object.assign(JSON.parse('{}').__proto__, { polluted: 1 });"), "failed"],
  ["replaces a method of arrays", body("Array.prototype.push = () => 0;"), "failed"],
  [
    "redefines a method of maps",
    body("Object.defineProperty(Map.prototype, 'get', { value: () => 0 });"),
    "failed",
  ],
  [
    "replaces next of generators",
    body("Object.getPrototypeOf(Object.getPrototypeOf((function* () {})())).next = () => ({});"),
    "failed",
  ],
  ["replaces an effect", body("globalThis.sample = () => 0;"), "failed"],
  ["adds to the global object", body("globalThis.mine = 1;"), "failed"],
  [
    "changes an answer",
    body("const f = yield* context(''); const s = yield* sample(f); s.text = 'mine';"),
    "failed",
  ],
  ["hooks into stack traces", body("Error.prepareStackTrace = (_, sites) => sites;"), "failed"],
  ["changes the prototype of errors", body("Error.prototype.message = 'mine';"), "failed"],
  // Time.
  ["loops without end", body("\n\nwhile (true) {}"), "time", /at or after line [1-3]\b/],
  ["loops without end before the program", "while (true) {}\nfunction* program() {}", "time"],
  [
    "loops without end and catches",
    body("while (true) { try { while (true) {} } catch {} finally { continue; } }"),
    "time",
  ],
  ["loops inside a getter", body("return { get x() { while (true) {} } }.x;"), "time"],
  ["loops in a callback", body("[1].map(() => { while (true) {} });"), "time"],
  [
    "has a generator without end",
    body("function* all() { while (true) yield 1; } for (const one of all()) {}"),
    "time",
  ],
  ["backtracks without end", body("return /^(a+)+$/.test('a'.repeat(50) + 'b');"), "time"],
  ["backtracks by references", body("return /(x+x+)+y/.exec('x'.repeat(60));"), "time"],
  [
    "searches an endless list natively",
    body("return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);"),
    "time",
  ],
  [
    "searches a long text slowly",
    body("const a = 'a'.repeat(2e6); return a.indexOf(a.slice(0, 1e6) + 'b');"),
    "time",
  ],
  [
    "flattens what doubles at each level",
    body("let a = []; for (let i = 0; i < 60; i += 1) a = [a, a]; return a.flat(Infinity);"),
    "time",
  ],
  [
    "sorts without order",
    body("const a = Array.from({ length: 1e4 }, (_, i) => i); while (true) a.sort(() => 1);"),
    "time",
  ],
  ["compares without end while sorting", body("return [2, 1].sort(() => { while (true) {} });"), "time"],
  ["revives JSON without end", body("return JSON.parse('[1]', () => { while (true) {} });"), "time"],
  ["converts without end", body("return 1 + { [Symbol.toPrimitive]() { while (true) {} } };"), "time"],
  [
    "chooses a species without end",
    body(
      "class Mine extends Array { static get [Symbol.species]() { while (true) {} } } new Mine(1).map(String);",
    ),
    "time",
  ],
  // Memory and stack.
  ["pads a text to two gigabytes", body("return 'x'.padEnd(2 ** 31 - 2, 'y');"), "failed|memory"],
  ["makes a huge text", body("return 'x'.repeat(2 ** 29);"), "memory"],
  ["doubles a text without end", body("let s = 'x'; while (true) s = s + s + '!';"), "memory|failed"],
  ["fills a list without end", body("const a = []; while (true) a.push({});"), "memory|time"],
  ["makes a huge list", body("return new Array(2 ** 32 - 1).fill(0);"), "memory|time"],
  ["spreads a huge list", body("return [...new Array(2 ** 31)];"), "memory|time"],
  ["makes a huge integer", body("return 2n ** (2n ** 40n);"), "memory|failed"],
  ["calls itself without end", body("\nconst f = () => f() + 1; f();"), "stack", /line 2/],
  ["calls itself without end through natives", body("const f = () => [1].map(f); f();"), "stack"],
  [
    "nests without end for the parser",
    body(`return ${"[".repeat(20_000)}${"]".repeat(20_000)};`),
    "stack|syntax|memory|failed",
  ],
  ["nests without end for JSON", body("return JSON.parse('['.repeat(1e5));"), "stack|failed"],
  ["delegates to itself without end", "function* program() { yield* program(); }", "stack"],
  // Effects.
  ["asks for effects without end", body("while (true) yield* factor(0);"), "effects"],
  [
    "has a long text observed",
    body("const f = yield* context(''); yield* observe(f, 'a'.repeat(20_000));"),
    "size",
    /line 1/,
  ],
  ["yields nothing", body("yield;"), "effect"],
  ["yields a fake of an effect", body("yield { kind: 'call', tool: 'echo', input: 1 };"), "effect"],
  ["yields a child of an effect", body("yield Object.create(barrier());"), "effect"],
  [
    "delegates to a fake of an effect",
    body("yield* { [Symbol.iterator]: () => ({ next: () => ({ done: false, value: {} }) }) };"),
    "effect",
  ],
  [
    "samples from a fake of a context",
    body("yield* context(''); yield* sample({ context: 0 });"),
    "effect",
    /line 1.*context/,
  ],
  [
    "samples with a fake of a position",
    body("const f = yield* context(''); yield* sample(f, { position: 7 });"),
    "effect",
  ],
  [
    "samples under a constraint of its own",
    body("const f = yield* context(''); yield* sample(f, { constraint: { next: () => 1 } });"),
    "value",
  ],
  [
    "samples under a constraint that nobody gave",
    body("const f = yield* context(''); yield* sample(f, { constraint: 'toString' });"),
    "constraint",
    /toString/,
  ],
  [
    "misnames an option",
    body("const f = yield* context(''); yield* sample(f, { temp: 1 });"),
    "effect",
    /temperature/,
  ],
  ["weighs by what is not a number", body("yield* factor(NaN);"), "effect"],
  ["weighs by what converts", body("yield* factor({ valueOf() { while (true) {} } });"), "effect"],
  ["hands a tool a function", body("yield* call('echo', () => 1);"), "value"],
  ["gives a message a role of its own", body("yield* context([{ role: 'root', content: '' }]);"), "effect"],
  // Across the border.
  ["returns a function", body("return () => 1;"), "value"],
  ["returns a symbol", body("return Symbol('x');"), "value"],
  ["returns a BigInt", body("return 1n;"), "value"],
  ["returns a number that is none", body("return [NaN];"), "value"],
  [
    "nests its result deeply",
    body("let a = []; for (let i = 0; i < 1e4; i += 1) a = [a]; return a;"),
    "value",
  ],
  ["returns a cycle", body("const a = {}; a.a = a; return a;"), "value"],
  ["returns a proxy", body("return new Proxy({}, {});"), "failed", /Proxy/],
  ["returns a getter that throws", body("return { get x() { throw new Error('caught?'); } };"), "value"],
  ["returns a toJSON of its own", body("return { toJSON: () => 'mine' };"), "value"],
  ["returns an object of a class", body("return new (class Mine {})();"), "value"],
  ["returns a map", body("return new Map();"), "value"],
  ["returns a promise", body("return (async () => 1)();"), "value"],
  ["returns too long a text", body("return 'x'.repeat(20_000);"), "size"],
  ["returns too long a list", body("return new Array(1e6);"), "size"],
  [
    "throws an object whose getters throw",
    body("throw { get message() { throw 1; }, get stack() { throw 2; } };"),
    "failed",
  ],
  [
    "throws an error whose getters loop",
    body(
      "const e = new Error('x'); Object.defineProperty(e, 'message', { get() { while (true) {} } }); throw e;",
    ),
    "failed",
  ],
  [
    "throws what would move the cursor",
    body("throw new Error('\\u001b[2J\\nsijo: fine\\u202e');"),
    "failed",
    /^[^\p{Cc}\p{Bidi_Control}]+$/u,
  ],
  ["throws nothing", body("throw undefined;"), "failed"],
  ["throws a symbol", body("throw Symbol('x');"), "failed"],
  [
    "makes up a code",
    body("throw Object.assign(new Error('x'), { code: 'program.finished', failure: 1 });"),
    "failed",
  ],
  // No program.
  ["is asynchronous", "async function* program() { yield barrier(); }", "source"],
  ["is a plain function", "function program() { return { next() {} }; }", "source"],
  ["isn't there", "const other = 1;", "source"],
  ["is TypeScript", "function* program() {\n  const x: number = 1;\n}", "syntax", /line 2/],
  ["is too long", `${"//".repeat(30_000)}\nfunction* program() {}`, "size"],
];

for (const [what, source, code, message = /./] of attempts) {
  test(`a program that ${what} ends with program.sandbox-${code}`, async () => {
    await assert.rejects(
      () => run(source),
      (error) => {
        assert.ok(error instanceof SijoError, String(error));
        const codes = code.split("|").map((one) => `program.sandbox-${one}`);
        assert.ok(codes.includes(error.code), `${error.code}: ${error.message}`);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\.ts|node:|inside\/|runs\.js|values\.js|effects\.js/);
        return true;
      },
    );
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });
}

test("particles share nothing that they write", async () => {
  const source = `
    let calls = 0;
    const seen = [];
    function* program() {
      calls += 1;
      seen.push(calls);
      yield* barrier();
      return seen;
    }`;
  assert.deepEqual(await run(source), [[1], [1]]);
});

test("what programs do every day works in the sandbox", async () => {
  const source = `
    class Mine extends Error { constructor(text) { super(text); this.name = "Mine"; } toString() { return this.message; } }
    function* program() {
      const object = {};
      object.toString = () => "own";
      const words = "one two".split(" ").map((word) => word.toUpperCase());
      try { throw new Mine("caught"); } catch (error) { words.push(String(error), error.name, String(object)); }
      yield barrier();
      yield* sample(yield* context(""), { by: "rejection" });
      const answer = yield* call("echo", { list: [1, null, "x"] });
      words.push(...answer.list, [3, 1, 2].sort().join(), new Set([1, 1]).size, /b+/u.exec("abbc")[0]);
      return { words, nothing: undefined };
    }`;
  const expected = { words: ["ONE", "TWO", "caught", "Mine", "own", 1, null, "x", "1,2,3", 1, "bb"] };
  assert.deepEqual(await run(source), [expected, expected]);
});
