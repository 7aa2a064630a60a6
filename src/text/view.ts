/**
 * One text, taken apart once: its parts with their places, counts of any unit in any span, and where each word occurs.
 * @module
 */
import { lineSpans, paragraphSpans } from "./blocks.ts";
import { characterCounts, syllableCounts } from "./characters.ts";
import { normalise, type Span } from "./normalise.ts";
import { type Sentences, sentenceSpans } from "./sentences.ts";
import { foldedWords, foldWord, wordSpans } from "./words.ts";

/** Parts that have a place of their own. */
export type PartUnit = "paragraph" | "line" | "sentence" | "word";
/** Whatever can be counted. */
export type CountUnit = PartUnit | "character" | "syllable";

/** Spans are UTF-16 indices into `text`. What is costly is computed when first asked for, and kept. */
export interface TextView {
  /** The text, normalised: `\n` line endings, trimmed. */
  readonly text: string;
  /** The whole text as a span. */
  readonly whole: Span;
  slice(span: Span): string;
  /** The parts of a span, in order. The span is the whole text or itself a part. */
  parts(unit: PartUnit, span: Span): readonly Span[];
  /** `parts(unit, span)[index]` without the list. */
  part(unit: PartUnit, span: Span, index: number): Span;
  count(unit: CountUnit, span: Span): number;
  sentences(span: Span): Sentences;
  /** Every word of the text, folded for comparison, in order. */
  readonly folded: readonly string[];
  /** Places of every word, in order: `folded[i]` stands at `words[i]`. */
  readonly words: readonly Span[];
  /** Indices of the first word in the span and of the first one behind it. */
  wordRange(span: Span): readonly [first: number, end: number];
  /** Indices of the words equal to this one (already folded), ascending. */
  occurrences(foldedWord: string): readonly number[];
  /** A word as it is compared. */
  fold(word: string): string;
  /** The words of a text that is looked for, folded. */
  quotedWords(quoted: string): readonly string[];
  /** Whether a part is the text that is looked for; absent: it is when its words are. */
  readonly isText?: (part: string, quoted: string) => boolean;
}

/**
 * Takes a text apart.
 * @example
 * const view = textView("It rains. We stay in.");
 * view.count("sentence", view.whole); // 2
 */
export function textView(
  source: string,
  {
    unbroken = [],
  }: {
    /** Texts in which no sentence ends. */
    readonly unbroken?: readonly string[];
  } = {},
): TextView {
  const text = normalise(source);
  const whole: Span = { start: 0, end: text.length };
  const words = lazily(() => wordSpans(text));
  const folded = lazily(() => words().map(({ start, end }) => foldWord(text.slice(start, end))));
  const lines = lazily(() => lineSpans(text));
  const paragraphs = lazily(() => paragraphSpans(text));
  const characters = lazily(() => characterCounts(text));
  const syllables = lazily(() => syllableCounts(text));
  const occurrences = lazily(() => indicesByWord(folded()));
  const sentencesBySpan = new Map<number, Sentences>();

  const sentences = (span: Span): Sentences => {
    const key = span.start * (text.length + 1) + span.end;
    let found = sentencesBySpan.get(key);
    if (!found) {
      found = shifted(sentenceSpans(text.slice(span.start, span.end), unbroken), span.start);
      sentencesBySpan.set(key, found);
    }
    return found;
  };
  const listed = (unit: "paragraph" | "line" | "word"): readonly Span[] =>
    unit === "word" ? words() : unit === "line" ? lines() : paragraphs();
  const isWhole = (span: Span): boolean => span.start === 0 && span.end === text.length;

  return {
    text,
    whole,
    slice: ({ start, end }) => text.slice(start, end),
    parts: (unit, span) => {
      if (unit === "sentence") return sentences(span).finished;
      const all = listed(unit);
      return isWhole(span) ? all : all.slice(...range(all, span));
    },
    part: (unit, span, index) => {
      if (unit === "sentence") return sentences(span).finished[index];
      const all = listed(unit);
      return all[lowerBound(all, span.start) + index];
    },
    count: (unit, span) => {
      if (unit === "sentence") return sentences(span).finished.length;
      if (unit === "character") return characters()[span.end] - characters()[span.start];
      if (unit === "syllable") return syllables()[span.end] - syllables()[span.start];
      const [first, end] = range(listed(unit), span);
      return end - first;
    },
    sentences,
    get folded() {
      return folded();
    },
    get words() {
      return words();
    },
    wordRange: (span) => range(words(), span),
    occurrences: (foldedWord) => occurrences().get(foldedWord) ?? [],
    fold: foldWord,
    quotedWords: foldedWords,
  };
}

function lazily<Value>(compute: () => Value): () => Value {
  let value: { readonly of: Value } | undefined;
  return () => {
    value ??= { of: compute() };
    return value.of;
  };
}

function shifted({ finished, unfinished }: Sentences, offset: number): Sentences {
  const shift = ({ start, end }: Span): Span => ({ start: start + offset, end: end + offset });
  return { finished: finished.map(shift), unfinished: unfinished && shift(unfinished) };
}

function indicesByWord(folded: readonly string[]): ReadonlyMap<string, readonly number[]> {
  const indices = new Map<string, number[]>();
  for (const [index, word] of folded.entries()) {
    const known = indices.get(word);
    if (known) known.push(index);
    else indices.set(word, [index]);
  }
  return indices;
}

/** Which of these ordered, disjoint spans lie in `span`: from the first index, up to the second. */
function range(spans: readonly Span[], { start, end }: Span): [first: number, end: number] {
  const first = lowerBound(spans, start);
  return [first, Math.max(first, lowerBound(spans, end))];
}

/** Index of the first span that starts at or behind `place`. */
function lowerBound(spans: readonly Span[], place: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle].start < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
