/** The middle of measurements, which one that was disturbed does not move. */
export { median } from "../src/evaluation/median.ts";
