/**
 * How deep the shallowest value of a schema is nested, and so whether there is one at all: a schema that can only be met
 * by a value without an end has none (the least fixpoint of Knuth, "A generalization of Dijkstra's algorithm", 1977).
 * @module
 */
import { countNumbers, numbersOf } from "../values/numbers.ts";
import type { StringLanguage } from "../values/strings.ts";
import { canonical } from "./equal.ts";
import { tooIntricateSchema } from "./errors.ts";
import type { Json } from "./keywords.ts";
import type { ArrayShape, Conjunction, ObjectShape, Shape } from "./shape.ts";
import type { Shapes } from "./shapes.ts";

const NEVER = Number.POSITIVE_INFINITY;
const MOST_NODES = 20_000;
/** For a question on the side, a smaller search is enough: what is not settled counts as not empty. */
const MOST_NODES_ASIDE = 1_000;

export interface Heights {
  /** Levels of arrays and objects in the shallowest value: 0 for plain values, ∞ where there is none. */
  of(schemas: Conjunction): number;
  /** The same of one shape. */
  ofShape(shape: Shape): number;
  /** Whether some schema can hold itself. */
  readonly recursive: boolean;
}

/** Heights of everything that can be reached from these schemas. */
export function heightsFrom(shapes: Shapes, root: Conjunction): Heights {
  const nodes = reach(shapes, root, MOST_NODES);
  if (!nodes) throw tooIntricateSchema(`it leads to more than ${MOST_NODES} schemas`);
  const known = solve(nodes);
  const shapesOf = (schemas: Conjunction): readonly Shape[] => shapes.of(schemas);
  const of = (schemas: Conjunction): number => known.get(schemas.join()) ?? NEVER;
  return { of, ofShape: (shape) => heightOf(shape, of, shapesOf), recursive: isRecursive(nodes) };
}

/** Whether no value fits all of these; false where that takes too long to tell. */
export function isEmptyNode(shapes: Shapes, root: Conjunction): boolean {
  const nodes = reach(shapes, root, MOST_NODES_ASIDE);
  return nodes !== undefined && solve(nodes).get(root.join()) === NEVER;
}

/** Shapes by key; "open": not known at this moment. */
type Nodes = ReadonlyMap<string, readonly Shape[] | "open">;

function reach(shapes: Shapes, root: Conjunction, most: number): Nodes | undefined {
  const nodes = new Map<string, readonly Shape[] | "open">();
  const waiting: Conjunction[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const key = node.join();
    if (nodes.has(key)) continue;
    if (nodes.size >= most) return undefined;
    if (shapes.isInProgress(node)) {
      nodes.set(key, "open");
      continue;
    }
    const found = shapes.of(node);
    nodes.set(key, found);
    for (const shape of found) waiting.push(...partsOf(shape));
  }
  return nodes;
}

/** The schemas of what a value of this shape holds. */
export function partsOf(shape: Shape): readonly Conjunction[] {
  if (shape.kind === "array") return [...shape.prefix, shape.rest];
  if (shape.kind !== "object") return [];
  return [...shape.properties.map(({ value }) => value), ...shape.free.map(({ value }) => value)];
}

function solve(nodes: Nodes): ReadonlyMap<string, number> {
  const heights = new Map<string, number>();
  const of = (schemas: Conjunction): number => heights.get(schemas.join()) ?? NEVER;
  const shapesOf = (schemas: Conjunction): readonly Shape[] | "open" => nodes.get(schemas.join()) ?? [];
  for (let changed = true; changed; ) {
    changed = false;
    for (const [key, shapes] of nodes) {
      const before = heights.get(key) ?? NEVER;
      if (before === 0) continue;
      const height =
        shapes === "open" ? 0 : Math.min(NEVER, ...shapes.map((shape) => heightOf(shape, of, shapesOf)));
      if (height >= before) continue;
      heights.set(key, height);
      changed = true;
    }
  }
  for (const key of nodes.keys()) if (!heights.has(key)) heights.set(key, NEVER);
  return heights;
}

type ShapesOf = (schemas: Conjunction) => readonly Shape[] | "open";

