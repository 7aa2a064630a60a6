/**
 * A verdict as people read it: the text, a table of checks, the bill, and how to get the same again.
 * @module
 */
import { styleText } from "node:util";
import type { Verdict, VerdictCheck } from "../run/index.ts";

type Shown = Pick<VerdictCheck, "clause" | "passed" | "evidence">;

/** Lines for standard output. */
export function renderVerdict(verdict: Verdict): string {
  const { best, checks, handOff, bill, seed, particles, models } = verdict;
  const parts: string[] = [];
  if (handOff) {
    parts.push(
      [
        paint("yellow", `Handed off: ${handOff.message}`),
        ...handOff.clauses.map((clause) => `  ${clause}`),
        ...(handOff.suggestions.length === 0 ? [] : ["What could change:"]),
        ...handOff.suggestions.map((suggestion) => `  ${suggestion}`),
        ...(best === null ? [] : ["", "The best text so far:"]),
      ].join("\n"),
    );
  }
  if (best !== null) parts.push(best);
  if (checks.length > 0) parts.push(renderChecks(checks).trimEnd());
  const tokens = Object.entries(bill.tokens)
    .filter(([role]) => models.some((model) => model.role === role))
    .map(([role, count]) => `${role} ${count.toLocaleString("en")}`)
    .join(", ");
  parts.push(
    [
      paint(
        "dim",
        `${bill.seconds.toFixed(1)} s, ${bill.cpuSeconds.toFixed(1)} s of CPU; tokens: ${tokens}; no money`,
      ),
      paint(
        "dim",
        `seed ${seed}, ${particles} particles; ${models.map(({ role, name }) => `${role} ${name}`).join(", ")}; trace ${verdict.traceId}`,
      ),
    ].join("\n"),
  );
  return `${parts.join("\n\n")}\n`;
}

/** One line a check: whether it passed, the clause, what was found. */
export function renderChecks(checks: readonly Shown[]): string {
  if (checks.length === 0) return "The contract asks nothing that can be checked.\n";
  const width = Math.min(52, Math.max(...checks.map(({ clause }) => clause.length)));
  const mark = (passed: boolean | null): string =>
    passed === null ? paint("dim", "·") : passed ? paint("green", "✓") : paint("red", "✗");
  return checks
    .map(({ clause, passed, evidence }) => {
      const note = passed === null ? `unverified: ${evidence}` : evidence;
      return `${mark(passed)} ${clause.padEnd(width)}  ${paint("dim", note)}\n`;
    })
    .join("");
}

const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
  styleText(style, text, { stream: process.stdout });
