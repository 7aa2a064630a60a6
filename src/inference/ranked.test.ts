import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { logSumExp } from "./distribution.ts";
import { drawRanked } from "./ranked.ts";

test("ranks are those of a sorted list, and the mass is the mask's", () => {
  const scores = fc.array(fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constant(Number.NEGATIVE_INFINITY)), {
    minLength: 1,
    maxLength: 30,
  });
  fc.assert(
    fc.property(scores, fc.nat(30), fc.nat(29), (list, rank, cut) => {
      const logits = Float32Array.from(list);
      const tokens = [...logits.keys()].filter((token) => token % 4 !== 1);
      const parts = [Int32Array.from(tokens.slice(cut)), Int32Array.from(tokens.slice(0, cut))];
      const sorted = tokens
        .filter((token) => logits[token] > Number.NEGATIVE_INFINITY)
        .sort((one, other) => logits[other] - logits[one] || one - other);
      const drawn = drawRanked({ logits, mask: { parts }, temperature: 0.7, rank });
      assert.equal(drawn?.token, sorted[rank]);
      if (!drawn) return;
      const mass = logSumExp(sorted.map((token) => logits[token] / 0.7));
      assert.ok(Math.abs(drawn.logMass - mass) < 1e-6);
    }),
    { numRuns: 1000 },
  );
});
