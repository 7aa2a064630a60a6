/**
 * A request with its comparatives spelled out: "fewer than 24 words" becomes "at most 23 words", so that a planner copies
 * what it reads.
 * @module
 */
import { numbersIn } from "./numbers.ts";

const COMPARATIVE =
  /(?:\b(?:fewer|less|shorter|smaller|lower|more|longer|greater|larger|higher) than|\b(?:under|below|over|above))\s*(\p{Sc}?\s?)$/iu;
const KOREAN: Readonly<Record<string, string>> = { 미만: "이하", 초과: "이상", 넘게: "이상" };

/** The same request, where every number that a comparative excludes is replaced by the one it means. */
export function plainRequest(request: string): string {
  let plain = request;
  // From the back, so that places in front stay what they are.
  for (const { value, start, end, bound } of numbersIn(request).reverse()) {
    // "Never over seven letters" is as good as at most seven, and says so only with its "never".
    if (bound === undefined || numbersIn(request.slice(start, end))[0]?.value === value) continue;
    const before = plain.slice(0, start);
    const comparative = COMPARATIVE.exec(before);
    if (comparative) {
      plain = `${before.slice(0, comparative.index)}${bound} ${comparative[1]}${value}${plain.slice(end)}`;
      continue;
    }
    const rest = plain.slice(end);
    const korean = /^(.{0,6}?)(미만|초과|넘게)(으로)?/u.exec(rest);
    if (korean) {
      const particle = korean[3] ? (korean[2] === "미만" ? "로" : "으로") : "";
      plain = `${before}${value}${korean[1]}${KOREAN[korean[2]]}${particle}${rest.slice(korean[0].length)}`;
    }
  }
  return plain;
}
