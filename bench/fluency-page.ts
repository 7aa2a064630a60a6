/**
 * `docs/fluency.md`: the measures, and texts side by side for people to read, the worst of ours first.
 * @module
 */
import type { Beside } from "./fluency-beside.ts";
import type { Reading } from "./reading.ts";

export interface PageRow {
  readonly id: string;
  readonly prompt: string;
  /** Ours; null: handed off. */
  readonly text: string | null;
  readonly passed: boolean;
  readonly seconds: number;
  readonly reading: Reading | undefined;
  /** A person's. */
  readonly example: string;
  readonly exampleReading: Reading;
  readonly beside: readonly (Beside & { readonly reading: Reading })[];
}

export interface PageOptions {
  readonly command: string;
  readonly follower: string;
  readonly judge: string;
  readonly effort: string;
  readonly rows: readonly PageRow[];
  /** The table by family. */
  readonly table: string;
}

const WORST = 10;

export function fluencyPage({ command, follower, judge, effort, rows, table }: PageOptions): string {
  const worth = ({ reading }: PageRow): number => reading?.perCharacter ?? Number.NEGATIVE_INFINITY;
  const ranked = [...rows].sort((one, other) => worth(one) - worth(other));
  return `# Fluency

How texts read that are written under contracts. Made by

    ${command}

with follower ${follower}, effort ${effort} and judge ${judge}. The judge is asked for a text of that form and told nothing of the contract; *ln p a character* is the mean natural logarithm of its probability of the text. It can be gamed by dull text, so distinct words stand beside it, and the texts themselves below.

## By family
${table}
## By way

The same follower in other ways: *greedy* is its likeliest text for the request as it stands; *best of n* the likeliest of those samples that pass, or of all, at about the tokens that ours cost; *naive SMC* has the same masks, resamples at every token and knows nothing of what is coming.

| way | passed | ln p a character | texts with a token under 10⁻⁵ not asked for | with an end under 10⁻³ |
|---|--:|--:|--:|--:|
${ways(rows.filter(isInOtherWays))}

## The ${Math.min(WORST, rows.length)} worst of ours

${ranked.slice(0, WORST).map(entry).join("\n")}
## Others

${ranked.slice(WORST).filter(isInOtherWays).map(entry).join("\n")}`;
}

const isInOtherWays = ({ beside }: PageRow): boolean => beside.length > 0;

function ways(rows: readonly PageRow[]): string {
  type Text = { readonly passed: boolean; readonly reading: Reading | undefined };
  const lines: readonly (readonly [string, readonly Text[]])[] = [
    ["ours", rows],
    ...["greedy", "best of n", "naive SMC"].map(
      (name) => [name, rows.flatMap(({ beside }) => beside.filter(({ way }) => way === name))] as const,
    ),
    ["a person", rows.map(({ exampleReading }) => ({ passed: true, reading: exampleReading }))],
  ];
  return lines
    .filter(([, texts]) => texts.length > 0)
    .map(([name, texts]) => {
      const read = texts.flatMap(({ reading }) => reading ?? []);
      const mean = read.reduce((sum, { perCharacter }) => sum + perCharacter, 0) / read.length;
      const share = (of: (reading: Reading) => number): string =>
        `${((100 * read.filter((one) => of(one) > 0).length) / read.length).toFixed(0)} %`;
      const passed = texts.filter((text) => text.passed).length;
      return `| ${name} | ${passed} of ${texts.length} | ${mean.toFixed(3)} | ${share(({ strange }) => strange)} | ${share(({ abrupt }) => abrupt)} |`;
    })
    .join("\n");
}

function entry({ id, prompt, text, passed, reading, example, beside }: PageRow): string {
  const line = (name: string, written: string, kept: boolean): string =>
    `| ${name} | ${kept ? "yes" : "no"} | ${cell(written)} |`;
  return `**${id}**${reading ? ` (${reading.perCharacter.toFixed(2)})` : ""}: ${cell(prompt)}

| | keeps the contract | text |
|---|---|---|
${[
  line("ours", text ?? "(handed off)", passed),
  ...beside.map((other) => line(other.way, other.text, other.passed)),
  line("a person", example, true),
].join("\n")}
`;
}

const LONGEST = 900;

function cell(text: string): string {
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return shown.trim().replace(/\|/g, "\\|").replace(/</g, "&lt;").replace(/\n+/g, "<br>");
}
