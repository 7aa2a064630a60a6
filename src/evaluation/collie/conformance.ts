/**
 * How far verdicts agree with those that COLLIE's own checker gave: those by its definition, and those of our check of
 * the same demands by COLLIE's conventions.
 * @module
 */
import { type Contract, check } from "../../contract/index.ts";
import { SijoError } from "../../errors.ts";
import type { CollieCase, JudgedText } from "./cases.ts";
import { clausesAlone } from "./contract.ts";
import { satisfies } from "./verdict.ts";

export interface Disagreement extends JudgedText {
  readonly family: string;
  /** What found otherwise: the definition, or the check of the contract. */
  readonly by: "definition" | "check";
}

export interface Conformance {
  readonly texts: number;
  readonly disagreements: readonly Disagreement[];
}

/**
 * Judges every text anew, in both ways.
 * @throws SijoError `evaluation.cases` (usage) for a text of a case that isn't there.
 */
export function conformance(cases: readonly CollieCase[], texts: readonly JudgedText[]): Conformance {
  const byId = new Map(cases.map((each) => [each.id, each]));
  const contracts = new Map<string, Contract>();
  const disagreements: Disagreement[] = [];
  for (const judged of texts) {
    const { id, text, expected } = judged;
    const item = byId.get(id);
    if (!item) {
      throw new SijoError("evaluation.cases", `There is no case ${id}, of which a text was judged.`, {
        kind: "usage",
      });
    }
    const contract = contracts.get(id) ?? clausesAlone(item.constraint);
    contracts.set(id, contract);
    const { family } = item;
    if (satisfies(item.constraint, text) !== expected) {
      disagreements.push({ ...judged, family, by: "definition" });
    }
    if (check(contract, text, { conventions: "collie" }).passed !== expected) {
      disagreements.push({ ...judged, family, by: "check" });
    }
  }
  return { texts: texts.length, disagreements };
}
