/**
 * `sijo check`
 * @module
 */
import { check, readContract } from "../contract/index.ts";
import { readText } from "./input.ts";
import { renderChecks } from "./render-verdict.ts";

/** Prints the checks; exit code 0 when all passed, 3 when not. */
export async function checkCommand(
  contractPath: string,
  textPath: string,
  { json = false }: { readonly json?: boolean },
): Promise<void> {
  const contract = readContract(await readText(contractPath));
  const report = check(contract, await readText(textPath));
  process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : renderChecks(report.checks));
  process.exitCode = report.passed ? 0 : 3;
}
