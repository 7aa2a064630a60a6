/**
 * Two numbers that are the ends of one range: "8 to 12 words", "between 20 and 30", 6개에서 9개 사이.
 * @module
 */
import { KOREAN_COUNTERS } from "./korean-numbers.ts";
import type { NumberFound } from "./numbers.ts";

const UNITS = `(?:words?|characters?|letters?|chars|lines?|sentences?|syllables?|${KOREAN_COUNTERS})`;
const TO = new RegExp(
  `^\\s?${UNITS}?(?:\\s+(?:to|through|up to)\\s+|\\s?[-–—~]\\s?|에서\\s?|부터\\s?)$`,
  "iu",
);
const AND = new RegExp(`^\\s?${UNITS}?\\s+and\\s+$|^\\s?${UNITS}?(?:과|와)\\s?$`, "iu");
const OR = /^\s+or\s+$|^\s?(?:이나|나|또는)\s?$/iu;
const BETWEEN_BEFORE = /\bbetween\s*$/i;
const BETWEEN_BEHIND = new RegExp(`^\\s?${UNITS}?\\s?(?:의 )?사이`, "u");

/** Says of the numbers, in their order, which are the ends of a range. */
export function rangesAmong(numbers: readonly NumberFound[], text: string): NumberFound[] {
  const ranges = new Map<number, NonNullable<NumberFound["range"]>>();
  for (const [index, low] of numbers.slice(0, -1).entries()) {
    const high = numbers[index + 1];
    if (low.ordinal || high.ordinal || low.value >= high.value) continue;
    // "5-7-5" tells of three lines in turn.
    if (/\d\s?[-–]\s?$/.test(text.slice(0, low.start)) || /^\s?[-–]\s?\d/.test(text.slice(high.end)))
      continue;
    const between = text.slice(low.end, Math.max(low.end, high.start));
    const isRange =
      low.start === high.start ||
      TO.test(between) ||
      // "9 or 10 words"; "8 or 12 words" leaves 10 out.
      (OR.test(between) && high.value === low.value + 1) ||
      (AND.test(between) &&
        (BETWEEN_BEFORE.test(text.slice(0, low.start)) || BETWEEN_BEHIND.test(text.slice(high.end))));
    if (!isRange) continue;
    const range = { start: low.start, end: high.end };
    ranges.set(index, range).set(index + 1, range);
  }
  return numbers.map((found, index) => {
    const range = ranges.get(index);
    return range === undefined ? found : { ...found, bound: undefined, range };
  });
}
