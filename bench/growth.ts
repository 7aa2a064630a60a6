/**
 * `npm run bench -- growth`: how cost grows with particles, length, runs at the same time and the size of the model, as tables
 * and as plots in `docs/`. Particles write any text, which doesn't end. Processor time is measured, on one thread unless it is said
 * otherwise, since threads that wait for each other spend it too.
 * @module
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { resolveModel } from "../src/model/catalogue/index.ts";
import { type LlamaModel, openLlama } from "../src/model/llama/llama-model.ts";
import { median } from "./median.ts";
import { print, whole } from "./options.ts";
import { MESSAGES, programOf } from "./peers/tasks.ts";
import { type PlotOptions, plot, type Series } from "./plot.ts";
import { takeSteps } from "./steps.ts";

const HELP = `npm run bench -- growth [options]: processor time of a step, by what may grow

  --models <a,b>        smollm2-135m,qwen2.5-coder-0.5b; also qwen2.5-coder-1.5b
  --particles <n,n>     up to 240 (1,2,4,8,16,32,64,128)
  --concurrent <n,n>    runs at the same time, up to 240 particles in all (1,2,4,8,16)
  --of-a-run <n>        particles of each of these (4); 3 for 64 runs
  --longest <n>         tokens that 8 particles write at most, up to 2000 (1000)
  --steps <n>           steps of each measurement, of which medians are taken (8)
  --threads <n>         1: threads that wait for each other spend processor time too
  --out <folder>        where growth-particles.svg, growth-length.svg and growth-runs.svg are written (docs)`;

const PARTICLES_OF_LENGTH = 8;
const LENGTHS = [10, 20, 50, 100, 200, 500, 1000, 2000];
/** Steps before a length that stand for it. */
const WINDOW = 8;

interface Point {
  readonly model: string;
  readonly at: number;
  /** Processor milliseconds a step, medians. */
  readonly step: number;
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      models: { type: "string", default: "smollm2-135m,qwen2.5-coder-0.5b" },
      particles: { type: "string", default: "1,2,4,8,16,32,64,128" },
      concurrent: { type: "string", default: "1,2,4,8,16" },
      longest: { type: "string", default: "1000" },
      steps: { type: "string", default: "8" },
      threads: { type: "string", default: "1" },
      out: { type: "string", default: "docs" },
      "of-a-run": { type: "string", default: "4" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return print(HELP);
  const ofARun = whole("of-a-run", values["of-a-run"], 240);
  const counts = values.particles.split(",").map((text) => whole("particles", text, 240));
  const runs = values.concurrent
    .split(",")
    .map((text) => whole("concurrent", text, Math.floor(240 / ofARun)));
  const longest = whole("longest", values.longest, 2000);
  const steps = whole("steps", values.steps, 1000);
  const threads = whole("threads", values.threads, 512);
  const byParticles: Point[] = [];
  const byLength: Point[] = [];
  const byRuns: Point[] = [];
  for (const model of values.models.split(",")) {
    const resolved = await resolveModel(model);
    const most = Math.max(...counts, ...runs.map((count) => count * ofARun));
    const cells = 256 + Math.max(most * (steps + 2), PARTICLES_OF_LENGTH * (longest + 2));
    await using opened = await openLlama({
      ...resolved,
      threads,
      maxContexts: most + 8,
      contextLength: cells,
    });
    // What is made at first use is made before clocks start.
    await measure(opened, { at: 2, particles: 2, steps });
    for (const at of counts) byParticles.push(await measure(opened, { at, particles: at, steps }));
    for (const at of runs) byRuns.push(await together(opened, { at, steps, particles: ofARun }));
    byLength.push(...(await lengths(opened, longest)));
  }
  mkdirSync(values.out, { recursive: true });
  const show = (file: string, points: readonly Point[], options: Omit<PlotOptions, "series">): void => {
    print(table(options.across, points));
    writeFileSync(join(values.out, file), plot({ ...options, series: seriesOf(points) }));
  };
  show("growth-particles.svg", byParticles, {
    title: "A step, by number of particles",
    across: "particles",
    up: "processor milliseconds a step",
  });
  show("growth-length.svg", byLength, {
    title: `A step of ${PARTICLES_OF_LENGTH} particles, by tokens written`,
    across: "tokens written",
    up: "processor milliseconds a step",
  });
  show("growth-runs.svg", byRuns, {
    title: `A step of all runs, each of ${ofARun} particles`,
    across: "runs at the same time",
    up: "processor milliseconds a step",
  });
}

interface Wanted {
  readonly at: number;
  readonly particles: number;
  readonly steps: number;
}

async function measure(model: LlamaModel, { at, particles, steps: wanted }: Wanted): Promise<Point> {
  const program = programOf("decode", Number.POSITIVE_INFINITY);
  const { costs } = await takeSteps({
    model,
    messages: MESSAGES,
    program,
    particles,
    steps: wanted,
    seed: at,
  });
  return pointOf(model, at, costs);
}

/** Runs of their own, whose decodes meet in one batch. */
async function together(model: LlamaModel, { at, steps, particles }: Wanted): Promise<Point> {
  const program = programOf("decode", Number.POSITIVE_INFINITY);
  const each = { model, messages: MESSAGES, program, particles, steps };
  const prompt = model.context(model.chat(MESSAGES));
  await model.next([prompt]);
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: at }, (_, seed) => takeSteps({ ...each, seed })));
  const { user, system } = process.cpuUsage(before);
  prompt.drop();
  const step = (user + system) / 1000 / steps;
  return { model: model.description.name, at, step };
}

async function lengths(model: LlamaModel, longest: number): Promise<Point[]> {
  const room = model.description.contextLength - model.chat(MESSAGES).length - 2;
  const { costs } = await takeSteps({
    model,
    messages: MESSAGES,
    program: programOf("decode", Number.POSITIVE_INFINITY),
    particles: PARTICLES_OF_LENGTH,
    steps: Math.min(longest, room),
    seed: 1,
  });
  return LENGTHS.filter((at) => at <= costs.length).map((at) =>
    pointOf(model, at, costs.slice(Math.max(0, at - WINDOW), at)),
  );
}

function pointOf(model: LlamaModel, at: number, costs: readonly number[]): Point {
  return { model: model.description.name, at, step: median(costs) };
}

function seriesOf(points: readonly Point[]): Series[] {
  return [...new Set(points.map(({ model }) => model))].map((name) => ({
    name,
    points: points.filter(({ model }) => model === name).map(({ at, step }) => [at, step] as const),
  }));
}

/** A column for each model: processor milliseconds a step. */
function table(across: string, points: readonly Point[]): string {
  const models = [...new Set(points.map(({ model }) => model))];
  const rows = [...new Set(points.map(({ at }) => at))].map((at) => {
    const cells = models.map((name) => {
      const found = points.find((point) => point.at === at && point.model === name);
      return found ? found.step.toFixed(1) : "–";
    });
    return `| ${[at, ...cells].join(" | ")} |`;
  });
  return ["", `| ${[across, ...models].join(" | ")} |`, `|${"--:|".repeat(models.length + 1)}`, ...rows].join(
    "\n",
  );
}
