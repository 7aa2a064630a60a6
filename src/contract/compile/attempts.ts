/**
 * Machines that are looked for, and may take too long to be found.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { Clause } from "../types.ts";
import type { HouseRule } from "./house-rules.ts";
import { type Machine, TOO_INTRICATE } from "./product.ts";

/** As many rules of the house as there is room for: all of them, mostly. */
export function withHouseRules({
  house,
  plain,
  obeys,
}: {
  house: readonly HouseRule[];
  /** The machine without them. */
  plain: Machine;
  obeys: (rules: readonly HouseRule[]) => Machine | undefined;
}): { readonly machine: Machine; readonly implied: ReadonlySet<Clause> } {
  const attempt = (rules: readonly HouseRule[]): Machine | undefined =>
    unlessTooIntricate(() => obeys(rules));
  let kept = house;
  let machine = attempt(house);
  if (!machine) {
    // Mostly it is one of them, for which there is no room however many others are kept.
    kept = house.filter((rule) => attempt([rule]));
    machine = kept.length < house.length ? attempt(kept) : undefined;
  }
  if (!machine) {
    kept = [];
    for (const rule of house) {
      const obedient = attempt([...kept, rule]);
      if (obedient) [kept, machine] = [[...kept, rule], obedient];
    }
  }
  return {
    machine: machine ?? plain,
    implied: new Set(kept.flatMap(({ implies }) => implies ?? [])),
  };
}

/** Undefined where it takes too much to follow: a rule of the house is never worth a refusal. */
export function unlessTooIntricate<Result>(attempt: () => Result): Result | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof SijoError && error.code === TOO_INTRICATE) return undefined;
    throw error;
  }
}
