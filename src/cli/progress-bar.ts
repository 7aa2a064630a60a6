/**
 * A pull as people see it: one line that moves in a terminal, an occasional plain line elsewhere (logs, CI).
 * @module
 */
import type { PullProgress, SourceName } from "../model/catalogue/index.ts";

/** What the bar is written to: `process.stderr`, so that output stays clean for pipes. */
export interface BarStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressBar {
  update(progress: PullProgress): void;
  /** A line of its own that stays, above the moving one. */
  note(line: string): void;
  /** Takes the moving line away. */
  close(): void;
}

const SOURCE_WORDS: Readonly<Record<SourceName, string>> = {
  cache: "cache",
  hub: "Hugging Face",
  packages: "Python packages",
  "another process": "another process is pulling it, waiting",
};

const LINE_EVERY_MILLISECONDS = 10_000;
const BAR_CELLS = 24;
/** Goes to the beginning of the line and clears it. */
const CLEAR_LINE = "\r\u001b[2K";

export function progressBar({
  label,
  stream = process.stderr,
  now = () => performance.now(),
}: {
  label: string;
  stream?: BarStream;
  now?: () => number;
}): ProgressBar {
  let drawn = false;
  let source: SourceName | undefined;
  let saidAt = Number.NEGATIVE_INFINITY;

  const clear = (): void => {
    if (drawn) stream.write(CLEAR_LINE);
    drawn = false;
  };

  return {
    update(progress) {
      if (progress.source === "cache") return;
      if (stream.isTTY) {
        stream.write(CLEAR_LINE + fit(describe(label, progress), stream.columns || 80));
        drawn = true;
        return;
      }
      const another = progress.source !== source;
      if (!another && now() - saidAt < LINE_EVERY_MILLISECONDS) return;
      source = progress.source;
      saidAt = now();
      stream.write(`${describe(label, progress).join("  ")}\n`);
    },
    note(line) {
      clear();
      stream.write(`${line}\n`);
    },
    close: clear,
  };
}

/** The parts of the line, the least important last. */
function describe(label: string, { source, received, total, rate }: PullProgress): string[] {
  const words = SOURCE_WORDS[source];
  if (source === "another process") return [label, words];
  const share = received / total;
  const parts = [label, words, `${Math.floor(100 * share)} %`, `${size(received)} of ${size(total)}`];
  if (rate > 0) {
    parts.push(`${size(rate)}/s`);
    if (received < total) parts.push(`${duration((total - received) / rate)} left`);
  }
  return parts;
}

/** As many parts as there is room for; with a bar when there is room for all. */
function fit([label = "", ...parts]: string[], columns = 80): string {
  const percent = parts.findIndex((part) => part.endsWith("%"));
  if (percent >= 0) {
    const full = Math.round((Number.parseInt(parts[percent]!, 10) / 100) * BAR_CELLS);
    const bar = "█".repeat(full) + "░".repeat(BAR_CELLS - full);
    const line = [label, ...parts.with(percent, `${bar} ${parts[percent]}`)].join("  ");
    if (line.length < columns) return line;
  }
  let line = label;
  for (const part of parts) if (line.length + part.length + 2 < columns) line += `  ${part}`;
  return line.slice(0, columns - 1);
}

/** Bytes for people, in decimal units as disks and networks are sold: `98.4 MB`. */
export function size(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  // 999.6 MB would be written as 1000 MB.
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1_000;
  return `${value.toFixed(unit === 0 || value >= 99.95 ? 0 : 1)} ${units[unit]}`;
}

/** Seconds for people: `42 s`, `3 min 5 s`, `2 h 10 min`. */
export function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}
