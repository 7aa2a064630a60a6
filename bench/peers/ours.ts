/**
 * Our side: a process of its own, as the peers have. Run with the round as JSON, it prints what it measured.
 * @module
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { random, smc } from "../../src/inference/index.ts";
import { type LlamaModel, openLlama } from "../../src/model/llama/llama-model.ts";
import { ProgramPopulation } from "../../src/program/engine.ts";
import { type Contestant, jsonLines, type Measured, type Round } from "./contestant.ts";
import { output } from "./folder.ts";
import { MESSAGES, programOf } from "./tasks.ts";

export const ours: Contestant = {
  name: "sijo",
  peer: "sijo",
  tasks: ["decode", "free", "words"],
  setUp: async () => {},
  async measure(round) {
    const args = [fileURLToPath(import.meta.url), JSON.stringify(round)];
    return jsonLines<Measured>(await output(process.execPath, args, { how: "Install Node.js." }), "seconds");
  },
};

/** Prints a line for each number of particles. */
async function measure({
  path,
  name,
  sha256,
  task,
  particles: counts,
  tokens,
  threads,
}: Round): Promise<void> {
  const most = Math.max(...counts);
  await using model = await openLlama({
    path,
    name,
    sha256,
    threads,
    maxContexts: Math.min(252, most + 4),
    contextLength: 256 + most * tokens,
  });
  // As the peers' programs do, so that what is made at first use is made.
  await once({ model, task, particles: 2, tokens: 2 });
  for (const particles of counts) {
    const measured = await once({ model, task, particles, tokens });
    process.stdout.write(`${JSON.stringify(measured)}\n`);
  }
}

async function once({
  model,
  task,
  particles,
  tokens,
}: {
  model: LlamaModel;
  task: Round["task"];
  particles: number;
  tokens: number;
}): Promise<Measured> {
  const prompt = model.context(model.chat(MESSAGES));
  await model.next([prompt]);
  const decodedBefore = model.evaluated;
  const started = performance.now();
  using population = new ProgramPopulation({
    program: programOf(task, tokens),
    model,
    particles,
    random: random(particles),
  });
  await smc({ population, random: random(1) });
  const seconds = (performance.now() - started) / 1000;
  let sampled = 0;
  for (let index = 0; index < particles; index += 1) sampled += population.result(index) ?? 0;
  prompt.drop();
  return { task, particles, sampled, decoded: model.evaluated - decodedBefore, seconds };
}

/** The library for this processor among those that the package brings, where the system says. */
export function backend(): string | undefined {
  try {
    return /libggml-cpu-(\w+)\.so/.exec(readFileSync("/proc/self/maps", "utf8"))?.[1];
  } catch {
    return undefined;
  }
}

if (import.meta.main) await measure(JSON.parse(process.argv[2]) as Round);
