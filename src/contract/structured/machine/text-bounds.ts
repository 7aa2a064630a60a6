/**
 * Strings before and behind others, by their characters: of dates and times as they are written in JSON, the earlier and
 * the later.
 * @module
 */
import { NO_STRING, type StringLanguage, type StringState } from "../values/strings.ts";

interface Beginning {
  readonly language: StringLanguage;
  readonly state: StringState;
  readonly text: string;
}

/** Letters that are tried: dates and times are written in them. */
const FIRST = 0x20;
const LAST = 0x7e;

/** Whether a string that begins so can become one that stands behind `bound`. */
export const mayExceed = (bound: string, beginning: Beginning): boolean => reaches(bound, beginning, 1);

/** Whether a string that begins so can become one that stands before `bound`. */
export const mayStayBelow = (bound: string, beginning: Beginning): boolean => reaches(bound, beginning, -1);

function reaches(bound: string, { language, state, text }: Beginning, direction: 1 | -1): boolean {
  if (!bound.startsWith(text)) {
    // What begins otherwise is decided, unless it is the bound that ends first.
    return direction === 1 ? text > bound : text < bound;
  }
  const length = text.length;
  if (direction === -1 && length < bound.length && language.accepts(state, length)) return true;
  const next = bound.charCodeAt(length);
  for (let point = FIRST; point <= LAST; point += 1) {
    const beyond = length >= bound.length ? direction === 1 : direction === 1 ? point > next : point < next;
    if (!beyond && point !== next) continue;
    const after = language.next(state, point);
    if (after === NO_STRING || !language.canBecome(after, length + 1)) continue;
    if (
      beyond ||
      reaches(bound, { language, state: after, text: text + String.fromCharCode(point) }, direction)
    ) {
      return true;
    }
  }
  return false;
}

/** The last of all strings, or the first; undefined: it can't be told. */
export function extremeText(language: StringLanguage, direction: 1 | -1): string | undefined {
  let [state, text]: [StringState, string] = [0, ""];
  const LONGEST = 40;
  while (text.length < LONGEST) {
    if (language.accepts(state, text.length)) return text;
    let found: number | undefined;
    for (let step = 0; step <= LAST - FIRST && found === undefined; step += 1) {
      const point = direction === 1 ? LAST - step : FIRST + step;
      const after = language.next(state, point);
      if (after !== NO_STRING && language.canBecome(after, text.length + 1)) found = point;
    }
    if (found === undefined) return undefined;
    state = language.next(state, found);
    text += String.fromCharCode(found);
  }
  return undefined;
}
