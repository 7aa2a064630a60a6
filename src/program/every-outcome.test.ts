/**
 * SMC without chance: over every outcome of its draws the mean of Ẑ is Z, and the mean of Ẑ times a result's share is Z times
 * its posterior probability, to a millionth.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Random } from "../inference/random.ts";
import { multinomial, type Resampling, residual, stratified, systematic } from "../inference/resampling.ts";
import { smc } from "../inference/smc.ts";
import { type Estimates, weightedShares } from "../inference/testing/algorithm.ts";
import { tableModel } from "../model/table/table-model.ts";
import { barrier, context, factor, type Program, sample } from "./effects.ts";
import { ProgramPopulation } from "./engine.ts";
import { ALWAYS } from "./testing/algorithms.ts";
import { everyOutcome, type Pick, places, type Side } from "./testing/every-outcome.ts";

const SCHEMES = { systematic, stratified, multinomial, residual } as const;
type Scheme = keyof typeof SCHEMES;

/** Both letters are as likely wherever one is written, so that a draw changes at ½. */
const model = tableModel({ vocabulary: ["a", "b"], next: () => [0.5, 0.5, 0] });

/** What each beginning is worth at its barrier, and the whole at its end. */
const WORTH: Readonly<Record<string, number>> = { a: 16, b: 1, aa: 0.8, ab: 1.5, ba: 20, bb: 1 };
const AT_END: Readonly<Record<string, number>> = { aa: 5, ab: 0.3, ba: 0.5, bb: 2 };

const program: Program<string> = function* () {
  const follower = yield* context([]);
  let text = "";
  for (let count = 0; count < 2; count += 1) {
    text += (yield* sample(follower)).text;
    yield* factor(Math.log(WORTH[text]));
    yield* barrier();
  }
  yield* factor(Math.log(AT_END[text]));
  return text;
};

/** Z π(x) of each text, its probability times its factors; and Z. */
const exact = new Map(
  Object.entries(AT_END).map(([text, worth]) => [text, (WORTH[text[0]] * WORTH[text] * worth) / 4]),
);
exact.set(
  "Z",
  [...exact.values()].reduce((sum, value) => sum + value, 0),
);

interface Setting {
  readonly scheme: Scheme;
  readonly threshold: number;
  readonly particles: number;
  /** In place of the scheme. */
  readonly mutant?: Resampling;
}

/** Asserts of both sides that the means are Z and Z π(x); tells whether barriers resampled: some did, some didn't. */
async function testOutcomes(setting: Setting): Promise<ReadonlySet<boolean>> {
  const resampled = new Set<boolean>();
  for (const side of ["first", "last"] as const) {
    const means = await meansOf({ ...setting, side, onBarrier: (was) => resampled.add(was) });
    for (const [name, wanted] of exact) {
      const found = means.get(name) ?? 0;
      assert.ok(Math.abs(found / wanted - 1) < 1e-6, `${name}: ${found} instead of ${wanted}`);
    }
  }
  return resampled;
}

/** Means of the estimates of Z, by the name "Z", and of Z π(x). */
async function meansOf({
  scheme,
  threshold,
  particles,
  mutant = SCHEMES[scheme],
  side,
  onBarrier,
}: Setting & { side: Side; onBarrier: (resampled: boolean) => void }): Promise<Estimates> {
  const run = async (pick: Pick): Promise<Estimates> => {
    const draws: Random = { next: () => pick([0.5]), split: () => draws };
    using population = new ProgramPopulation({ program, model, particles, random: draws });
    const inference = await smc({
      population,
      random: draws,
      threshold,
      resampling(logWeights, _, wanted = logWeights.length) {
        let index = 0;
        const next = (): number => pick(places[scheme](logWeights, wanted, index++));
        return mutant(logWeights, { ...draws, next }, wanted);
      },
      onBarrier: ({ ancestors }) => onBarrier(ancestors !== undefined),
    });
    return new Map([...weightedShares(inference), ["Z", Math.exp(inference.logZ)]]);
  };
  const means = new Map<string, number>();
  let all = 0;
  for await (const { value, probability } of everyOutcome(run, side)) {
    all += probability;
    for (const [name, estimate] of value) means.set(name, (means.get(name) ?? 0) + probability * estimate);
  }
  assert.ok(Math.abs(all - 1) < 1e-9, `the outcomes have the probability ${all} together`);
  return means;
}

for (const scheme of Object.keys(SCHEMES) as Scheme[]) {
  test(`smc, ${scheme}: Z and each result are exact over every outcome, where some barriers resample`, async () => {
    // Independent draws have many more outcomes.
    const some =
      scheme === "multinomial" ? { particles: 2, threshold: 0.8 } : { particles: 3, threshold: 0.5 };
    const resampled = await testOutcomes({ scheme, ...some });
    assert.deepEqual(resampled, new Set([true, false]));
  });

  test(`smc, ${scheme}: Z and each result are exact over every outcome, where all barriers resample`, async () => {
    const resampled = await testOutcomes({ scheme, threshold: ALWAYS, particles: 2 });
    assert.deepEqual(resampled, new Set([true]));
  });
}

const mutants: Readonly<Record<string, Resampling>> = {
  "favours the heavy by a little": (logWeights, random, wanted) =>
    systematic(
      logWeights.map((logWeight) => logWeight * 1.00001),
      random,
      wanted,
    ),
  "draws a little too low": (logWeights, random, wanted) =>
    systematic(logWeights, { ...random, next: () => random.next() * 0.99999 }, wanted),
};

for (const [name, mutant] of Object.entries(mutants)) {
  test(`a resampler that ${name} is caught`, async () => {
    const setting = { scheme: "systematic", threshold: 0.5, particles: 3, mutant } as const;
    await assert.rejects(testOutcomes(setting), /instead of/);
  });
}
