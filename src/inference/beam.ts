/**
 * Beam search: of all that was written, the likeliest few go on. A baseline, not a sampler of the posterior: it looks for
 * the mode, and finds short and common texts.
 * @module
 */
import { SijoError } from "../errors.ts";
import { barrierEvent } from "./barrier-event.ts";
import { alike, branch, checkContinuations } from "./continuations.ts";
import { logSumExp } from "./distribution.ts";
import { type AlgorithmOptions, finishedSamples, type Inference, type Population } from "./population.ts";

export interface BeamOptions<Result> extends AlgorithmOptions<Result> {
  /** Ways in which each text of the beam goes on to the next barrier; a whole number, 1 or more. */
  readonly continuations?: number;
}

/**
 * Keeps as many distinct texts as the population has particles at the start: those with the highest weight × probability
 * γ, which is known exactly (`Population.logTarget`). What is chosen is chosen without chance; what there is to choose
 * from are draws of the program, as many as there is room for, since a program's way to its next barrier has too many
 * ends to list. Samples come best first and weigh γ. `logZ` is the logarithm of the sum of their γ: a lower bound of
 * ln Z, no estimate.
 * @throws SijoError `inference.target` when the population can't tell γ, `inference.continuations`, and
 * `inference.weight` when a weight is not a number.
 */
export async function beam<Result>({
  population,
  continuations = 3,
  onBarrier = () => {},
}: BeamOptions<Result>): Promise<Inference<Result>> {
  checkContinuations(continuations);
  if (!population.logTarget) {
    throw new SijoError("inference.target", "These particles can't tell how likely their texts are.", {
      hint: "Beam search needs a population with logTarget, such as ProgramPopulation.",
      kind: "usage",
    });
  }
  const width = population.logWeights.length;
  const all = Int32Array.from(population.logWeights.keys());
  branch(population, { ancestors: all, logWeights: new Float64Array(width) }, width * continuations);
  for (let index = 0; await population.advance(); index += 1) {
    const event = barrierEvent({ population, index, atStart: width });
    if (!event) break;
    const ancestors = likeliest(population, width);
    const budget = width * continuations * (population.width ?? 1);
    const parents = branch(population, { ancestors, logWeights: new Float64Array(ancestors.length) }, budget);
    onBarrier({ ...event, ancestors: parents });
  }
  const targets = new Float64Array(population.logWeights.length);
  for (const [particle, logWeight] of population.logWeights.entries())
    targets[particle] = logWeight === Number.NEGATIVE_INFINITY ? logWeight : logTarget(population, particle);
  population.logWeights.set(targets);
  const samples = finishedSamples(population).sort((one, other) => other.logWeight - one.logWeight);
  return {
    samples,
    logZ: logSumExp(samples.map(({ logWeight }) => logWeight)),
    logZStandardError: null,
  };
}

const logTarget = <Result>(population: Population<Result>, particle: number): number =>
  population.logTarget?.(particle) ?? Number.NEGATIVE_INFINITY;

/** The likeliest particle of each text, and the likeliest of those; the first of equals. */
function likeliest<Result>(population: Population<Result>, count: number): Int32Array {
  const byTarget = (one: number, other: number): number =>
    logTarget(population, other) - logTarget(population, one) || one - other;
  const best = alike(population).map((group) => group.sort(byTarget)[0]);
  return Int32Array.from(best.sort(byTarget).slice(0, count));
}
