/**
 * What an audit finds.
 * @module
 */

export interface Finding {
  readonly kind: "unused" | "invented" | "misread";
  /** For the planner and for people: what is wrong with the plan. */
  readonly message: string;
  /** Natural log of how much less likely the plan is for it. */
  readonly logPenalty: number;
}

export const finding = (kind: Finding["kind"], message: string, logPenalty: number): Finding => ({
  kind,
  message,
  logPenalty,
});
