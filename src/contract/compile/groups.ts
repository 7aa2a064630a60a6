/**
 * The monitor of syllable groups: every parting of a part's words at once.
 * @module
 */
import { type GroupBounds, groupCounter, type Partings } from "../syllable-groups.ts";
import type { Monitor } from "./monitor.ts";

/** The words of the part can be parted into these groups. */
export function groupsMonitor({ groups }: { groups: readonly GroupBounds[] }): Monitor {
  const counter = groupCounter(groups);
  const partings: Partings[] = [];
  const ids = new Map<string, number>();
  const id = (found: Partings): number => {
    const key = found.join();
    let known = ids.get(key);
    if (known === undefined) {
      known = partings.length;
      ids.set(key, known);
      partings.push(found);
    }
    return known;
  };
  const start = id(counter.start);
  return {
    begin: () => start,
    word: (state, word) => {
      const next = counter.next(partings[state], word.syllables);
      return next.length === 0 ? undefined : id(next);
    },
    gap: (state) => state,
    close: (state) => counter.holds(partings[state]),
  };
}
