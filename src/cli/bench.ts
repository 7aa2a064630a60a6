/**
 * `sijo bench …`: requests with outside definitions of passing, run on real models.
 * @module
 */
import type { Command } from "commander";
import { commandGroup } from "./command-group.ts";
import { readText } from "./input.ts";

/** The command with its subcommands; errors are thrown as `SijoError`. */
export function benchCommand(): Command {
  const bench = commandGroup("bench");
  bench
    .command("collie")
    .description("COLLIE: request, plan, text and verdict of each case, and a table by family")
    .requiredOption("--cases <file>", "the cases, one JSON object a line")
    .option("--families <names>", "only these, as in sent01,para05")
    .option("--limit <n>", "how many cases of each family, spread over it")
    .option("--split <name>", "only cases of this split, and those that name none")
    .option("--given", "the contract is made from the constraint: no planning")
    .option("--particles <n>", "how many texts are written side by side (default: 8)")
    .option("--seed <n>", "the same seed gives the same texts (default: 1)")
    .option("--temperature <n>", "the follower's temperature")
    .option("--planner <model>", "a model's id, or a .gguf file")
    .option("--follower <model>", "a model's id, or a .gguf file")
    .option("--max-tokens <n>", "ceiling on tokens of each case")
    .option("--max-seconds <n>", "ceiling on seconds of each case (default: 300)")
    .option("--baselines", "greedy decoding and best-of-n of the same follower too")
    .option("--out <file>", "append a JSON line a case, and go on where an earlier run stopped")
    .option("--answers <file>", "write the answers as JSON lines of id and text")
    .action(async (options) => (await import("./bench-collie.ts")).benchCollie(options));
  bench
    .command("conformance")
    .description("compare verdicts with those of COLLIE's own checker")
    .requiredOption("--cases <file>", "the cases, one JSON object a line")
    .requiredOption("--texts <file>", "texts with the verdicts expected, one JSON object a line")
    .action(benchConformance);
  return bench;
}

async function benchConformance(options: { cases: string; texts: string }): Promise<void> {
  const { conformance, parseCases, parseJudged } = await import("../evaluation/collie/index.ts");
  const cases = parseCases(await readText(options.cases), options.cases);
  const texts = parseJudged(await readText(options.texts), options.texts);
  const { disagreements } = conformance(cases, texts);
  for (const { id, family, model, by, text, expected } of disagreements) {
    process.stdout.write(`${JSON.stringify({ id, family, model, by, expected, text })}\n`);
  }
  const agreement = (by: string): string => {
    const agree = texts.length - disagreements.filter((each) => each.by === by).length;
    return `${agree} of ${texts.length} (${((100 * agree) / texts.length).toFixed(2)} %)`;
  };
  process.stdout.write(
    `verdicts by COLLIE's definition that agree: ${agreement("definition")}\n` +
      `checks by COLLIE's conventions that agree:  ${agreement("check")}\n`,
  );
  process.exitCode = disagreements.length === 0 ? 0 : 3;
}
