/**
 * A verdict as people read it: the text, a table of checks, the bill, and how to get the same again.
 * @module
 */
import { styleText } from "node:util";
import type { Check } from "../contract/index.ts";
import type { HandOff, Verdict, VerdictCheck } from "../run/index.ts";

type Shown = Pick<VerdictCheck, "clause" | "passed" | "evidence"> & Partial<Pick<Check, "failures">>;

/** Places that are shown of one check. */
const MOST_PLACES = 3;

/** With the trace that was kept, if one was. */
export type Traced<Told extends { readonly traceId: string }> = Omit<Told, "traceId"> & {
  readonly traceId: string | null;
};

/** Lines for standard output. */
export function renderVerdict(verdict: Traced<Verdict>): string {
  const { best, checks, handOff } = verdict;
  const parts: string[] = [];
  if (handOff) parts.push(renderHandOff(handOff, { best }));
  if (best !== null) parts.push(best);
  if (checks.length > 0) parts.push(renderChecks(checks).trimEnd());
  parts.push(renderBill(verdict));
  return `${parts.join("\n\n")}\n`;
}

/** Why a person must take over, and what could change. */
export function renderHandOff(
  { message, clauses, suggestions }: HandOff,
  { best }: { best: string | null },
): string {
  return [
    paint("yellow", `Handed off: ${message}`),
    ...clauses.map((clause) => `  ${clause}`),
    ...(suggestions.length === 0 ? [] : ["What could change:"]),
    ...suggestions.map((suggestion) => `  ${suggestion}`),
    ...(best === null ? [] : ["", "The best text so far:"]),
  ].join("\n");
}

/** What it took, and how to get the same again. */
export function renderBill({
  bill,
  seed,
  particles,
  models,
  traceId,
}: Traced<Pick<Verdict, "bill" | "seed" | "particles" | "models" | "traceId">>): string {
  const tokens = Object.entries(bill.tokens)
    .filter(([role]) => models.some((model) => model.role === role))
    .map(([role, count]) => `${role} ${count.toLocaleString("en")}`)
    .join(", ");
  const used = tokens === "" ? "no tokens" : `tokens: ${tokens}`;
  const { amount } = bill.money;
  const money =
    amount === null ? "money unknown" : amount === 0 ? "no money" : `money ${amount.toPrecision(3)}`;
  const names = models.map(({ role, name }) => `${role} ${name}`);
  const { value, source } = bill.joules;
  const energy = value === null ? "" : `, ${source === "measured" ? "" : "about "}${value.toFixed(0)} J`;
  return [
    `${bill.seconds.toFixed(1)} s, ${bill.cpuSeconds.toFixed(1)} s of CPU${energy}; ${used}; ${money}`,
    [
      `seed ${seed}, ${particles} particles`,
      ...(names.length > 0 ? [names.join(", ")] : []),
      ...(traceId === null ? [] : [`trace ${traceId}`]),
    ].join("; "),
  ]
    .map((line) => paint("dim", line))
    .join("\n");
}

/** One line a check: whether it passed, the clause, what was found. */
export function renderChecks(checks: readonly Shown[]): string {
  if (checks.length === 0) return "The contract asks nothing that can be checked.\n";
  const width = Math.min(52, Math.max(...checks.map(({ clause }) => clause.length)));
  const mark = (passed: boolean | null): string =>
    passed === null ? paint("dim", "·") : passed ? paint("green", "✓") : paint("red", "✗");
  return checks
    .map(({ clause, passed, evidence, failures = [] }) => {
      const note = passed === null ? `unverified: ${evidence}` : evidence;
      const line = `${mark(passed)} ${clause.padEnd(width)}  ${paint("dim", note)}\n`;
      return passed === false ? line + renderFailures(failures) : line;
    })
    .join("");
}

/** Where a check fails, and by how much. */
function renderFailures(failures: Check["failures"]): string {
  if (failures.length === 0) return "";
  const places = failures
    .slice(0, MOST_PLACES)
    .map(({ start, end, distance }) => `${start}–${end} by ${distance}`)
    .join(", ");
  const more = failures.length > MOST_PLACES ? `, and ${failures.length - MOST_PLACES} more` : "";
  return `  ${paint("dim", `fails at characters ${places}${more}`)}\n`;
}

export const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
  styleText(style, text, { stream: process.stdout });
