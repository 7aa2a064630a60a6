import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { wilsonInterval } from "./interval.ts";

const near = (value: number, wanted: number): void => assert.ok(Math.abs(value - wanted) < 5e-4, `${value}`);

test("Wilson's interval is what the literature has", () => {
  // Newcombe (1998), Statistics in Medicine 17, table I, method 3.
  for (const [passed, total, low, high] of [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ]) {
    const [one, other] = wilsonInterval(passed, total);
    near(one, low);
    near(other, high);
  }
});

test("Wilson's interval holds the share, and says nothing where nothing was tried", () => {
  fc.assert(
    fc.property(fc.nat({ max: 50 }), fc.nat({ max: 50 }), (passed, failed) => {
      const total = passed + failed;
      const [low, high] = wilsonInterval(passed, total);
      assert.ok(low >= 0 && high <= 1 && (total === 0 || (low <= passed / total && high >= passed / total)));
    }),
  );
  assert.deepEqual(wilsonInterval(0, 0), [0, 1]);
});
