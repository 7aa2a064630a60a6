/**
 * `npm run bench -- soak`: many runs in one process. Its memory must level out; where it goes on growing, the bench fails.
 * @module
 */
import { parseArgs } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parseContract } from "../src/contract/index.ts";
import { SijoError } from "../src/errors.ts";
import { resolveModel } from "../src/model/catalogue/index.ts";
import { openLlama } from "../src/model/llama/llama-model.ts";
import { ask } from "../src/run/index.ts";
import { median } from "./median.ts";
import { print, whole } from "./options.ts";
import { memoryOf } from "./process-memory.ts";

const CONTRACT = "form: sentence\ntext has exactly 6 words";
const REQUEST = "Write a sentence about the sea.";
/** Every so many runs, one is stopped by a limit in the middle of its texts. */
const STOPPED = 5;
const MIB = 2 ** 20;

interface Memory {
  readonly resident: number;
  readonly heap: number;
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      model: { type: "string", default: "smollm2-135m" },
      particles: { type: "string", default: "4" },
      runs: { type: "string", default: "1000" },
      // Allocators keep what they were once given: a leak is what is left of growth over so many runs.
      most: { type: "string", default: "16" },
    },
  });
  const particles = whole("particles", values.particles, 240);
  const runs = whole("runs", values.runs, 1_000_000);
  const most = whole("most", values.most, 100_000);
  if (runs < 40) {
    throw new SijoError("bench.options", `${runs} runs show no leak.`, {
      kind: "usage",
      hint: "Give 40 or more: --runs 1000",
    });
  }
  const { path, name, sha256 } = await resolveModel(values.model);
  await using model = await openLlama({
    path,
    name,
    sha256,
    maxContexts: particles + 4,
    contextLength: 2048,
  });
  const contract = parseContract(CONTRACT);
  const collect = collector();
  const memory: Memory[] = [];
  const every = Math.max(1, Math.floor(runs / 40));
  for (let index = 0; index < runs; index += 1) {
    await ask({
      request: REQUEST,
      contract,
      follower: model,
      particles,
      seed: index,
      traceMode: "off",
      ...(index % STOPPED === STOPPED - 1 && { limits: { tokens: 150 } }),
    });
    if ((index + 1) % every !== 0) continue;
    collect();
    const resident = ownMemory();
    const { heapUsed: heap } = process.memoryUsage();
    memory.push({ resident, heap });
    if (memory.length % 4 === 0) print(`${index + 1} runs: ${shown({ resident, heap })}`);
  }
  const grown = growth(memory);
  print(`From the second quarter of the runs to the last: ${shown(grown)}`);
  const worst = Math.max(grown.resident, grown.heap) / MIB;
  if (worst <= most) return;
  throw new SijoError("bench.leak", `Memory went on growing: ${worst.toFixed(1)} MiB, of ${most} allowed.`, {
    hint: "More runs show whether it levels out later: --runs",
  });
}

/** Between the medians of the second and of the last quarter: what fills once is filled by then. */
function growth(memory: readonly Memory[]): Memory {
  const quarter = memory.length >> 2;
  const over = (from: number, of: (one: Memory) => number): number =>
    median(memory.slice(from, from + quarter).map(of));
  const between = (of: (one: Memory) => number): number =>
    over(memory.length - quarter, of) - over(quarter, of);
  return { resident: between(({ resident }) => resident), heap: between(({ heap }) => heap) };
}

const shown = ({ resident, heap }: Memory): string =>
  `${(resident / MIB).toFixed(1)} MiB resident, ${(heap / MIB).toFixed(1)} MiB of objects`;

/** Resident bytes without mapped files (the weights), whose pages come and go; with them where the system doesn't tell. */
const ownMemory = (): number => memoryOf("self", "RssAnon") ?? process.memoryUsage.rss();

/** A full collection, which Node.js offers only when asked. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  return runInNewContext("gc") as () => void;
}
