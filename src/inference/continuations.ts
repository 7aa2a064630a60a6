/**
 * What searches that keep few of many continuations share: copies of what was kept, and one in place of those alike.
 * @module
 */
import { SijoError } from "../errors.ts";
import type { Survivors } from "./optimal-resampling.ts";
import type { Population } from "./population.ts";

/**
 * Survivors go on, unfinished ones as equally many copies that share their weight, until there are about `budget`
 * particles. Returns the parents.
 */
export function branch<Result>(
  population: Population<Result>,
  { ancestors, logWeights }: Survivors,
  budget: number,
): Int32Array {
  const unfinished = ancestors.filter((ancestor) => !population.finished(ancestor)).length;
  const room = budget - (ancestors.length - unfinished);
  const copies = unfinished === 0 ? 1 : Math.max(1, Math.floor(room / unfinished));
  const parents: number[] = [];
  const weights: number[] = [];
  for (const [index, ancestor] of ancestors.entries()) {
    const times = population.finished(ancestor) ? 1 : copies;
    for (let copy = 0; copy < times; copy += 1) {
      parents.push(ancestor);
      weights.push(logWeights[index] - Math.log(times));
    }
  }
  const all = Int32Array.from(parents);
  population.resample(all);
  population.logWeights.set(weights);
  return all;
}

/** Particles that have weight, grouped with those that have written the same and are as far: ended or not. */
export function alike<Result>(population: Population<Result>): number[][] {
  const groups = new Map<string, number[]>();
  for (const [particle, logWeight] of population.logWeights.entries()) {
    if (logWeight === Number.NEGATIVE_INFINITY) continue;
    const key = `${population.finished(particle)} ${population.text(particle)}`;
    const group = groups.get(key);
    if (group) group.push(particle);
    else groups.set(key, [particle]);
  }
  return [...groups.values()];
}

/** @throws SijoError `inference.continuations` for what is no number of continuations. */
export function checkContinuations(continuations: number): void {
  if (Number.isInteger(continuations) && continuations >= 1) return;
  throw new SijoError(
    "inference.continuations",
    `Each particle goes on as a whole number of continuations, 1 or more, not as ${continuations}.`,
    { kind: "usage" },
  );
}
