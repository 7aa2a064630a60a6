/**
 * Algorithms whose weighted samples estimate the posterior, with the settings that change how they do it.
 * @module
 */
import { importance } from "../../inference/importance.ts";
import type { Algorithm } from "../../inference/population.ts";
import { rejection } from "../../inference/rejection.ts";
import { resampleMove } from "../../inference/resample-move.ts";
import { multinomial, residual, stratified, systematic } from "../../inference/resampling.ts";
import { smc } from "../../inference/smc.ts";
import { steering } from "../../inference/steering.ts";
import type { Case } from "./cases.ts";

/** A threshold at which every barrier resamples. */
export const ALWAYS = 1.01;

/** By name, each for a case: rejection needs its bound. */
export const algorithms: Readonly<Record<string, (algorithmCase: Case) => Algorithm<string>>> = {
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
