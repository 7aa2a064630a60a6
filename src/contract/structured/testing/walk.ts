/**
 * Random walks through constraints, for tests: any character that may come next, quick to end.
 * @module
 */
import type { Constraint } from "../../../inference/index.ts";

/** Characters that walks are made of, besides those that are given. */
const USUAL =
  " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~é가나🌊\n\t";
const CLOSING = new Set(Array.from('"]}', (character) => character.codePointAt(0)!));

export interface WalkOptions {
  /** In [0, 1). */
  readonly random: () => number;
  /** Characters that the text may need. */
  readonly letters?: string;
  /** Called with each state. */
  readonly visit?: (state: unknown, text: string) => void;
}

const LONGEST = 20_000;
const HASTE = 300;

/** Writes a text by chance. Throws at a dead end. */
export function randomWalk(
  constraint: Constraint<unknown>,
  { random, letters = "", visit = () => {} }: WalkOptions,
): string {
  const points = [...new Set(Array.from(USUAL + letters, (character) => character.codePointAt(0)!))];
  let state = constraint.start;
  let text = "";
  while (text.length < LONGEST) {
    visit(state, text);
    const ways = points.flatMap((point) => {
      const next = constraint.next(state, point);
      return next === undefined ? [] : [{ point, next }];
    });
    if (constraint.mayEnd(state) && (ways.length === 0 || random() < 0.4)) return text;
    if (ways.length === 0) throw new Error(`a dead end after ${JSON.stringify(text)}`);
    const closing = ways.filter(({ point }) => CLOSING.has(point));
    const choice = closing.length > 0 && random() < (text.length > HASTE ? 0.9 : 0.3) ? closing : ways;
    const { point, next } = choice[Math.floor(random() * choice.length)];
    state = next;
    text += String.fromCodePoint(point);
  }
  throw new Error(`no end after ${text.length} characters: ${text.slice(0, 200)}`);
}

/** Whether the constraint has the text. */
export function admits(constraint: Constraint<unknown>, text: string): boolean {
  let state: unknown = constraint.start;
  for (const character of text) {
    state = constraint.next(state, character.codePointAt(0)!);
    if (state === undefined) return false;
  }
  return constraint.mayEnd(state);
}

/** All texts over these characters up to a length. */
export function allTexts(
  constraint: Constraint<unknown>,
  { letters, longest }: { letters: string; longest: number },
): string[] {
  const points = Array.from(new Set(letters), (character) => character.codePointAt(0)!);
  const found: string[] = [];
  const visit = (state: unknown, text: string): void => {
    if (constraint.mayEnd(state)) found.push(text);
    if (text.length >= longest) return;
    for (const point of points) {
      const next = constraint.next(state, point);
      if (next !== undefined) visit(next, text + String.fromCodePoint(point));
    }
  };
  visit(constraint.start, "");
  return found;
}
