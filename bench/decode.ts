/**
 * `npm run bench -- decode`: what a step of the real engine costs, by number of particles. Every particle writes under
 * the constraint of an ordinary contract; prompts are decoded before the clock starts.
 * @module
 */
import { parseArgs } from "node:util";
import { compileContract } from "../src/contract/compile/compile.ts";
import type { TextConstraint, TextState } from "../src/contract/compile/text-constraint.ts";
import { parseContract } from "../src/contract/index.ts";
import { resolveModel } from "../src/model/catalogue/index.ts";
import { openLlama } from "../src/model/llama/llama-model.ts";
import { context, type Program, sample } from "../src/program/effects.ts";
import type { StepTimes } from "../src/program/engine.ts";
import { median } from "./median.ts";
import { print, whole } from "./options.ts";
import { type Steps, takeSteps } from "./steps.ts";

const MESSAGES = [{ role: "user" as const, content: "Write a sentence of 60 words about the sea." }];
/** Longer than any run here, so that all particles write to the end of the run. */
const CONTRACT = "form: sentence\ntext has exactly 60 words";

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      model: { type: "string", default: "qwen2.5-coder-0.5b" },
      particles: { type: "string", default: "1,8,16,32" },
      tokens: { type: "string", default: "24" },
      runs: { type: "string", default: "3" },
      threads: { type: "string" },
    },
  });
  const counts = values.particles.split(",").map((text) => whole("particles", text, 250));
  const steps = whole("tokens", values.tokens, 1000);
  const runs = whole("runs", values.runs, 100);
  const { path, name, sha256 } = await resolveModel(values.model);
  const most = Math.max(...counts);
  const started = performance.now();
  await using model = await openLlama({
    path,
    name,
    sha256,
    maxContexts: Math.min(252, most + 2),
    contextLength: 512 + most * (steps + 2),
    ...(values.threads === undefined ? {} : { threads: whole("threads", values.threads, 512) }),
  });
  print(`${model.description.name}: opened in ${(performance.now() - started).toFixed(0)} ms`);
  print("");
  print("| particles | tokens/s | ms a step | decode | mask | sample | rest |");
  print("|---|---|---|---|---|---|---|");
  const compilation = compileContract({ contract: parseContract(CONTRACT) });
  if (compilation.kind === "contradiction") throw new Error("The bench's contract can't be kept.");
  const program = writing(compilation.constraint);
  // The first run fills the caches of masks, as in a process that has served before.
  await takeSteps({ model, messages: MESSAGES, program, particles: 2, steps, seed: 0 });
  for (const particles of counts) {
    const made: Steps[] = [];
    for (let seed = 1; seed <= runs; seed += 1)
      made.push(await takeSteps({ model, messages: MESSAGES, program, particles, steps, seed }));
    print(row(particles, made));
  }
  print("");
  print(`peak memory ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MiB`);
}

/** Without barriers, where particles would wait for each other and batches be smaller. */
function writing(constraint: TextConstraint): Program<void> {
  return function* () {
    const follower = yield* context(MESSAGES);
    let position: { readonly state: TextState } = { state: constraint.start };
    for (let ended = false; !ended; ) {
      const step = yield* sample<TextState>(follower, { constraint, position });
      ({ position, ended } = step);
    }
  };
}

function row(particles: number, runs: readonly Steps[]): string {
  const over = (of: (run: Steps) => number): number => median(runs.map(of));
  const typical = (of: (times: StepTimes) => number) => (one: Steps) => median(one.steps.map(of));
  const decode = over(typical((times) => times.decode));
  const mask = over(typical((times) => times.mask));
  const sample = over(typical((times) => times.sample));
  const step = over(({ milliseconds, steps }) => milliseconds / steps.length);
  const speed = over(({ tokens, milliseconds }) => (tokens / milliseconds) * 1000);
  const spent = over(({ milliseconds, steps }) => {
    const named = steps.reduce((sum, times) => sum + times.decode + times.mask + times.sample, 0);
    return (milliseconds - named) / steps.length;
  });
  const cells = [step, decode, mask, sample, spent].map((value) => value.toFixed(1));
  return `| ${[particles, speed.toFixed(0), ...cells].join(" | ")} |`;
}
