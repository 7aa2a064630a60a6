/**
 * What was recorded, beside what came out when it was done again.
 * @module
 */
import type { TraceEvent } from "../../trace/index.ts";

/** Numbers that differ by less, absolutely or of the larger, are the same. On one machine they are the same bits. */
export const TOLERANCE = 1e-6;
/** Differences that are named; what goes wrong once goes wrong everywhere behind it. */
const MOST_NAMED = 20;

export interface ReplayDifference {
  /** Of the event. */
  readonly index: number;
  readonly kind: string;
  /** Where in its data: `logWeights[3]`. */
  readonly path: string;
  /** As JSON; undefined: there is none. */
  readonly recorded: string | undefined;
  readonly replayed: string | undefined;
}

/** Paths whose values are times, costs, or names of this run. */
const NOT_COMPARED =
  /(^|\.)(seconds|cpuSeconds|tokens|bill|traceId|traceFailure|models)$|^limits\.set$|^path$/;

/** Compares events of two runs, and counts what differs. */
export class Comparison {
  readonly differences: ReplayDifference[] = [];
  largest = 0;
  count = 0;

  compare(index: number, recorded: TraceEvent | undefined, replayed: TraceEvent | undefined): void {
    const kind = recorded?.kind ?? replayed?.kind ?? "";
    if (recorded?.kind !== replayed?.kind) {
      this.#differ({ index, kind, path: "kind", recorded: recorded?.kind, replayed: replayed?.kind });
      return;
    }
    this.#values({ index, kind }, "", recorded?.data, replayed?.data);
  }

  #values(event: { index: number; kind: string }, path: string, recorded: unknown, replayed: unknown): void {
    if (NOT_COMPARED.test(path)) return;
    if (typeof recorded === "number" && typeof replayed === "number") {
      const distance = Math.abs(recorded - replayed);
      this.largest = Math.max(this.largest, distance);
      if (distance <= TOLERANCE * Math.max(1, Math.abs(recorded), Math.abs(replayed))) return;
    } else if (
      isObject(recorded) &&
      isObject(replayed) &&
      Array.isArray(recorded) === Array.isArray(replayed)
    ) {
      for (const key of new Set([...Object.keys(recorded), ...Object.keys(replayed)])) {
        const inner = Array.isArray(recorded) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
        this.#values(event, inner, recorded[key], replayed[key]);
      }
      return;
    } else if (recorded === replayed) return;
    this.#differ({ ...event, path, recorded: JSON.stringify(recorded), replayed: JSON.stringify(replayed) });
  }

  #differ(difference: ReplayDifference): void {
    this.count += 1;
    if (this.differences.length < MOST_NAMED) this.differences.push(difference);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;
