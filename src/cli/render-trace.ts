/**
 * A trace as people read it in a terminal.
 * @module
 */
import { closeSync, openSync, readSync } from "node:fs";
import { type Story, type StoryRound, storyOf } from "../run/story.ts";
import type { TraceEvent, VerifiedTrace } from "../trace/index.ts";
import { paint, renderChecks, renderHandOff } from "./render-verdict.ts";

/** Long enough for any request. */
const MOST_BYTES = 2 ** 17;

/** When a trace began, and what was asked; the rest of the file is not read. */
export function firstOf(path: string): { readonly started: string; readonly request: string } {
  const bytes = Buffer.alloc(MOST_BYTES);
  const file = openSync(path, "r");
  const length = readSync(file, bytes, 0, MOST_BYTES, 0);
  closeSync(file);
  const [line] = bytes.toString("utf8", 0, length).split("\n");
  try {
    const { time, data } = JSON.parse(line) as { time: string; data?: { request?: string } };
    return { started: time, request: (data?.request ?? "").replace(/\s+/g, " ") };
  } catch {
    return { started: "", request: "" };
  }
}

/** Lines for standard output. */
export function renderStory(
  events: readonly TraceEvent[],
  { state, hash }: Pick<VerifiedTrace, "state" | "hash">,
): string {
  const story = storyOf(events);
  if (state === "deleted") return `Deleted. ${events.length - 1} events were here; their hashes hold.\n`;
  const parts = [
    heading(story),
    ...(story.contract ? [section("Contract", indented(story.contract.notation.trimEnd()))] : []),
    ...(story.plans.length > 0 ? [section("Planning", plans(story))] : []),
    ...(story.contradiction
      ? [section("Contradiction", indented(story.contradiction.clauses.join("\n")))]
      : []),
    ...story.rounds.map((round) => section(`Writing, round ${round.round + 1}`, writing(round))),
    ...(story.checks && story.checks.checks.length > 0
      ? [section("Checks", renderChecks(story.checks.checks).trimEnd())]
      : []),
    section("Cost of each stage", costs(story)),
    ending(story),
    paint("dim", state === "cut" ? "cut: the run was ended here" : `${events.length} events, hash ${hash}`),
  ];
  return `${parts.join("\n\n")}\n`;
}

const section = (title: string, text: string): string => `${paint("bold", title)}\n${text}`;
const indented = (text: string): string => text.replace(/^(?=.)/gm, "  ");

function heading({ request, started }: Story): string {
  if (!request) return "It has no request.";
  const models = request.models.map(({ role, name }) => `${role} ${name}`).join(", ");
  const { environment } = request;
  return [
    request.request,
    paint(
      "dim",
      [
        started,
        `seed ${request.seed}`,
        models,
        ...(environment
          ? [`sijo ${environment.sijo}`, `Node ${environment.node}`, environment.platform]
          : []),
      ]
        .filter((text) => text !== "")
        .join("; "),
    ),
  ].join("\n");
}

function plans({ plans: attempts, audit }: Story): string {
  const lines = attempts.flatMap(({ share, votes, findings, seconds }, round) => [
    `  round ${round + 1}: ${Math.round(share * 100)} % of the votes, ${votes.length} different plans, ${seconds.toFixed(1)} s`,
    ...findings.map(({ message }) => `    ${message}`),
  ]);
  if (audit && audit.findings.length === 0) lines.push("  The audit found nothing.");
  return lines.join("\n");
}

function writing({ barriers, written }: StoryRound): string {
  const rows = barriers.map(({ index, effectiveSampleSize, alive, logZ, shares, ancestors, texts }) => {
    const heaviest = shares.indexOf(Math.max(...shares));
    const died = ancestors ? shares.length - new Set(ancestors).size : 0;
    const what = ancestors ? `resampled, ${died} gave way` : "";
    const end = texts ? `…${texts[heaviest].replace(/\s+/g, " ").slice(-32)}` : "";
    return `  ${String(index + 1).padStart(3)}  ESS ${effectiveSampleSize.toFixed(1).padStart(5)} of ${alive}  ln Z ${logZ.toFixed(2).padStart(8)}  ${what.padEnd(22)}  ${paint("dim", end)}`;
  });
  if (written) {
    const passed = written.candidates.filter((candidate) => candidate.passed).length;
    rows.push(`  ${written.candidates.length} different texts, ${passed} of them pass`);
  }
  return rows.join("\n");
}

function costs({ stages }: Story): string {
  return stages
    .map(({ stage, seconds, cpuSeconds, tokens }) => {
      const cells = [`${seconds.toFixed(2)} s`, `${cpuSeconds.toFixed(2)} s of CPU`, `${tokens} tokens`];
      return `  ${stage.padEnd(9)}${cells.map((cell) => cell.padStart(15)).join("")}`;
    })
    .join("\n");
}

function ending({ verdict, repair, limit, error }: Story): string {
  if (error) return paint("red", `Ended in an error: ${error.message}`);
  const found = verdict ?? repair;
  if (!found) return paint("yellow", "There is no verdict.");
  const bound = limit
    ? paint("yellow", `The limit on ${limit.bound} bound after ${limit.seconds.toFixed(1)} s.\n`)
    : "";
  return (
    bound +
    (found.handOff ? `${renderHandOff(found.handOff, found)}\n${found.best ?? ""}` : `${found.answer}`)
  );
}
