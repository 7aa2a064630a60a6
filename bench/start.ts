/**
 * `npm run bench -- start`: seconds from the start of a process to what it does first: `sijo --help`, `sijo ask` with a
 * contract and with a request that is planned, by the times of its trace. The weights are in the page cache after the first.
 * @module
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { SijoError } from "../src/errors.ts";
import { readTrace, type TraceEvent } from "../src/trace/index.ts";
import { median } from "./median.ts";
import { print, whole } from "./options.ts";

const SIJO = fileURLToPath(new URL("../bin/sijo.js", import.meta.url));
const CONTRACT = "form: sentence\ntopic: rain\ntext has exactly 12 words\n";
const REQUEST = "Write a sentence with exactly 12 words about rain.";

/** What is waited for, and the event of a trace that tells of it. */
const MARKS: readonly (readonly [string, (event: TraceEvent) => boolean])[] = [
  ["models open", ({ kind }) => kind === "request"],
  ["begins to plan", ({ kind, data }) => kind === "stage" && (data as { stage: string }).stage === "plan"],
  ["begins to write", ({ kind }) => kind === "round"],
  ["first word", ({ kind }) => kind === "barrier"],
  ["answered", ({ kind }) => kind === "end"],
];

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      repeats: { type: "string", default: "5" },
      follower: { type: "string", default: "qwen2.5-coder-1.5b" },
    },
  });
  const repeats = whole("repeats", values.repeats, 100);
  const folder = mkdtempSync(join(tmpdir(), "sijo-bench-start-"));
  try {
    const contract = join(folder, "contract.sijo");
    writeFileSync(contract, CONTRACT);
    const ask = ["ask", "--seed", "1", "--follower", values.follower];
    const ways = {
      "a contract": [...ask, "--contract", contract],
      "a request": [...ask, REQUEST],
    };
    const found = new Map<string, number[]>();
    const add = (name: string, seconds: number): void => {
      found.set(name, [...(found.get(name) ?? []), seconds]);
    };
    // Once for the page cache, for the planner's prompt and for compiled code.
    for (const words of Object.values(ways)) sijo(words, folder);
    for (let count = 0; count < repeats; count += 1) {
      add("--help", sijo(["--help"], folder).seconds);
      for (const [way, words] of Object.entries(ways)) {
        const { started, trace } = sijo(words, folder);
        const { events } = readTrace(trace);
        for (const [mark, isThis] of MARKS) {
          const event = events.find(isThis);
          if (event) add(`${way}: ${mark}`, (Date.parse(event.time) - started) / 1000);
        }
      }
    }
    print("| from the start of the process | seconds | least to most |\n|---|--:|--:|");
    for (const [name, seconds] of found) {
      const [least, most] = [Math.min(...seconds), Math.max(...seconds)];
      print(`| ${name} | ${median(seconds).toFixed(2)} | ${least.toFixed(2)}–${most.toFixed(2)} |`);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs a command to its end; when it was started, and the trace that it left. @throws SijoError `bench.start`. */
function sijo(words: readonly string[], folder: string): { started: number; seconds: number; trace: string } {
  const traces = mkdtempSync(join(folder, "traces-"));
  const started = Date.now();
  const { status, stderr } = spawnSync(process.execPath, [SIJO, ...words], {
    encoding: "utf8",
    env: { ...process.env, SIJO_TRACES: traces },
  });
  const seconds = (Date.now() - started) / 1000;
  if (status !== 0)
    throw new SijoError("bench.start", `sijo ${words.join(" ")} ended with ${status}: ${stderr.trim()}`);
  const [name = ""] = readdirSync(traces).filter((file) => file.endsWith(".jsonl"));
  return { started, seconds, trace: join(traces, name) };
}
