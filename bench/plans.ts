/**
 * `npm run bench -- plans`: requests beside the contracts that people wrote for them by hand, planned in one process. Says
 * which plans ask for exactly what they should, and what the others lack or invent.
 *
 * A line of a file of cases is `{id, lang, request, contract, optional?}`. An array in place of a line of the contract holds
 * several that are right; `optional` has lines that may be there or not.
 * @module
 */
import { appendFileSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { numberOption } from "../src/cli/input.ts";
import { DEFAULT_PLANNER, modelSession } from "../src/cli/models-session.ts";
import { parseContract, printContract } from "../src/contract/index.ts";
import { type Comparison, compareContracts } from "../src/evaluation/collie/compare.ts";
import { planFor } from "../src/run/index.ts";
import { print } from "./options.ts";

export interface PlanCase {
  readonly id: string;
  readonly lang: string;
  readonly request: string;
  readonly contract: readonly (string | readonly string[])[];
  readonly optional?: readonly string[];
}

const CASES = fileURLToPath(new URL("./plans/unseen.jsonl", import.meta.url));

/** Prints the plans that aren't right, and the share of those that are, by language. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: { type: "string", default: CASES },
      only: { type: "string" },
      seed: { type: "string", default: "1" },
      planner: { type: "string", default: DEFAULT_PLANNER },
      /** One JSON line a request is added to this file. */
      out: { type: "string" },
    },
  });
  const seed = numberOption("--seed", values.seed, { whole: true, least: 0, most: 2 ** 31 })!;
  const only = values.only?.split(",");
  const cases = planCases(values.cases).filter(({ id }) => !only || only.includes(id));
  await using session = modelSession({ signal: new AbortController().signal });
  const planner = await session.open(values.planner, { maxContexts: 24 });
  const right = new Map<string, boolean[]>();
  for (const one of cases) {
    const { contract, share, findings, attempts } = await planFor({
      request: one.request,
      planner,
      seed,
      warm: session.warm,
    });
    const notation = printContract(contract);
    const comparison = compareWithCase(notation, one);
    right.set(one.lang, [...(right.get(one.lang) ?? []), comparison.same]);
    if (!comparison.same) print(report(one, notation, comparison));
    if (values.out === undefined) continue;
    const seconds = attempts.reduce((sum, attempt) => sum + attempt.seconds, 0);
    const line = { id: one.id, ...comparison, share, notation, findings, rounds: attempts.length, seconds };
    appendFileSync(values.out, `${JSON.stringify(line)}\n`);
  }
  for (const [lang, outcomes] of right) {
    print(`${lang}: ${outcomes.filter(Boolean).length} of ${outcomes.length} contracts are exactly right`);
  }
}

export const planCases = (path: string): PlanCase[] =>
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as PlanCase);

/** Compares a plan with each contract that is right, and tells the difference to the nearest. */
export function compareWithCase(notation: string, { contract, optional = [] }: PlanCase): Comparison {
  const planned = parseContract(notation);
  const comparisons = choices(contract).map((lines): Comparison => {
    const { missing } = compareContracts(planned, parseContract(lines.join("\n")));
    const { extra } = compareContracts(planned, parseContract([...lines, ...optional].join("\n")));
    return { same: missing.length === 0 && extra.length === 0, missing, extra };
  });
  const size = ({ missing, extra }: Comparison): number => missing.length + extra.length;
  return comparisons.reduce((best, other) => (size(other) < size(best) ? other : best));
}

/** Every way to take one line from each place. */
const choices = (contract: PlanCase["contract"]): string[][] =>
  contract.reduce<string[][]>(
    (lists, lines) => lists.flatMap((list) => [lines].flat().map((line) => [...list, line])),
    [[]],
  );

const report = ({ id, request }: PlanCase, notation: string, { missing, extra }: Comparison): string =>
  [
    `${id} ${request}`,
    notation.trimEnd().replaceAll(/^/gm, "    "),
    ...missing.map((words) => `  lacks: ${words}`),
    ...extra.map((words) => `  asks besides: ${words}`),
    "",
  ].join("\n");
