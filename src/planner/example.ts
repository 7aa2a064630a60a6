/**
 * A worked example for the planner.
 * @module
 */

export interface Example {
  readonly request: string;
  /** The contract in its notation, one line each. */
  readonly contract: readonly string[];
}
