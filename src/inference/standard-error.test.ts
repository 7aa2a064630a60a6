/** The error that `smc` tells of its ln Z, from one run, against how much ln Z varies over many. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Population } from "./population.ts";
import { type Random, random } from "./random.ts";
import { multinomial, residual, stratified, systematic } from "./resampling.ts";
import { smc } from "./smc.ts";

const STEPS = 5;
/** A step multiplies the weight by 2.5 in two cases of five. */
const FACTOR = 2.5;
const Z = (0.6 + 0.4 * FACTOR) ** STEPS;

/** Particles that take a random factor on their way to each barrier, and nothing else. */
class Walkers implements Population<string> {
  logWeights: Float64Array;
  #steps = 0;
  readonly #random: Random;

  constructor(particles: number, stream: Random) {
    this.logWeights = new Float64Array(particles);
    this.#random = stream;
  }

  async advance(): Promise<boolean> {
    if (this.#steps === STEPS) return false;
    this.#steps += 1;
    this.logWeights = this.logWeights.map(
      (weight) => weight + (this.#random.next() < 0.4 ? Math.log(FACTOR) : 0),
    );
    return true;
  }

  finished = (): boolean => this.#steps === STEPS;
  resample(): void {}
  result = (): string => "";
  text = (): string => "";
}

for (const [name, resampling] of Object.entries({ multinomial, residual, stratified, systematic })) {
  for (const threshold of [0.5, 2]) {
    test(`the standard error is the one that many runs show: ${name}, threshold ${threshold}`, async () => {
      const runs = 200;
      let squares = 0;
      let told = 0;
      for (let seed = 0; seed < runs; seed += 1) {
        const stream = random(seed);
        const population = new Walkers(40, stream.split("walkers"));
        const { logZ, logZStandardError } = await smc({ population, random: stream, threshold, resampling });
        squares += (Math.exp(logZ) / Z - 1) ** 2 / runs;
        told += (logZStandardError ?? 0) ** 2 / runs;
      }
      const ratio = Math.sqrt(told / squares);
      // Schemes that put like beside like lose other pairs than those of their weights: up to a quarter is not seen.
      assert.ok(ratio > 0.7 && ratio < 1.3, `told ${Math.sqrt(told)}, seen ${Math.sqrt(squares)}`);
    });
  }
}
