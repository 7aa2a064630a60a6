/**
 * The places that a scope names in one text, and their names for people.
 * @module
 */
import type { Span, TextView } from "../../text/index.ts";
import type { PlaceUnit, Scope, Selector } from "../scope.ts";

/** One part of the text that a clause is about. */
export interface Place {
  readonly span: Span;
  /** Which part of its parent it is; absent: the whole text. */
  readonly step?: { readonly unit: PlaceUnit; readonly index: number; readonly parent: Place };
  /** Its words: index of the first in the text, and of the first behind it. */
  readonly words: readonly [first: number, end: number];
}

/** A part that the scope names and the text lacks. */
export interface Missing {
  readonly parent: Place;
  readonly selector: Selector;
}

export interface Places {
  readonly found: readonly Place[];
  readonly missing: readonly Missing[];
}

/** Places of `each …` scopes, which many clauses share. At most 15 such scopes exist. */
const shared = new WeakMap<TextView, Map<string, Places>>();

/** Every place that the scope names, in order of the text. */
export function findPlaces(scope: Scope, view: TextView): Places {
  const last = scope.at(-1);
  if (last === undefined)
    return { found: [{ span: view.whole, words: view.wordRange(view.whole) }], missing: [] };
  if (scope.some(({ at }) => at !== "each")) return step(findPlaces(scope.slice(0, -1), view), last, view);
  let known = shared.get(view);
  if (!known) {
    known = new Map();
    shared.set(view, known);
  }
  const key = scope.map(({ unit }) => unit).join();
  let places = known.get(key);
  if (!places) {
    places = step(findPlaces(scope.slice(0, -1), view), last, view);
    known.set(key, places);
  }
  return places;
}

function step(outer: Places, selector: Selector, view: TextView): Places {
  const found: Place[] = [];
  const missing = [...outer.missing];
  const { unit, at } = selector;
  for (const parent of outer.found) {
    const count = unit === "word" ? parent.words[1] - parent.words[0] : view.count(unit, parent.span);
    if (at === "each") {
      for (let index = 1; index <= count; index += 1) found.push(place({ parent, unit, index, view }));
      continue;
    }
    const index = at > 0 ? at : count + 1 + at;
    if (index >= 1 && index <= count) found.push(place({ parent, unit, index, view }));
    else missing.push({ parent, selector });
  }
  return { found, missing };
}

function place(options: { parent: Place; unit: PlaceUnit; index: number; view: TextView }): Place {
  const { parent, unit, index, view } = options;
  const made = { step: { unit, index, parent } };
  if (unit === "word") {
    const word = parent.words[0] + index - 1;
    return { ...made, span: view.words[word], words: [word, word + 1] };
  }
  if (unit === "character") return { ...made, span: characterAt(index, parent.span, view), words: [0, 0] };
  const span = view.part(unit, parent.span, index - 1);
  return { ...made, span, words: view.wordRange(span) };
}

/** The n-th code point of a span, which has as many. */
function characterAt(index: number, { start }: Span, { text }: TextView): Span {
  let from = start;
  for (let passed = 1; passed < index; passed += 1) from += text.codePointAt(from)! > 0xffff ? 2 : 1;
  return { start: from, end: from + (text.codePointAt(from)! > 0xffff ? 2 : 1) };
}

/** `word 2 of sentence 3`; the whole is `the text`. */
export function placeName(at: Place): string {
  if (!at.step) return "the text";
  const { unit, index, parent } = at.step;
  return parent.step ? `${unit} ${index} of ${placeName(parent)}` : `${unit} ${index}`;
}

/** `sentence 3 has no word 9`. */
export function missingName({ parent, selector: { unit, at } }: Missing): string {
  const part = at === -1 ? `last ${unit}` : Number(at) < 0 ? `${unit} ${-at} from the end` : `${unit} ${at}`;
  return `${placeName(parent)} has no ${part}`;
}
