/**
 * What `npm run bench -- effort` has found.
 * @module
 */
import { openKept } from "./kept.ts";

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

export interface Outcomes {
  of(id: string, setting: Pick<Outcome, "kind" | "name">): Outcome | undefined;
  add(outcome: Outcome): void;
}

/** Those of an earlier bench with the same follower (its hash, or where its file is) and seed, and those that come. */
export function openOutcomes(path: string, settings: { follower: string; seed: number }): Outcomes {
  const keyOf = ({ id, kind, name }: Pick<Outcome, "id" | "kind" | "name">): string =>
    [id, kind, name].join(" ");
  // Files of earlier versions measured something else.
  const kept = openKept<Outcome>(path, { settings: { ...settings, measure: "unprompted" }, keyOf });
  return { of: (id, setting) => kept.of(keyOf({ id, ...setting })), add: kept.add };
}
