/**
 * Beam search: of all that was written, the likeliest few go on. A baseline without chance, not a sampler of the
 * posterior: it looks for the mode, and finds short and common texts.
 * @module
 */
import { SijoError } from "../errors.ts";
import { barrierEvent } from "./barrier-event.ts";
import { alike, branch, checkContinuations } from "./continuations.ts";
import { logSumExp } from "./distribution.ts";
import { type AlgorithmOptions, finishedSamples, type Inference, type Population } from "./population.ts";

/** Options of `beam` beside those of all algorithms. */
export interface BeamOptions<Result> extends AlgorithmOptions<Result> {
  /** Ways in which each text of the beam goes on to the next barrier; a whole number, 1 or more. */
  readonly continuations?: number;
}

type Searchable<Result> = Population<Result> & Required<Pick<Population<Result>, "logTarget" | "rank">>;

/**
 * Keeps as many distinct texts as the population has particles at the start, N: those with the highest weight ×
 * probability γ, which is known exactly (`Population.logTarget`). Each goes on with its `continuations` likeliest tokens
 * (more, where there is room for N · `continuations` in all) and from there with the likeliest token until the barrier.
 * With a barrier after each token and N continuations that is the textbook's beam search. Samples come best first and
 * weigh γ; `logZ` is ln Σᵢ γ(xᵢ) ≤ ln Z = ln Σₓ γ(x): a lower bound, no estimate.
 * @throws SijoError `inference.target` when the population can't tell γ or rank tokens, `inference.continuations`, and
 * `inference.weight` when a weight is not a number.
 */
export async function beam<Result>({
  population,
  continuations = 4,
  onBarrier = () => {},
}: BeamOptions<Result>): Promise<Inference<Result>> {
  checkContinuations(continuations);
  if (!isSearchable(population)) {
    throw new SijoError(
      "inference.target",
      "These particles can't tell or choose how likely their texts are.",
      {
        hint: "Beam search needs a population with logTarget and rank, such as ProgramPopulation.",
        kind: "usage",
      },
    );
  }
  const width = population.logWeights.length;
  // All are the same at the start.
  goOn(population, Int32Array.of(0), width * continuations);
  for (let index = 0; await population.advance(); index += 1) {
    const event = barrierEvent({ population, index, atStart: width });
    if (!event) break;
    const budget = width * continuations * (population.width ?? 1);
    onBarrier({ ...event, ancestors: goOn(population, likeliest(population, width), budget) });
  }
  for (const [particle, logWeight] of population.logWeights.entries()) {
    if (logWeight > Number.NEGATIVE_INFINITY)
      population.logWeights[particle] = population.logTarget(particle);
  }
  const samples = finishedSamples(population).sort((one, other) => other.logWeight - one.logWeight);
  return {
    samples,
    logZ: logSumExp(samples.map(({ logWeight }) => logWeight)),
    logZStandardError: null,
  };
}

function isSearchable<Result>(population: Population<Result>): population is Searchable<Result> {
  return population.logTarget !== undefined && population.rank !== undefined;
}

/** Copies of a particle stand side by side; each takes another rank. Returns the parents. */
function goOn<Result>(population: Searchable<Result>, ancestors: Int32Array, budget: number): Int32Array {
  const parents = branch(population, { ancestors, logWeights: new Float64Array(ancestors.length) }, budget);
  const ranks = new Int32Array(parents.length);
  for (let index = 1; index < parents.length; index += 1) {
    if (parents[index] === parents[index - 1]) ranks[index] = ranks[index - 1] + 1;
  }
  population.rank(ranks);
  return parents;
}

/** The likeliest particle of each text, and the likeliest of those; the first of equals. */
function likeliest<Result>(population: Searchable<Result>, count: number): Int32Array {
  const byTarget = (one: number, other: number): number =>
    population.logTarget(other) - population.logTarget(one) || one - other;
  const best = alike(population).map((group) => group.sort(byTarget)[0]);
  return Int32Array.from(best.sort(byTarget).slice(0, count));
}
