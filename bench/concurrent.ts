/**
 * `npm run bench -- concurrent`: as many requests at once in one process as one after another, by turns. Scores don't depend
 * on what else is in a batch, so both come to the same texts, and are compared by the time alone.
 * @module
 */
import { parseArgs } from "node:util";
import { parseContract } from "../src/contract/index.ts";
import { resolveModel } from "../src/model/catalogue/index.ts";
import { type LlamaModel, openLlama } from "../src/model/llama/llama-model.ts";
import { tokensBeforeLast } from "../src/model/warm.ts";
import { ask } from "../src/run/index.ts";
import { followerMessages } from "../src/run/messages.ts";
import { median } from "./median.ts";
import { print, whole } from "./options.ts";

const HELP = `npm run bench -- concurrent [options]: requests at once in one process beside the same one after another

  --requests <n>    how many (8)
  --particles <n>   texts that each writes side by side (4)
  --repeats <n>     rounds of both, first and last by turns, of which medians are taken (3)
  --model <name>    the follower (qwen2.5-coder-0.5b)
  --threads <n>     of llama.cpp; default: as many as the machine has cores

Some three minutes on two cores with nothing else at work, without which seconds say little.`;

const TOPICS = ["the sea", "a market", "old trees", "a long road", "bread", "snow", "a ferry", "two sisters"];
const CONTRACT = "form: sentence\ntext has at least 10 words\ntext has at most 16 words";

interface Round {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly tokens: number;
  readonly texts: readonly (string | null)[];
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      model: { type: "string", default: "qwen2.5-coder-0.5b" },
      requests: { type: "string", default: "8" },
      particles: { type: "string", default: "4" },
      repeats: { type: "string", default: "3" },
      threads: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return print(HELP);
  const requests = whole("requests", values.requests, 60);
  const particles = whole("particles", values.particles, 120);
  const repeats = whole("repeats", values.repeats, 100);
  await using model = await openLlama({
    ...(await resolveModel(values.model)),
    // A request that finds no text writes again with more particles: there is room for all of them.
    maxContexts: 250,
    contextLength: 16_384,
    ...(values.threads !== undefined && { threads: whole("threads", values.threads, 512) }),
  });
  const each = { model, requests, particles };
  // What is made at first use is made before clocks start, and what all prompts begin with is decoded, as in a server.
  const prompt = model.context(tokensBeforeLast(model, followerMessages(requestOf(0))));
  await model.next([prompt]);
  await round({ ...each, requests: 1, together: false });
  const [alone, together]: Round[][] = [[], []];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const first of repeat % 2 === 0 ? [false, true] : [true, false])
      (first ? together : alone).push(await round({ ...each, together: first }));
  }
  prompt.drop();
  const over = (rounds: readonly Round[], of: (one: Round) => number): number => median(rounds.map(of));
  print(`${model.description.name}, ${requests} requests of ${particles} particles, medians of ${repeats}:`);
  print("");
  print("| | seconds | processor seconds | tokens decoded | requests a minute |");
  print("|---|--:|--:|--:|--:|");
  for (const [name, rounds] of [
    ["one after another", alone],
    ["at once", together],
  ] as const) {
    const [seconds, cpu] = [over(rounds, (one) => one.seconds), over(rounds, (one) => one.cpuSeconds)];
    const tokens = over(rounds, (one) => one.tokens);
    print(
      `| ${name} | ${seconds.toFixed(1)} | ${cpu.toFixed(1)} | ${tokens.toFixed(0)} | ${((60 * requests) / seconds).toFixed(1)} |`,
    );
  }
  const ratios = alone.map(({ seconds }, index) => seconds / together[index].seconds);
  const ofCpu = alone.map(({ cpuSeconds }, index) => cpuSeconds / together[index].cpuSeconds);
  const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
  print("");
  print("| what | reach | measured | least to most | by processor time |");
  print("|---|---|--:|--:|--:|");
  print(
    `| ${requests} concurrent \`ask\` in one process against one after another | ≥ 1.8× throughput | ${median(ratios).toFixed(2)}× | ${range} | ${median(ofCpu).toFixed(2)}× |`,
  );
  print("");
  const same = together.every(({ texts }) => texts.every((text, index) => text === alone[0].texts[index]));
  print(same ? "Both came to the same texts." : "THE TEXTS DIFFER.");
  if (!same) process.exitCode = 1;
}

const requestOf = (index: number): string =>
  `Write a sentence of 10 to 16 words about ${TOPICS[index % TOPICS.length]}.`;

async function round({
  model,
  requests,
  particles,
  together,
}: {
  model: LlamaModel;
  requests: number;
  particles: number;
  together: boolean;
}): Promise<Round> {
  const contract = parseContract(CONTRACT);
  const one = async (index: number): Promise<string | null> => {
    const options = {
      request: requestOf(index),
      contract,
      follower: model,
      particles,
      seed: index,
      traceMode: "off" as const,
    };
    return (await ask(options)).best;
  };
  const before = model.evaluated;
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const texts: (string | null)[] = [];
  const all = Array.from({ length: requests }, (_, index) => index);
  if (together) texts.push(...(await Promise.all(all.map(one))));
  else for (const index of all) texts.push(await one(index));
  const { user, system } = process.cpuUsage(cpu);
  return {
    seconds: (performance.now() - started) / 1000,
    cpuSeconds: (user + system) / 1e6,
    tokens: model.evaluated - before,
    texts,
  };
}
