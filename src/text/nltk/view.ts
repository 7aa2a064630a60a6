/**
 * A text taken apart by COLLIE's conventions.
 * @module
 */
import { lineSpans } from "../blocks.ts";
import { characterCounts, syllableCounts } from "../characters.ts";
import type { Span } from "../normalise.ts";
import type { PartUnit, TextView } from "../view.ts";
import { collieParagraphs, colliePlain, collieSentences, collieWords } from "./collie.ts";

/**
 * Takes a text apart as it stands, without any normalisation. The words of a part are those of its own text, so that
 * they may differ from those of the whole by an ellipsis at its end; each part that is asked about has its own stretch of
 * `words`.
 */
export function collieView(text: string): TextView {
  const whole: Span = { start: 0, end: text.length };
  const words: Span[] = [];
  const folded: string[] = [];
  const indices = new Map<string, number[]>();
  const stretches = new Map<number, readonly [first: number, end: number]>();
  const partsBySpan = new Map<string, readonly Span[]>();
  const keyOf = ({ start, end }: Span): number => start * (text.length + 1) + end;
  let characters: Uint32Array | undefined;
  let syllables: Uint32Array | undefined;

  const wordRange = (span: Span): readonly [first: number, end: number] => {
    const key = keyOf(span);
    let range = stretches.get(key);
    if (!range) {
      const first = words.length;
      for (const word of collieWords(text.slice(span.start, span.end))) {
        const plain = colliePlain(word.text);
        const known = indices.get(plain);
        if (known) known.push(words.length);
        else indices.set(plain, [words.length]);
        words.push({ start: word.start + span.start, end: word.end + span.start });
        folded.push(plain);
      }
      range = [first, words.length];
      stretches.set(key, range);
    }
    return range;
  };
  const parts = (unit: PartUnit, span: Span): readonly Span[] => {
    if (unit === "word") return words.slice(...wordRange(span));
    const key = `${unit} ${keyOf(span)}`;
    let found = partsBySpan.get(key);
    if (!found) {
      const inside = CUTS[unit](text.slice(span.start, span.end));
      found = inside.map(({ start, end }) => ({ start: start + span.start, end: end + span.start }));
      partsBySpan.set(key, found);
    }
    return found;
  };
  return {
    text,
    whole,
    slice: ({ start, end }) => text.slice(start, end),
    parts,
    part: (unit, span, index) => parts(unit, span)[index],
    count: (unit, span) => {
      if (unit === "character") {
        characters ??= characterCounts(text);
        return characters[span.end] - characters[span.start];
      }
      if (unit === "syllable") {
        syllables ??= syllableCounts(text);
        return syllables[span.end] - syllables[span.start];
      }
      if (unit === "word") {
        const [first, end] = wordRange(span);
        return end - first;
      }
      return parts(unit, span).length;
    },
    sentences: (span) => ({ finished: parts("sentence", span), unfinished: undefined }),
    folded,
    words,
    wordRange,
    occurrences: (word) => indices.get(word) ?? [],
    fold: colliePlain,
    quotedWords: (quoted) => collieWords(quoted).map((word) => colliePlain(word.text)),
    isText: (part, quoted) => colliePlain(part) === colliePlain(quoted),
  };
}

const CUTS: Readonly<Record<Exclude<PartUnit, "word">, (text: string) => readonly Span[]>> = {
  paragraph: collieParagraphs,
  line: lineSpans,
  sentence: collieSentences,
};
