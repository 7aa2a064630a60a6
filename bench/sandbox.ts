/**
 * `npm run bench -- sandbox`: what the sandbox costs, end to end. One program runs in it and outside of it by turns, with
 * the same seeds, so that both write the same texts; the ratio of the medians is what counts.
 * @module
 */
import { parseArgs } from "node:util";
import { compileContract } from "../src/contract/compile/compile.ts";
import { parseContract } from "../src/contract/index.ts";
import { SijoError } from "../src/errors.ts";
import type { Constraint } from "../src/inference/constraint.ts";
import { random, smc } from "../src/inference/index.ts";
import type { Position } from "../src/inference/mask.ts";
import { resolveModel } from "../src/model/catalogue/index.ts";
import { openLlama } from "../src/model/llama/llama-model.ts";
import { barrier, context, factor, type Program, type Sampled, sample } from "../src/program/effects.ts";
import { ProgramPopulation } from "../src/program/engine.ts";
import { sandboxProgram } from "../src/program/sandbox/index.ts";
import { median } from "./median.ts";

const CONTRACT = "form: sentence\ntext has exactly 14 words";

/** Written once: as it stands, and as the source of the sandbox, where the constraint is its name. */
const written = (sentence: Constraint<unknown>): Program<string> =>
  function* program() {
    const follower = yield* context([
      { role: "user", content: "Write a sentence of 14 words about the sea." },
    ]);
    let text = "";
    let position: Position<unknown> | undefined;
    while (true) {
      const step: Sampled<unknown> = yield* sample(follower, { constraint: sentence, position });
      if (step.ended) return text;
      position = step.position;
      text += step.text;
      yield* factor(/salt/.test(step.text) ? 1 : 0);
      if (step.text.startsWith(" ")) yield* barrier();
    }
  };

interface Measured {
  readonly milliseconds: number;
  /** CPU time of all threads, in milliseconds: what a busy machine blurs less. */
  readonly processor: number;
  readonly texts: string;
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      model: { type: "string", default: "qwen2.5-coder-0.5b" },
      particles: { type: "string", default: "16" },
      runs: { type: "string", default: "5" },
    },
  });
  const [particles, runs] = [whole("particles", values.particles), whole("runs", values.runs)];
  const { path, name, sha256 } = await resolveModel(values.model);
  await using model = await openLlama({
    path,
    name,
    sha256,
    maxContexts: particles + 2,
    contextLength: 512 + particles * 64,
  });
  const compilation = compileContract({ contract: parseContract(CONTRACT) });
  if (compilation.kind === "contradiction") throw new Error("The bench's contract can't be kept.");
  const sentence = compilation.constraint as unknown as Constraint<never>;
  const native = written(sentence as Constraint<unknown>);
  const source = native.toString().replace("constraint: sentence", 'constraint: "sentence"');

  async function measure(program: Program<string>, seed: number): Promise<Measured> {
    const stream = random(seed);
    const started = performance.now();
    const before = process.cpuUsage();
    using population = new ProgramPopulation({ program, model, particles, random: stream });
    const { samples } = await smc({ population, random: stream.split("smc") });
    const { user, system } = process.cpuUsage(before);
    const milliseconds = performance.now() - started;
    return {
      milliseconds,
      processor: (user + system) / 1000,
      texts: samples.map(({ result }) => result).join("\n"),
    };
  }

  // The first run fills the caches of masks, as in a process that has served before.
  await measure(native, 0);
  const times = { outside: [] as Measured[], inside: [] as Measured[] };
  const openings: number[] = [];
  for (let seed = 1; seed <= runs; seed += 1) {
    const opened = performance.now();
    using sandboxed = await sandboxProgram<string>({ source, constraints: { sentence } });
    openings.push(performance.now() - opened);
    // Whoever goes second finds the masks of this seed made, so they take turns at that, too.
    const inFirst = seed % 2 === 0;
    const first = await measure(inFirst ? sandboxed.program : native, seed);
    const second = await measure(inFirst ? native : sandboxed.program, seed);
    times[inFirst ? "inside" : "outside"].push(first);
    times[inFirst ? "outside" : "inside"].push(second);
    if (first.texts !== second.texts) throw new Error("Both ways must write the same texts.");
    const [out, into] = [times.outside.at(-1) as Measured, times.inside.at(-1) as Measured];
    print(`seed ${seed}: outside ${shown(out)}, inside ${shown(into)}`);
  }
  const of = (runsOf: readonly Measured[], what: "milliseconds" | "processor") =>
    median(runsOf.map((one) => one[what]));
  const ratio = (what: "milliseconds" | "processor") =>
    (of(times.inside, what) / of(times.outside, what)).toFixed(3);
  print("");
  print(`${model.description.name}, ${particles} particles, ${runs} runs each way, the same texts both ways`);
  print(
    `ratio of medians, inside to outside: ${ratio("milliseconds")} of wall time, ${ratio("processor")} of CPU time`,
  );
  print(`opening a sandbox, once a program: ${median(openings).toFixed(0)} ms`);
}

const shown = ({ milliseconds, processor }: Measured): string =>
  `${milliseconds.toFixed(0)} ms (CPU ${processor.toFixed(0)})`;

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 200) return value;
  throw new SijoError("bench.options", `--${name} can't be ${text}.`, {
    kind: "usage",
    hint: "Give a whole number from 1 to 200.",
  });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
