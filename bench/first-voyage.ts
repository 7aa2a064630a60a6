/**
 * `npm run bench -- first-voyage`: eight requests as a person types them, each in a process of its own as a user would
 * run it, written down in `docs/first-voyage.md`.
 * @module
 */
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Verdict } from "../src/run/index.ts";
import { median } from "./median.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

interface Voyage {
  readonly request: string;
  readonly verdict: Verdict;
  /** Of the whole process, start-up included. */
  readonly seconds: number;
  readonly peakMebibytes: number;
}

/** Runs all requests and writes the page. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      requests: { type: "string", default: here("first-voyage.txt") },
      out: { type: "string", default: here("../docs/first-voyage.md") },
      seed: { type: "string", default: "1" },
      ask: { type: "string", multiple: true, default: [] },
    },
  });
  const requests = readFileSync(values.requests, "utf8").trim().split("\n");
  const options = values.ask.flatMap((text) => text.split(" "));
  // Once beforehand, so that weights and the planner's prompt are warm, as they are for anybody's second request.
  for (const request of requests) await voyage(request, ["--seed", "0", "--max-tokens", "1", ...options]);
  const voyages: Voyage[] = [];
  for (const request of requests) {
    const made = await voyage(request, ["--seed", values.seed, ...options]);
    voyages.push(made);
    process.stdout.write(
      `${made.seconds.toFixed(1).padStart(6)} s  ${made.verdict.status}  ${made.verdict.best ?? "–"}\n`,
    );
  }
  writeFileSync(values.out, page(voyages, ["--seed", values.seed, ...options]));
  process.stdout.write(
    `median ${median(voyages.map(({ seconds }) => seconds)).toFixed(1)} s; written to ${values.out}\n`,
  );
}

function voyage(request: string, options: readonly string[]): Promise<Voyage> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const args = [
      "--import",
      here("peak-memory.ts"),
      here("../src/cli/main.ts"),
      "ask",
      request,
      "--json",
      ...options,
    ];
    execFile(process.execPath, args, { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (stdout === "") return reject(error ?? new Error(stderr));
      const peak = /peak-memory (\d+)/.exec(stderr)?.[1];
      resolve({
        request,
        verdict: JSON.parse(stdout) as Verdict,
        seconds: (performance.now() - started) / 1000,
        peakMebibytes: Number(peak) / 1024,
      });
    });
  });
}

function page(voyages: readonly Voyage[], options: readonly string[]): string {
  const [{ verdict }] = voyages;
  const parts = voyages.map(
    ({ request, verdict: { status, best, notation, checks, handOff }, seconds }, index) => {
      const rows = checks.map(
        ({ clause, how, passed, evidence }) =>
          `| ${cell(clause)} | ${passed === null ? how : passed ? "passed" : "**failed**"} | ${cell(evidence)} |`,
      );
      return [
        `## ${index + 1}. ${status === "answered" ? "Answered" : "Handed off"} in ${seconds.toFixed(1)} s`,
        `> ${request}`,
        "```sijo",
        notation.trimEnd(),
        "```",
        ...(best === null ? [] : [`**${best.replaceAll("\n", "<br>")}**`]),
        ...(handOff
          ? [`${handOff.message}\n\n${handOff.clauses.map((clause) => `- \`${clause}\``).join("\n")}`]
          : []),
        ...(rows.length === 0
          ? []
          : [["| check | outcome | evidence |", "|---|---|---|", ...rows].join("\n")]),
      ]
        .join("\n\n")
        .replace("```sijo\n\n", "```sijo\n")
        .replace("\n\n```\n", "\n```\n");
    },
  );
  return `# First voyage

Eight requests as a person types them, on the default models, each in a process of its own. Made by

    npm run bench -- first-voyage

with \`sijo ask ${options.join(" ")}\`, ${verdict.particles} particles, ${verdict.models.map(({ role, name }) => `${role} ${name}`).join(", ")}, on two shared cores without a GPU. Seconds are those of the whole process, with weights in the page cache and the planner's prompt kept on disk.

Median ${median(voyages.map(({ seconds }) => seconds)).toFixed(1)} s; peak memory ${Math.max(...voyages.map(({ peakMebibytes }) => peakMebibytes)).toFixed(0)} MiB.

${parts.join("\n\n")}
`;
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ");
