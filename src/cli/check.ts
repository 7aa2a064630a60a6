/**
 * `sijo check`
 * @module
 */
import { CONVENTIONS, type Conventions, check, readContract } from "../contract/index.ts";
import { SijoError } from "../errors.ts";
import { realWordChecks } from "../run/real-word.ts";
import { readText } from "./input.ts";
import { renderChecks } from "./render-verdict.ts";

/** Prints the checks; exit code 0 when all passed, 3 when not. */
export async function checkCommand(
  contractPath: string,
  textPath: string,
  { json = false, conventions }: { readonly json?: boolean; readonly conventions?: string },
): Promise<void> {
  const named = conventionsOf(conventions);
  const contract = readContract(await readText(contractPath));
  const file = await readText(textPath);
  // Elsewhere white space at the ends is no part of a text; here the line break that ends every file isn't either.
  const text = named === "collie" ? file.replace(/\r?\n$/, "") : file;
  const { passed, checks } = check(contract, text, { conventions: named });
  const report = { passed, checks: [...checks, ...realWordChecks({ contract, text })] };
  process.stdout.write(json ? `${JSON.stringify(report, undefined, 2)}\n` : renderChecks(report.checks));
  process.exitCode = report.passed ? 0 : 3;
}

function conventionsOf(name = "sijo"): Conventions {
  const known = CONVENTIONS.find((each) => each === name);
  if (known !== undefined) return known;
  throw new SijoError("usage.conventions", `There are no conventions called ${JSON.stringify(name)}.`, {
    kind: "usage",
    hint: `There are: ${CONVENTIONS.join(", ")}. docs/conventions.md says how they count.`,
  });
}
