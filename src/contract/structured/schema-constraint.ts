/**
 * JSON Schema → constraint: the JSON documents that fit it, written on one line, as a state machine without dead ends.
 * @module
 */
import { type DocumentConstraint, documentConstraint } from "./machine/document-constraint.ts";
import { Ledger } from "./machine/ledger.ts";
import { rootOf } from "./root.ts";
import type { Json } from "./schema/keywords.ts";

/**
 * The documents that fit all of these schemas; undefined: there are none.
 * @throws SijoError `contract.schema` (usage) with the keyword and the pointer of what can't be followed;
 *   `contract.schema-too-intricate` (usage).
 */
export function schemaConstraint(schemas: readonly Json[]): DocumentConstraint | undefined {
  const root = rootOf(schemas);
  return root && documentConstraint({ root, place: undefined, ledger: new Ledger([]) });
}
