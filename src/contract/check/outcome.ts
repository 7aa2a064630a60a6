/**
 * What a check of one clause found: passed or not, in a sentence, and where.
 * @module
 */
import type { Span, TextView } from "../../text/index.ts";
import type { Scope } from "../scope.ts";
import { findPlaces, type Missing, missingName, type Place, placeName } from "./places.ts";

export interface Outcome {
  readonly passed: boolean;
  /** What was found, and where it differs, what was wanted. */
  readonly evidence: string;
  /** Places in the text that the evidence is about: those that fail, or those that show that it holds. */
  readonly spans: readonly Span[];
  /** Where it fails, and by how much; of a check that passed, and where it can't be told, none. */
  readonly failures?: readonly Failure[];
}

/** One place that fails. */
export interface Failure {
  readonly span: Span;
  /**
   * How many units must change there for it to hold, at least 1: words too many or too few, occurrences, letters, parts
   * that are missing; of a shape, characters; of a sum, the difference.
   */
  readonly distance: number;
}

/** More places than these are counted, not listed. */
const MOST_SPANS = 20;
const MOST_NAMES = 3;

/** What stands at one place, for evidence. */
export interface Finding {
  /** `9 words`, `"While"`. */
  readonly found: string;
  /** What exactly it is about; default: the place itself. */
  readonly spans?: readonly Span[];
  /** Where it fails: by how much (see `Failure`); default: 1. */
  readonly distance?: number;
}

/** Tests every place that the scope names; a place that is named and missing fails. */
export function atEveryPlace(options: {
  scope: Scope;
  view: TextView;
  wanted: string;
  /** Asked of every place, with its index among them: cheap. */
  passes: (place: Place, index: number) => boolean;
  /** Known already: the test would pass everywhere. */
  allPass?: boolean;
  /** Asked of the few places that evidence is given of. */
  describe: (place: Place) => Finding;
}): Outcome {
  const { scope, view, wanted, passes, allPass = false, describe } = options;
  const { found, missing } = findPlaces(scope, view);
  const failing: Place[] = [];
  let failures = missing.length;
  for (let index = 0; index < found.length && !allPass; index += 1) {
    if (passes(found[index], index)) continue;
    failures += 1;
    if (failing.length < MOST_SPANS) failing.push(found[index]);
  }
  if (failures > 0) {
    const findings = failing.map((place) => ({ place, ...describe(place) }));
    const names = [
      ...missing.slice(0, MOST_NAMES).map(missingName),
      ...findings.slice(0, MOST_NAMES).map((finding) => `${placeName(finding.place)}: ${finding.found}`),
    ].slice(0, MOST_NAMES);
    const more = failures > names.length ? `; ${failures} of ${found.length + missing.length} fail` : "";
    const spans = [...missing.slice(0, MOST_SPANS).map(({ parent }) => parent.span), ...spansOf(findings)];
    return {
      passed: false,
      evidence: `${names.join("; ")}${more}; wanted ${wanted}`,
      spans: spans.slice(0, MOST_SPANS),
      failures: [
        ...missing.map((part): Failure => ({ span: part.parent.span, distance: lackOf(part, view) })),
        ...findings.map((finding): Failure => ({ span: extentOf(finding), distance: finding.distance || 1 })),
      ].slice(0, MOST_SPANS),
    };
  }
  const [first] = found;
  if (!first) return { passed: true, evidence: "there is no such part, so none fails", spans: [] };
  const findings = found.slice(0, MOST_SPANS).map((place) => ({ place, ...describe(place) }));
  const evidence =
    found.length === 1 ? `${placeName(first)}: ${findings[0].found}` : `all ${found.length}: ${wanted}`;
  return { passed: true, evidence, spans: spansOf(findings) };
}

/** From the first to the last of what a finding is about. */
function extentOf({ place, spans }: { readonly place: Place } & Finding): Span {
  if (!spans || spans.length === 0) return place.span;
  return {
    start: Math.min(...spans.map(({ start }) => start)),
    end: Math.max(...spans.map(({ end }) => end)),
  };
}

/** How many parts are missing up to the one that is named. */
function lackOf({ parent, selector: { unit, at } }: Missing, view: TextView): number {
  const count = unit === "word" ? parent.words[1] - parent.words[0] : view.count(unit, parent.span);
  return Math.abs(Number(at)) - count;
}

const spansOf = (findings: readonly ({ readonly place: Place } & Finding)[]): Span[] =>
  findings.flatMap(({ place, spans }) => spans ?? [place.span]).slice(0, MOST_SPANS);

/** `1 word`, `2 words`. */
export const amount = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? "" : "s"}`;

/** A text in quotes for evidence; a long one is cut. */
export function quote(text: string): string {
  const characters = [...text.slice(0, 122)];
  return JSON.stringify(characters.length > 60 ? `${characters.slice(0, 59).join("")}…` : text);
}
