import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inTurn, type Random, random } from "./random.ts";
import { assertCounts } from "./testing/chi-square.ts";

const COUNT = 20_000;
const take = (stream: Random, count: number): number[] => Array.from({ length: count }, () => stream.next());

/** Pairs of numbers fall evenly on a board of 16 by 16. */
function assertIndependent(one: Random, other: Random): void {
  const counts = new Array<number>(256).fill(0);
  for (let index = 0; index < COUNT; index += 1)
    counts[Math.floor(one.next() * 16) * 16 + Math.floor(other.next() * 16)] += 1;
  assertCounts(counts, new Array<number>(256).fill(COUNT / 256));
}

test("the same seed and names give the same numbers, drawn before or after", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.oneof(fc.nat(), fc.string()), fc.nat(20), (seed, name, drawn) => {
      const stream = random(seed);
      const early = take(stream.split(name), 5);
      take(stream, drawn);
      assert.deepEqual(take(stream.split(name), 5), early);
      assert.deepEqual(take(random(seed).split(name), 5), early);
    }),
  );
});

test("streams in turn give the numbers of the one whose turn it is, split before or after", () => {
  let turn = 0;
  const stream = inTurn([random(1), random(2)], () => turn);
  const early = stream.split("a").split(3);
  assert.deepEqual(
    [...take(stream, 2), ...take(early, 2)],
    [...take(random(1), 2), ...take(random(1).split("a").split(3), 2)],
  );
  turn = 1;
  assert.deepEqual(take(early, 4), take(random(2).split("a").split(3), 4));
  assert.deepEqual(take(stream.split("b"), 4), take(random(2).split("b"), 4));
});

test("numbers are in [0, 1) and evenly spread", () => {
  const counts = new Array<number>(100).fill(0);
  for (const value of take(random(3), COUNT)) {
    assert.ok(value >= 0 && value < 1);
    counts[Math.floor(value * 100)] += 1;
  }
  assertCounts(counts, new Array<number>(100).fill(COUNT / 100));
});

const pairs: Readonly<Record<string, () => [Random, Random]>> = {
  "seeds that follow each other": () => [random(1), random(2)],
  "seeds beyond 32 bits": () => [random(1), random(1 + 2 ** 32)],
  "a stream and one split from it": () => [random(1), random(1).split(0)],
  "streams split from one": () => [random(1).split(0), random(1).split(1)],
  "streams with the same name under different ones": () => [
    random(1).split("a").split(5),
    random(1).split("b").split(5),
  ],
  "a name in digits and its number": () => [random(1).split("1"), random(1).split(1)],
  "a split of a split and the reverse": () => [random(1).split(2).split(3), random(1).split(3).split(2)],
};

for (const [name, make] of Object.entries(pairs)) {
  test(`${name} give independent numbers`, () => assertIndependent(...make()));
}

test("a thousand splits of a hundred streams all begin differently", () => {
  const begun = new Set<number>();
  const stream = random(11);
  for (let outer = 0; outer < 100; outer += 1) {
    const middle = stream.split(outer);
    for (let inner = 0; inner < 1000; inner += 1) begun.add(middle.split(inner).next());
  }
  assert.equal(begun.size, 100_000);
});

test("first numbers of neighbouring streams are evenly spread", () => {
  const counts = new Array<number>(64).fill(0);
  for (let name = 0; name < COUNT; name += 1) counts[Math.floor(random(0).split(name).next() * 64)] += 1;
  assertCounts(counts, new Array<number>(64).fill(COUNT / 64));
});
