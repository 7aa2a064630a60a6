/**
 * A trace as people read it in a terminal.
 * @module
 */
import { closeSync, openSync, readSync } from "node:fs";
import { printed, type Story, type StoryRound, storyOf } from "../run/story.ts";
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
    ...(story.program ? [section("Program", program(story.program))] : []),
    ...(story.plans.length > 0 ? [section("Planning", plans(story))] : []),
    ...(story.contradiction
      ? [section("Contradiction", indented(story.contradiction.clauses.join("\n")))]
      : []),
    ...story.rounds.map((round) => section(`Writing, round ${round.round + 1}`, writing(round))),
    ...checked(story),
    section("Cost of each stage", costs(story)),
    ending(story),
    paint("dim", state === "cut" ? "cut: the run was ended here" : `${events.length} events, hash ${hash}`),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** What a run came to, and its checks: lines for standard output. */
export const renderEnding = (story: Story): string => `${[ending(story), ...checked(story)].join("\n\n")}\n`;

const checked = ({ checks }: Story): string[] =>
  checks && checks.checks.length > 0 ? [section("Checks", renderChecks(checks.checks).trimEnd())] : [];
const section = (title: string, text: string): string => `${paint("bold", title)}\n${text}`;
const indented = (text: string): string => text.replace(/^(?=.)/gm, "  ");

function heading({ request, started }: Story): string {
  if (!request) return "It has no request.";
  const models = request.models
    .map(({ role, name, called }) => `${role} ${called === undefined ? "" : `${called} `}${name}`)
    .join(", ");
  const { environment, algorithm } = request;
  return [
    request.request,
    paint(
      "dim",
      [
        started,
        seedOf(request),
        ...(algorithm === undefined
          ? []
          : [`${request.particles} particles, ${algorithm.replace(/\s+/g, " ")}`]),
        models,
        `sijo ${environment.sijo}`,
        `Node ${environment.node}`,
        environment.platform,
      ]
        .filter((text) => text !== "")
        .join("; "),
    ),
  ].join("\n");
}

/** With those that took over behind barriers. */
export function seedOf({ seed, continues }: NonNullable<Story["request"]>): string {
  if (!continues) return `seed ${seed}`;
  const turns = continues.reseeds.map((reseed) => `behind barrier ${reseed.barriers} seed ${reseed.seed}`);
  return `seed ${seed}, ${turns.join(", ")}, from trace ${continues.trace}`;
}

function plans({ plans: attempts, audit }: Story): string {
  const lines = attempts.flatMap(({ share, votes, findings, seconds }, round) => [
    `  round ${round + 1}: ${Math.round(share * 100)} % of the votes, ${votes.length} different plans, ${seconds.toFixed(1)} s`,
    ...findings.map(({ message }) => `    ${message}`),
  ]);
  if (audit && audit.findings.length === 0) lines.push("  The audit found nothing.");
  return lines.join("\n");
}

function program({ name, path, params, sha256, source }: NonNullable<Story["program"]>): string {
  const facts = [name, path, params === undefined ? undefined : JSON.stringify(params)];
  const said = facts.filter((fact) => fact !== undefined).join("; ");
  const lines = [
    ...(said === "" ? [] : [said]),
    `${source.split("\n").length} lines${sha256 === undefined ? "" : `, SHA-256 ${sha256}`}`,
  ];
  return indented(lines.join("\n"));
}

function writing({ start, barriers, written }: StoryRound): string {
  const { beginning } = start ?? {};
  const hasTexts = barriers.some(({ texts }) => texts !== undefined);
  const behind = beginning !== undefined && hasTexts ? [`  behind ${paint("dim", endOf(beginning))}`] : [];
  const steps = barriers.map(({ index, effectiveSampleSize, alive, logZ, shares, ancestors, texts }) => {
    const heaviest = shares.indexOf(Math.max(...shares));
    const died = ancestors ? shares.length - new Set(ancestors).size : 0;
    const what = ancestors ? `resampled, ${died} gave way` : "";
    const end = texts ? endOf(texts[heaviest]) : "";
    return `  ${String(index + 1).padStart(3)}  ESS ${effectiveSampleSize.toFixed(1).padStart(5)} of ${alive}  ln Z ${logZ.toFixed(2).padStart(8)}  ${what.padEnd(22)}  ${paint("dim", end)}`;
  });
  const rows = [...behind, ...steps];
  if (written) {
    const { candidates } = written;
    const checked = candidates.filter(({ passed }) => passed !== null);
    const passed = checked.filter((candidate) => candidate.passed).length;
    rows.push(
      `  ${candidates.length} different texts${checked.length > 0 ? `, ${passed} of them pass` : ""}`,
    );
  }
  return rows.join("\n");
}

const endOf = (text: string): string => `…${text.replace(/\s+/g, " ").slice(-32)}`;

function costs({ stages }: Story): string {
  return stages
    .map(({ stage, seconds, cpuSeconds, tokens }) => {
      const cells = [`${seconds.toFixed(2)} s`, `${cpuSeconds.toFixed(2)} s of CPU`, `${tokens} tokens`];
      return `  ${stage.padEnd(9)}${cells.map((cell) => cell.padStart(15)).join("")}`;
    })
    .join("\n");
}

function ending({ verdict, repair, posterior, limit, error }: Story): string {
  if (error) return paint("red", `Ended in an error: ${error.message}`);
  if (posterior) return results(posterior);
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

function results({ outcomes: [best], logZ, bound, texts }: NonNullable<Story["posterior"]>): string {
  const until =
    bound === null ? "" : `${bound === "cancelled" ? "cancelled" : `the limit on ${bound} bound`}; `;
  if (!best) {
    const furthest = texts.reduce((one, other) => (other.length > one.length ? other : one), "");
    return `${paint("yellow", `${until}nothing was finished.`)}\n${furthest}`;
  }
  const found = `${until}probability ${best.probability.toFixed(2)}; ln Z ${logZ?.toFixed(2) ?? "−∞"}`;
  return `${printed(best.result)}\n${paint("dim", found)}`;
}
