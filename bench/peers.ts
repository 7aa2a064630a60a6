/**
 * `npm run bench -- peers`: others beside us on the same weights, prompt, task and number of particles. Sets up what it
 * needs once, in a folder beside the weights; who can't be set up is left out, and said why.
 * @module
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { SijoError } from "../src/errors.ts";
import { resolveModel } from "../src/model/catalogue/index.ts";
import { openLlama } from "../src/model/llama/llama-model.ts";
import { physicalCores } from "../src/model/llama/threads.ts";
import { median } from "./median.ts";
import { print, whole } from "./options.ts";
import type { Contestant, Measured, Round, Task, Weights } from "./peers/contestant.ts";
import { llamaCpp, llamaCppExact } from "./peers/llama-cpp.ts";
import { backend, ours } from "./peers/ours.ts";
import { genlmControl, genlmControlAsItComes, llamppl, llampplAsItComes } from "./peers/python.ts";
import { MESSAGES } from "./peers/tasks.ts";

const PEERS: readonly Contestant[] = [
  llamaCpp,
  llamaCppExact,
  genlmControl,
  genlmControlAsItComes,
  llamppl,
  llampplAsItComes,
];
const NAMES = [...new Set(PEERS.map(({ peer }) => peer))];

interface Result extends Measured {
  readonly name: string;
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: NAMES.join(",") },
      model: { type: "string", default: "qwen2.5-coder-0.5b" },
      particles: { type: "string", default: "1,8,16,32" },
      "smc-particles": { type: "string", default: "16,32" },
      tokens: { type: "string", default: "24" },
      "smc-tokens": { type: "string", default: "16" },
      repeats: { type: "string", default: "3" },
      threads: { type: "string", default: String(physicalCores()) },
      "set-up": { type: "boolean", default: false },
      json: { type: "string" },
    },
  });
  const repeats = whole("repeats", values.repeats, 100);
  const threads = whole("threads", values.threads, 512);
  const counts = (name: "particles" | "smc-particles"): number[] =>
    values[name].split(",").map((text) => whole(name, text, 248));
  const [inDecode, inSmc] = [counts("particles"), counts("smc-particles")];
  const lengths = {
    decode: whole("tokens", values.tokens, 1000),
    smc: whole("smc-tokens", values["smc-tokens"], 1000),
  };
  const weights: Weights = await resolveModel(values.model);
  const peers = await ready(chosen(values.only), weights);
  if (values["set-up"]) return;
  const prompt = await promptOf(weights);
  const rounds = new Set(peers.flatMap(({ tasks }) => tasks));
  const results: Result[] = [];
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const task of rounds) {
      const decode = task === "decode";
      const round: Round = {
        ...weights,
        task,
        particles: decode ? inDecode : inSmc,
        tokens: decode ? lengths.decode : lengths.smc,
        prompt,
        threads,
      };
      const present = [ours, ...peers.filter(({ tasks }) => tasks.includes(task))];
      // Who comes first changes, since what the machine does meanwhile may last.
      for (const contestant of repeat % 2 === 0 ? present : present.reverse()) {
        process.stderr.write(`${repeat + 1}/${repeats} ${task}: ${contestant.name} …\n`);
        const measured = await contestant.measure(round);
        results.push(...measured.map((one) => ({ ...one, name: contestant.name })));
        for (const { particles, seconds } of measured)
          process.stderr.write(`  ${particles} particles: ${seconds.toFixed(2)} s\n`);
      }
    }
  }
  const library = backend();
  print(
    `${weights.name}, ${threads} threads${library === undefined ? "" : `, ggml for ${library}`}, medians of ${repeats}`,
  );
  print(table(results));
  if (values.json !== undefined)
    writeFileSync(
      values.json,
      `${JSON.stringify({ model: weights.name, sha256: weights.sha256, threads, library, results }, null, 1)}\n`,
    );
}

/** @throws SijoError `bench.options` (usage) for a peer that there isn't. */
function chosen(only: string): Contestant[] {
  const names = only.split(",");
  const unknown = names.find((name) => !NAMES.includes(name));
  if (unknown !== undefined) {
    throw new SijoError("bench.options", `There is no peer “${unknown}”.`, {
      kind: "usage",
      hint: `There are: ${NAMES.join(", ")}.`,
    });
  }
  return PEERS.filter(({ peer }) => names.includes(peer));
}

/** Those of the peers that can be set up. @throws SijoError what kept the last one, when there are none. */
async function ready(peers: readonly Contestant[], weights: Weights): Promise<Contestant[]> {
  const found: Contestant[] = [];
  let last: unknown;
  for (const peer of peers) {
    try {
      await peer.setUp(weights);
      found.push(peer);
    } catch (error) {
      if (!(error instanceof SijoError)) throw error;
      last = error;
      process.stderr.write(`without ${peer.name}: ${error.message}\n      ${error.hint ?? ""}\n`);
    }
  }
  if (found.length === 0) throw last;
  return found;
}

async function promptOf(weights: Weights): Promise<number[]> {
  await using model = await openLlama({ ...weights, contextLength: 512, maxContexts: 2 });
  return model.chat(MESSAGES);
}

function table(results: readonly Result[]): string {
  const lines = [
    "",
    "| task | particles | who | seconds | tokens/s | sijo ÷ it | least to most |",
    "|---|--:|---|--:|--:|--:|---|",
  ];
  const tasks = [...new Set(results.map(({ task }) => task))];
  for (const task of tasks) {
    const inTask = results.filter((result) => result.task === task);
    for (const particles of new Set(inTask.map((result) => result.particles))) {
      const here = inTask.filter((result) => result.particles === particles);
      const speeds = (name: string): number[] => here.filter((result) => result.name === name).map(speed);
      const own = speeds(ours.name);
      for (const name of new Set([ours.name, ...here.map((result) => result.name)])) {
        const theirs = speeds(name);
        const seconds = median(here.filter((result) => result.name === name).map((result) => result.seconds));
        const ratio = median(own) / median(theirs);
        const ratios = own.map((value, index) => value / theirs[index]);
        const range = `${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`;
        const cells = [task, particles, name, seconds.toFixed(2), median(theirs).toFixed(1)];
        lines.push(
          `| ${[...cells, ...(name === ours.name ? ["", ""] : [ratio.toFixed(2), range])].join(" | ")} |`,
        );
      }
    }
  }
  return lines.join("\n");
}

/** Tokens that were decoded in the task of raw decoding, where shared beginnings are work that is not done; else written. */
const speed = ({ task, sampled, decoded, seconds }: Result): number =>
  (task === ("decode" satisfies Task) ? (decoded ?? sampled) : sampled) / seconds;
