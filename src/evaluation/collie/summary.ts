/**
 * Results by family, as a table.
 * @module
 */
import { wilsonInterval } from "../interval.ts";
import { median } from "../median.ts";
import type { CollieRecord } from "./record.ts";

/** A Markdown table: one row a family, and all of them together. Empty: no record. */
export function summaryTable(records: readonly CollieRecord[]): string {
  if (records.length === 0) return "";
  const compared = records.some((record) => record.baselines !== null);
  const planned = records.some((record) => record.contractRight !== null);
  const head = [
    "family",
    "cases",
    ...(planned ? ["contract right"] : []),
    "Pass@1",
    "95 % interval",
    "median s",
    "follower tokens",
    ...(compared ? ["greedy", "best of n", "n", "tokens of best of n"] : []),
  ];
  const families = [...new Set(records.map(({ family }) => family))].sort();
  const rows = [
    ...families.map((family) => [family, records.filter((record) => record.family === family)] as const),
    ...(families.length > 1 ? [["all", records] as const] : []),
  ].map(([name, some]) => row(name, some, { planned, compared }));
  const widths = head.map((title, column) =>
    Math.max(...[title, ...rows.map((cells) => cells[column])].map(width)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join(" | ")} |`;
  const rule = `|${widths.map((count, column) => (column === 0 ? "-".repeat(count + 2) : `${"-".repeat(count + 1)}:`)).join("|")}|`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

const width = (text: string): number => text.length;

function row(
  name: string,
  records: readonly CollieRecord[],
  { planned, compared }: { planned: boolean; compared: boolean },
): string[] {
  const count = (holds: (record: CollieRecord) => boolean): number => records.filter(holds).length;
  const passed = count(({ pass }) => pass);
  const interval = wilsonInterval(passed, records.length).map(percent).join("–");
  const withBaselines = records.flatMap(({ baselines }) => baselines ?? []);
  const share = (some: number, all: number): string => (all === 0 ? "–" : `${percent(some / all)} %`);
  const middle = (values: readonly number[]): string =>
    values.length === 0 ? "–" : median(values).toFixed(0);
  return [
    name,
    String(records.length),
    ...(planned
      ? [
          share(
            count(({ contractRight }) => contractRight === true),
            records.length,
          ),
        ]
      : []),
    share(passed, records.length),
    interval,
    median(records.map(({ seconds }) => seconds.total)).toFixed(1),
    middle(records.map(({ tokens }) => tokens.follower)),
    ...(compared
      ? [
          share(withBaselines.filter(({ greedy }) => greedy.pass).length, withBaselines.length),
          share(withBaselines.filter(({ bestOfN }) => bestOfN.pass).length, withBaselines.length),
          middle(withBaselines.map(({ bestOfN }) => bestOfN.samples)),
          middle(withBaselines.map(({ bestOfN }) => bestOfN.tokens)),
        ]
      : []),
  ];
}

const percent = (share: number): string => (share * 100).toFixed(1);
