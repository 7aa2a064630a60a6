/**
 * `npm run bench -- trace`: what keeping a whole trace costs a run. The same run with and without, in turn, so that
 * whatever else the machine does meets both.
 * @module
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { parseContract } from "../src/contract/index.ts";
import { resolveModel } from "../src/model/catalogue/index.ts";
import { openLlama } from "../src/model/llama/llama-model.ts";
import { ask } from "../src/run/index.ts";
import { listTraces, readTrace, startTrace, type TraceMode } from "../src/trace/index.ts";
import { median } from "./median.ts";
import { print, whole } from "./options.ts";

const CONTRACT = "form: sentence\ntext has exactly 14 words";
const REQUEST = "Write a sentence about the sea at night.";

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      model: { type: "string", default: "qwen2.5-coder-0.5b" },
      particles: { type: "string", default: "16" },
      pairs: { type: "string", default: "7" },
    },
  });
  const particles = whole("particles", values.particles, 250);
  const pairs = whole("pairs", values.pairs, 1000);
  const { path, name, sha256 } = await resolveModel(values.model);
  await using model = await openLlama({ path, name, sha256, maxContexts: particles + 16 });
  const folder = mkdtempSync(join(tmpdir(), "sijo-bench-trace-"));
  const contract = parseContract(CONTRACT);
  const timed = async (traceMode: TraceMode, seed: number): Promise<{ wall: number; cpu: number }> => {
    const { bill } = await ask({
      request: REQUEST,
      contract,
      follower: model,
      particles,
      seed,
      traceFolder: folder,
      traceMode,
    });
    return { wall: bill.seconds, cpu: bill.cpuSeconds };
  };
  try {
    // The first run fills the caches of words and masks.
    await timed("off", 0);
    const ratios: { wall: number; cpu: number; off: number; offCpu: number }[] = [];
    for (let pair = 1; pair <= pairs; pair += 1) {
      // Who goes first changes, since a prompt that was read a moment ago costs the second less.
      const order: readonly TraceMode[] = pair % 2 === 0 ? ["full", "off"] : ["off", "full"];
      const found = new Map<TraceMode, { wall: number; cpu: number }>();
      for (const mode of order) found.set(mode, await timed(mode, pair));
      const [off, full] = [found.get("off")!, found.get("full")!];
      ratios.push({ wall: full.wall / off.wall, cpu: full.cpu / off.cpu, off: off.wall, offCpu: off.cpu });
    }
    const traces = listTraces(folder);
    const over = (of: (ratio: (typeof ratios)[number]) => number): number => median(ratios.map(of));
    const bytes = median(traces.map((trace) => statSync(trace.path).size));
    print(
      `${name}, ${particles} particles, ${pairs} pairs of runs, ${over(({ off }) => off).toFixed(2)} s each`,
    );
    print("");
    print("| trace full over off | median | least | most |");
    print("|---|---|---|---|");
    for (const what of ["wall", "cpu"] as const) {
      const all = ratios.map((ratio) => ratio[what]);
      const cells = [over((ratio) => ratio[what]), Math.min(...all), Math.max(...all)];
      print(`| ${what} time | ${cells.map((value) => value.toFixed(3)).join(" | ")} |`);
    }
    print("");
    const full = traces.find(({ bytes: size }) => size === bytes) ?? traces[0];
    const alone = writingAlone(full.path, folder);
    const share = alone / (1000 * over(({ offCpu }) => offCpu));
    print(
      `Writing its events and nothing else: ${alone.toFixed(1)} ms of CPU, ${(100 * share).toFixed(2)} % of a run's`,
    );
    print(`${(bytes / 1000).toFixed(1)} kB a trace`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Milliseconds of CPU to write the events of a trace once more: what no other program's work blurs. */
function writingAlone(path: string, folder: string): number {
  const { events } = readTrace(path);
  return median(
    Array.from({ length: 21 }, () => {
      const started = process.cpuUsage();
      const trace = startTrace({ folder });
      for (const { kind, data } of events.slice(0, -1)) trace.add(kind, data);
      trace.end("answered");
      const { user, system } = process.cpuUsage(started);
      return (user + system) / 1000;
    }),
  );
}
