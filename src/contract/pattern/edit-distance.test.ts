import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { editDistance } from "./edit-distance.ts";
import { patternAutomaton } from "./pattern.ts";

test("the distance is the fewest characters to change, as trying all texts says", () => {
  const letters = ["a", "b", "c"];
  const all = [""];
  for (const text of all) if (text.length < 5) all.push(...letters.map((letter) => text + letter));
  fc.assert(
    fc.property(
      fc.constantFrom("a+b", "(ab)*", "a{3}|c", "[ab]b[^a]", "a?b?c?", "(?!.*cc).+"),
      fc.array(fc.constantFrom(...letters), { maxLength: 4 }).map((some) => some.join("")),
      (source, text) => {
        const automaton = patternAutomaton(source);
        const fitting = all.filter((one) => automaton.matches(one));
        assert.equal(
          editDistance(automaton, text),
          Math.min(...fitting.map((one) => levenshtein(text, one))),
        );
      },
    ),
    { numRuns: 100 },
  );
  assert.equal(editDistance(patternAutomaton("[]"), "a"), undefined);
  assert.equal(editDistance(patternAutomaton(".{0,9000}"), "a".repeat(9999)), undefined);
});

function levenshtein(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let index = 0; index < one.length; index += 1) {
    const next = [index + 1];
    for (let column = 0; column < other.length; column += 1) {
      next.push(
        Math.min(row[column] + (one[index] === other[column] ? 0 : 1), row[column + 1] + 1, next[column] + 1),
      );
    }
    row = next;
  }
  return row[other.length];
}
