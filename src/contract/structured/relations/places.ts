/**
 * Where a path leads in a document that is to be written, if it leads to one place in each: the same properties are always
 * there, and the same arrays.
 * @module
 */
import type { PathStep } from "../../fields/path.ts";
import type { ArrayPlan, Node, Plan } from "../machine/node.ts";
import type { Place, Role } from "../machine/place.ts";

export interface Route {
  /** The value at its end. */
  readonly leaf: Plan;
  /** Arrays on the way, each with how many steps lead to it. */
  readonly arrays: readonly { readonly depth: number; readonly plan: ArrayPlan }[];
  /** For comparing which of two places is written first: the index of each property on the way. */
  readonly order: readonly number[];
}

/** The route to a path; undefined: what is there depends on what is written. */
export function routeTo(root: Node, steps: readonly PathStep[]): Route | undefined {
  let node = root;
  const arrays: { readonly depth: number; readonly plan: ArrayPlan }[] = [];
  const order: number[] = [];
  for (const [depth, step] of steps.entries()) {
    const [plan, other] = node.plans;
    if (!plan || other) return undefined;
    if (step.kind === "items") {
      if (plan.kind !== "array" || plan.plan.prefix.length > 0 || !plan.plan.rest) return undefined;
      arrays.push({ depth, plan: plan.plan });
      order.push(0);
      node = plan.plan.rest;
      continue;
    }
    if (plan.kind !== "object") return undefined;
    const index = plan.plan.properties.findIndex(({ name }) => name === step.name);
    const property = plan.plan.properties[index];
    if (!property?.required) return undefined;
    order.push(index);
    node = property.node;
  }
  const [leaf, other] = node.plans;
  return leaf && !other ? { leaf, arrays, order } : undefined;
}

/** Negative: the first place is written before the second. */
export function compareOrder(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < Math.min(one.length, other.length); index += 1) {
    if (one[index] !== other[index]) return one[index] - other[index];
  }
  return one.length - other.length;
}

interface Draft {
  readonly properties: Map<string, Draft>;
  items: Draft | undefined;
  readonly roles: Role[];
}

const draft = (): Draft => ({ properties: new Map(), items: undefined, roles: [] });

/** A tree of places, to be filled. */
export class Places {
  readonly #root = draft();

  add(steps: readonly PathStep[], role: Role): void {
    let at = this.#root;
    for (const step of steps) {
      if (step.kind === "items") {
        at.items ??= draft();
        at = at.items;
        continue;
      }
      let inner = at.properties.get(step.name);
      if (!inner) {
        inner = draft();
        at.properties.set(step.name, inner);
      }
      at = inner;
    }
    at.roles.push(role);
  }

  get root(): Place {
    return this.#root;
  }
}
