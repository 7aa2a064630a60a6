/**
 * `npm run bench -- agreement`: random texts of the constraint that each COLLIE case compiles into, without any model.
 * All of them pass our check; do they pass by COLLIE's definition too, which counts words and sentences otherwise?
 * @module
 */
import { parseArgs } from "node:util";
import { compileContract } from "../src/contract/compile/compile.ts";
import { randomText } from "../src/contract/compile/walk.ts";
import { check } from "../src/contract/index.ts";
import { SijoError } from "../src/errors.ts";
import { contractOf, satisfies } from "../src/evaluation/collie/index.ts";
import { random } from "../src/inference/index.ts";
import { wordsOfRequest } from "../src/planner/index.ts";
import { chosenCases } from "./chosen-cases.ts";

/** A walk without taste may go on and on; it is given up after so many characters. */
const LONGEST = 9000;

interface Tally {
  cases: number;
  refused: number;
  texts: number;
  passCheck: number;
  passDefinition: number;
  seconds: number;
}

/** Prints every text on which the two differ, and a table by family. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: { type: "string" },
      families: { type: "string" },
      limit: { type: "string", default: "20" },
      texts: { type: "string", default: "3" },
      seed: { type: "string", default: "1" },
    },
  });
  if (values.cases === undefined) {
    throw new SijoError("bench.cases", "No cases were given.", {
      kind: "usage",
      hint: "Name them with --cases <file>.",
    });
  }
  const cases = chosenCases(values.cases, {
    families: values.families,
    limit: Number(values.limit),
  });
  const tallies = new Map<string, Tally>();
  for (const item of cases) {
    const tally = tallies.get(item.family) ?? newTally();
    tallies.set(item.family, tally);
    tally.cases += 1;
    const contract = contractOf(item);
    const started = performance.now();
    const compiled = compileContract({ contract, extraWords: wordsOfRequest(item.prompt) });
    tally.seconds += (performance.now() - started) / 1000;
    if (compiled.kind === "contradiction") {
      tally.refused += 1;
      continue;
    }
    const numbers = random(Number(values.seed));
    for (let count = 0; count < Number(values.texts); count += 1) {
      const text = randomText(compiled.constraint, { random: () => numbers.next(), longest: LONGEST });
      if (text === undefined) continue;
      const passes = [check(contract, text).passed, satisfies(item.constraint, text)];
      tally.texts += 1;
      tally.passCheck += Number(passes[0]);
      tally.passDefinition += Number(passes[1]);
      if (passes[0] !== passes[1]) process.stdout.write(`${JSON.stringify({ id: item.id, text })}\n`);
    }
  }
  process.stdout.write(
    "| family | cases | refused | texts finished | pass our check | pass by definition | seconds to compile |\n|---|--:|--:|--:|--:|--:|--:|\n",
  );
  for (const [family, tally] of tallies) {
    const { cases: count, refused, texts, passCheck, passDefinition, seconds } = tally;
    process.stdout.write(
      `| ${family} | ${count} | ${refused} | ${texts} | ${passCheck} | ${passDefinition} | ${(seconds / count).toFixed(2)} |\n`,
    );
  }
}

const newTally = (): Tally => ({
  cases: 0,
  refused: 0,
  texts: 0,
  passCheck: 0,
  passDefinition: 0,
  seconds: 0,
});
