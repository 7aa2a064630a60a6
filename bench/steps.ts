/**
 * Particles that write for a number of steps, and what each step cost. Prompts are decoded before the clock starts.
 * @module
 */
import { random } from "../src/inference/index.ts";
import type { LlamaModel } from "../src/model/llama/llama-model.ts";
import type { Message } from "../src/model/token-model.ts";
import type { Program } from "../src/program/effects.ts";
import { ProgramPopulation, type StepTimes } from "../src/program/engine.ts";

export interface Steps {
  /** Tokens decoded. */
  readonly tokens: number;
  readonly steps: readonly StepTimes[];
  /** Processor milliseconds of each step, of all threads, which others at work on the machine blur little. */
  readonly costs: readonly number[];
  readonly milliseconds: number;
}

/** The program has no barriers, where particles would wait for each other and batches be smaller. */
export async function takeSteps({
  model,
  messages,
  program,
  particles,
  steps: wanted,
  seed,
}: {
  model: LlamaModel;
  /** Of the program's only context. */
  messages: readonly Message[];
  program: Program<unknown>;
  particles: number;
  steps: number;
  seed: number;
}): Promise<Steps> {
  const prompt = model.context(model.chat(messages));
  await model.next([prompt]);
  const steps: StepTimes[] = [];
  const costs: number[] = [];
  let last = spent();
  using population = new ProgramPopulation({
    program,
    model,
    particles,
    random: random(seed),
    shouldStop: () => steps.length >= wanted,
    onStep(times) {
      const now = spent();
      steps.push(times);
      costs.push(now - last);
      last = now;
    },
  });
  const before = model.evaluated;
  const started = performance.now();
  await population.advance();
  const milliseconds = performance.now() - started;
  const tokens = model.evaluated - before;
  prompt.drop();
  return { tokens, steps, costs, milliseconds };
}

function spent(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
