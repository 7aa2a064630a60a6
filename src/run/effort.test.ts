import assert from "node:assert/strict";
import { test } from "node:test";
import { EFFORTS, spendingOf } from "./effort.ts";

test("more effort is never less of anything, and a sijo gets what it needs", () => {
  const spent = EFFORTS.map((effort) => spendingOf(effort));
  for (const [index, { particles, width }] of spent.entries()) {
    const before = spent[index - 1] ?? { particles: 0, width: 0 };
    assert.ok(particles > before.particles && width >= before.width);
  }
  assert.deepEqual(spendingOf(), spendingOf("medium"));
  assert.equal(spendingOf("low", "sijo").particles, 16);
});
