/** Moves tell copies apart again, hold on to nothing, and leave the exact answer as it is (`exactness.test.ts`). */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Algorithm, Population } from "../inference/population.ts";
import { random } from "../inference/random.ts";
import { resampleMove } from "../inference/resample-move.ts";
import { smc } from "../inference/smc.ts";
import { testAlgorithm } from "../inference/testing.ts";
import { tableModel } from "../model/table/table-model.ts";
import { ProgramPopulation } from "./engine.ts";
import { cases } from "./testing/cases.ts";
import { plain, runCase } from "./testing/run-case.ts";
import { toy } from "./testing/toys.ts";

const ALWAYS = 1.01;
const [mask, late, hopes] = cases;

const moving =
  (moves: number): Algorithm<string> =>
  (options) =>
    resampleMove({ ...options, moves, threshold: ALWAYS });

/** Distinct results, on average over seeds. */
async function distinct(algorithm: Algorithm<string>, toyCase = hopes): Promise<number> {
  const run = runCase({ algorithm, ...toyCase });
  let sum = 0;
  const runs = 200;
  for (let seed = 0; seed < runs; seed += 1)
    sum += new Set((await run(seed)).samples.map(({ result }) => result)).size;
  return sum / runs;
}

test("after moves there are more distinct texts, and more after more of them", async () => {
  const counts = [
    await distinct((options) => smc({ ...options, threshold: ALWAYS })),
    await distinct(moving(1)),
    await distinct(moving(5)),
  ];
  assert.ok(counts[1] > counts[0] + 0.2 && counts[2] > counts[1], counts.join());
});

test("several moves stay exact", async () => {
  await testAlgorithm(runCase({ algorithm: moving(3), ...hopes }), hopes);
});

test("without moves it is SMC, draw for draw", async () => {
  const plain = runCase({ algorithm: (options) => smc({ ...options, threshold: ALWAYS }), ...late });
  assert.deepEqual(await runCase({ algorithm: moving(0), ...late })(7), await plain(7));
});

test("with one seed the moves are the same again", async () => {
  const run = runCase({ algorithm: moving(2), ...mask });
  assert.deepEqual(await run(4), await run(4));
});

for (const stopAfter of [Number.POSITIVE_INFINITY, 1, 2, 3, 4, 5]) {
  test(`nothing is held after moves, stopped after ${stopAfter} decodes`, async () => {
    const model = tableModel(toy);
    let decodes = 0;
    const population = new ProgramPopulation({
      program: hopes.program,
      model,
      particles: 8,
      random: random(3),
      shouldStop: () => decodes++ >= stopAfter,
    });
    const { logZ } = await moving(2)({ population, random: random(4) });
    assert.ok(Number.isFinite(logZ));
    population.close();
    assert.equal(model.openContexts, 0);
  });
}

/** What every copy of a population, and every copy of those, has gained once it is at the barrier. */
function gaining(population: Population<string>, gain: (logWeight: number) => number): Population<string> {
  const copy = population.copy?.bind(population);
  population.copy = (particles) => {
    const made = copy?.(particles) as Population<string> & Disposable;
    const advance = made.advance.bind(made);
    made.advance = async () => {
      const more = await advance();
      for (const [place, weight] of made.logWeights.entries()) made.logWeights[place] = gain(weight);
      return more;
    };
    gaining(made, gain);
    return made;
  };
  return population;
}

const mutants: Record<string, (logWeight: number) => number> = {
  "moves that are always made": (logWeight) => (logWeight > Number.NEGATIVE_INFINITY ? 1000 : logWeight),
  "moves that see the square of what they gain": (logWeight) => 2 * logWeight,
};

for (const [name, gain] of Object.entries(mutants)) {
  test(`the exactness test catches ${name}`, async () => {
    const run = runCase({
      algorithm: moving(1),
      ...hopes,
      wrap: (population) => gaining(population, gain),
    });
    await assert.rejects(testAlgorithm(run, { exact: hopes.exact, runs: 4000 }), /instead of/);
  });
}

test("moves say what they need", async () => {
  const run = runCase({
    algorithm: moving(1),
    ...mask,
    wrap: plain,
  });
  await assert.rejects(run(1), { code: "inference.copy" });
});
