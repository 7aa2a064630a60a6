/**
 * JSON Schemas → the root of the documents that fit all of them.
 * @module
 */
import { type Node, Nodes } from "./machine/node.ts";
import { heightsFrom } from "./schema/heights.ts";
import type { Json } from "./schema/keywords.ts";
import { SchemaLibrary } from "./schema/library.ts";
import { conjunction } from "./schema/merge-objects.ts";
import { Shapes } from "./schema/shapes.ts";

/** Who asks for JSON and says nothing of it wants no bare number or string. */
const DOCUMENT: Json = { type: ["object", "array"] };

/**
 * What a document that fits all of these schemas may be; undefined: there is none. No schema: any object or array.
 * @throws SijoError `contract.schema` (usage) with the keyword and the pointer of what can't be followed;
 *   `contract.schema-too-intricate` (usage).
 */
export function rootOf(schemas: readonly Json[]): Node | undefined {
  const library = new SchemaLibrary();
  const together = conjunction(
    (schemas.length > 0 ? schemas : [DOCUMENT]).map((schema) => library.add(schema)),
  );
  const shapes = new Shapes(library);
  const heights = heightsFrom(shapes, together);
  if (heights.of(together) === Number.POSITIVE_INFINITY) return undefined;
  const nodes = new Nodes(shapes, heights);
  const root = nodes.root(together);
  nodes.prepare(root);
  return root;
}
