/**
 * Parts that grow or shrink, watched from the part around them: the count of the last one and that of the current one.
 * @module
 */
import type { Unit } from "../types.ts";
import { type Gap, markLength } from "./events.ts";
import { countMonitor, type Monitor } from "./monitor.ts";

/** Parts with more than this are not written where parts must grow or shrink. */
const MOST: Readonly<Record<Unit, number>> = {
  paragraph: 10,
  line: 30,
  sentence: 20,
  word: 40,
  syllable: 40,
  character: 80,
};

export function growthMonitor({
  unit,
  counted,
  grows,
}: {
  /** The parts in turn. */
  unit: Unit;
  /** What is counted in each. */
  counted: Unit;
  grows: boolean;
}): Monitor {
  if (unit === "word") return wordGrowthMonitor({ counted, grows });
  const most = MOST[counted];
  const counter = countMonitor({ unit: counted, bounds: { min: 0, max: most } });
  // The count of the part before plus 1, or 0 for none; and the count so far.
  const width = most + 1;
  const before = (state: number): number => Math.floor(state / width) - 1;
  const current = (state: number): number => state % width;
  const encode = (last: number, count: number): number => (last + 1) * width + count;
  /** The count of the part that this gap closes. */
  const closed = (state: number, gap: Gap): number => {
    if (counted === "character") return current(state) + markLength(gap);
    return current(state) + (counted !== "word" && gap.closes.has(counted) ? 1 : 0);
  };
  const follows = (state: number, count: number): boolean => {
    const last = before(state);
    return last < 0 || (grows ? count > last : count < last);
  };
  return {
    begin: (lead) => encode(-1, counter.begin(lead)),
    word: (state, word) => {
      const count = counter.word(current(state), word);
      return count === undefined ? undefined : encode(before(state), count);
    },
    gap: (state, gap) => {
      if (gap.closes.has(unit)) {
        const count = closed(state, gap);
        return count > most || !follows(state, count) ? undefined : encode(count, counter.begin(gap.lead));
      }
      const count = counter.gap(current(state), gap);
      return count === undefined ? undefined : encode(before(state), count);
    },
    close: (state, gap) => !gap.closes.has(unit) || follows(state, closed(state, gap)),
  };
}

/** Words in turn, without what stands around them. */
function wordGrowthMonitor({ counted, grows }: { counted: Unit; grows: boolean }): Monitor {
  return {
    // The count of the word before plus 1, or 0 for none.
    begin: () => 0,
    word: (state, { coreLength, syllables }) => {
      const count = counted === "character" ? coreLength : syllables;
      const follows = state === 0 || (grows ? count > state - 1 : count < state - 1);
      return follows && count <= MOST[counted] ? count + 1 : undefined;
    },
    gap: (state) => state,
    close: () => true,
  };
}
