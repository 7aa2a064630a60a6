/**
 * The machine of some rules over some words and gaps, and what the form of a text demands.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { Contract, Unit } from "../types.ts";
import { AdditiveProduct, type AdditiveProductOptions, LARGEST_AMOUNT } from "./additive-product.ts";
import { type Gap, gapLength, type WordClass } from "./events.ts";
import { fullStopMonitor } from "./marks.ts";
import { type Bounds, countMonitor, type Monitor } from "./monitor.ts";
import type { Rule } from "./parts.ts";
import { type Machine, Product } from "./product.ts";
import { asWholeWords } from "./shaped/glue.ts";
import type { Joins } from "./shaped/joins.ts";
import type { WordSpace } from "./words.ts";

export const asRule = (monitor: Monitor): Rule => ({ kind: "monitor", monitor });

/** The machine that obeys all of these, if there is a text that does. */
export function machineOf({
  rules,
  words: { classes },
  gaps,
  effort,
  rationed,
  joins,
}: {
  rules: readonly Rule[];
  words: WordSpace;
  gaps: readonly Gap[];
  /** How long to search, in steps of monitors. */
  effort?: number | undefined;
  /** Classes that no way to the end may count on. */
  rationed?: ReadonlySet<number>;
  /** What is known of words that are made of several pieces. */
  joins?: Joins | undefined;
}): Machine | undefined {
  const monitors = asWholeWords({
    monitors: [fullStopMonitor, ...rules.flatMap((rule) => (rule.kind === "monitor" ? [rule.monitor] : []))],
    classes,
    joins,
  });
  const more = { classes, gaps, ...(rationed && { rationed }) };
  let machine: Machine = new Product({ ...more, monitors, ...(effort !== undefined && { effort }) });
  for (const total of totalsOf(rules)) {
    if (total.bounds.min > total.bounds.max) return undefined;
    if (!machine.feasible(machine.start)) return undefined;
    machine = new AdditiveProduct({ ...more, ...total, machine });
  }
  return machine.feasible(machine.start) ? machine : undefined;
}

/** What adds up over the whole text, each with all the bounds that it has. */
function totalsOf(rules: readonly Rule[]): Pick<AdditiveProductOptions, "bounds" | "ofWord" | "ofGap">[] {
  const bounded = (some: readonly { readonly bounds: Bounds }[]): Bounds => ({
    min: Math.max(...some.map(({ bounds }) => bounds.min)),
    max: Math.min(...some.map(({ bounds }) => bounds.max)),
  });
  const lengths = rules.filter((rule) => rule.kind === "length");
  const sums = rules.filter((rule) => rule.kind === "total");
  const ofLength = { ofWord: (word: WordClass) => word.length, ofGap: gapLength };
  return [
    ...(sums.length > 0 ? [{ bounds: bounded(sums), ofWord: sums[0].ofWord, ofGap: () => 0 }] : []),
    ...(lengths.length > 0 ? [{ bounds: withinReach(bounded(lengths)), ...ofLength }] : []),
  ];
}

function withinReach(bounds: Bounds): Bounds {
  const top = Number.isFinite(bounds.max) ? bounds.max : bounds.min;
  if (top <= LARGEST_AMOUNT) return bounds;
  throw new SijoError("contract.too-long", `A text of ${top} characters is too long to count exactly.`, {
    kind: "usage",
    hint: `Ask for at most ${LARGEST_AMOUNT} characters, or count words or sentences instead.`,
  });
}

/** What a form means for the counts of its parts. */
export function formRules(contract: Contract): Rule[] {
  return formMonitors(contract).map(asRule);
}

function formMonitors({ form }: Contract): Monitor[] {
  const one = (unit: Unit): Monitor =>
    countMonitor({ unit, bounds: { min: 1, max: 1 }, complete: unit === "sentence" });
  switch (form) {
    case "word":
      return [one("word")];
    case "sentence":
      return [one("sentence")];
    case "paragraph":
      return [one("paragraph"), one("line")];
    default:
      return [];
  }
}
