/**
 * Limits: ceilings on what a run may spend.
 * @module
 */
export { type Energy, type EnergyMeter, startEnergy } from "./energy.ts";
export { type Bound, type Limits, type Meter, startMeter } from "./limits.ts";
export { type Money, moneyOf, type Prices, readPrices, tokensIn, type Use } from "./prices.ts";
export { LONGEST_TIMER } from "./timer.ts";
