import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { weigh } from "../model/weigh.ts";
import {
  drawMasked,
  fastExp,
  logNormalizer,
  logSumExp,
  type Mask,
  plainDrawMasked,
  plainLogNormalizer,
} from "./distribution.ts";
import { tokensOf } from "./mask.ts";
import { random } from "./random.ts";
import { assertCounts } from "./testing/chi-square.ts";

const dead = Number.NEGATIVE_INFINITY;
const score = fc.oneof(
  { weight: 5, arbitrary: fc.double({ min: -60, max: 60, noNaN: true }) },
  { weight: 1, arbitrary: fc.constant(dead) },
);
const scores = fc.array(score, { minLength: 1, maxLength: 40 }).map((list) => Float32Array.from(list));
const temperatures = fc.double({ min: 0.1, max: 4, noNaN: true });

/** Some of the tokens, in several parts. */
const someOf = (size: number): fc.Arbitrary<Mask> =>
  fc.array(fc.integer({ min: -1, max: 3 }), { minLength: size, maxLength: size }).map((parts) => ({
    parts: [0, 1, 2, 3].map((part) =>
      Int32Array.from(parts.flatMap((chosen, token) => (chosen === part ? [token] : []))),
    ),
  }));

const masked = scores.chain((logits) => fc.tuple(fc.constant(logits), someOf(logits.length)));

const close = (one: number, other: number, tolerance = 1e-7): void =>
  assert.ok(
    one === other || Math.abs(one - other) < tolerance * (1 + Math.abs(other)),
    `${one} is not ${other}`,
  );

test("fastExp is e^x to a relative error of 1e−8", () => {
  fc.assert(
    fc.property(fc.double({ min: -100, max: 0, noNaN: true }), (x) => {
      assert.ok(Math.abs(fastExp(x) / Math.exp(x) - 1) < 1e-8);
    }),
    { numRuns: 2000 },
  );
  assert.equal(fastExp(dead), 0);
  assert.ok(Math.abs(fastExp(0) - 1) < 1e-8);
});

test("the normaliser is the one by definition", () => {
  fc.assert(
    fc.property(scores, temperatures, (logits, temperature) => {
      close(logNormalizer(logits, temperature), plainLogNormalizer(logits, temperature));
    }),
    { numRuns: 500 },
  );
});

for (const [what, tolerance] of [
  ["scores", 1e-7],
  ["weights", 2e-6],
] as const) {
  test(`a draw and its mass from ${what} are those by definition`, () => {
    fc.assert(
      fc.property(
        masked,
        temperatures,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        ([logits, parts], temperature, uniform) => {
          const weighed = what === "weights" ? weigh(logits, temperature) : undefined;
          // Weights are gone through along the vocabulary.
          const mask = weighed ? { parts: [tokensOf(parts)] } : parts;
          const fast = drawMasked({ logits, mask, temperature, uniform, weighed });
          const plain = plainDrawMasked({ logits, mask, temperature, uniform });
          assert.equal(fast === undefined, plain === undefined);
          if (!fast || !plain) return;
          close(fast.logMass, plain.logMass, tolerance);
          // Where the number falls near a border of the cumulative sum, rounding may choose any token that ends there.
          const [low, high] = [-tolerance, tolerance].map(
            (step) => plainDrawMasked({ logits, mask, temperature, uniform: uniform + step })?.token ?? -1,
          );
          const order = mask.parts.flatMap((part) => [...part]);
          assert.ok(order.indexOf(low) <= order.indexOf(fast.token));
          assert.ok(order.indexOf(fast.token) <= order.indexOf(high));
        },
      ),
      { numRuns: 1000 },
    );
  });
}

test("weights are those by definition, and their sum", () => {
  fc.assert(
    fc.property(scores, temperatures, (logits, temperature) => {
      const weighed = weigh(logits, temperature);
      const max = Math.max(...logits);
      if (max === dead) return assert.equal(weighed, undefined);
      const [weights, sum] = [weighed?.weights ?? [], weighed?.sum ?? 0];
      let total = 0;
      for (const [token, logit] of logits.entries()) {
        const x = (logit - max) / temperature;
        total += weights[token];
        if (x < -87.1) assert.equal(weights[token], 0);
        else if (x > -86.9) close(weights[token] / Math.exp(x), 1, 1e-7 * (2 + Math.abs(x)));
      }
      close(sum, total);
      close((weighed?.logScale ?? 0) + Math.log(sum), plainLogNormalizer(logits, temperature), 1e-6);
    }),
    { numRuns: 500 },
  );
});

