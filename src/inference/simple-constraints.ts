/**
 * Constraints that need no more than a line to say: one of a few texts, so many characters.
 * @module
 */
import { SijoError } from "../errors.ts";
import type { Constraint } from "./constraint.ts";

/**
 * One of these texts and nothing else. The state is what has been written.
 * @throws SijoError `inference.constraint` (usage) for no texts.
 * @example
 * const step = yield* write(follower, { constraint: oneOf(["yes", "no"]) });
 */
export function oneOf(texts: readonly string[]): Constraint<string> {
  if (texts.length === 0) {
    throw new SijoError("inference.constraint", "One of no texts can't be written.", { kind: "usage" });
  }
  const wholes = new Set(texts);
  const beginnings = new Set<string>();
  const alphabet = new Set<number>();
  for (const text of texts) {
    let written = "";
    for (const character of text) {
      beginnings.add(written);
      written += character;
      alphabet.add(character.codePointAt(0) as number);
    }
    beginnings.add(written);
  }
  return {
    start: "",
    next(written, point) {
      const longer = written + String.fromCodePoint(point);
      return beginnings.has(longer) ? longer : undefined;
    },
    mayEnd: (written) => wholes.has(written),
    key: (written) => written,
    alphabet,
  };
}

/** Characters of the longest tokens of vocabularies, at most. */
const LONGEST_TOKEN = 512;

/**
 * Any text of at least `least` and at most `most` characters (code points) that holds none of those of `without`. The
 * state is the number of characters written.
 * @throws SijoError `inference.constraint` (usage) for bounds that no text keeps.
 * @example
 * const line = characters({ least: 20, most: 60, without: "\n" });
 */
export function characters({
  most,
  least = 0,
  without = "",
}: {
  readonly most: number;
  readonly least?: number;
  readonly without?: string;
}): Constraint<number> {
  if (!Number.isInteger(most) || !Number.isInteger(least) || least < 0 || most < Math.max(1, least)) {
    throw new SijoError("inference.constraint", `No text has from ${least} to ${most} characters.`, {
      kind: "usage",
      hint: "Give whole numbers, least no more than most, and most at least 1.",
    });
  }
  const refused = new Set(Array.from(without, (character) => character.codePointAt(0)));
  return {
    start: 0,
    next: (count, point) => (count < most && !refused.has(point) ? count + 1 : undefined),
    mayEnd: (count) => count >= least,
    // Far from either bound, what a token may hold doesn't depend on how far.
    key: (count) => `${Math.min(most - count, LONGEST_TOKEN)} ${count >= least}`,
  };
}
