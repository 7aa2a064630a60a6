/**
 * A contract as a `Constraint` over code points: words of the word space, gaps between them, and every clause obeyed,
 * with a completion in reach at each point.
 * @module
 */
import { type BoundedCache, boundedCache } from "../../inference/bounded-cache.ts";
import type { Constraint } from "../../inference/constraint.ts";
import type { Gap } from "./events.ts";
import { type Outlook, outlookOf } from "./outlook.ts";
import type { Machine, ProductState } from "./product.ts";
import { NO_NODE } from "./trie.ts";
import type { WordNode, WordSpace } from "./words.ts";

/**
 * `word`: inside (or at the beginning of) a word; `product` is the state before it.
 * `gap`: behind a word, after some code points of what separates it from the next; `products` are the states behind it.
 * Or at the front of the text, where a lead may stand (`- `).
 */
export type PlainState =
  | {
      readonly kind: "word";
      readonly product: ProductState;
      readonly node: WordNode;
      readonly begun: boolean;
      readonly words: number;
      /** The word may not end here. */
      readonly goesOn?: boolean;
    }
  | {
      readonly kind: "gap";
      readonly products: readonly ProductState[];
      readonly typed: string;
      readonly words: number;
    };

/** Where a text stands; what is in it, its own constraint knows. */
export type TextState = unknown;

export interface TextConstraint<State = TextState> extends Constraint<State> {
  /** How many words have been begun: particles are compared when it grows. */
  wordsBegun(state: State): number;
  /** Whether the choice of the next word decides much: little may follow behind it. */
  isDecisive?(state: State): boolean;
}

export interface PlainConstraint extends Constraint<PlainState> {
  wordsBegun(state: PlainState): number;
  isDecisive(state: PlainState): boolean;
  /** Whether some word that may be written comes of more letters here, by one of these rests that is accepted. */
  hasWord(state: PlainState, accepts: (rest: string) => boolean): boolean;
}

