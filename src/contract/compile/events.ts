/**
 * A text as the compiler sees it: words and the gaps between them. What tells one word from another is its class
 * (its length and the tests it passes); what tells one gap from another is which parts of the text it closes.
 * @module
 */
import type { FullStop } from "../../text/index.ts";
import type { Unit } from "../types.ts";

/** A property of words that some clause asks for. */
export interface WordTest {
  /** Equal names mean equal tests, so that clauses share them. */
  readonly name: string;
  /** The words that pass, folded, where they are few … */
  readonly words?: ReadonlySet<string>;
  /** … or spelled exactly like this … */
  readonly exact?: ReadonlySet<string>;
  /** … or all those that have some letters. */
  readonly letters?: LetterTest;
  /** … or all those that end with one of these characters. */
  readonly lasts?: ReadonlySet<string>;
  /** … or have a character at some place: 1 is the first, −1 the last; in lower case. */
  readonly character?: { readonly at: number; readonly text: string };
}

/** Letters somewhere in a word. */
export interface LetterTest {
  readonly at: "front" | "end" | "anywhere";
  /** The word folded, or its spelling in lower case, symbols around the word included (`$25`). */
  readonly of: "folded" | "spelling";
  readonly text: string;
}

/** Words that no clause of the contract can tell apart. */
export interface WordClass {
  /** Length in code points as it is written; 0 where no clause asks for it. */
  readonly length: number;
  /** The same without the symbols around the word. */
  readonly coreLength: number;
  readonly syllables: number;
  /** What a full stop does behind these words. */
  readonly fullStop: FullStop;
  /** Written with a full stop of its own (`Mr.`): no mark may follow. */
  readonly dotted: boolean;
  /** A small letter matters where words may have one at the front of a sentence: in shapes, and among Korean. */
  readonly begins: "digit" | "small" | "other";
  /** With a full stop, at the front of a line, the number of a list item. */
  readonly isItemNumber: boolean;
  /** Place of the first letter in the alphabet, coarsely; 0 where no clause asks for it; or `UNRANKED`. */
  readonly rank: number;
  /** Index of each test that these words pass. */
  readonly passes: ReadonlySet<number>;
}

/** Any place in the alphabet: such words stand in no order. */
export const UNRANKED = -1;

/** What may stand behind a word. `marks` are alternatives of equal length that no clause tells apart. */
export interface Gap {
  readonly marks: readonly string[];
  /** White space after the mark; none at the end of the text. */
  readonly separator: string;
  /** What stands before the next word and belongs to its line: the dash of a list item. */
  readonly lead: string;
  readonly closes: ReadonlySet<Unit>;
  /** Stands before the first word rather than behind one. */
  readonly opens: boolean;
  readonly ends: boolean;
  /** Whether the word behind it begins a sentence or a verse, and is capitalised. */
  readonly capital: boolean;
}

const lengthOf = (text: string): number => [...text].length;

export const markLength = (gap: Gap): number => lengthOf(gap.marks[0]);

/** What a gap writes, in the first of its marks. */
export const gapText = ({ marks: [mark], separator, lead }: Gap): string => mark + separator + lead;

/** Characters that a gap adds to a text. */
export const gapLength = (gap: Gap): number => markLength(gap) + gap.separator.length + lengthOf(gap.lead);

/** A gap that is one space and no more: what stands around it reads as one phrase. */
export const isBareSpace = ({ marks, separator, lead }: Gap): boolean =>
  marks[0] === "" && separator === " " && lead === "";
