/** A table: every algorithm gives, on average, the exact answer of every program. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { smc } from "../inference/smc.ts";
import { testAlgorithm, testConstraint } from "../inference/testing.ts";
import { algorithms } from "./testing/algorithms.ts";
import { cases } from "./testing/cases.ts";
import { runCase } from "./testing/run-case.ts";
import { spacedBs } from "./testing/toys.ts";

/** A table shows what one algorithm does to one kind of program; biases of 2 % are looked for in `bias.test.ts`. */
const RUNS = 450;
/** … twice as many where weights vary more. */
const NOISY = ["rejection", "smc, multinomial, always"];

for (const [name, algorithmFor] of Object.entries(algorithms)) {
  for (const toyCase of cases) {
    if (name === "rejection" && toyCase.logBound === undefined) continue;
    test(`${name} gives Z and the posterior of ${toyCase.name}`, async () => {
      await testAlgorithm(runCase({ algorithm: algorithmFor(toyCase), ...toyCase }), {
        runs: NOISY.includes(name) ? 2 * RUNS : RUNS,
        ...toyCase,
      });
    });
  }
}

test("the toy's constraint keeps the laws of constraints", () => {
  // It can't promise a finish within a few tokens, but every state of its own has a way on.
  testConstraint(spacedBs(2), { alphabet: "ab" });
});

test("the same seed gives the same samples, another seed gives others", async () => {
  const run = runCase({ algorithm: smc, ...cases[0] });
  const [one, again, other] = [await run(5), await run(5), await run(6)];
  assert.deepEqual(again, one);
  assert.notDeepEqual(other, one);
});
