/**
 * `npm run bench -- masks --cases <collie.jsonl>`: what it costs to know which tokens a contract allows, beside the
 * decoding that it goes with, on contracts of every family; and how much of what is written is decoded, since texts that
 * begin alike are decoded once. Written is as `sijo ask` writes: at its temperature, with its taste.
 * @module
 */
import { parseArgs } from "node:util";
import { compileContract } from "../src/contract/compile/compile.ts";
import { contractOf } from "../src/evaluation/collie/index.ts";
import { random, smc } from "../src/inference/index.ts";
import { resolveModel } from "../src/model/catalogue/index.ts";
import { openLlama } from "../src/model/llama/llama-model.ts";
import { wordsOfRequest } from "../src/planner/index.ts";
import { ProgramPopulation } from "../src/program/engine.ts";
import { writingTask } from "../src/run/writing.ts";
import { chosenCases } from "./chosen-cases.ts";
import { counting } from "./counting.ts";

/** Milliseconds. */
interface Cost {
  readonly family: string;
  readonly compile: number;
  readonly decode: number;
  readonly mask: number;
  readonly sample: number;
  /** Tokens that the particles wrote, and those decoded for it, without the prompt. */
  readonly written: number;
  readonly decoded: number;
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: { type: "string" },
      families: { type: "string" },
      limit: { type: "string", default: "2" },
      follower: { type: "string", default: "qwen2.5-coder-0.5b" },
      particles: { type: "string", default: "16" },
    },
  });
  if (!values.cases) throw new TypeError("Say where the cases are: --cases <collie.jsonl>");
  const cases = chosenCases(values.cases, {
    families: values.families,
    limit: Number(values.limit),
  });
  const llama = await openLlama({
    ...(await resolveModel(values.follower)),
    contextLength: 16_384,
    maxContexts: Number(values.particles) + 4,
  });
  const model = counting(llama);
  const costs: Cost[] = [];
  for (const item of cases) {
    const contract = contractOf(item);
    if (!contract) continue;
    const started = performance.now();
    const compiled = compileContract({ contract, extraWords: wordsOfRequest(item.prompt) });
    if (compiled.kind !== "compiled") continue;
    const compile = performance.now() - started;
    const spent = { decode: 0, mask: 0, sample: 0 };
    const { told, programBehind } = writingTask({
      contract,
      constraint: compiled.constraint,
      request: item.prompt,
      language: "en",
      tokenize: (text) => model.vocabulary.tokenize(text),
      model: llama.description,
      particles: Number(values.particles),
      width: 1,
    });
    const prompt = model.context(model.chat(told.messages));
    await model.next([prompt]);
    const before = { written: model.written, decoded: model.evaluated };
    using population = new ProgramPopulation({
      program: programBehind(),
      model,
      particles: Number(values.particles),
      random: random(1),
      onStep: (times) => {
        spent.decode += times.decode;
        spent.mask += times.mask;
        spent.sample += times.sample;
      },
    });
    await smc({ population, random: random(2) });
    prompt.drop();
    const written = model.written - before.written;
    const decoded = model.evaluated - before.decoded;
    const cost = { family: item.family, compile, ...spent, written, decoded };
    costs.push(cost);
    process.stdout.write(`${item.id} ${line(cost)}\n`);
  }
  process.stdout.write(table(costs));
  await model.close();
}

const line = ({ compile, decode, mask, sample, written, decoded }: Omit<Cost, "family">): string =>
  `compile ${(compile / 1000).toFixed(2)} s, decode ${(decode / 1000).toFixed(1)} s, masks ${((100 * mask) / decode).toFixed(1)} %, sampling ${((100 * sample) / decode).toFixed(1)} % of it, ${decoded} tokens decoded of ${written} written`;

function table(costs: readonly Cost[]): string {
  const families = [...new Set(costs.map(({ family }) => family)), "all"];
  const rows = families.map((family) => {
    const of = costs.filter((cost) => family === "all" || cost.family === family);
    const sum = (read: (cost: Cost) => number): number => of.reduce((total, cost) => total + read(cost), 0);
    const decode = sum(({ decode: own }) => own);
    const share = (part: number): string => `${((100 * part) / decode).toFixed(1)} %`;
    return `| ${family} | ${of.length} | ${(decode / 1000).toFixed(1)} | ${share(sum(({ mask }) => mask))} | ${share(sum(({ sample }) => sample))} | ${(sum(({ compile }) => compile) / 1000 / of.length).toFixed(2)} | ${(sum(({ decoded }) => decoded) / sum(({ written }) => written)).toFixed(2)} |`;
  });
  return `
| family | cases | decoding, s | masks | sampling | compiling, s a case | decoded ÷ written |
|---|--:|--:|--:|--:|--:|--:|
${rows.join("\n")}
`;
}
