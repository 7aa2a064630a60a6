/**
 * A repair as people read it: the text, what of it was kept and what changed, checks before and after, the bill.
 * @module
 */
import type { Difference, Repair, VerdictCheck } from "../run/index.ts";
import { paint, renderBill, renderChecks, renderHandOff, type Traced } from "./render-verdict.ts";

/** Lines for standard output. */
export function renderRepair(repair: Traced<Repair>): string {
  const { status, best, kept, difference, before, after, handOff } = repair;
  const parts: string[] = [];
  const isOriginal = difference.every(({ kind }) => kind === "kept");
  if (handOff) {
    const of = isOriginal ? "The text as it is:" : "The best text so far:";
    parts.push(`${renderHandOff(handOff, { best: null })}\n\n${of}`);
  }
  parts.push(best.trimEnd());
  if (status === "unchanged") parts.push("Nothing to repair: the text keeps the contract as it is.");
  else if (!isOriginal) {
    const share = `${Math.floor(100 * kept.share)} %`;
    parts.push(
      `Kept: ${kept.words} of ${kept.of} words (${share} of the characters).\n${renderDifference(difference)}`,
    );
  }
  if (after.length > 0)
    parts.push(renderChecks(after.map((check, index) => told(check, before[index]))).trimEnd());
  parts.push(renderBill(repair));
  return `${parts.join("\n\n")}\n`;
}

/** A check with what was found before, where that was wrong. */
function told(check: VerdictCheck, before: VerdictCheck | undefined): VerdictCheck {
  const isAsBefore = before?.passed !== false || before.clause !== check.clause;
  if (isAsBefore || before.evidence === check.evidence) return check;
  return { ...check, evidence: `${check.evidence} (before: ${before.evidence})` };
}

/** Words of kept text that are shown around what changed. */
const CONTEXT = 6;

/** What changed in its surroundings; what was taken out in `[-…-]`, what was put in in `{+…+}`, as `git diff` has it. */
export function renderDifference(difference: readonly Difference[]): string {
  const shown = difference.map(({ kind, text }, index): string => {
    if (kind === "removed") return marked(text, (inner) => paint("red", `[-${inner}-]`));
    if (kind === "added") return marked(text, (inner) => paint("green", `{+${inner}+}`));
    return around(text, { first: index === 0, last: index === difference.length - 1 });
  });
  return shown
    .join("")
    .split("\n")
    .map((line) => (line === "" ? "" : `  ${line}`))
    .join("\n");
}

/** White space around a change stays outside its marks. */
function marked(text: string, mark: (inner: string) => string): string {
  const inner = text.trim();
  if (inner === "") return text;
  const start = text.indexOf(inner);
  return text.slice(0, start) + mark(inner) + text.slice(start + inner.length);
}

/** The ends of a kept text; what lies between them is left out. */
function around(text: string, { first, last }: { first: boolean; last: boolean }): string {
  const pieces = text.match(/\s+|\S+/gu) ?? [];
  const most = 2 * CONTEXT + 1;
  const head = first ? 0 : most;
  const tail = last ? 0 : most;
  if (pieces.length <= head + tail + 2) return text;
  const front = pieces.slice(0, head).join("").trimEnd();
  const back = tail === 0 ? "" : pieces.slice(-tail).join("").trimStart();
  return `${front === "" ? "" : `${front} `}…${back === "" ? "" : ` ${back}`}`;
}
