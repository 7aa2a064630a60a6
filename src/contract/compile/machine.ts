/**
 * The machine of some rules over some words and gaps, and what the form of a text demands.
 * @module
 */
import type { Contract, Unit } from "../types.ts";
import type { Gap } from "./events.ts";
import { LengthProduct } from "./length-product.ts";
import { fullStopMonitor } from "./marks.ts";
import { countMonitor, type Monitor } from "./monitor.ts";
import type { Rule } from "./parts.ts";
import { type Machine, Product } from "./product.ts";
import type { WordSpace } from "./words.ts";

export const asRule = (monitor: Monitor): Rule => ({ kind: "monitor", monitor });

/** The machine that obeys all of these, if there is a text that does. */
export function machineOf({
  rules,
  words: { classes },
  gaps,
  effort,
  rationed,
}: {
  rules: readonly Rule[];
  words: WordSpace;
  gaps: readonly Gap[];
  /** How long to search, in steps of monitors. */
  effort?: number | undefined;
  /** Classes that no way to the end may count on. */
  rationed?: ReadonlySet<number>;
}): Machine | undefined {
  const monitors = [
    fullStopMonitor,
    ...rules.flatMap((rule) => (rule.kind === "monitor" ? [rule.monitor] : [])),
  ];
  const lengths = rules.flatMap((rule) => (rule.kind === "length" ? [rule.bounds] : []));
  const product = new Product({
    monitors,
    classes,
    gaps,
    ...(effort !== undefined && { effort }),
    ...(rationed && { rationed }),
  });
  const min = Math.max(...lengths.map((bounds) => bounds.min));
  const max = Math.min(...lengths.map((bounds) => bounds.max));
  if (lengths.length > 0 && min > max) return undefined;
  const machine: Machine =
    lengths.length === 0
      ? product
      : new LengthProduct({ product, classes, gaps, bounds: { min, max }, ...(rationed && { rationed }) });
  return machine.feasible(machine.start) ? machine : undefined;
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