test("weights of a vocabulary as long as any, and of a short one behind it, are their own", () => {
  const long = Float32Array.from({ length: 262_147 }, (_, token) => Math.sin(token) * 20);
  const sum = long.reduce((total, logit) => total + Math.exp(logit - 20), 0);
  const found = weigh(long);
  close((found?.logScale ?? 0) + Math.log(found?.sum ?? 0), 20 + Math.log(sum), 1e-6);
  assert.equal(weigh(Float32Array.of(1))?.sum, 1);
  assert.equal(weigh(new Float32Array()), undefined);
});

for (const [what, admits] of [
  ["most tokens", (token: number) => token % 7 !== 0],
  ["few tokens", (token: number) => token % 97 === 0],
  ["what lies together", (token: number) => token > 5000 && token < 25_000],
] as const) {
  test(`of a large vocabulary, a draw from a mask of ${what} is the one by definition`, () => {
    const logits = Float32Array.from({ length: 152_003 }, (_, token) => 9 * Math.sin(token * 1.3));
    const ids = Int32Array.from(logits.keys()).filter(admits);
    // A large part and small ones, as masks have them.
    const bounds = [0, 3, 50, ids.length];
    const parts = bounds.slice(1).map((end, part) => ids.slice(bounds[part], end));
    for (const uniform of [0, 0.1, 0.5, 0.9, 1 - 2 ** -53]) {
      const plain = drawMasked({ logits, mask: { parts }, uniform });
      const fast = drawMasked({ logits, mask: { parts }, uniform, weighed: weigh(logits) });
      close(fast?.logMass ?? 0, plain?.logMass ?? 1, 1e-6);
      const place = (token = -1): number => ids.indexOf(token);
      assert.ok(place(fast?.token) >= 0);
      // Sums of so many numbers end a few tokens apart.
      assert.ok(Math.abs(place(fast?.token) - place(plain?.token)) < 20);
    }
  });
}

test("a mask of all tokens has the mass of all", () => {
  fc.assert(
    fc.property(scores, temperatures, (logits, temperature) => {
      const mask = { parts: [Int32Array.from(logits.keys())] };
      const draw = drawMasked({ logits, mask, temperature, uniform: 0.5 });
      close(draw?.logMass ?? dead, logNormalizer(logits, temperature));
    }),
  );
});

test("a mask of one token draws it, whatever the number", () => {
  fc.assert(
    fc.property(scores, fc.nat(), temperatures, (logits, which, temperature) => {
      const token = which % logits.length;
      for (const uniform of [0, 0.3, 1 - 2 ** -53]) {
        const draw = drawMasked({ logits, mask: { parts: [Int32Array.of(token)] }, temperature, uniform });
        if (logits[token] === dead) assert.equal(draw, undefined);
        else {
          assert.equal(draw?.token, token);
          close(draw?.logMass ?? 0, logits[token] / temperature);
        }
      }
    }),
  );
});

test("nothing is drawn from no tokens, or from tokens without mass", () => {
  const logits = Float32Array.of(1, dead, dead);
  for (const parts of [[], [new Int32Array()], [Int32Array.of(1, 2)]])
    assert.equal(drawMasked({ logits, mask: { parts }, uniform: 0.5 }), undefined);
});

test("a token without mass is not drawn, even at the ends of the range", () => {
  const logits = Float32Array.of(dead, 0, dead, 0, dead);
  const mask = { parts: [Int32Array.of(0, 1, 2, 3, 4)] };
  assert.equal(drawMasked({ logits, mask, uniform: 0 })?.token, 1);
  assert.equal(drawMasked({ logits, mask, uniform: 1 - 2 ** -53 })?.token, 3);
});

test("nothing has no mass: the normaliser of no scores and the sum of zeros are −∞", () => {
  assert.equal(logNormalizer(Float32Array.of(dead, dead)), dead);
  assert.equal(logSumExp([dead, dead]), dead);
  assert.equal(logSumExp([]), dead);
});

for (const temperature of [0.5, 1, 2]) {
  test(`tokens come as often as they should at temperature ${temperature}`, () => {
    const logits = Float32Array.of(1, 0, -1, 2, dead, 0.5, 3);
    const mask = { parts: [Int32Array.of(0, 3), new Int32Array(), Int32Array.of(1, 4, 5)] };
    const counts = new Array<number>(logits.length).fill(0);
    const stream = random(42);
    const runs = 40_000;
    for (let run = 0; run < runs; run += 1)
      counts[drawMasked({ logits, mask, temperature, uniform: stream.next() })?.token ?? -1] += 1;
    const admitted = new Set(mask.parts.flatMap((part) => [...part]));
    const plain = Array.from(logits, (logit, token) =>
      admitted.has(token) ? Math.exp(logit / temperature) : 0,
    );
    const total = plain.reduce((sum, weight) => sum + weight, 0);
    assertCounts(
      counts,
      plain.map((weight) => (runs * weight) / total),
    );
  });
}
