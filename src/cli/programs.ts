/**
 * `sijo programs …`: programs that are kept on this machine, and run again with other parameters.
 * @module
 */
import type { Command } from "commander";
import {
  checkedParams,
  describeParams,
  type LoadedProgram,
  listPrograms,
  loadProgram,
  paramsFromWords,
  programsFolder,
  removeProgram,
  sandboxProgram,
} from "../program/index.ts";
import { commandGroup } from "./command-group.ts";
import { runnableFile } from "./program-file.ts";
import type { RunnableProgram, RunProgramOptions } from "./run-program.ts";

/** The command with its subcommands; `runOptions` adds the options of whatever runs a program. */
export function programsCommand({ runOptions }: { runOptions: (command: Command) => Command }): Command {
  const programs = commandGroup("programs").description(
    "list, show, save, remove, run and test the programs kept on this machine",
  );
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
  runOptions(programs.command("test"))
    .description("run the examples that a kept program states, and say which of them fail")
    .argument("<name>", "a program, or a version of it: haiku@2")
    .action(async (name, options) => (await import("./test-program.ts")).testCommand(name, options));
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
  const { source, check, description, params, contract, tests } = program;
  // What stands beside a planner's source is put into it, so that it can be changed and saved again.
  const stands = program.kind === "module" || source.trimStart().startsWith("/* sijo");
  const said = JSON.stringify({ description, params, contract, tests }, undefined, 2).replaceAll(
    "*/",
    "*\\/",
  );
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
  const { runProgramCommand } = await import("./run-program.ts");
  await runProgramCommand(options, stored, () => runnable(stored, values));
}

/** A kept program with its parameters, ready to be run. */
export async function runnable(
  stored: LoadedProgram,
  params: Readonly<Record<string, unknown>>,
): Promise<RunnableProgram & { close?(): void }> {
  const { name, version, description, source: text, check: given, contract, path } = stored;
  if (stored.kind === "module") {
    const found = await runnableFile(path, params);
    return { ...found, source: { ...found.source, name, version } };
  }
  // Nobody may have read it: it runs in QuickJS, and so does its check of the finished text, if it has one.
  const { sandboxConstraint } = await import("../contract/compile/contract-constraint.ts");
  const { program, close } = await sandboxProgram({ source: text, params, compile: sandboxConstraint });
  const check = given ?? (/^\s*function\s+check\s*\(/m.test(text) ? text : undefined);
  const source = { kind: "sandbox", name, version, description, text, params, check, contract } as const;
  return { program, close, source };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
