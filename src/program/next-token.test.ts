/** A bias changes the weights of few tokens in place: the draw is the one by definition, and leaves nothing behind. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Mask, plainDrawMasked, plainLogNormalizer } from "../inference/distribution.ts";
import type { Masks } from "../inference/mask.ts";
import { random } from "../inference/random.ts";
import { choiceOf, NextTokens } from "./next-token.ts";

const dead = Number.NEGATIVE_INFINITY;
const SIZE = 70;

const scores = fc
  .array(fc.oneof(fc.double({ min: -60, max: 60, noNaN: true }), fc.constant(dead)), {
    minLength: SIZE,
    maxLength: SIZE,
  })
  .map((list) => Float32Array.from(list));
/** Most are like those of tastes; some forbid a token, or outweigh everything. */
const factor = fc.oneof(
  { weight: 6, arbitrary: fc.double({ min: -6, max: 6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(dead, -200, -30, 0, 30, 39, 41, 100) },
);
const biases = fc
  .array(fc.tuple(fc.nat({ max: SIZE - 1 }), factor), { maxLength: 8 })
  .map((pairs) => new Map(pairs));
const subsets = fc
  .array(fc.boolean(), { minLength: SIZE, maxLength: SIZE })
  .map((chosen): Mask => ({ parts: [Int32Array.from(chosen.flatMap((is, token) => (is ? [token] : [])))] }));

/** Draws from the scores with one uniform number, which is the same for the same seed. */
function drawn(
  tokens: NextTokens,
  {
    logits,
    mask,
    seed,
    ...options
  }: {
    logits: Float32Array;
    mask: Mask;
    seed: number;
    temperature: number;
    bias?: ReadonlyMap<number, number>;
  },
) {
  const [masks, position] = [{} as Masks<unknown>, { state: 0 }];
  const choice = choiceOf({ mask, masks, position, rank: -1, random: random(seed) });
  return tokens.draw({ logits: [logits], options, choice });
}

const distance = (one: number, other: number): number => (one === other ? 0 : Math.abs(one - other));

test("a draw with a bias is the one by definition, and the next without it is as if it hadn't been", () => {
  fc.assert(
    fc.property(
      scores,
      subsets,
      biases,
      fc.double({ min: 0.3, max: 2, noNaN: true }),
      fc.nat(),
      (logits, mask, bias, temperature, seed) => {
        const tokens = new NextTokens();
        const before = drawn(tokens, { logits, mask, seed, temperature });
        const found = drawn(tokens, { logits, mask, seed, temperature, bias });
        const after = drawn(tokens, { logits, mask, seed, temperature });
        assert.deepEqual(after, before);
        assert.deepEqual(after, drawn(new NextTokens(), { logits, mask, seed, temperature }));
        const biased = logits.map((logit, token) => logit + (bias.get(token) ?? 0) * temperature);
        const uniform = random(seed).next();
        const plain = plainDrawMasked({ logits: biased, mask, temperature, uniform });
        // What has no more than e^−87 of the likeliest has no weight where weights are read.
        if (!plain || !found) return assert.equal(found, undefined);
        const mass = plain.logMass - plainLogNormalizer(logits, temperature);
        assert.ok(
          distance(found.logWeight, mass) < 2e-5 * (1 + Math.abs(mass)),
          `${found.logWeight} ${mass}`,
        );
        const near = [-1e-5, 1e-5].map((by) =>
          plainDrawMasked({
            logits: biased,
            mask,
            temperature,
            uniform: Math.min(1, Math.max(0, uniform + by)),
          }),
        );
        assert.ok((near[0]?.token ?? 0) <= found.token && found.token <= (near[1]?.token ?? SIZE));
      },
    ),
    { numRuns: 200 },
  );
});

test("a bias against all that is likely leaves what is left its share", () => {
  const logits = Float32Array.from({ length: SIZE }, (_, token) => (token === 0 ? 30 : 0));
  const mask: Mask = { parts: [Int32Array.from(logits.keys())] };
  for (const against of [-20, -28, -60, dead]) {
    const found = drawn(new NextTokens(), {
      logits,
      mask,
      seed: 1,
      temperature: 1,
      bias: new Map([[0, against]]),
    });
    const exact = Math.log(Math.exp(30 + against) + SIZE - 1) - plainLogNormalizer(logits);
    assert.ok(distance(found?.logWeight ?? 0, exact) < 1e-6, `${against}: ${found?.logWeight}, not ${exact}`);
  }
});
