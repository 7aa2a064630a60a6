/**
 * `sijo run`
 * @module
 */
import { paramsFromWords } from "../program/index.ts";
import { programFile, runnableFile } from "./program-file.ts";
import { type RunProgramOptions, runProgramCommand } from "./run-program.ts";

/** Runs the program of a file; sets the exit code. */
export async function runCommand(path: string, options: RunProgramOptions): Promise<void> {
  const definition = await programFile(path);
  const runnable = await runnableFile(path, paramsFromWords(definition.params, options.param ?? []), {
    definition,
  });
  await runProgramCommand(options, definition, async () => runnable);
}
