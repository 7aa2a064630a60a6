import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  canBecome,
  countNumbers,
  extremes,
  type NumberLanguage,
  withinIntervals,
  writtenNumber,
} from "./numbers.ts";

const bigints = (min: number, max: number): fc.Arbitrary<bigint> => fc.integer({ min, max }).map(BigInt);

const languages: fc.Arbitrary<NumberLanguage> = fc
  .record({
    places: fc.constantFrom(0, 1, 2),
    step: fc.constantFrom(1n, 2n, 5n, 7n),
    ends: fc.array(bigints(-130, 130), { minLength: 2, maxLength: 4 }),
  })
  .map(({ places, step, ends }) => {
    const sorted = ends.toSorted((one, other) => (one < other ? -1 : 1));
    const intervals =
      sorted.length > 3
        ? [pair(sorted[0], sorted[1]), pair(sorted[2] + 1n, sorted[3] + 1n)]
        : [pair(sorted[0], sorted[1])];
    return { places, step, intervals };
  });

const pair = (low: bigint, high: bigint) => ({ low, high });

/** All ways to write the numbers of a language. */
function textsOf({ places, step, intervals }: NumberLanguage): Set<string> {
  const texts = new Set<string>();
  for (let units = -140n; units <= 140n; units += 1n) {
    const inside = intervals.some(({ low, high }) => low <= units && units <= high);
    if (!inside || ((units % step) + step) % step !== 0n) continue;
    const digits = String(units < 0n ? -units : units).padStart(places + 1, "0");
    const whole = digits.slice(0, digits.length - places);
    const fraction = digits.slice(digits.length - places);
    for (let kept = 0; kept <= places; kept += 1) {
      if (/[1-9]/.test(fraction.slice(kept))) continue;
      texts.add(`${units < 0n ? "-" : ""}${whole}${kept > 0 ? `.${fraction.slice(0, kept)}` : ""}`);
    }
  }
  return texts;
}

test("a beginning can become a number exactly where some number begins so", () => {
  fc.assert(
    fc.property(languages, (language) => {
      const texts = textsOf(language);
      const beginnings = new Set(
        [...texts].flatMap((text) => Array.from({ length: text.length + 1 }, (_, end) => text.slice(0, end))),
      );
      const visit = (typed: string): void => {
        assert.equal(canBecome(language, typed), beginnings.has(typed), JSON.stringify(typed));
        assert.equal(writtenNumber(language, typed) !== undefined, texts.has(typed), JSON.stringify(typed));
        if (typed !== "" && !beginnings.has(typed)) return;
        if (typed.length < 6) for (const letter of "-0123456789.") visit(typed + letter);
      };
      if (texts.size > 0) visit("");
    }),
    { numRuns: 60 },
  );
});

test("numbers that are excluded are not written, nor what can only become one of them", () => {
  const language: NumberLanguage = { places: 0, step: 1n, intervals: [pair(10n, 12n)] };
  const excluded = new Set([10n, 12n]);
  assert.equal(canBecome(language, "1", excluded), true);
  assert.equal(canBecome(language, "10", excluded), false);
  assert.equal(canBecome(language, "11", excluded), true);
  assert.equal(canBecome(language, "1", new Set([10n, 11n, 12n])), false);
  assert.equal(writtenNumber(language, "12", excluded), undefined);
});

test("counts, ends and common parts of languages", () => {
  const language: NumberLanguage = { places: 1, step: 5n, intervals: [pair(-12n, 3n), pair(18n, 31n)] };
  assert.equal(countNumbers(language), 6n);
  assert.deepEqual(extremes(language), { low: -10n, high: 30n });
  assert.deepEqual(withinIntervals(language, [pair(0n, 20n)]).intervals, [pair(0n, 3n), pair(18n, 20n)]);
  assert.equal(extremes({ ...language, intervals: [pair(1n, 4n)] }), undefined);
});
