/**
 * A request with its comparatives spelled out: "fewer than 24 words" becomes "at most 23 words", so that a planner copies
 * what it reads.
 * @module
 */
import { numbersIn } from "./numbers.ts";

const COMPARATIVE =
  /(?:\b(?:fewer|less|shorter|smaller|lower|more|longer|greater|larger|higher) than|\b(?:under|below|over|above)|(?<![-=<>])[<>])\s*(\p{Sc}?\s?)$/iu;
/** What stands between a number and its comparative, the comparative, and what is made of it: 30자를 | 초과 | 하는. */
const KOREAN =
  /^(\s?[가-힣]{0,5}?)(?:[를을이가](?=\s))?(\s?)(?:(미만)(으로)?(?![은을과])|초과(?:(하는|한|하게|하도록|해서|하여|해야|여야|로)(?![가-힣])|(?=$|[^가-힣]|[인의이일])(?!\s[하해되]))|(?:넘게|넘도록)(?![가-힣]))/u;
const ENDINGS: Readonly<Record<string, string>> = { 하는: "인", 한: "인", 해야: "이어야", 여야: "이어야" };
const endingOf = (ending: string | undefined): string =>
  ending === undefined ? "" : (ENDINGS[ending] ?? "으로");

/** The same request, where every number that a comparative excludes is replaced by the one it means. */
export function plainRequest(request: string): string {
  let plain = request;
  // From the back, so that places in front stay what they are.
  for (const { value, stated = value, start, end, bound } of numbersIn(request).reverse()) {
    // "Never over seven letters" is as good as at most seven, and says so only with its "never".
    if (bound === undefined || stated === value) continue;
    const before = plain.slice(0, start);
    const comparative = COMPARATIVE.exec(before);
    if (comparative) {
      plain = `${before.slice(0, comparative.index)}${bound} ${comparative[1]}${value}${plain.slice(end)}`;
      continue;
    }
    const rest = plain.slice(end);
    const korean = KOREAN.exec(rest);
    if (!korean) continue;
    const [whole, counter, space, less, lessEnding, ending] = korean;
    // Only the comparative that shifted the number is put in other words.
    if ((less === undefined) !== (bound === "at least")) continue;
    const said = less === undefined ? `이상${endingOf(ending)}` : `이하${lessEnding ? "로" : ""}`;
    plain = `${before}${value}${counter}${space}${said}${rest.slice(whole.length)}`;
  }
  return plain;
}
