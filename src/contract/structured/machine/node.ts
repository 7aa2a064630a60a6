/**
 * Shapes made ready for writing: what a value may be at some depth, with everything dropped that can't be finished from
 * there.
 * @module
 */
import { schemaError } from "../schema/errors.ts";
import { countNames, countValues, type Heights } from "../schema/heights.ts";
import type { ArrayShape, Conjunction, ObjectShape, Shape } from "../schema/shape.ts";
import type { Shapes } from "../schema/shapes.ts";
import type { NumberLanguage } from "../values/numbers.ts";
import type { StringLanguage } from "../values/strings.ts";
import { type LiteralPlan, literalPlan } from "./literal-frame.ts";

/** Items of an array that nobody bounds. */
export const USUAL_ITEMS = 20;
/** Properties that are written under names that nobody gave. */
export const USUAL_NAMES = 8;
/** Levels of nesting beyond those that are needed, where a schema can hold itself. */
const EXTRA_LEVELS = 4;

export type Plan =
  | { readonly kind: "literal"; readonly plan: LiteralPlan }
  | { readonly kind: "string"; readonly id: number; readonly language: StringLanguage }
  | { readonly kind: "number"; readonly id: number; readonly language: NumberLanguage }
  | { readonly kind: "array"; readonly plan: ArrayPlan }
  | { readonly kind: "object"; readonly plan: ObjectPlan };

/** What a value may be. */
export interface Node {
  readonly id: number;
  /** Made when it is asked for: a schema may hold itself. */
  readonly plans: readonly Plan[];
}

export interface ArrayPlan {
  readonly id: number;
  readonly prefix: readonly Node[];
  readonly rest: Node | undefined;
  readonly min: number;
  readonly max: number;
  readonly unique: boolean;
}

export interface PropertyPlan {
  readonly name: string;
  /** `"name": ` */
  readonly opening: string;
  readonly node: Node;
  readonly required: boolean;
}

export interface ObjectPlan {
  readonly id: number;
  readonly properties: readonly PropertyPlan[];
  /** How many properties from each index on are required. */
  readonly requiredFrom: readonly number[];
  readonly free: readonly { readonly names: StringLanguage; readonly node: Node }[];
  /** Most properties under free names. */
  readonly freeMost: number;
  /** Names that free ones differ from. */
  readonly given: readonly string[];
  readonly min: number;
  readonly max: number;
}

export class Nodes {
  readonly #shapes: Shapes;
  readonly #heights: Heights;
  readonly #known = new Map<string, Node>();
  #made = 0;

  constructor(shapes: Shapes, heights: Heights) {
    this.#shapes = shapes;
    this.#heights = heights;
  }

  /** The node of a whole document. */
  root(schemas: Conjunction): Node {
    const levels = this.#heights.recursive
      ? this.#heights.of(schemas) + EXTRA_LEVELS
      : Number.POSITIVE_INFINITY;
    return this.at(schemas, levels);
  }

  /** The node of these schemas where so many levels are left. */
  at(schemas: Conjunction, levels: number): Node {
    const key = `${schemas.join()}@${levels}`;
    let node = this.#known.get(key);
    if (!node) {
      let plans: readonly Plan[] | undefined;
      const make = (): readonly Plan[] => this.#plans(schemas, levels);
      node = {
        id: this.#next(),
        get plans() {
          plans ??= make();
          return plans;
        },
      };
      this.#known.set(key, node);
    }
    return node;
  }