function heightOf(shape: Shape, of: (schemas: Conjunction) => number, shapesOf: ShapesOf): number {
  switch (shape.kind) {
    case "literal":
      return shape.values.length > 0 ? 0 : NEVER;
    case "string":
      return shape.language.isEmpty ? NEVER : 0;
    case "number":
      return countNumbers(shape.language) > 0n ? 0 : NEVER;
    case "array":
      return heightOfArray(shape, of, shapesOf);
    case "object":
      return heightOfObject(shape, of);
  }
}

function heightOfArray(
  { prefix, rest, min, max, unique }: ArrayShape,
  of: (schemas: Conjunction) => number,
  shapesOf: ShapesOf,
): number {
  if (max !== undefined && max < min) return NEVER;
  if (unique && min > 1 && countValues(shapesOf(rest), min) < min) return NEVER;
  let height = 0;
  for (let index = 0; index < Math.min(min, prefix.length); index += 1)
    height = Math.max(height, of(prefix[index]));
  if (min > prefix.length) height = Math.max(height, of(rest));
  return height + 1;
}

/** How many different plain values these shapes have together; no more than `most`. */
export function countValues(shapes: readonly Shape[] | "open", most: number): number {
  if (shapes === "open") return most;
  const found = new Set<string>();
  for (const shape of shapes) {
    for (const value of valuesOf(shape, most)) {
      found.add(canonical(value));
      if (found.size >= most) return most;
    }
  }
  return found.size;
}

/** Different plain values of a shape: all, or at least so many. */
function* valuesOf(shape: Shape, most: number): Generator<Json> {
  if (shape.kind === "literal") yield* shape.values;
  if (shape.kind === "number") {
    for (const units of numbersOf(shape.language)) yield Number(`${units}e-${shape.language.places}`);
  }
  if (shape.kind === "string") {
    const { language } = shape;
    // Without a pattern, one character is as good as thousands of others.
    if (language.hasPattern || language.lengths[1] === 0) yield* language.completions(0, 0, most);
    else for (let index = 0; index < most; index += 1) yield String(index);
  }
}

function heightOfObject(
  { properties, free, min, max }: ObjectShape,
  of: (schemas: Conjunction) => number,
): number {
  const required = properties.filter((property) => property.required);
  let height = Math.max(0, ...required.map(({ value }) => of(value)));
  if (max !== undefined && (max < min || max < required.length)) return NEVER;
  const missing = min - required.length;
  if (missing > 0) {
    const others = properties.filter((property) => !property.required).map(({ value }) => of(value));
    const freely = Math.min(NEVER, ...free.map(({ names, value }) => (names.isEmpty ? NEVER : of(value))));
    const sorted = [...others, ...new Array<number>(Math.min(missing, 1000)).fill(freely)].sort(
      (a, b) => a - b,
    );
    height = Math.max(height, sorted[missing - 1] ?? NEVER);
  }
  return height + 1;
}

/** How many names there are besides so many given ones; no more than `most`. */
export function countNames(names: StringLanguage, most: number, given: number): number {
  if (names.isEmpty) return 0;
  if (!names.hasPattern) return most;
  return Math.max(0, Math.min(most, names.completions(0, 0, most + given).length - given));
}

/** Whether a walk from schemas to their parts can come back. */
function isRecursive(nodes: Nodes): boolean {
  const state = new Map<string, "open" | "done">();
  for (const start of nodes.keys()) {
    if (state.has(start)) continue;
    const path: { readonly key: string; readonly parts: readonly string[]; at: number }[] = [];
    const enter = (key: string): void => {
      state.set(key, "open");
      const shapes = nodes.get(key);
      const parts =
        shapes === undefined || shapes === "open" ? [] : shapes.flatMap(partsOf).map((part) => part.join());
      path.push({ key, parts, at: 0 });
    };
    enter(start);
    while (path.length > 0) {
      const top = path[path.length - 1];
      if (top.at === top.parts.length) {
        state.set(top.key, "done");
        path.pop();
        continue;
      }
      const part = top.parts[top.at++];
      if (state.get(part) === "open") return true;
      if (!state.has(part)) enter(part);
    }
  }
  return false;
}
