/**
 * A text as the compiler sees it: words and the gaps between them. What tells one word from another is its class
 * (its length and the tests it passes); what tells one gap from another is which parts of the text it closes.
 * @module
 */
import type { Unit } from "../types.ts";

/** A property of words that some clause asks for. */
export interface WordTest {
  /** Equal names mean equal tests, so that clauses share them. */
  readonly name: string;
  /** The words that pass, casefolded, where they are few … */
  readonly words?: ReadonlySet<string>;
  /** … or a rule over every word, casefolded. */
  readonly rule?: (word: string) => boolean;
}

/** Words that no clause of the contract can tell apart. */
export interface WordClass {
  /** Length in code points; 0 where no clause asks for it. */
  readonly length: number;
  readonly syllables: number;
  /** Index of each test that these words pass. */
  readonly passes: ReadonlySet<number>;
}

/** What may stand behind a word. `marks` are alternatives of equal length that no clause tells apart. */
export interface Gap {
  readonly marks: readonly string[];
  /** White space after the mark; none at the end of the text. */
  readonly separator: string;
  readonly closes: ReadonlySet<Unit>;
  readonly ends: boolean;
  /** Whether the word behind it begins a sentence or a verse, and is capitalised. */
  readonly capital: boolean;
}

export const markLength = (gap: Gap): number => gap.marks[0].length;

const STOPS = [".", "!", "?"];

interface GapOptions {
  readonly ends?: boolean;
  readonly capital?: boolean;
}

const gap = (
  marks: readonly string[],
  separator: string,
  closes: readonly Unit[],
  { ends = false, capital = false }: GapOptions = {},
): Gap => ({ marks, separator, closes: new Set(closes), ends, capital });

const INSIDE: readonly Gap[] = [gap([""], " ", ["word"]), gap([","], " ", ["word"])];

/** Gaps of running prose. `paragraphs`: whether there may be several. */
export function proseGaps({
  sentences,
  paragraphs,
}: {
  sentences: boolean;
  paragraphs: boolean;
}): readonly Gap[] {
  return [
    gap(STOPS, "", ["word", "sentence", "line", "paragraph"], { ends: true }),
    ...(paragraphs ? [gap(STOPS, "\n\n", ["word", "sentence", "line", "paragraph"], { capital: true })] : []),
    ...(sentences ? [gap(STOPS, " ", ["word", "sentence"], { capital: true })] : []),
    ...INSIDE,
  ];
}

/** Gaps of verse: a line may end bare, with a comma, or with a stop that ends a sentence. */
export function verseGaps({ stanzas }: { stanzas: boolean }): readonly Gap[] {
  return [
    gap(STOPS, "", ["word", "sentence", "line", "paragraph"], { ends: true }),
    gap([""], "", ["word", "line", "paragraph"], { ends: true }),
    ...(stanzas ? [gap(STOPS, "\n\n", ["word", "sentence", "line", "paragraph"], { capital: true })] : []),
    gap([""], "\n", ["word", "line"], { capital: true }),
    gap([","], "\n", ["word", "line"], { capital: true }),
    gap(STOPS, "\n", ["word", "sentence", "line"], { capital: true }),
    ...INSIDE,
  ];
}

/** A text that is one bare word. */
export const wordGaps: readonly Gap[] = [
  gap([""], "", ["word", "sentence", "line", "paragraph"], { ends: true }),
];
