/**
 * Where the choice of a word decides how a text reads: when little may follow behind it (a word that is asked for at this
 * place, the end of a sentence), it is worth trying more of them.
 * @module
 */
import { type Gap, isBareSpace } from "./events.ts";
import type { Machine, ProductState } from "./product.ts";
import type { WordSpace } from "./words.ts";

/** Of the words that may begin the text, this share or less is little. */
const LITTLE = 0.1;

/** Whether the word behind the next one, or the end, leaves little choice. */
export type Outlook = (before: ProductState, ending: readonly number[]) => boolean;

/**
 * Looks two words ahead along the commonest words, without asking the model.
 * @returns a function of the state before the word that is being written and the classes it may have as it stands
 */
export function outlookOf({
  words,
  gaps,
  product,
}: {
  words: WordSpace;
  gaps: readonly Gap[];
  product: Machine;
}): Outlook {
  const space = gaps.findIndex(isBareSpace);
  const sizes = new Float64Array(words.classes.length).fill(1);
  for (const { members, count } of words.classWords?.().groups ?? []) {
    for (const member of members) sizes[member] = count;
  }
  const admitted = (before: ProductState): number[] => {
    const allowed = product.allowedClasses(before);
    return [...sizes.keys()].filter((wordClass) => allowed[wordClass >> 5] & (1 << (wordClass & 31)));
  };
  const commonest = (classes: readonly number[]): number =>
    classes.reduce((best, wordClass) => (sizes[wordClass] > sizes[best] ? wordClass : best), classes[0]);
  const choice = (before: ProductState): number =>
    admitted(before).reduce((sum, wordClass) => sum + sizes[wordClass], 0);
  /** Before the word behind one of this class; undefined: no word may follow it in its sentence. */
  const beyond = (before: ProductState, wordClass: number): ProductState | undefined => {
    const behind = product.word(before, wordClass);
    if (behind < 0 || !product.feasible(behind) || !product.allowedGaps(behind).includes(space))
      return undefined;
    return product.gap(behind, space);
  };

  let most: number | undefined;
  const isNarrow = (before: ProductState): boolean => {
    most ??= choice(startOf(product, gaps));
    return choice(before) <= LITTLE * most;
  };
  const known = new Map<string, boolean>();
  return (before, ending) => {
    const wordClass = commonest(ending.length > 0 ? ending : admitted(before));
    const key = `${before},${wordClass}`;
    let answer = known.get(key);
    if (answer === undefined) {
      const next = wordClass === undefined ? undefined : beyond(before, wordClass);
      if (next === undefined || isNarrow(next)) answer = false;
      else {
        const after = beyond(next, commonest(admitted(next)));
        answer = after === undefined || isNarrow(after);
      }
      known.set(key, answer);
    }
    return answer;
  };
}

/** Before the first word. */
function startOf(product: Machine, gaps: readonly Gap[]): ProductState {
  const [opening] = product.allowedGaps(product.start).filter((index) => gaps[index].opens);
  return product.gap(product.start, opening);
}