  /** Makes all plans that can be reached: what can't be followed is found now. */
  prepare(root: Node): void {
    const seen = new Set<Node>();
    const waiting = [root];
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      if (seen.has(node)) continue;
      seen.add(node);
      for (const plan of node.plans) {
        if (plan.kind === "array")
          waiting.push(...plan.plan.prefix, ...(plan.plan.rest ? [plan.plan.rest] : []));
        if (plan.kind !== "object") continue;
        waiting.push(...plan.plan.properties.map(({ node: inner }) => inner));
        waiting.push(...plan.plan.free.map(({ node: inner }) => inner));
      }
    }
  }

  #next = (): number => {
    this.#made += 1;
    return this.#made;
  };

  #plans(schemas: Conjunction, levels: number): Plan[] {
    return this.#shapes
      .of(schemas)
      .filter((shape) => this.#heights.ofShape(shape) <= levels && this.#heights.ofShape(shape) < Infinity)
      .map((shape) => this.#plan(shape, schemas, levels));
  }

  #plan(shape: Shape, schemas: Conjunction, levels: number): Plan {
    switch (shape.kind) {
      case "literal":
        return { kind: "literal", plan: literalPlan(this.#next(), shape.values) };
      case "string":
        return { kind: "string", id: this.#next(), language: shape.language };
      case "number":
        return { kind: "number", id: this.#next(), language: shape.language };
      case "array":
        return { kind: "array", plan: this.#array(shape, schemas, levels - 1) };
      case "object":
        return { kind: "object", plan: this.#object(shape, levels - 1) };
    }
  }

  #fits(schemas: Conjunction, levels: number): boolean {
    const height = this.#heights.of(schemas);
    return height <= levels && height < Infinity;
  }

  #array(shape: ArrayShape, schemas: Conjunction, levels: number): ArrayPlan {
    const { prefix, rest, min, unique, open } = shape;
    const short = prefix.findIndex((item) => !this.#fits(item, levels));
    const fitting = short < 0 ? prefix : prefix.slice(0, short);
    const goesOn = short < 0 && this.#fits(rest, levels);
    const bound = shape.max ?? Math.max(min, open ? USUAL_ITEMS : 0, prefix.length);
    let max = goesOn ? bound : Math.min(bound, fitting.length);
    if (unique && goesOn) {
      // Arrays and objects are told apart only when they are whole, which may be too late.
      const shapes = this.#shapes.of(rest).filter(({ kind }) => kind !== "array" && kind !== "object");
      if (shapes.length === 0) {
        throw schemaError(
          this.#shapes.library.get(schemas[0]).pointer,
          "uniqueItems of arrays or objects is not supported.",
          { keyword: "uniqueItems", hint: "Leave it out, or list plain values." },
        );
      }
      max = Math.min(max, countValues(shapes, Math.min(max, 1000)));
    }
    return {
      id: this.#next(),
      prefix: fitting.map((item) => this.at(item, levels)),
      rest: goesOn ? this.at(rest, unique ? 0 : levels) : undefined,
      min,
      max,
      unique,
    };
  }

  #object(shape: ObjectShape, levels: number): ObjectPlan {
    const properties = shape.properties
      .filter(({ value }) => this.#fits(value, levels))
      .map(
        ({ name, value, required }): PropertyPlan => ({
          name,
          opening: `${JSON.stringify(name)}: `,
          node: this.at(value, levels),
          required,
        }),
      );
    const given = shape.properties.map(({ name }) => name);
    const needed = Math.max(0, shape.min - properties.length);
    const wanted = Math.max(needed, shape.open ? USUAL_NAMES : 0);
    const free = shape.free
      .filter(({ names, value }) => !names.isEmpty && this.#fits(value, levels))
      .map(({ names, value }) => ({
        names,
        node: this.at(value, levels),
        most: countNames(names, wanted, given.length),
      }));
    // Any mix of the free names is possible up to what the smallest set of them holds.
    const freeMost = free.length === 0 ? 0 : Math.max(...free.map(({ most }) => most));
    const requiredFrom = [0];
    for (const { required } of properties.toReversed())
      requiredFrom.unshift(requiredFrom[0] + (required ? 1 : 0));
    return {
      id: this.#next(),
      properties,
      requiredFrom,
      free: free.filter(({ most }) => most >= freeMost),
      freeMost,
      given,
      min: shape.min,
      max: shape.max ?? Number.POSITIVE_INFINITY,
    };
  }
}
