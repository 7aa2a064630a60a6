/**
 * `sijo programs save`: from a file, or from the trace of a run that a planner wrote a program for.
 * @module
 */
import { basename, extname } from "node:path";
import { parseContract, printContract } from "../contract/index.ts";
import { SijoError } from "../errors.ts";
import { forSandbox } from "../planner/program/draft.ts";
import {
  loadProgram,
  type ProgramHead,
  removeProgram,
  type StoredProgram,
  sandboxProgram,
  saveProgram,
} from "../program/index.ts";
import { checkedHead, headOf, type ToSave } from "../program/stored/index.ts";
import { findTrace, readTrace, verifyTrace } from "../trace/index.ts";
import { readText } from "./input.ts";
import { programFile } from "./program-file.ts";
import { tracesFolder } from "./traces-folder.ts";

export interface SaveOptions {
  readonly name?: string;
  readonly from?: string;
}

/** Keeps it; `isNew` is false where the latest version is the same. */
export async function saveCommand(
  file: string | undefined,
  { name, from }: SaveOptions,
): Promise<StoredProgram & { readonly isNew: boolean }> {
  if ((file === undefined) === (from === undefined)) {
    throw new SijoError("program.file", "One thing can be kept: a file, or what is in a trace.", {
      kind: "usage",
      hint: "As in: sijo programs save haiku.ts, or: sijo programs save --from <trace> --name haiku",
    });
  }
  const toSave = file === undefined ? await fromTrace(from as string, name) : await fromFile(file, name);
  const { program, isNew } = await saveProgram(toSave);
  if (program.kind === "module" && isNew) await assertStandsAlone(`${program.name}@${program.version}`);
  return { ...program, isNew };
}

async function fromFile(file: string, asked: string | undefined): Promise<ToSave> {
  const source = await readText(file);
  const extension = extname(file).slice(1) as ToSave["extension"];
  const isModule = /^\s*export\s/m.test(source);
  const head = isModule ? await moduleHead(file) : await sandboxHead(file, source);
  const name = asked ?? head.name ?? basename(file, extname(file)).toLowerCase();
  // What the sandbox has beyond effects is kept with the program.
  return {
    name,
    head,
    source: isModule ? source : forSandbox(source),
    extension,
    kind: isModule ? "module" : "sandbox",
  };
}

/** The planner's program with its check, of the request that it was written for. */
async function fromTrace(id: string, name: string | undefined): Promise<ToSave> {
  const wrong = (message: string, hint: string): SijoError =>
    new SijoError("program.trace", message, { kind: "usage", hint });
  if (name === undefined) throw wrong("The program has no name.", "Give it one: --name <name>");
  const trace = findTrace(tracesFolder(), id);
  if (verifyTrace(trace).state === "broken") {
    throw wrong(`The trace ${trace.id} is not what was written.`, "`sijo trace verify` says where.");
  }
  const { events } = readTrace(trace.path);
  const planned = events.findLast(({ kind }) => kind === "program")?.data as
    | { readonly source?: unknown; readonly check?: unknown; readonly contract?: unknown }
    | undefined;
  if (typeof planned?.source !== "string" || typeof planned.check !== "string") {
    throw wrong(
      `The trace ${trace.id} holds no program.`,
      "Programs are in traces of `sijo ask --plan program --trace full`.",
    );
  }
  const { request } = (events[0]?.data ?? {}) as { readonly request?: unknown };
  return {
    name,
    head: {
      ...(typeof request === "string" && { description: request.replace(/\s+/g, " ").slice(0, 200) }),
      ...(planned.contract ? { contract: printContract(planned.contract as never) } : {}),
    },
    source: forSandbox(planned.source),
    check: planned.check,
    extension: "js",
    kind: "sandbox",
  };
}

/** What a person's own file says of itself. Followers of its own are not kept: who runs it names them. */
async function moduleHead(file: string) {
  const definition = await programFile(file);
  const { name, description, params, particles, algorithm, maxTokens, contract, tests } = definition;
  const said = { name, description, params, particles, algorithm, maxTokens, contract, tests };
  assertReadable(said);
  return checkedHead(Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)));
}

/** What a sandboxed source says of itself, if it can be opened. */
async function sandboxHead(file: string, source: string) {
  if (!/\.m?js$/.test(file)) {
    throw new SijoError("program.file", `${file} exports nothing, and the sandbox runs JavaScript only.`, {
      kind: "usage",
      hint: "Export a program as the default, or write function* program(params) in a .js file.",
    });
  }
  const head = headOf(source);
  assertReadable(head);
  try {
    (await sandboxProgram({ source: forSandbox(source) })).close();
  } catch (error) {
    if (!(error instanceof SijoError)) throw error;
    const { code, message, hint } = error;
    throw new SijoError(code, message, { kind: "usage", ...(hint && { hint }), cause: error });
  }
  return head;
}

/** @throws SijoError `contract.*` (usage) for clauses, of the program or of a test, that can't be read. */
function assertReadable({ contract, tests = [] }: Pick<ProgramHead, "contract" | "tests">): void {
  for (const clauses of [contract, ...tests.map((test) => test.contract)])
    if (clauses !== undefined) parseContract(clauses);
}

/** A copy has lost what lay beside the original. */
async function assertStandsAlone(id: string): Promise<void> {
  const { path, name } = await loadProgram(id);
  try {
    await programFile(path);
  } catch (error) {
    // It was never one that could be run, so no version is lost.
    if (id === `${name}@1`) await removeProgram(name);
    const { message } = error as Error;
    throw new SijoError("program.file", `The program doesn't stand alone: ${message}`, {
      kind: "usage",
      hint: "A program that is kept imports nothing but sijo and what Node has.",
      cause: error,
    });
  }
}
