/**
 * What `npm run bench -- effort` has found, a JSON line each, kept as soon as it is there.
 * @module
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

/** Of one case at one setting. */
export interface Outcome {
  readonly id: string;
  readonly kind: "effort" | "particles";
  readonly name: string;
  /** By COLLIE's own definition, of the one text that is handed back. */
  readonly passed: boolean;
  /** Decoded for the texts; the prompt is there before. */
  readonly tokens: number;
  /** By all particles: what is decoded is less, where texts begin alike. */
  readonly written: number;
  readonly cpuSeconds: number;
  /** Mean ln p a character under the follower, which is told nothing of the rules; null where nothing was answered. */
  readonly unprompted: number | null;
  readonly answer: string | null;
}

/** What outcomes must have in common to be compared. */
interface Shared {
  /** Its hash, or where its file is. */
  readonly follower: string;
  readonly seed: number;
}

export interface Outcomes {
  of(id: string, setting: Pick<Outcome, "kind" | "name">): Outcome | undefined;
  add(outcome: Outcome): void;
}

/** Those of an earlier bench with the same follower and seed, and those that come. A line that was cut off is no outcome. */
export function openOutcomes(path: string, { follower, seed }: Shared): Outcomes {
  const known = new Map<string, Outcome>();
  const keyOf = ({ id, kind, name }: Pick<Outcome, "id" | "kind" | "name">): string =>
    [id, kind, name].join(" ");
  mkdirSync(dirname(path), { recursive: true });
  const before = existsSync(path) ? readFileSync(path, "utf8") : "";
  for (const line of before.split("\n")) {
    const outcome = parsed(line);
    if (outcome?.follower === follower && outcome.seed === seed) known.set(keyOf(outcome), outcome);
  }
  if (before !== "" && !before.endsWith("\n")) appendFileSync(path, "\n");
  return {
    of: (id, setting) => known.get(keyOf({ id, ...setting })),
    add(outcome) {
      appendFileSync(path, `${JSON.stringify({ follower, seed, ...outcome })}\n`);
      known.set(keyOf(outcome), outcome);
    },
  };
}

function parsed(line: string): (Outcome & Shared) | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
