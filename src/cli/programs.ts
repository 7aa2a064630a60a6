/**
 * `sijo programs …`: programs that are kept on this machine, and run again with other parameters.
 * @module
 */
import { basename, extname } from "node:path";
import { Command } from "commander";
import { SijoError } from "../errors.ts";
import type { Constraint } from "../inference/index.ts";
import {
  checkedParams,
  describeParams,
  type LoadedProgram,
  listPrograms,
  loadProgram,
  paramsFromWords,
  programsFolder,
  removeProgram,
  runCheck,
  sandboxProgram,
  saveProgram,
} from "../program/index.ts";
import { checkedHead, headOf, type ToSave } from "../program/stored/index.ts";
import { readText } from "./input.ts";
import { programFile } from "./program-file.ts";
import type { RunnableProgram, RunProgramOptions } from "./run-program.ts";

/** The command with its subcommands; `runOptions` adds the options of whatever runs a program. */
export function programsCommand({ runOptions }: { runOptions: (command: Command) => Command }): Command {
  const programs = new Command("programs")
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .description("list, show, save, remove and run the programs kept on this machine");
  programs
    .command("list")
    .description("the programs kept here, with their parameters")
    .option("--json", "for programs")
    .action(list);
  programs
    .command("show")
    .description("print a program's source")
    .argument("<name>", "a program, or a version of it: haiku@2")
    .option("--json", "everything that is kept, for programs")
    .action(show);
  programs
    .command("save")
    .description("keep a program under its name; what it was before stays, as an older version")
    .argument("<file>", "a .ts or .js file with a default export, or a .js file for the sandbox")
    .option("--name <name>", "default: what the program says, or the file's name")
    .action(save);
  programs
    .command("remove")
    .description("forget a program with all its versions")
    .argument("<name>", "a program that `sijo programs list` shows")
    .action(remove);
  runOptions(programs.command("run"))
    .description("run a program that is kept here")
    .argument("<name>", "a program, or a version of it: haiku@2")
    .action(run);
  return programs;
}

async function list({ json = false }: { json?: boolean }): Promise<void> {
  const programs = await listPrograms();
  if (json) return print(JSON.stringify(programs, undefined, 2));
  const lines = programs.flatMap(({ name, version, kind, description, params = {} }) => [
    `${name}@${version}  ${description ?? ""}${kind === "sandbox" ? " (sandboxed)" : ""}`.trimEnd(),
    `  ${describeParams(params)}`,
  ]);
  const none = "None. `sijo programs save <file>` keeps one.";
  print([...(lines.length > 0 ? lines : [none]), "", `Kept in ${programsFolder()}`].join("\n"));
}

async function show(spec: string, { json = false }: { json?: boolean }): Promise<void> {
  const program = await loadProgram(spec);
  if (json) return print(JSON.stringify(program, undefined, 2));
  process.stdout.write(program.source.endsWith("\n") ? program.source : `${program.source}\n`);
}

async function save(file: string, { name: asked }: { name?: string }): Promise<void> {
  const source = await readText(file);
  const given = { source, extension: extname(file).slice(1) as ToSave["extension"] };
  const fallback = basename(file, extname(file)).toLowerCase();
  const isModule = /^\s*export\s/m.test(source);
  const head = isModule ? await moduleHead(file) : await sandboxHead(file, source);
  const name = asked ?? head.name ?? fallback;
  const kind = isModule ? "module" : "sandbox";
  const { program, isNew } = await saveProgram({ ...given, name, head, kind });
  const id = `${program.name}@${program.version}`;
  if (kind === "module" && isNew) await assertStandsAlone(id);
  print(
    isNew ? `${id} is kept; run it with: sijo programs run ${program.name}` : `${id} is the same already`,
  );
}

/** What a person's own file says of itself. Followers of its own are not kept: who runs it names them. */
async function moduleHead(file: string) {
  const { name, description, params, particles, algorithm, maxTokens } = await programFile(file);
  const said = { name, description, params, particles, algorithm, maxTokens };
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
  try {
    (await sandboxProgram({ source })).close();
  } catch (error) {
    if (!(error instanceof SijoError)) throw error;
    const { code, message, hint } = error;
    throw new SijoError(code, message, { kind: "usage", ...(hint && { hint }), cause: error });
  }
  return head;
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

async function remove(name: string): Promise<void> {
  print((await removeProgram(name)) ? `${name}: removed` : `${name}: was not kept here`);
}

async function run(spec: string, options: RunProgramOptions): Promise<void> {
  const stored = await loadProgram(spec);
  const given = paramsFromWords(stored.params ?? {}, options.param ?? []);
  const values = checkedParams(stored.params ?? {}, given);
  const { runProgram } = await import("./run-program.ts");
  await runProgram(options, stored, () =>
    stored.kind === "sandbox" ? sandboxed(stored, values) : ownModule(stored, values),
  );
}

async function ownModule(
  { path }: LoadedProgram,
  values: Readonly<Record<string, unknown>>,
): Promise<RunnableProgram> {
  const definition = await programFile(path);
  return { program: definition.with(values) };
}

/** Nobody may have read it: it runs in QuickJS, and so does its check of the finished text, if it has one. */
async function sandboxed(
  { source }: LoadedProgram,
  params: unknown,
): Promise<RunnableProgram & { close(): void }> {
  const { contractConstraint } = await import("../contract/index.ts");
  const compile = (contract: string): Constraint<never> =>
    contractConstraint(contract) as Constraint<unknown> as Constraint<never>;
  const { program, close } = await sandboxProgram({ source, params, compile });
  const hasCheck = /^\s*function\s+check\s*\(/m.test(source);
  return {
    program,
    close,
    verify: hasCheck ? (result) => runCheck(source, textOf(result)) : undefined,
  };
}

/** @throws SijoError `program.result` where a check was to read what is no text. */
function textOf(result: unknown): string {
  if (typeof result === "string") return result;
  throw new SijoError("program.result", "The program's check reads texts, and its result is none.");
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
