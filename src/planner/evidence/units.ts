/**
 * What a number counts.
 * @module
 */
import type { Unit } from "../../contract/index.ts";
import type { NumberFound } from "./numbers.ts";

/** The unit of a number: the one it is known to have, or that of the word behind it. */
export const unitOf = ({ unit, start, end }: NumberFound, request: string): Unit | undefined =>
  unit ?? unitBehind(request, end) ?? unitBefore(request, start, end);

/** 단어 수는 6개에서 9개 사이, 문장 두 개: Korean names what it counts before the number. */
function unitBefore(text: string, start: number, end: number): Unit | undefined {
  if (!/^\s?개(?![가-힣]*월)/u.test(text.slice(end))) return undefined;
  const before =
    /(문단|단락|줄|행|문장|단어|낱말|어절|음절|글자)(?:들)?\s?(?:수|개수|숫자)?(?:는|은|가|이|를|을|만|도)?\s?(?:(?:딱|정확히|꼭|총|모두|최소|최대|각각|적어도|많아야)\s?)?(?:[\d가-힣]{1,4}\s?개\s?(?:에서|부터|이상|이하|~|-|,)?\s?)?$/u.exec(
      text.slice(Math.max(0, start - 24), start),
    )?.[1];
  return (Object.keys(UNIT_NAMES) as Unit[]).find(
    (unit) => before !== undefined && UNIT_NAMES[unit].test(before),
  );
}

/** The unit that stands right behind a number: `12 words`, `9-word`, `8th words`, `세 줄`. */
export function unitBehind(text: string, end: number): Unit | undefined {
  const behind = text.slice(end, end + 48);
  const match =
    /^(?:\s*(?:st|nd|rd|th)?(?:,| and| to| or|-| –|~|에서)?\s*\d+(?:st|nd|rd|th)?)*[\s-]*(?:(?:or (?:fewer|more|less)|different|separate|short|long|whole|single|finished|번째|째|개의)\s)?([\p{L}]+)/iu.exec(
      behind,
    );
  const word = match?.[1];
  if (word === undefined) return undefined;
  if (/^(?:st|nd|rd|th)$/i.test(word)) return undefined;
  return (Object.keys(UNIT_NAMES) as Unit[]).find((unit) => UNIT_NAMES[unit].test(word));
}

const UNIT_NAMES: Readonly<Record<Unit, RegExp>> = {
  paragraph: /^(?:paragraphs?|문단|단락)/i,
  line: /^(?:lines?|verses?|rows?|줄|행)/i,
  sentence: /^(?:sentences?|문장)/i,
  word: /^(?:words?|단어|낱말|어절)/i,
  syllable: /^(?:syllables?|음절)/i,
  character: /^(?:characters?|letters?|chars?|글자|자(?![가-힣]{2}))/i,
};
