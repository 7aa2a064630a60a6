/**
 * Words that no list holds, as far as shapes ask for them: numbers with or without decimals and a unit (`4`, `1,200.50`,
 * `250g`), codes of letters and digits where no word of the list fits (`AB12`), and runs of Hangul.
 * @module
 */
import { foldWord, isHangulSyllable, type Millionths, numberOf } from "../../../text/index.ts";
import { namesBetweenDigits } from "../../pattern/named.ts";
import { type Automaton, type Beginning, buildAutomaton } from "../automaton.ts";
import type { WordTest } from "../events.ts";
import { tooIntricate } from "../product.ts";
import { testing } from "../word-classes.ts";
import type { Shape } from "./shapes.ts";
import { IMPOSSIBLE, type Vector, type Vectors } from "./vectors.ts";

export interface OpenWordsOptions {
  readonly shapes: readonly Shape[];
  readonly vectors: Vectors;
  /** From which states codes may begin; undefined: none are written. */
  readonly codes: Vector | undefined;
  readonly hangul: boolean;
  readonly tests: readonly WordTest[];
  /** How large numbers are told apart by their values; undefined: not at all. */
  readonly sum: SumRange | undefined;
  /** Whether words are told apart by their first letters and digits. */
  readonly byRank: boolean;
  /** The class of a word; −1: it can't be written. */
  readonly classOf: (word: OpenWord) => number;
}

/** What is beyond `most` is one, or can't be written. */
export interface SumRange {
  readonly most: Millionths;
  /** What numbers are told apart by. */
  readonly unit: Millionths;
  readonly saturates: boolean;
}

export interface OpenWord {
  readonly text: string;
  readonly vector: Vector;
  readonly passes: readonly number[];
}

export interface OpenWords {
  readonly automaton: Automaton;
  /** Index of the letter that a code point is followed as, or −1. */
  letterOf(codePoint: number): number;
  readonly alphabet: ReadonlySet<number>;
  /** How many code points are followed as each letter. */
  readonly sizes: readonly number[];
}

const MOST_STATES = 60_000;
const MOST_DIGITS = 9;
const LONGEST_CODE = 24;
const LONGEST_RUN = 6;
const LONGEST_UNIT = 4;
/** A unit is spelled out by its pattern. */
const NAMED = 2;

const NUMBER = /^(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?\p{L}*$/u;
/** The same and its beginnings. */
const BEGINNING = /^(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})*(?:,[0-9]{0,2})?)(?:\.[0-9]*)?(\p{L}*)$/u;
const CODE = /^[A-Za-z0-9]+$/;
const RUN = /^[가-힣]+$/;

export function openWords(options: OpenWordsOptions): OpenWords {
  const { shapes, vectors, codes, hangul, tests, sum, byRank, classOf } = options;
  const letters = lettersOf(options);
  const passedBy = testing(tests);
  const texts = tests.flatMap(({ words, exact, letters: some }) => [
    ...(words ?? []),
    ...(exact ?? []),
    ...(some ? [some.text] : []),
  ]);
  const sought = new Set(texts.flatMap((text) => beginnings(text)));
  const inside = tests.flatMap(({ letters: some }) => (some ? [some.text] : []));
  const beginsInside = new Set(inside.flatMap((some) => beginnings(some)));
  const asksOfPlaces = tests.some(({ character }) => character !== undefined);
  const asksOfEnds = tests.some(({ lasts, letters: some }) => lasts !== undefined || some?.at === "end");
  /** As much of a text as may become something that a clause asks about. */
  const watched = (text: string, folded: string): string => {
    if (asksOfPlaces || sought.has(folded) || sought.has(text)) return text;
    let from = 0;
    while (from < folded.length && !beginsInside.has(folded.slice(from))) from += 1;
    return folded.slice(from) + (asksOfEnds ? text.at(-1) : "");
  };
  const separators = {
    ",": hasNamed(shapes, ","),
    ".": hasNamed(shapes, "."),
  };

  /** Which kinds of word a text begins, and what they have done so far. */
  const describe = (text: string): Beginning | undefined => {
    if (text === "") return { key: "", wordClass: () => -1 };
    const plain = vectors.after(vectors.start, text);
    const number =
      plain === IMPOSSIBLE ? undefined : numberKey(text, { separators, units: letters.units, sum });
    const isRun = hangul && plain !== IMPOSSIBLE && RUN.test(text) && text.length <= LONGEST_RUN;
    const code =
      codes !== undefined && CODE.test(text) && text.length <= LONGEST_CODE
        ? vectors.after(codes, text)
        : IMPOSSIBLE;
    if (number === undefined && !isRun && code === IMPOSSIBLE) return undefined;
    const isNumber = number !== undefined && NUMBER.test(text);
    const folded = foldWord(text);
    const passes = passedBy(text, folded, text.toLowerCase());
    const key = [
      number === undefined ? "-" : `${number}/${plain}`,
      isRun ? `${text.length}/${plain}` : "-",
      code === IMPOSSIBLE ? "-" : `${text.length}/${code}`,
      passes.join(),
      watched(text, folded),
      byRank && !isRun ? folded[0] : beginningOf(text),
    ].join("|");
    const vector = isNumber || isRun ? plain : code;
    const isWord = isNumber || isRun || (code !== IMPOSSIBLE && !/^[0-9]+$/.test(text));
    return { key, wordClass: () => (isWord ? classOf({ text, vector, passes }) : -1) };
  };

  const automaton = buildAutomaton({ letters: letters.representatives, describe, mostStates: MOST_STATES });
  if (!automaton) throw tooIntricate();
  return { automaton, ...letters };
}

