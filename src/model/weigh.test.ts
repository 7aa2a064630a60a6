import assert from "node:assert/strict";
import { test } from "node:test";
import { admit, weigh, withFactors } from "./weigh.ts";

const logits = Float32Array.from({ length: 1000 }, (_, token) => 9 * Math.sin(token * 1.3));
const all = Int32Array.from(logits.keys());

test("all tokens together have the sum of all, to the bit, and none have none", () => {
  const weighed = weigh(logits, 0.7);
  assert.equal(admit([all.slice(0, 400), all.slice(400)]).sum, weighed?.sum);
  assert.equal(admit([new Int32Array()]).sum, 0);
});

test("whole blocks, parts of blocks and none in one mask", () => {
  const weighed = weigh(logits);
  const ids = all.filter((token) => (token >= 64 && token < 500) || token % 211 === 3);
  const sum = ids.reduce((total, token) => total + (weighed?.weights[token] ?? 0), 0);
  const admitted = admit([ids]);
  assert.ok(Math.abs(admitted.sum / sum - 1) < 1e-7);
  for (const share of [0, 0.3, 0.7, 1]) assert.ok(ids.includes(admitted.find(share * sum)));
});

test("factors hold as long as they are used", () => {
  const weighed = weigh(logits);
  const before = weighed?.weights.slice() ?? new Float32Array();
  const whole = admit([all]).sum;
  // Two of one block, one that is 0 from then on.
  const factors = new Map<number, number>([
    [1, 3],
    [2, -3],
    [500, Number.NEGATIVE_INFINITY],
  ]);
  const sum = before.reduce((total, weight, token) => total + weight * Math.exp(factors.get(token) ?? 0), 0);
  const parts = [all];
  const found = withFactors(factors, () => admit(parts).sum) ?? 0;
  assert.ok(Math.abs(found / sum - 1) < 1e-7);
  assert.deepEqual(weighed?.weights, before);
  assert.equal(admit(parts).sum, whole);
  assert.equal(
    withFactors(new Map([[1, 50]]), () => 1),
    undefined,
  );
  assert.throws(() =>
    withFactors(factors, () => {
      throw new Error("in the middle");
    }),
  );
  assert.equal(admit(parts).sum, whole);
});

test("weights are those by definition, from the steepest scale to the flattest", () => {
  const scores = Float32Array.from(logits, (logit, token) => 3 * logit - (token % 7 === 0 ? 60 : 0));
  scores.set([Number.NEGATIVE_INFINITY, -3e38, -200], 10);
  const max = scores.reduce((most, score) => Math.max(most, score));
  for (const temperature of [1e-40, 1e-3, 0.3, 0.7, 0.8, 1, 3, 1e3, 1e35]) {
    const weighed = weigh(scores, temperature);
    let sum = 0;
    for (const [token, score] of scores.entries()) {
      const exact = Math.exp((score - max) / temperature);
      const weight = weighed?.weights[token] ?? Number.NaN;
      sum += exact;
      // The difference of two scores is rounded to float32.
      const rounding = Math.abs(score - max) / temperature / 2 ** 24;
      if (exact > 1e-37)
        assert.ok(Math.abs(weight / exact - 1) < 1.5e-7 + rounding, `${score} / ${temperature}`);
      else assert.ok(weight >= 0 && weight < 1.01e-37);
      if (score === Number.NEGATIVE_INFINITY) assert.equal(weight, 0);
    }
    assert.ok(Math.abs((weighed?.sum ?? 0) / sum - 1) < 1e-6);
  }
});
