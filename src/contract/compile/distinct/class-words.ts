/**
 * How many different words each class of a word list has. Words are different as the checks compare them: folded.
 * @module
 */

/** Classes that have the same different words, and how many those are. */
export interface ClassGroup {
  readonly members: readonly number[];
  readonly count: number;
}

export interface ClassWords {
  /** Every class is in one group. */
  readonly groups: readonly ClassGroup[];
  /**
   * Words that are in several classes but not in all the words of each, by the classes they are in: classes must be
   * parted by them before words can be counted. Folded.
   */
  readonly shared: readonly (readonly string[])[];
  /** Every way in which the list spells a folded word. */
  spellings(folded: string): readonly string[];
}

/** One way to write a word, and its class. */
export interface ClassedWord {
  readonly folded: string;
  readonly spelling: string;
  readonly wordClass: number;
}

/** Counts the words of a list of words with their classes, and goes through it again where spellings are asked for. */
export function classWords(words: () => Iterable<ClassedWord>, classCount: number): ClassWords {
  const classesOf = new Map<string, number | number[]>();
  for (const { folded, wordClass } of words()) include(classesOf, folded, wordClass);
  const counts = new Int32Array(classCount);
  const shared = new Map<string, string[]>();
  for (const [folded, found] of classesOf) {
    if (typeof found === "number") {
      counts[found] += 1;
      continue;
    }
    for (const wordClass of found) counts[wordClass] += 1;
    const key = found.sort((one, other) => one - other).join();
    const list = shared.get(key);
    if (list) list.push(folded);
    else shared.set(key, [folded]);
  }
  // Where every word of some classes is in all of them, they are as one.
  const mixed: string[][] = [];
  const groups: ClassGroup[] = [];
  const grouped = new Set<number>();
  for (const [key, list] of shared) {
    const members = key.split(",").map(Number);
    if (members.every((member) => counts[member] === list.length)) {
      groups.push({ members, count: list.length });
      for (const member of members) grouped.add(member);
    } else mixed.push(list);
  }
  for (let wordClass = 0; wordClass < classCount; wordClass += 1) {
    if (!grouped.has(wordClass)) groups.push({ members: [wordClass], count: counts[wordClass] });
  }
  let spellings: Map<string, string | string[]> | undefined;
  return {
    groups,
    shared: mixed,
    spellings: (folded) => {
      if (!spellings) {
        spellings = new Map();
        for (const word of words()) include(spellings, word.folded, word.spelling);
      }
      const found = spellings.get(folded) ?? [];
      return typeof found === "string" ? [found] : found;
    },
  };
}

function include<Value extends string | number>(
  lists: Map<string, Value | Value[]>,
  key: string,
  value: Value,
): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, value);
  else if (Array.isArray(known)) {
    if (!known.includes(value)) known.push(value);
  } else if (known !== value) lists.set(key, [known, value]);
}
