/**
 * The sandbox's thread: QuickJS in WebAssembly, which knows neither files nor network nor this process. The thread can be
 * ended from outside whatever runs in it.
 * @module
 */
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import variant from "@jitl/quickjs-wasmfile-release-sync";
import {
  newQuickJSWASMModuleFromVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSSyncVariant,
} from "quickjs-emscripten-core";
import type { Failure } from "./failure.ts";
import { Mailbox, REPLIED, type WorkerOptions } from "./protocol.ts";

const { memory, source, entry, limits, params } = workerData as WorkerOptions;
const mailbox = new Mailbox(memory);

// The package's types describe its CommonJS form, whatever is imported.
const quickjs = await newQuickJSWASMModuleFromVariant(variant as unknown as QuickJSSyncVariant);
const runtime = quickjs.newRuntime();
runtime.setMemoryLimit(limits.memoryBytes);
runtime.setMaxStackSize(limits.stackBytes);
const vm: QuickJSContext = runtime.newContext();

let turns = 0;
let allowance = 1;
let deadline = 0;
let interrupted = false;
runtime.setInterruptHandler(() => {
  turns += 1;
  interrupted = turns > limits.turns * allowance || performance.now() > deadline;
  return interrupted;
});
const begin = (times: number): void => {
  [turns, allowance, interrupted] = [0, times, false];
  deadline = performance.now() + limits.milliseconds * times;
};

class Failed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

const textOf = (owner: QuickJSHandle, name: string): string => {
  using found = vm.getProp(owner, name);
  return vm.typeof(found) === "string" ? vm.getString(found) : "";
};

/** What QuickJS itself ended: the code inside has no say in it. */
function failureOf(error: QuickJSHandle): Failure {
  if (interrupted) return { ...lineOf(error), code: "time", message: "it ran for too long" };
  const message = vm.typeof(error) === "object" ? textOf(error, "message") : "out of memory";
  const name = vm.typeof(error) === "object" ? textOf(error, "name") : "";
  const code = name === "SyntaxError" ? "syntax" : message.includes("memory") ? "memory" : "failed";
  return { ...lineOf(error), code, message: message || "out of memory" };
}

function lineOf(error: QuickJSHandle): { line?: number } {
  if (vm.typeof(error) !== "object") return {};
  const [, line] = /program\.js:(\d+)/.exec(textOf(error, "stack")) ?? [];
  return line === undefined ? {} : { line: Number(line) };
}

/** @throws Failed */
function completed(outcome: ReturnType<QuickJSContext["evalCode"]>): QuickJSHandle {
  if (!outcome.error) return outcome.value;
  using error = outcome.error;
  throw new Failed(failureOf(error));
}

const inside = (name: string): QuickJSHandle => {
  const code = readFileSync(new URL(`./inside/${name}.js`, import.meta.url), "utf8");
  return completed(vm.evalCode(code, `${name}.js`, { type: "global", strict: true }));
};

const data = (json: string): QuickJSHandle =>
  completed(vm.evalCode(`JSON.parse(${JSON.stringify(json)})`, "data.js"));

const call = (made: QuickJSHandle, ...given: QuickJSHandle[]): QuickJSHandle =>
  completed(vm.callFunction(made, vm.undefined, ...given));

/** The function inside that answers requests, with the program in it. */
function open(): QuickJSHandle {
  begin(1);
  const ceilings = data(JSON.stringify(limits));
  const parameters = data(params);
  // Only our own code inside holds this function.
  const renew = vm.newFunction("renew", (steps) => {
    mailbox.beat();
    begin(vm.getNumber(steps));
  });
  inside("harden").dispose();
  const values = call(inside("values"), ceilings);
  const effects = call(inside("effects"), values);
  completed(vm.evalCode("Object.freeze(globalThis)", "freeze.js")).dispose();
  // Compiled alone first: what parses by itself can't reach out of the function around it.
  completed(vm.evalCode(source, "program.js", { type: "global", strict: true, compileOnly: true })).dispose();
  const around = `(function () { "use strict"; ${source}\n;return typeof ${entry} === "undefined" ? undefined : ${entry}; })`;
  const newProgram = completed(vm.evalCode(around, "program.js", { type: "global", strict: true }));
  return call(inside("runs"), values, effects, ceilings, newProgram, parameters, renew);
}

function answer(dispatch: QuickJSHandle, request: string): string {
  begin(1);
  try {
    using asked = vm.newString(request);
    using reply = call(dispatch, asked);
    return vm.getString(reply);
  } catch (error) {
    return JSON.stringify({ failure: asFailure(error) });
  }
}

function asFailure(error: unknown): Failure {
  if (error instanceof Failed) return error.failure;
  // The engine itself broke off: its stack or its memory was spent where it couldn't say so any more.
  const stack = error instanceof RangeError;
  return stack
    ? { code: "stack", message: "it called too deep" }
    : { code: "memory", message: "the engine broke off" };
}

const TOO_LONG: Failure = { code: "size", message: "what was to leave the sandbox is too long" };

try {
  const dispatch = open();
  const failed = (
    JSON.parse(answer(dispatch, JSON.stringify({ operation: "open", entry }))) as { failure?: Failure }
  ).failure;
  parentPort?.postMessage(failed ? { failure: failed } : {});
  if (!failed) {
    for (let state = 0; ; state = REPLIED) {
      const request = mailbox.await(state) as string;
      const reply = answer(dispatch, request);
      if (!mailbox.post(reply, REPLIED)) mailbox.post(JSON.stringify({ failure: TOO_LONG }), REPLIED);
    }
  }
} catch (error) {
  parentPort?.postMessage({ failure: asFailure(error) });
}
