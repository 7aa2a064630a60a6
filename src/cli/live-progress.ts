/**
 * What a run is doing, while it does it: one moving block in a terminal, plain lines elsewhere, on standard error.
 * @module
 */
import { printContract } from "../contract/index.ts";
import type { RunEvent } from "../run/index.ts";

export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface LiveProgress {
  stage(name: Stage): void;
  readonly event: (event: RunEvent) => void;
  /** Takes the moving lines away and gives the cursor back. */
  close(): void;
}

type Stage = Extract<RunEvent, { kind: "stage" }>["stage"] | "load";

const STAGES: Readonly<Record<Stage, string>> = {
  load: "loading models",
  warm: "reading the planner's instructions (once; kept on disk)",
  plan: "planning",
  compile: "compiling the contract",
  write: "writing",
  check: "checking",
};

const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
const REDRAW_MILLISECONDS = 80;

/** Starts to show progress. */
export function liveProgress({
  verbose,
  stream = process.stderr,
  now = () => performance.now(),
}: {
  verbose: boolean;
  stream?: ProgressStream;
  now?: () => number;
}): LiveProgress {
  const started = now();
  let rows = 0;
  let drawnAt = Number.NEGATIVE_INFINITY;
  let stage: Stage | undefined;
  const { isTTY = false } = stream;

  const seconds = (): string => `${((now() - started) / 1000).toFixed(1)} s`;
  const clear = (): void => {
    if (rows === 0) return;
    stream.write(`\r\u001b[2K${"\u001b[1A\u001b[2K".repeat(rows - 1)}`);
    rows = 0;
  };
  const draw = (lines: readonly string[], { force = false } = {}): void => {
    if (!isTTY || (!force && now() - drawnAt < REDRAW_MILLISECONDS)) return;
    drawnAt = now();
    // A terminal that doesn't know its size says 0.
    const width = Math.max(20, (stream.columns || 80) - 1);
    clear();
    stream.write(HIDE_CURSOR + lines.map((line) => fitted(line, width)).join("\n"));
    rows = lines.length;
  };
  const say = (text: string): void => {
    clear();
    stream.write(`${text}\n`);
  };
  const begin = (name: Stage): void => {
    stage = name;
    if (isTTY) draw([`${STAGES[name]} …`], { force: true });
    else if (verbose) say(`[${seconds()}] ${STAGES[name]}`);
  };

  return {
    stage: begin,
    event(event) {
      switch (event.kind) {
        case "stage":
          begin(event.stage);
          return;
        case "plan": {
          if (!verbose) return;
          const { share, findings, votes } = event.attempt;
          say(
            `[${seconds()}] a plan with ${Math.round(share * 100)} % of the votes (${votes.length} different plans)`,
          );
          for (const { message } of findings) say(`  finding: ${message}`);
          return;
        }
        case "contract":
          if (verbose)
            say(
              printContract(event.contract)
                .replace(/^(?=.)/gm, "  ")
                .trimEnd(),
            );
          return;
        case "progress": {
          const { alive, particles, effectiveSampleSize, best } = event;
          const status = `${STAGES[stage ?? "write"]}: ${alive} of ${particles} particles alive, ESS ${effectiveSampleSize.toFixed(1)}, ${seconds()}`;
          draw([status, lastOf(best)]);
          return;
        }
      }
    },
    close() {
      clear();
      if (isTTY) stream.write(SHOW_CURSOR);
    },
  };
}

/** The end of a text, on one line. */
const lastOf = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 400 ? `…${line.slice(-400)}` : line;
};

/** Cut to the width of the terminal, from the front: the end is what moves. Wide characters count as two. */
function fitted(line: string, width: number): string {
  const characters = [...line];
  const widthOf = (character: string): number =>
    /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]|\p{Emoji_Presentation}/u.test(
      character,
    )
      ? 2
      : 1;
  let used = 0;
  let from = characters.length;
  while (from > 0 && used + widthOf(characters[from - 1]) <= width - 1) {
    used += widthOf(characters[from - 1]);
    from -= 1;
  }
  return from === 0 ? line : `…${characters.slice(from).join("")}`;
}
