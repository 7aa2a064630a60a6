/**
 * One run of an algorithm over a toy program.
 * @module
 */
import type { Algorithm, Inference, Population } from "../../inference/population.ts";
import { random } from "../../inference/random.ts";
import { tableModel } from "../../model/table/table-model.ts";
import { ProgramPopulation } from "../engine.ts";
import type { Case } from "./cases.ts";
import { toy } from "./toys.ts";

export const PARTICLES = 6;

const model = tableModel(toy);

/** Gives the inference of one seed. `wrap` may put something between the population and the algorithm. */
export const runCase =
  ({
    algorithm,
    program,
    tools = {},
    particles = PARTICLES,
    wrap = (population) => population,
  }: Pick<Case, "program" | "tools"> & {
    algorithm: Algorithm<string>;
    particles?: number;
    wrap?: (population: Population<string>) => Population<string>;
  }) =>
  async (seed: number): Promise<Inference<string>> => {
    const stream = random(seed);
    using population = new ProgramPopulation({
      program,
      model,
      particles,
      mostParticles: 4 * particles,
      random: stream,
      tools,
    });
    return await algorithm({ population: wrap(population), random: stream.split("algorithm") });
  };

/** A population that does what every population must, and nothing else; or does some of it otherwise. */
export const plain = (
  population: Population<string>,
  changed: Partial<Population<string>> = {},
): Population<string> => ({
  logWeights: population.logWeights,
  advance: () => population.advance(),
  finished: (particle) => population.finished(particle),
  resample: (ancestors) => population.resample(ancestors),
  result: (particle) => population.result(particle),
  text: (particle) => population.text(particle),
  ...changed,
});
