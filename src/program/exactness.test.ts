/** A table: every algorithm gives, on average, the exact answer of every program. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { importance } from "../inference/importance.ts";
import type { Algorithm } from "../inference/population.ts";
import { rejection } from "../inference/rejection.ts";
import { resampleMove } from "../inference/resample-move.ts";
import { multinomial, residual, stratified, systematic } from "../inference/resampling.ts";
import { smc } from "../inference/smc.ts";
import { steering } from "../inference/steering.ts";
import { testAlgorithm, testConstraint } from "../inference/testing.ts";
import { type Case, cases } from "./testing/cases.ts";
import { runCase } from "./testing/run-case.ts";
import { spacedBs } from "./testing/toys.ts";

const ALWAYS = 1.01;

/** Algorithms whose weighted samples estimate the posterior. */
const algorithms: Readonly<Record<string, (algorithmCase: Case) => Algorithm<string>>> = {
  importance: () => importance,
  "smc, systematic": () => (options) => smc({ ...options, resampling: systematic }),
  "smc, stratified": () => (options) => smc({ ...options, resampling: stratified }),
  "smc, multinomial": () => (options) => smc({ ...options, resampling: multinomial }),
  "smc, residual": () => (options) => smc({ ...options, resampling: residual }),
  "smc, systematic, always": () => (options) =>
    smc({ ...options, resampling: systematic, threshold: ALWAYS }),
  "smc, stratified, always": () => (options) =>
    smc({ ...options, resampling: stratified, threshold: ALWAYS }),
  "smc, multinomial, always": () => (options) =>
    smc({ ...options, resampling: multinomial, threshold: ALWAYS }),
  "smc, residual, always": () => (options) => smc({ ...options, resampling: residual, threshold: ALWAYS }),
  "smc, always, with moves": () => (options) => resampleMove({ ...options, threshold: ALWAYS }),
  steering: () => (options) => steering({ ...options, continuations: 2 }),
  rejection:
    ({ logBound }) =>
    (options) =>
      rejection({ ...options, logBound }),
};

for (const [name, algorithmFor] of Object.entries(algorithms)) {
  for (const toyCase of cases) {
    if (name === "rejection" && toyCase.logBound === undefined) continue;
    test(`${name} gives Z and the posterior of ${toyCase.name}`, async () => {
      await testAlgorithm(runCase({ algorithm: algorithmFor(toyCase), ...toyCase }), toyCase);
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
