/**
 * `sijo run`
 * @module
 */
import { paramsFromWords } from "../program/index.ts";
import { programFile } from "./program-file.ts";
import { type RunProgramOptions, runProgram } from "./run-program.ts";

/** Runs the program of a file; sets the exit code. */
export async function runCommand(path: string, options: RunProgramOptions): Promise<void> {
  const definition = await programFile(path);
  const program = definition.with(paramsFromWords(definition.params, options.param ?? []));
  await runProgram(options, definition, async () => ({ program }));
}
