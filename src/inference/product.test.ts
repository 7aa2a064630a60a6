import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { logNormalizer } from "./distribution.ts";
import { logProduct, logProductOf } from "./product.ts";

const score = fc.oneof(
  { weight: 5, arbitrary: fc.double({ min: -20, max: 20, noNaN: true }) },
  fc.constant(Number.NEGATIVE_INFINITY),
);
const expert = fc
  .array(score, { minLength: 6, maxLength: 6 })
  .filter((list) => list.some(Number.isFinite))
  .map((list) => Float32Array.from(list));
const positive = fc.double({ min: 0.1, max: 3, noNaN: true });

test("a product is that of the probabilities, each to its power", () => {
  const experts = fc.array(fc.tuple(expert, positive), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(experts, positive, (list, temperature) => {
      const product = {
        experts: list.map(([logits]) => ({ logits, logNormalizer: logNormalizer(logits, temperature) })),
        powers: list.map(([, power]) => power),
        temperature,
      };
      const found = logProduct({ ...product, into: new Float32Array(6) });
      for (const [token, value] of found.entries()) {
        const plain = list.reduce((product, [logits, power]) => {
          const weights = Array.from(logits, (logit) => Math.exp(logit / temperature));
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          return product + power * Math.log(weights[token] / total);
        }, 0);
        for (const same of [value, logProductOf({ ...product, token })])
          assert.ok(
            same === plain || Math.abs(same - plain) < 1e-5 * (1 + Math.abs(plain)),
            `${same} ${plain}`,
          );
      }
    }),
    { numRuns: 300 },
  );
});
