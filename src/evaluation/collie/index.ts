/**
 * COLLIE as a bench: its cases, its definition of passing, and what a run of them comes to.
 * @module
 */
export { baselines } from "./baselines.ts";
export { type CollieCase, parseCases, parseJudged } from "./cases.ts";
export { type Comparison, compareContracts } from "./compare.ts";
export { conformance } from "./conformance.ts";
export { contractOf } from "./contract.ts";
export type { CollieRecord, CollieSettings } from "./record.ts";
export { openResults, type Results } from "./results.ts";
export { runCase } from "./run-case.ts";
export { type ChosenCase, chooseCases } from "./sample.ts";
export { summaryTable } from "./summary.ts";
export { satisfies } from "./verdict.ts";
