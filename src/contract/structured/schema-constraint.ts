/**
 * JSON Schema → constraint: the JSON documents that fit it, written on one line, as a state machine without dead ends.
 * @module
 */
import { type DocumentConstraint, documentConstraint } from "./machine/document-constraint.ts";
import { Ledger } from "./machine/ledger.ts";
import { Nodes } from "./machine/node.ts";
import { heightsFrom } from "./schema/heights.ts";
import type { Json } from "./schema/keywords.ts";
import { SchemaLibrary } from "./schema/library.ts";
import { conjunction } from "./schema/merge-objects.ts";
import { Shapes } from "./schema/shapes.ts";

/**
 * The documents that fit all of these schemas; undefined: there are none.
 * @throws SijoError `contract.schema` (usage) with the keyword and the pointer of what can't be followed;
 *   `contract.schema-too-intricate` (usage).
 */
export function schemaConstraint(schemas: readonly Json[]): DocumentConstraint | undefined {
  const library = new SchemaLibrary();
  const together = conjunction(schemas.map((schema) => library.add(schema)));
  const shapes = new Shapes(library);
  const heights = heightsFrom(shapes, together);
  if (heights.of(together) === Number.POSITIVE_INFINITY) return undefined;
  const nodes = new Nodes(shapes, heights);
  const root = nodes.root(together);
  nodes.prepare(root);
  return documentConstraint({ root, place: undefined, ledger: new Ledger([]) });
}
