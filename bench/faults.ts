/**
 * `npm run bench -- faults`: kills `sijo ask` (SIGKILL) at random points of its run, and reads its traces back. What was
 * answered must be there whole, and what was not must be there up to its last whole event; anything else ends it with 1.
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { random } from "../src/inference/index.ts";
import type { Verdict } from "../src/run/index.ts";
import { verifyTraces } from "../src/trace/index.ts";
import { print, whole } from "./options.ts";

const MAIN = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
const CONTRACT = "form: sentence\ntext has exactly 9 words\n";

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      points: { type: "string", default: "50" },
      follower: { type: "string", default: "smollm2-135m" },
      seed: { type: "string", default: "1" },
    },
  });
  const points = whole("points", values.points, 10_000);
  const stream = random(whole("seed", values.seed, 2 ** 31));
  const folder = mkdtempSync(join(tmpdir(), "sijo-bench-faults-"));
  try {
    const contract = join(folder, "contract.txt");
    writeFileSync(contract, CONTRACT);
    const words = [
      "ask",
      "Write about the sea.",
      "--contract",
      contract,
      "--follower",
      values.follower,
      "--json",
    ];
    const ask = (traces: string, seed: number) =>
      asked([...words, "--particles", "8", "--seed", `${seed}`], traces);
    await ask(join(folder, "first"), 0).ended;
    const usual = bytesOf(join(folder, "first"));
    const counts = new Map<string, number>();
    const wrong: string[] = [];
    for (let point = 1; point <= points; point += 1) {
      const traces = join(folder, `${point}`);
      const { child, ended } = ask(traces, point);
      // From where a run begins to write to a little beyond its usual end, by what it has written: on a busy machine
      // times say little of where it stands.
      const bytes = Math.ceil(usual * 1.1 * stream.next());
      const timer = setInterval(() => {
        if (bytesOf(traces) >= bytes) child.kill("SIGKILL");
      }, 5);
      const verdict = await ended;
      clearInterval(timer);
      const state =
        verdict || child.signalCode !== null ? stateOf(traces, verdict) : "failed without being killed";
      counts.set(state, (counts.get(state) ?? 0) + 1);
      if (!FINE.has(state)) wrong.push(`point ${point}, ${bytes} bytes of its trace: ${state}`);
      rmSync(traces, { recursive: true, force: true });
    }
    print(`${points} runs, traces of about ${(usual / 1000).toFixed(1)} kB, ${values.follower}`);
    for (const [state, count] of counts) print(`${`${count}`.padStart(5)}  ${state}`);
    for (const line of wrong) print(line);
    if (wrong.length > 0) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const FINE = new Set([
  "answered, trace whole",
  "killed before its trace began",
  "killed, trace up to its last whole event",
  "killed with its trace whole, before it had answered",
]);

/** What there is of the one run in a folder. */
function stateOf(traces: string, verdict: Verdict | undefined): string {
  const found = verifyTraces(traces);
  const [trace] = found;
  if (found.length > 1) return `${found.length} traces of one run`;
  if (verdict) {
    if (trace?.id !== verdict.traceId) return "answered, and its trace is missing";
    return `answered, trace ${trace.state}`;
  }
  if (!trace) return "killed before its trace began";
  if (trace.state === "cut") return "killed, trace up to its last whole event";
  return trace.state === "whole"
    ? "killed with its trace whole, before it had answered"
    : `killed, trace ${trace.state}`;
}

/** Bytes that a run has written of its trace. */
function bytesOf(traces: string): number {
  try {
    const [file] = readdirSync(traces).filter((name) => name.endsWith(".jsonl"));
    return file === undefined ? 0 : statSync(join(traces, file)).size;
  } catch {
    return 0;
  }
}

function asked(words: readonly string[], traces: string) {
  const child = spawn(process.execPath, [MAIN, ...words], {
    stdio: ["ignore", "pipe", "ignore"],
    env: { ...process.env, SIJO_TRACES: traces },
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
  });
  const ended = once(child, "close").then((): Verdict | undefined => {
    try {
      return JSON.parse(said) as Verdict;
    } catch {
      return undefined;
    }
  });
  return { child, ended };
}