export function textConstraint({
  words,
  gaps,
  product,
}: {
  words: WordSpace;
  gaps: readonly Gap[];
  product: Machine;
}): PlainConstraint {
  const spellings = gaps.map((gap) => gap.marks.map((mark) => mark + gap.separator + gap.lead));
  const gapCharacters = new Set(spellings.flat().join(""));
  const gapPoints = new Set(Array.from(gapCharacters, (char) => char.codePointAt(0)!));
  const names = new Map<string, number>();
  const name = (key: string): number => {
    let id = names.get(key);
    if (id === undefined) {
      id = names.size;
      names.set(key, id);
    }
    return id;
  };

  const beforeWord = (state: ProductState, capital: boolean, begun: number): PlainState => ({
    kind: "word",
    product: state,
    node: words.root(capital),
    begun: false,
    words: begun,
  });

  /** States behind the word that ends at this node, one for each class the spelling may have. */
  const behind = (before: ProductState, node: WordNode): ProductState[] => {
    const found: ProductState[] = [];
    for (const wordClass of words.classesAt(node)) {
      const next = product.word(before, wordClass);
      if (next >= 0 && product.feasible(next)) found.push(next);
    }
    return found;
  };

  /** Where these code points behind a word lead; undefined when no gap that may come next begins like this. */
  const intoGap = (
    products: readonly ProductState[],
    typed: string,
    begun: number,
  ): PlainState | undefined => {
    const still = products.filter((state) => mayExtend(state, typed, typed.length));
    if (still.length === 0) return undefined;
    // A gap that is whole, can't grow into another one ("\n" into "\n\n") and ends no text has a single reading.
    const whole = endsWith(still, typed) ? undefined : wholeGap(still, typed, begun);
    if (whole && !still.some((state) => mayExtend(state, typed, typed.length + 1))) return whole;
    return { kind: "gap", products: still, typed, words: begun };
  };

  /** Whether a gap that may come next begins with what was typed and has at least this many characters. */
  const mayExtend = (state: ProductState, typed: string, length: number): boolean =>
    product
      .allowedGaps(state)
      .some((index) =>
        spellings[index].some((spelling) => spelling.length >= length && spelling.startsWith(typed)),
      );

  const wholeGap = (
    products: readonly ProductState[],
    typed: string,
    begun: number,
  ): PlainState | undefined => {
    for (const state of products) {
      for (const index of product.allowedGaps(state)) {
        if (!gaps[index].ends && spellings[index].includes(typed)) {
          return beforeWord(product.gap(state, index), gaps[index].capital, begun);
        }
      }
    }
    return undefined;
  };

  const endsWith = (products: readonly ProductState[], typed: string): boolean =>
    products.some((state) =>
      product.allowedGaps(state).some((index) => gaps[index].ends && spellings[index].includes(typed)),
    );

  const classKeys: number[] = [];
  const classKey = (state: ProductState): number => {
    classKeys[state] ??= name(`c${product.allowedClasses(state).join()}`);
    return classKeys[state];
  };

  const gapKeys = new Map<string, number>();
  /** What may follow behind a word, down to the words that may follow it. */
  const gapKey = (products: readonly ProductState[], typed: string): number => {
    const short = `${products.join()}|${typed}`;
    let id = gapKeys.get(short);
    if (id === undefined) {
      const parts = products.flatMap((state) =>
        product.allowedGaps(state).map((index) => {
          const gap = gaps[index];
          return `${index}${gap.ends ? "" : `${gap.capital ? "C" : "c"}${classKey(product.gap(state, index))}`}`;
        }),
      );
      id = name(`g${[...new Set(parts)].sort().join()}|${typed}`);
      gapKeys.set(short, id);
    }
    return id;
  };

  const next = (state: PlainState, codePoint: number): PlainState | undefined => {
    if (state.kind === "gap") {
      const longer = gapPoints.has(codePoint)
        ? intoGap(state.products, state.typed + String.fromCodePoint(codePoint), state.words)
        : undefined;
      const whole = longer ? undefined : wholeGap(state.products, state.typed, state.words);
      return longer ?? (whole && next(whole, codePoint));
    }
    const child = words.child(state.node, codePoint);
    if (child !== NO_NODE && words.reaches(child, product.allowedClasses(state.product))) {
      return {
        kind: "word",
        product: state.product,
        node: child,
        begun: true,
        words: state.begun ? state.words : state.words + 1,
      };
    }
    if (!state.begun || state.goesOn || !gapPoints.has(codePoint)) return undefined;
    const products = behind(state.product, state.node);
    return products.length === 0
      ? undefined
      : intoGap(products, String.fromCodePoint(codePoint), state.words);
  };

  const hasWord = (state: PlainState, accepts: (rest: string) => boolean): boolean => {
    if (state.kind === "gap") return true;
    const classes = product.allowedClasses(state.product);
    const allowed = (node: WordNode): boolean =>
      words.classesAt(node).some((wordClass) => classes[wordClass >> 5] & (1 << (wordClass & 31)));
    const visit = (node: WordNode, rest: string): boolean => {
      if (allowed(node) && accepts(rest)) return true;
      for (const point of words.points?.(node) ?? words.alphabet) {
        const child = words.child(node, point);
        if (child === NO_NODE || !words.reaches(child, classes)) continue;
        if (visit(child, rest + String.fromCodePoint(point))) return true;
      }
      return false;
    };
    return visit(state.node, "");
  };

  let outlook: Outlook | undefined;
  const isDecisive = (state: PlainState): boolean => {
    if (state.kind !== "word" || !state.begun) return false;
    outlook ??= outlookOf({ words, gaps, product });
    const allowed = product.allowedClasses(state.product);
    const ending = words
      .classesAt(state.node)
      .filter((wordClass) => allowed[wordClass >> 5] & (1 << (wordClass & 31)));
    return outlook(state.product, ending);
  };

  const opening: PlainState = { kind: "gap", products: [product.start], typed: "", words: 0 };
  const leadless = product.allowedGaps(product.start).every((index) => spellings[index].includes(""));
  return {
    start: leadless ? wholeGap([product.start], "", 0)! : opening,
    next,
    mayEnd(state) {
      if (state.kind === "gap") return endsWith(state.products, state.typed);
      return state.begun && !state.goesOn && endsWith(behind(state.product, state.node), "");
    },
    key(state) {
      if (state.kind === "gap") return `g${gapKey(state.products, state.typed)}`;
      const inside = `w${words.keyOf(state.node)}.${classKey(state.product)}`;
      if (!state.begun || state.goesOn) return inside;
      const products = behind(state.product, state.node);
      return products.length === 0 ? inside : `${inside}.${gapKey(products, "")}`;
    },
    alphabet: new Set([...words.alphabet, ...gapPoints]),
    usable: usablePieces(gapCharacters, words.usable),
    wordsBegun: (state) => state.words,
    isDecisive,
    hasWord,
  };
}

/** By what words admit and what may stand between them: alike for contracts, so that they share what is made of it. */
const asked = new WeakMap<WordSpace["usable"], BoundedCache<WordSpace["usable"]>>();
/** Few: what is made of each is some megabytes. */
const MOST_ASKED = 8;

/** Keys look one word ahead, so a piece may hold one gap and then letters, never letters and then a gap. */
function usablePieces(gapCharacters: ReadonlySet<string>, words: WordSpace["usable"]): WordSpace["usable"] {
  const known = asked.get(words) ?? boundedCache(MOST_ASKED);
  asked.set(words, known);
  const key = [...gapCharacters].sort().join("");
  const usable =
    known.get(key) ??
    ((piece) => {
      let letters = false;
      for (const char of piece) {
        if (!gapCharacters.has(char)) letters = true;
        else if (letters) return false;
      }
      return words(piece);
    });
  known.set(key, usable, 1);
  return usable;
}
