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
    wrap = (population) => population,
  }: Pick<Case, "program" | "tools"> & {
    algorithm: Algorithm<string>;
    wrap?: (population: Population<string>) => Population<string>;
  }) =>
  async (seed: number): Promise<Inference<string>> => {
    const stream = random(seed);
    using population = new ProgramPopulation({
      program,
      model,
      particles: PARTICLES,
      mostParticles: 4 * PARTICLES,
      random: stream,
      tools,
    });
    return await algorithm({ population: wrap(population), random: stream.split("algorithm") });
  };