/** What the first character is: sentences ask for it. */
const beginningOf = (word: string): string => (/^[0-9]/.test(word) ? "9" : /^[a-z]/.test(word) ? "a" : "A");

/** Equal for beginnings of numbers that can be continued alike; undefined: no number begins so. */
function numberKey(
  text: string,
  {
    separators,
    units,
    sum,
  }: {
    separators: Readonly<Record<"," | ".", boolean>>;
    units: ReadonlySet<string>;
    sum: SumRange | undefined;
  },
): string | undefined {
  const unit = BEGINNING.exec(text)?.[1];
  if (unit === undefined || unit.length > LONGEST_UNIT || ![...unit].every((letter) => units.has(letter))) {
    return undefined;
  }
  if ((text.includes(",") && !separators[","]) || (text.includes(".") && !separators["."])) return undefined;
  const digits = text.slice(0, text.length - unit.length);
  const [whole, decimals] = digits.split(".");
  if (whole.length > MOST_DIGITS + (whole.match(/,/g)?.length ?? 0)) return undefined;
  if ((decimals?.length ?? 0) > MOST_DIGITS) return undefined;
  const form = whole.replace(/[0-9]/g, "9") + (decimals === undefined ? "" : `.${decimals.length}`);
  if (!sum) return `${form}${unit}`;
  // A number of several digits doesn't begin with 0 where its value matters.
  if (/^0[0-9,]/.test(whole)) return undefined;
  // That of the digits: `3st` is no number, and `3stt` is one again.
  const value = numberOf(digits.replace(/[,.]+$/, "").replace(/,(?![0-9]{3})/, ""));
  if (value === undefined || value <= sum.most) return `${form}${unit}=${value}`;
  return sum.saturates ? `${form}${unit}=…` : undefined;
}

/** Every beginning of a text, and the whole of it. */
function beginnings(text: string): string[] {
  const found: string[] = [];
  let beginning = "";
  for (const character of text) {
    beginning += character;
    found.push(beginning);
  }
  return found;
}

const hasNamed = (shapes: readonly Shape[], mark: string): boolean =>
  shapes.some(({ automaton }) => namesBetweenDigits(automaton, mark));

function lettersOf({ shapes, codes, hangul, tests }: OpenWordsOptions): Omit<OpenWords, "automaton"> & {
  readonly representatives: readonly string[];
  /** Letters that a pattern spells out: units stand behind numbers. */
  readonly units: ReadonlySet<string>;
} {
  const own = new Set<string>("0123456789");
  const named = shapes.flatMap(({ automaton }) =>
    Array.from(automaton.representatives).filter((_, index) => automaton.sizes[index] <= NAMED),
  );
  const units = new Set(
    named.map((point) => String.fromCodePoint(point)).filter((one) => /\p{L}/u.test(one)),
  );
  for (const letter of units) own.add(letter);
  for (const mark of [",", "."]) if (hasNamed(shapes, mark)) own.add(mark);
  if (codes !== undefined)
    for (const letter of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") own.add(letter);
  const quoted = tests.flatMap(({ words, exact, letters }) => [
    ...(words ?? []),
    ...(exact ?? []),
    ...(letters ? [letters.text] : []),
  ]);
  if (hangul) for (const character of quoted.join("")) if (isSyllable(character)) own.add(character);

  const representatives = [...own];
  const indices = new Map(representatives.map((letter, index) => [letter.codePointAt(0)!, index]));
  const sizes = representatives.map(() => 1);
  const likes = new Map<string, number>();
  if (hangul) {
    for (let point = 0xac00; point <= 0xd7a3; point += 1) {
      if (indices.has(point)) continue;
      const key = shapes.map(({ automaton }) => automaton.likenessOf(point)).join();
      let index = likes.get(key);
      if (index === undefined) {
        index = representatives.length;
        likes.set(key, index);
        representatives.push(String.fromCodePoint(point));
        sizes.push(0);
      }
      indices.set(point, index);
      sizes[index] += 1;
    }
  }
  return {
    representatives,
    units,
    sizes,
    alphabet: new Set(indices.keys()),
    letterOf: (point) => indices.get(point) ?? -1,
  };
}

const isSyllable = (character: string): boolean => isHangulSyllable(character.charCodeAt(0));
