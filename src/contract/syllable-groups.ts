/**
 * Groups of syllables (음보) as the old verse counts them: the words of a line, parted into consecutive groups of one or
 * more whole words, each with so many syllables. Which word begins a group is nobody's to say, so any parting serves.
 * @module
 */

/** How many syllables each group has, give or take `within`. */
export interface GroupSizes {
  readonly sizes: readonly number[];
  readonly within: number;
}

/** The fewest and the most syllables of one group. */
export interface GroupBounds {
  readonly min: number;
  readonly max: number;
}

export const boundsOfGroups = ({ sizes, within }: GroupSizes): readonly GroupBounds[] =>
  sizes.map((size) => ({ min: Math.max(0, size - within), max: size + within }));

/**
 * How a line can be parted as far as it has been read: pairs of a group (its index) and the syllables in it so far, each
 * as `index × width + syllables`, in rising order. None: no parting is left.
 */
export type Partings = readonly number[];

export interface GroupCounter {
  readonly start: Partings;
  /** With one more word of so many syllables. */
  next(partings: Partings, syllables: number): Partings;
  /** Whether the line can end here. */
  holds(partings: Partings): boolean;
}

/** Follows every parting of a line at once. */
export function groupCounter(groups: readonly GroupBounds[]): GroupCounter {
  const width = Math.max(...groups.map(({ max }) => max)) + 1;
  return {
    start: [-width],
    next: (partings, syllables) => {
      const found = new Set<number>();
      for (const parting of partings) {
        const index = Math.floor(parting / width);
        const before = parting - index * width;
        if (index >= 0 && before + syllables <= groups[index].max) found.add(parting + syllables);
        const closes = index < 0 || before >= groups[index].min;
        if (closes && index + 1 < groups.length && syllables <= groups[index + 1].max) {
          found.add((index + 1) * width + syllables);
        }
      }
      return [...found].sort((one, other) => one - other);
    },
    holds: (partings) =>
      partings.some((parting) => {
        const index = Math.floor(parting / width);
        return index === groups.length - 1 && parting - index * width >= groups[index].min;
      }),
  };
}

/** Longest line that is parted for evidence; a longer one is told by its sum. */
const MOST_WORDS = 60;

/**
 * The parting that comes nearest to the sizes: for each group, the index of the first word behind it. Undefined where
 * there are fewer words than groups, or too many to tell.
 */
export function nearestParting(
  syllables: readonly number[],
  { sizes, within }: GroupSizes,
): readonly number[] | undefined {
  if (syllables.length < sizes.length || syllables.length > MOST_WORDS) return undefined;
  const sums = [0];
  for (const count of syllables) sums.push(sums[sums.length - 1] + count);
  // What a parting costs: syllables beyond what is allowed, and among equals syllables beyond the size itself.
  const cost = (group: number, from: number, to: number): number => {
    const away = Math.abs(sums[to] - sums[from] - sizes[group]);
    return Math.max(0, away - within) * 1000 + away;
  };
  let best: { cost: number; ends: readonly number[] }[] = [{ cost: 0, ends: [] }];
  for (let group = 0; group < sizes.length; group += 1) {
    const next: typeof best = [];
    for (let to = group + 1; to <= syllables.length - (sizes.length - 1 - group); to += 1) {
      for (let from = group; from < to; from += 1) {
        if (!best[from]) continue;
        const total = best[from].cost + cost(group, from, to);
        if (!next[to] || total < next[to].cost) next[to] = { cost: total, ends: [...best[from].ends, to] };
      }
    }
    best = next;
  }
  return best[syllables.length]?.ends;
}
