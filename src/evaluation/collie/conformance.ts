/**
 * How far verdicts agree with those that COLLIE's own checker gave.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { CollieCase, JudgedText } from "./cases.ts";
import { satisfies } from "./verdict.ts";

export interface Disagreement extends JudgedText {
  readonly family: string;
  readonly found: boolean;
}

export interface Conformance {
  readonly texts: number;
  readonly disagreements: readonly Disagreement[];
}

/**
 * Judges every text anew.
 * @throws SijoError `evaluation.cases` (usage) for a text of a case that isn't there.
 */
export function conformance(cases: readonly CollieCase[], texts: readonly JudgedText[]): Conformance {
  const byId = new Map(cases.map((each) => [each.id, each]));
  const disagreements: Disagreement[] = [];
  for (const text of texts) {
    const item = byId.get(text.id);
    if (!item) {
      throw new SijoError("evaluation.cases", `There is no case ${text.id}, of which a text was judged.`, {
        kind: "usage",
      });
    }
    const found = satisfies(item.constraint, text.text);
    if (found !== text.expected) disagreements.push({ ...text, family: item.family, found });
  }
  return { texts: texts.length, disagreements };
}
