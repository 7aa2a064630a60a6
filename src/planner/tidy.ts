/**
 * One way to say what a plan says: plans that mean the same get their votes together.
 * @module
 */
import type { Clause, Contract } from "../contract/index.ts";

/** "One sentence" of a text is the form of a sentence; what each line avoids, the text avoids. */
export function tidied(contract: Contract): Contract {
  const clauses = contract.clauses.map(ofTheText);
  const isSentence = (contract.form ?? "text") === "text" && clauses.some(saysOneSentence);
  if (!isSentence) return { ...contract, clauses };
  return { ...contract, form: "sentence", clauses: clauses.filter((clause) => !saysOneSentence(clause)) };
}

const saysOneSentence = (clause: Clause): boolean =>
  clause.relation === "exactly" &&
  clause.scope.length === 0 &&
  clause.subject === "sentence" &&
  clause.value === 1;

const ofTheText = (clause: Clause): Clause =>
  (clause.relation === "avoids" || clause.relation === "avoids the letter") &&
  clause.scope.every(({ unit, at }) => at === "each" && unit !== "word")
    ? { ...clause, scope: [] }
    : clause;
