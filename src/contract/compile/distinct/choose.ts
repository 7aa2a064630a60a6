/**
 * How the words of a contract are kept different: compared at the first place that leaves room for it.
 * @module
 */
import { SijoError } from "../../../errors.ts";
import type { Part } from "../parts.ts";
import { type Machine, TOO_INTRICATE } from "../product.ts";
import type { DistinctDemand } from "./demand.ts";

/** Words of a unit that are tried: lines that all begin with "I" may differ in their second word. */
const PLACES = [1, 2, 3];

export type Choice =
  /** `demands`: what the machine obeys besides its states; `left`: parts that it does not obey. */
  | {
      readonly kind: "chosen";
      readonly machine: Machine;
      readonly kept: readonly Part[];
      readonly demands: readonly DistinctDemand[];
      readonly left: readonly Part[];
    }
  /** No text has so many different words. */
  | { readonly kind: "refuted" };

/** `plain`: the machine that obeys the other parts. */
export function chooseDistinct({
  parts,
  plain,
  obeys,
}: {
  parts: readonly Part[];
  plain: Machine;
  obeys: (parts: readonly Part[]) => Machine | undefined;
}): Choice {
  const wanted = parts.filter(({ rule }) => rule.kind === "distinct");
  const others = parts.filter((part) => !wanted.includes(part));
  const words = wanted.filter((part) => demandOf(part).unit === "word");
  const ways = [
    ...(words.length < wanted.length ? PLACES.map((place) => wanted.map((part) => placed(part, place))) : []),
    ...(words.length > 0 ? [words] : []),
  ];
  for (const way of ways) {
    const kept = [...others, ...way];
    const found = attempt(() => obeys(kept));
    if (found === "open") continue;
    if (found) {
      const left = wanted.filter((part) => !way.some(({ clauses }) => clauses === part.clauses));
      return { kind: "chosen", machine: found, kept, demands: way.map(demandOf), left };
    }
    // Of larger units, other words might differ; of words, nothing else can.
    if (way === words) return { kind: "refuted" };
  }
  return { kind: "chosen", machine: plain, kept: others, demands: [], left: wanted };
}

export const demandsOf = (parts: readonly Part[]): readonly DistinctDemand[] =>
  parts.filter(({ rule }) => rule.kind === "distinct").map(demandOf);

function demandOf({ rule }: Part): DistinctDemand {
  if (rule.kind !== "distinct") throw new TypeError("not a demand for different words");
  return rule.demand;
}

function placed(part: Part, place: number): Part {
  const demand = demandOf(part);
  return demand.unit === "word"
    ? part
    : { ...part, rule: { kind: "distinct", demand: { ...demand, place } } };
}

/** What is too intricate to search is neither found nor refuted. */
function attempt(search: () => Machine | undefined): Machine | undefined | "open" {
  try {
    return search();
  } catch (error) {
    if (error instanceof SijoError && error.code === TOO_INTRICATE) return "open";
    throw error;
  }
}
