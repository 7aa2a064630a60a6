/**
 * One value before another: a relation that knows, once one of them is written, what the other may be.
 * @module
 */
import { ceilingAt, type Decimal, floorAt } from "../../fields/decimal.ts";
import type { Written } from "../machine/frame.ts";
import type { Relation, TextBounds } from "../machine/ledger.ts";
import type { Plan } from "../machine/node.ts";
import { extremeText } from "../machine/text-bounds.ts";
import { extremes, type Interval } from "../values/numbers.ts";

export const SMALLER = "smaller";
export const LARGER = "larger";
type Part = typeof SMALLER | typeof LARGER;

/** What was written first. */
type OrderState = { readonly number: Decimal } | { readonly text: string } | undefined;

const FAR = 10n ** 30n;

export interface OrderOptions {
  readonly smaller: Plan;
  readonly larger: Plan;
  /** Which of them is written first. */
  readonly first: Part;
}

/** The relation; "impossible": there are no two such values; "unknown": these values are not compared while writing. */
export function orderRelation({
  smaller,
  larger,
  first,
}: OrderOptions): Relation<OrderState> | "impossible" | "unknown" {
  if (smaller.kind === "number" && larger.kind === "number") {
    const [low, high] = [extremes(smaller.language), extremes(larger.language)];
    if (!low || !high) return "impossible";
    const least: Decimal = { units: low.low, places: smaller.language.places };
    const greatest: Decimal = { units: high.high, places: larger.language.places };
    const scale = Math.max(least.places, greatest.places);
    if (ceilingAt(least, scale) >= floorAt(greatest, scale)) return "impossible";
    return relation(first, (part, state, places): readonly Interval[] => {
      if (state === undefined) return [first === SMALLER ? below(greatest, places) : above(least, places)];
      if (!("number" in state)) return [];
      return [part === SMALLER ? below(state.number, places) : above(state.number, places)];
    });
  }
  if (smaller.kind === "string" && larger.kind === "string") {
    const same = new Set([...smaller.language.lengths, ...larger.language.lengths]);
    // Of texts of one length, characters decide as time does.
    if (same.size !== 1 || [...same][0] > LONGEST) return "unknown";
    const least = extremeText(smaller.language, -1);
    const greatest = extremeText(larger.language, 1);
    if (least === undefined || greatest === undefined) return "unknown";
    if (least >= greatest) return "impossible";
    return relation(first, undefined, (part, state): TextBounds => {
      if (state === undefined) return first === SMALLER ? { below: greatest } : { above: least };
      if (!("text" in state)) return {};
      return part === SMALLER ? { below: state.text } : { above: state.text };
    });
  }
  return "unknown";
}

const LONGEST = 40;

/** Numbers strictly below another, in units of 10^−places. */
const below = (bound: Decimal, places: number): Interval => ({
  low: -FAR,
  high: ceilingAt(bound, places) - 1n,
});
const above = (bound: Decimal, places: number): Interval => ({ low: floorAt(bound, places) + 1n, high: FAR });

function relation(
  first: Part,
  numbers?: (part: Part, state: OrderState, places: number) => readonly Interval[],
  texts?: (part: Part, state: OrderState) => TextBounds,
): Relation<OrderState> {
  // The one that is written first begins anew: in each item of an array there are two to compare.
  const before = (part: string, state: OrderState): OrderState => (part === first ? undefined : state);
  return {
    start: undefined,
    key: (state) =>
      state === undefined
        ? ""
        : "number" in state
          ? `${state.number.units}e${state.number.places}`
          : state.text,
    numbers: (state, part, places) => numbers?.(part as Part, before(part, state), places),
    texts: (state, part) => texts?.(part as Part, before(part, state)),
    after: (_, part, { number, text }: Written) => {
      // Behind the second, nothing needs to be remembered.
      if (part !== first) return undefined;
      return number ? { number } : { text: text! };
    },
    mayClose: () => true,
    mayGrow: () => true,
  };
}
