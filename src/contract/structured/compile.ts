/**
 * Contracts about texts for machines → constraints: JSON documents and texts of grammars.
 * @module
 */
import { type FieldClause, isAboutFields, isStructured } from "../clauses/fields/index.ts";
import { smallestClash } from "../compile/clash.ts";
import type { TextConstraint } from "../compile/text-constraint.ts";
import { parseGrammar } from "../gbnf/parse.ts";
import type { Clause, Contract } from "../types.ts";
import { type Arrays, arraysOf, explicitSteps, pathsOf, schemasOf } from "./clause-schemas.ts";
import { grammarConstraint } from "./grammar/grammar-constraint.ts";
import { documentConstraint } from "./machine/document-constraint.ts";
import { Ledger } from "./machine/ledger.ts";
import type { Node } from "./machine/node.ts";
import { isSum, relationsOf } from "./relations/of-clauses.ts";
import { routeTo } from "./relations/places.ts";
import { rootOf } from "./root.ts";
import { tooIntricateSchema } from "./schema/errors.ts";
import type { Json } from "./schema/keywords.ts";
import { USUAL_NUMBER } from "./schema/merge-values.ts";
import { extremes } from "./values/numbers.ts";

export type StructuredCompilation =
  | {
      readonly kind: "compiled";
      readonly constraint: TextConstraint;
      /** Clauses that the constraint does not enforce; the check still covers them. */
      readonly unenforced: readonly Clause[];
    }
  | { readonly kind: "contradiction"; readonly clauses: readonly Clause[]; readonly form: boolean };

/** More clauses about fields than these are refused before anything is built for them. */
const MOST_CLAUSES = 2_000;

/** Whether a contract asks for a text for machines. */
export const isForMachines = ({ form, clauses }: Contract): boolean =>
  form === "json" || clauses.some(isStructured);

/**
 * Compiles such a contract. Clauses about texts for people are left to the check.
 * @throws SijoError `contract.schema`, `contract.schema-too-intricate`, `contract.grammar-too-intricate` (usage)
 */
export function compileStructured(contract: Contract): StructuredCompilation {
  const { clauses } = contract;
  const grammar = clauses.find((clause) => clause.relation === "follows the grammar");
  if (grammar?.relation === "follows the grammar") {
    const constraint = grammarConstraint(parseGrammar(grammar.value));
    if (!constraint) return { kind: "contradiction", clauses: [grammar], form: false };
    return { kind: "compiled", constraint, unenforced: clauses.filter((clause) => clause !== grammar) };
  }
  const fields: readonly FieldClause[] = clauses.filter(isAboutFields);
  if (fields.length > MOST_CLAUSES) {
    throw tooIntricateSchema(`more than ${MOST_CLAUSES.toLocaleString("en")} clauses are about its fields`);
  }
  // Which fields are arrays is read off all clauses, whichever of them clash.
  const arrays = arraysOf(fields);
  const document = documentsOf(fields, arrays);
  if (!document) {
    const clash = smallestClash(fields, (some) => documentsOf(some, arrays) === undefined);
    return {
      kind: "contradiction",
      clauses: clauses.filter((clause) => clash.includes(clause as FieldClause)),
      form: false,
    };
  }
  const left = new Set<Clause>(document.unenforced);
  return {
    kind: "compiled",
    constraint: document.constraint,
    unenforced: clauses.filter((clause) => !isAboutFields(clause) || left.has(clause)),
  };
}

interface Documents {
  readonly root: Node;
  readonly constraint: TextConstraint;
  readonly unenforced: readonly FieldClause[];
}

/** The documents that obey the clauses; undefined: there are none. */
function documentsOf(clauses: readonly FieldClause[], arrays: Arrays): Documents | undefined {
  const plain = withArrays(clauses, clauses, arrays);
  const unbounded = plain ? summedFreely(clauses, arrays, plain.root) : [];
  if (unbounded.length === 0) return plain;
  // What is summed is not negative, where nobody says how small it may be and there is room.
  const tidy = unbounded.map(
    (field): FieldClause => ({
      relation: "field is number of at least",
      scope: [],
      field,
      type: "number",
      value: 0,
    }),
  );
  return withArrays(clauses, [...clauses, ...tidy], arrays) ?? plain;
}

/** Fields that are summed and that nothing keeps from being as small as any. */
function summedFreely(clauses: readonly FieldClause[], arrays: Arrays, root: Node): readonly string[] {
  return clauses
    .filter(isSum)
    .flatMap(pathsOf)
    .filter((path) => {
      const leaf = routeTo(root, explicitSteps(path, arrays))?.leaf;
      if (leaf?.kind !== "number") return false;
      const ends = extremes(leaf.language);
      return ends !== undefined && ends.low <= -USUAL_NUMBER * 10n ** BigInt(leaf.language.places);
    });
}

function withArrays(
  clauses: readonly FieldClause[],
  rules: readonly FieldClause[],
  arrays: Arrays,
): Documents | undefined {
  const root = rootOf(inOrder(rules).flatMap((clause): readonly Json[] => schemasOf(clause, arrays)));
  const found = root && relationsOf({ clauses, root, arrays });
  if (!found) return undefined;
  const { place, relations, unenforced } = found;
  return { root, constraint: documentConstraint({ root, place, ledger: new Ledger(relations) }), unenforced };
}

/** Fields are written in the order in which they are listed, or else first spoken of. */
const inOrder = (clauses: readonly FieldClause[]): readonly FieldClause[] =>
  clauses.toSorted((one, other) => rankOf(one) - rankOf(other));

const rankOf = ({ relation }: FieldClause): number =>
  relation === "is json of" ? 0 : relation === "fields are exactly" || relation === "fields include" ? 1 : 2;
