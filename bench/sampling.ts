/**
 * `npm run bench -- sampling`: from scores to tokens, without a model: what the draws of one step cost the thread that makes
 * them, by what is admitted, with a bias on a few tokens and without, and a plot over sizes of vocabularies in `docs/`.
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Mask } from "../src/inference/distribution.ts";
import type { Masks } from "../src/inference/mask.ts";
import { random } from "../src/inference/random.ts";
import { choiceOf, NextTokens } from "../src/program/next-token.ts";
import { median } from "./median.ts";
import { print, whole } from "./options.ts";
import { plot } from "./plot.ts";

const HELP = `npm run bench -- sampling [options]: from scores to tokens, without a model

  --particles <n>       rows of scores that a step draws from, no two alike (32)
  --vocabulary <n,n>    tokens in the vocabulary (49152,151936,262144: those of SmolLM2, Qwen2.5 and Gemma 3)
  --steps <n>           measurements, of which medians are taken; each is of four steps (15)
  --out <folder>        where growth-vocabulary.svg is written, if there are several vocabularies (docs)

Takes some twenty seconds. Processor time of one thread, which others at work on the machine blur little.`;

const TEMPERATURE = 0.8;
/** As many as a taste and a few words that are owed come to. */
const BIAS: ReadonlyMap<number, number> = new Map([3, 5, 100, 999].map((token, at) => [token, at - 2]));
/** Steps between two readings of the clock, which tells some milliseconds. */
const AT_A_TIME = 4;

/** Processor milliseconds a step, medians. */
interface Row {
  readonly name: string;
  readonly plain: number;
  readonly biased: number;
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      particles: { type: "string", default: "32" },
      vocabulary: { type: "string", default: "49152,151936,262144" },
      steps: { type: "string", default: "15" },
      out: { type: "string", default: "docs" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return print(HELP);
  const particles = whole("particles", values.particles, 1000);
  const vocabularies = values.vocabulary.split(",").map((text) => whole("vocabulary", text, 2_000_000));
  const steps = whole("steps", values.steps, 10_000);
  const measured = vocabularies.map((vocabulary) => {
    const rows = rowsOf({ particles, vocabulary, steps });
    print(
      `${particles} particles, ${vocabulary} tokens, processor milliseconds a step, medians of ${steps}:`,
    );
    print("");
    print("| admitted | without a bias | with one |");
    print("|---|--:|--:|");
    for (const { name, plain, biased } of rows)
      print(`| ${name} | ${plain.toFixed(1)} | ${biased.toFixed(1)} |`);
    print("");
    return { vocabulary, rows };
  });
  if (vocabularies.length < 2) return;
  const series = measured[0].rows.map(({ name }, index) => ({
    name,
    points: measured.map(({ vocabulary, rows }) => [vocabulary, rows[index].plain] as const),
  }));
  const title = `From scores to tokens of ${particles} particles, by vocabulary`;
  const axes = { across: "tokens in the vocabulary", up: "processor milliseconds a step" };
  mkdirSync(values.out, { recursive: true });
  writeFileSync(join(values.out, "growth-vocabulary.svg"), plot({ title, ...axes, series }));
}

function rowsOf({
  particles,
  vocabulary,
  steps,
}: {
  particles: number;
  vocabulary: number;
  steps: number;
}): Row[] {
  const scores = scoresOf(particles, vocabulary);
  const maskOf = (admits: (token: number) => boolean): Mask => ({
    parts: [Int32Array.from({ length: vocabulary }, (_, token) => token).filter(admits)],
  });
  const settings = Object.entries({
    "all tokens": maskOf(() => true),
    "most tokens": maskOf((token) => token % 7 !== 0 && token < 0.75 * vocabulary),
    "one in a hundred": maskOf((token) => token % 97 === 3),
    "one token": maskOf((token) => token === 5),
  }).map(([name, mask]) => ({ name, mask, plain: [] as number[], biased: [] as number[] }));
  for (let step = -3; step < steps; step += 1) {
    for (const { mask, plain, biased } of settings) {
      for (const [bias, milliseconds] of [
        [undefined, plain],
        [BIAS, biased],
      ] as const) {
        const before = process.threadCpuUsage();
        for (let time = 0; time < AT_A_TIME; time += 1) drawAll(scores, { mask, bias });
        const { user, system } = process.threadCpuUsage(before);
        if (step >= 0) milliseconds.push((user + system) / 1000 / AT_A_TIME);
      }
    }
  }
  return settings.map(({ name, plain, biased }) => ({ name, plain: median(plain), biased: median(biased) }));
}

/** One draw for each particle, none of which has the prefix of another. */
function drawAll(
  scores: readonly Float32Array[],
  { mask, bias }: { mask: Mask; bias: ReadonlyMap<number, number> | undefined },
): void {
  const tokens = new NextTokens();
  const [masks, stream] = [{} as Masks<unknown>, random(1)];
  const options = { temperature: TEMPERATURE, ...(bias && { bias }) };
  for (const logits of scores) {
    const choice = choiceOf({ mask, masks, position: { state: 0 }, rank: -1, random: stream });
    tokens.draw({ logits: [logits], options, choice });
  }
}

/** Scores like those of a model: a few that stand out of many that don't. */
function scoresOf(particles: number, vocabulary: number): Float32Array[] {
  const stream = random(7);
  const many = Float32Array.from({ length: vocabulary }, () => 8 * (stream.next() + stream.next() - 1));
  return Array.from({ length: particles }, (_, particle) => {
    const scores = new Float32Array(vocabulary);
    const shift = (particle * 4099) % vocabulary;
    scores.set(many.subarray(shift));
    scores.set(many.subarray(0, shift), vocabulary - shift);
    for (let count = 0; count < 20; count += 1)
      scores[Math.floor(stream.next() * vocabulary)] = 8 + 10 * stream.next();
    return scores;
  });
}
