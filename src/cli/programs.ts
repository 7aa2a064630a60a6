/**
 * `sijo programs …`: programs that are kept on this machine, and run again with other parameters.
 * @module
 */
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
} from "../program/index.ts";
import { programFile } from "./program-file.ts";
import type { RunnableProgram, RunProgramOptions, Verification } from "./run-program.ts";

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
    .argument("[file]", "a .ts or .js file with a default export, or a .js file for the sandbox")
    .option("--name <name>", "default: what the program says, or the file's name")
    .option("--from <trace>", "in place of a file: the program that a planner wrote in a run of `sijo ask`")
    .action(async (file, options) => {
      const { isNew, ...program } = await (await import("./save-program.ts")).saveCommand(file, options);
      const id = `${program.name}@${program.version}`;
      print(
        isNew ? `${id} is kept; run it with: sijo programs run ${program.name}` : `${id} is the same already`,
      );
    });
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
  const { source, check, description, params, contract } = program;
  // What stands beside a planner's source is put into it, so that it can be changed and saved again.
  const stands = program.kind === "module" || source.trimStart().startsWith("/* sijo");
  const said = JSON.stringify({ description, params, contract }, undefined, 2).replaceAll("*/", "*\\/");
  const head = `/* sijo ${said} */`;
  const parts = [...(stands ? [] : [head]), source.trimEnd(), ...(check ? [check.trim()] : [])];
  print(parts.join("\n"));
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
  { source, check: given, contract }: LoadedProgram,
  params: unknown,
): Promise<RunnableProgram & { close(): void }> {
  const { contractConstraint } = await import("../contract/index.ts");
  const compile = (contract: string): Constraint<never> =>
    contractConstraint(contract) as Constraint<unknown> as Constraint<never>;
  const { program, close } = await sandboxProgram({ source, params, compile });
  const check = given ?? (/^\s*function\s+check\s*\(/m.test(source) ? source : undefined);
  return {
    program,
    close,
    verify: check || contract ? (result) => verified(textOf(result), { check, contract }) : undefined,
  };
}

/** The program's own check, and the clauses that stand beside it. */
async function verified(
  text: string,
  { check, contract }: { readonly check: string | undefined; readonly contract: string | undefined },
): Promise<Verification> {
  const own = check ? await runCheck(check, text) : { passed: true, reason: "" };
  if (!contract || !own.passed) return own;
  const { check: checkText, parseContract } = await import("../contract/index.ts");
  const failed = checkText(parseContract(contract), text).checks.filter(({ passed }) => !passed);
  if (failed.length === 0) return own;
  return { passed: false, reason: failed.map(({ clause, evidence }) => `${clause}: ${evidence}`).join("; ") };
}

/** @throws SijoError `program.result` where a check was to read what is no text. */
function textOf(result: unknown): string {
  if (typeof result === "string") return result;
  throw new SijoError("program.result", "The program's check reads texts, and its result is none.");
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
