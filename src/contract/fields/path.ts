/**
 * Paths to fields of a JSON document: names between points, `[]` for each item of an array. `items[].price` is the price
 * of each item; `items.price` the same, since a name steps through arrays; the empty path is the whole value. A point, a
 * bracket or a backslash inside a name is written behind a backslash.
 * @module
 */
import { z } from "zod";
import type { JsonNode } from "./document.ts";

/** One step: a property, or each item. */
export type PathStep = { readonly kind: "name"; readonly name: string } | { readonly kind: "items" };

/** The steps of a path; undefined: it is none. */
export function parsePath(path: string): readonly PathStep[] | undefined {
  const steps: PathStep[] = [];
  let rest = path;
  while (rest !== "") {
    const items = /^\[\]\.?/.exec(rest)?.[0];
    if (items) {
      steps.push({ kind: "items" });
      rest = rest.slice(items.length);
      if (rest === "" && items.endsWith(".")) return undefined;
      continue;
    }
    const match = /^((?:[^\\.[\]]|\\[\\.[\]])+)(\.|(?=\[\])|$)/u.exec(rest);
    if (!match) return undefined;
    steps.push({ kind: "name", name: match[1].replace(/\\([\\.[\]])/g, "$1") });
    rest = rest.slice(match[0].length);
    if (rest === "" && match[2] === ".") return undefined;
  }
  return steps;
}

/** The path of these steps. */
export function printPath(steps: readonly PathStep[]): string {
  return steps.reduce((path, step) => {
    if (step.kind === "items") return `${path}[]`;
    const name = step.name.replace(/[\\.[\]]/g, "\\$&");
    return path === "" ? name : `${path}.${name}`;
  }, "");
}

/** A name as a path: its points are part of it. */
export const pathOfName = (name: string): string => printPath([{ kind: "name", name }]);

const LONGEST = 400;

export const pathSchema = z
  .string()
  .max(LONGEST)
  .refine((path) => parsePath(path) !== undefined, {
    error: "A field is a name, or names between points, with [] for each item of an array.",
  })
  .describe("Names between points; [] for each item of an array; empty: the whole value.");

/** A value that a path leads to, or the place where it was missing. */
export type FieldPlace =
  | { readonly kind: "found"; readonly node: JsonNode; readonly name: string }
  | { readonly kind: "missing"; readonly parent: JsonNode; readonly name: string };

/** Everything that a path leads to, in the order of the text. */
export function findFields(root: JsonNode, path: string): readonly FieldPlace[] {
  let places: readonly FieldPlace[] = [{ kind: "found", node: root, name: "" }];
  for (const step of parsePath(path) ?? []) places = places.flatMap((place) => follow(place, step));
  return places;
}

function follow(place: FieldPlace, step: PathStep): readonly FieldPlace[] {
  if (place.kind === "missing") return [place];
  const { node, name } = place;
  if (node.items) {
    const items = node.items.map(
      (item, index): FieldPlace => ({ kind: "found", node: item, name: `${name}[${index}]` }),
    );
    return step.kind === "items" ? items : items.flatMap((item) => follow(item, step));
  }
  if (step.kind === "items") return [{ kind: "missing", parent: node, name: `${name}[]` }];
  const longer = name === "" ? step.name : `${name}.${step.name}`;
  const member = node.members?.get(step.name);
  return [
    member ? { kind: "found", node: member, name: longer } : { kind: "missing", parent: node, name: longer },
  ];
}
