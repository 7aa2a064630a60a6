/**
 * A person's own program: a TypeScript or JavaScript file whose default export is a program.
 * @module
 */
import { readFileSync, statSync } from "node:fs";
import { registerHooks } from "node:module";
import { basename, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { SijoError } from "../errors.ts";
import {
  checkedParams,
  isProgramDefinition,
  type Program,
  type ProgramDefinition,
  program,
} from "../program/index.ts";
import type { RunnableProgram } from "./run-program.ts";

const EXPORT_HINT =
  "Export a program, as in: export default program({ *run() { … } }). A generator function does as well.";

const SANDBOX_HINT =
  "Without an export it is a program for the sandbox: keep it with sijo programs save, run it with sijo programs run.";

let hooked = false;

/** Under which the package is its source, and not what is built of it: both at once would not know each other's programs. */
const SOURCE = "@sijo/source";

/** `import … from "sijo"` means this very package, wherever the file lies and whatever is installed beside it. */
function resolveSijo(): void {
  if (hooked) return;
  hooked = true;
  const { url: parentURL } = import.meta;
  const isSource = parentURL.endsWith(".ts");
  registerHooks({
    resolve: (specifier, context, next) =>
      /^sijo(\/|$)/.test(specifier)
        ? next(specifier, {
            ...context,
            parentURL,
            conditions: isSource ? [...context.conditions, SOURCE] : context.conditions,
          })
        : next(specifier, context),
  });
}

/**
 * Loads a file; that runs what stands in it outside the program.
 * @throws SijoError `program.file` (usage) where it isn't there, can't be loaded or exports no program.
 */
export async function programFile(path: string): Promise<ProgramDefinition> {
  const wrong = (message: string, hint?: string, cause?: unknown): SijoError =>
    new SijoError("program.file", message, { kind: "usage", ...(hint && { hint }), cause, data: { path } });
  if (!/\.[cm]?[jt]s$/.test(path)) {
    throw wrong(`${path} is no program: its name doesn't end in .ts or .js.`, EXPORT_HINT);
  }
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw wrong(`The file ${path} is not there.`);
  if (!stats.isFile()) throw wrong(`${path} is not a file.`);
  resolveSijo();
  let module: { readonly default?: unknown };
  try {
    module = await import(pathToFileURL(resolve(path)).href);
  } catch (cause) {
    if (cause instanceof SijoError) throw cause;
    throw wrong(`${path} can't be loaded: ${whyOf(cause, path)}`, undefined, cause);
  }
  const { default: exported } = module;
  if (isProgramDefinition(exported)) return exported;
  if (typeof exported !== "function" || exported.constructor.name !== "GeneratorFunction") {
    // An empty file is an old module, which exports an object with nothing in it.
    const isEmpty =
      exported === undefined || (typeof exported === "object" && Object.keys(exported ?? {}).length === 0);
    const what = isEmpty ? "has no default export" : "exports something else as its default";
    const isForSandbox = isEmpty && /^function\s*\*\s*program\b/m.test(readText(path));
    throw wrong(`${path} ${what}.`, isForSandbox ? SANDBOX_HINT : EXPORT_HINT);
  }
  return program({ run: exported as Program<unknown> });
}

/**
 * The program of a file with its parameters, ready to be run; a trace knows it by the file's hash. `definition`: what was
 * loaded of it already; `sha256`: it must be this file, or else isn't loaded.
 * @throws SijoError `program.file`, `program.params`, `replay.program` (usage)
 */
export async function runnableFile(
  path: string,
  given: Readonly<Record<string, unknown>>,
  { definition, sha256 }: { readonly definition?: ProgramDefinition; readonly sha256?: string } = {},
): Promise<RunnableProgram> {
  // Read first: whoever changes it in between finds another hash at a replay, and no false one.
  const text = readText(path);
  if (sha256 !== undefined && text !== "") {
    const { assertUnchanged } = await import("../run/index.ts");
    assertUnchanged({ text, path }, sha256);
  }
  const found = definition ?? (await programFile(path));
  const { name, description, contract, check } = found;
  const params = checkedParams(found.params, given);
  return {
    program: found.with(given),
    source: { kind: "file", name, description, text, path: resolve(path), params, contract },
    ...(check && { check }),
  };
}

const readText = (path: string): string =>
  statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, "utf8") : "";

/** What went wrong, and in which line where it is one of this file, in a line or two. */
function whyOf(error: unknown, path: string): string {
  if (!(error instanceof Error)) return String(error);
  const message = error.message.split("\n")[0];
  const { stack = "" } = error;
  // Of a mistake in the source Node writes the place in front of the message, of one that was thrown behind it.
  const name = basename(path).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const line = new RegExp(`/${name}:(\\d+)(?::\\d+)?\\)?$`, "m").exec(stack)?.[1];
  return `${error.name}: ${message}${line ? ` (line ${line})` : ""}.`;
}
