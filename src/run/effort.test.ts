import assert from "node:assert/strict";
import { test } from "node:test";
import { parseContract } from "../contract/index.ts";
import { EFFORTS, saysEnough, spendingOf } from "./effort.ts";

test("more effort is never less of anything, and a sijo gets what it needs", () => {
  for (const notation of ["form: sentence", 'form: sentence\nword 4 is "sea"', "form: sijo", undefined]) {
    const contract = notation === undefined ? undefined : parseContract(notation);
    const spent = EFFORTS.map((effort) => spendingOf(effort, contract));
    for (const [index, { particles, atFirst, width }] of spent.entries()) {
      const before = spent[index - 1] ?? { particles: 0, atFirst: 0, width: 0 };
      assert.ok(particles >= before.particles && width >= before.width, notation);
      assert.ok(atFirst >= before.atFirst && atFirst <= particles, notation);
      assert.ok(
        particles <= spendingOf(EFFORTS[index]).particles,
        "no contract gets more than is made room for",
      );
    }
    assert.deepEqual(spendingOf(undefined, contract), spendingOf("medium", contract));
  }
  assert.equal(spendingOf("low", parseContract("form: sijo")).particles, 16);
  const placed = parseContract('form: sentence\nword 4 is "sea"');
  assert.deepEqual(
    EFFORTS.map((effort) => spendingOf(effort, placed).tries),
    [1, 1, 2, 2],
  );
  assert.ok(spendingOf("high", placed).width > 1, "what leads to a place is tried more often");
  assert.equal(spendingOf("medium", parseContract("form: sentence")).tries, 1);
});

test("a round says enough that leaves a choice, or whose particles agree without being copies", () => {
  const shares = (...list: number[]) => list.map((share) => ({ share }));
  assert.ok(saysEnough({ texts: shares(0.4, 0.4, 0.2), logZStandardError: 1 }));
  assert.ok(!saysEnough({ texts: shares(0.95, 0.05), logZStandardError: 1 }));
  assert.ok(saysEnough({ texts: shares(1), logZStandardError: 0.1 }));
  for (const texts of [[], shares(1)]) assert.ok(!saysEnough({ texts, logZStandardError: null }));
});
