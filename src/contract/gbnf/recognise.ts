/**
 * Whether a text follows a grammar: where each rule can end, for each place where it can begin, until nothing new is
 * found. It has nothing to do with how texts are written here (`structured/grammar`).
 * @module
 */
import { SijoError } from "../../errors.ts";
import {
  type Characters,
  GRAMMAR_TOO_INTRICATE,
  type Grammar,
  isAmong,
  type Production,
  ROOT,
} from "./parse.ts";

export interface Recognition {
  readonly follows: boolean;
  /** Code points that some text of the grammar begins with. */
  readonly reached: number;
}

/** What is taken away around a text. */
const SPACES = [0x20, 0x0a, 0x09, 0x0d];
const MOST_STEPS = 12_000_000;

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/**
 * A line end may have been `\n`, `\r\n` or `\r` before the text was normalised, so there are two more places at it:
 * between the two characters of `\r\n`, and behind a `\r` alone, where no `\n` may follow.
 */
const BETWEEN = -1;
const BEHIND = -2;

/** @throws SijoError `contract.grammar-too-intricate` (usage) where the text and the grammar take too much to compare. */
export function recognise({ rules }: Grammar, text: string): Recognition {
  const points = placesOf(text);
  /** By rule and place: where it can end, and what waits for it to end elsewhere. */
  const ends = new Map<
    string,
    { readonly found: Set<number>; readonly waiting: ((end: number) => void)[] }
  >();
  const agenda: (() => void)[] = [];
  let reached = 0;
  let steps = 0;

  const isEnd = (at: number): boolean =>
    at === points.length || (at === points.length - 1 && points[at] === BEHIND);
  const count = (): void => {
    steps += 1;
    if (steps > MOST_STEPS) {
      throw new SijoError(GRAMMAR_TOO_INTRICATE, "This grammar has too many ways to read this text.", {
        kind: "usage",
      });
    }
  };
  /** Calls `then` with each place where the production can end, once each, sooner or later. */
  const match = (production: Production, at: number, then: (end: number) => void): void => {
    count();
    switch (production.kind) {
      case "characters":
        // There a grammar may ask for white space that the text no longer has.
        if ((at === 0 || isEnd(at)) && SPACES.some((point) => isAmong(point, production.characters)))
          then(at);
        for (const end of endsBehind(points, at, production.characters)) {
          reached = Math.max(reached, end);
          then(end);
        }
        return;
      case "sequence":
        matchItems(production.items, 0, at, then);
        return;
      case "choice": {
        const once = onlyOnce(then);
        for (const option of production.options) agenda.push(() => match(option, at, once));
        return;
      }
      case "repeat":
        matchRepeat(production, at, then);
        return;
      case "rule":
        matchRule(production.name, at, then);
    }
  };
  const matchItems = (
    items: readonly Production[],
    index: number,
    at: number,
    then: (end: number) => void,
  ): void => {
    if (index === items.length) then(at);
    else {
      const once = onlyOnce((end) => agenda.push(() => matchItems(items, index + 1, end, then)));
      match(items[index], at, once);
    }
  };
  const matchRepeat = (
    { of, min, max }: Extract<Production, { kind: "repeat" }>,
    at: number,
    then: (end: number) => void,
  ): void => {
    const once = onlyOnce(then);
    // Beyond the least number, without a greatest one, only places matter, not how often it was repeated.
    const seen = new Set<string>();
    const go = (count: number, here: number): void => {
      const counted = max === undefined ? Math.min(count, min) : count;
      const key = `${counted}.${here}`;
      if (seen.has(key)) return;
      seen.add(key);
      if (count >= min) once(here);
      if (max !== undefined && count >= max) return;
      match(of, here, (end) => {
        // What is empty may be repeated as often as need be.
        if (end > here) agenda.push(() => go(count + 1, end));
        else if (count < min) agenda.push(() => go(min, here));
      });
    };
    go(0, at);
  };
  const matchRule = (name: string, at: number, then: (end: number) => void): void => {
    const key = `${name} ${at}`;
    const known = ends.get(key);
    if (known) {
      known.waiting.push(then);
      for (const end of [...known.found]) agenda.push(() => then(end));
      return;
    }
    const entry = { found: new Set<number>(), waiting: [then] };
    ends.set(key, entry);
    match(rules.get(name)!, at, (end) => {
      if (entry.found.has(end)) return;
      entry.found.add(end);
      for (const waiting of [...entry.waiting]) agenda.push(() => waiting(end));
    });
  };

  let follows = false;
  matchRule(ROOT, 0, (end) => {
    follows ||= isEnd(end);
  });
  for (let task = agenda.pop(); task && !follows; task = agenda.pop()) {
    count();
    task();
  }
  return { follows, reached: reached - points.slice(0, reached).filter((point) => point < 0).length };
}

/** The code points of a text, with all places at its line ends. */
const placesOf = (text: string): readonly number[] =>
  Array.from(text, (character) => character.codePointAt(0)!).flatMap((point) =>
    point === LINE_FEED ? [LINE_FEED, BETWEEN, BEHIND] : [point],
  );

/** The places behind one character of these, from this place on. */
function endsBehind(points: readonly number[], at: number, characters: Characters): readonly number[] {
  const isBehind = points[at] === BEHIND;
  const here = isBehind ? at + 1 : at;
  if (here >= points.length) return [];
  const has = (point: number): boolean => isAmong(point, characters);
  if (points[here] === BETWEEN) return has(LINE_FEED) ? [here + 2] : [];
  if (points[here] !== LINE_FEED) return has(points[here]) ? [here + 1] : [];
  return [
    ...(has(LINE_FEED) && !isBehind ? [here + 3] : []),
    // All but some, as nobody writes it, is no carriage return.
    ...(has(CARRIAGE_RETURN) && !characters.negated ? [here + 1, here + 2] : []),
  ];
}

function onlyOnce(then: (end: number) => void): (end: number) => void {
  const seen = new Set<number>();
  return (end) => {
    if (seen.has(end)) return;
    seen.add(end);
    then(end);
  };
}
