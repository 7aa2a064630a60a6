/**
 * What words of several pieces (`well-known`, `10:30`) pass of what is asked of words, told from their pieces and the
 * marks between them: for every quoted text that can be parted at such a mark, pieces are asked for its parts.
 * @module
 */
import { type FullStop, foldWord, fullStopAfter } from "../../../text/index.ts";
import { type Gap, gapText, type WordTest } from "../events.ts";
import { tooIntricate } from "../product.ts";
import { coreOf } from "../word-classes.ts";
import type { WordTests } from "../word-tests.ts";
import { isGlue } from "./shape-gaps.ts";

/** A joined word passes the test if the pieces pass these; absent: whatever the piece. */
interface Join {
  readonly test: number;
  readonly left?: number;
  readonly right?: number;
}

export interface Joins {
  readonly marks: readonly string[];
  /** The tests that a word passes whose last piece is joined to the others by this mark. */
  passes(one: ReadonlySet<number>, other: ReadonlySet<number>, mark: string): ReadonlySet<number>;
  /** Whether such a word may be written, by the tests that it passes. */
  allows(passes: ReadonlySet<number>): boolean;
  /** What a full stop does behind a word of several pieces that passes these tests. */
  fullStop(passes: ReadonlySet<number>): FullStop;
}

const MOST_JOINS = 5_000;

/** Abbreviations with a full stop inside, besides initials. */
const ABBREVIATIONS = ["a.m", "p.m", "ph.d"];

/** Adds the tests of pieces to those of words, before there are any words. Undefined: no gap joins pieces. */
export function joinsFor(
  tests: WordTests,
  gaps: readonly Gap[],
  { unjoined }: { /** Words that are never written in pieces. */ readonly unjoined: readonly string[] },
): Joins | undefined {
  const glues = new Set(gaps.filter(isGlue).map((gap) => foldWord(gapText(gap))));
  if (glues.size === 0) return undefined;
  const abbreviations = ABBREVIATIONS.map((word) => ({ test: tests.equals(word), word }));
  const barred = unjoined
    .map(coreOf)
    .filter((word) => [...glues].some((glue) => foldWord(word).includes(glue)))
    .map((word) => tests.equals(word));
  const joins = new Map<string, Join[]>([...glues].map((glue) => [glue, []]));
  let count = 0;
  const add = (glue: string, join: Join): void => {
    count += 1;
    if (count > MOST_JOINS) throw tooIntricate();
    joins.get(glue)!.push(join);
  };
  // Tests that are added on the way are parted, too.
  for (let test = 0; test < tests.all.length; test += 1) {
    const { words = [], letters } = tests.all[test];
    for (const glue of glues) {
      for (const word of words) {
        for (const [left, right] of parted(word, glue)) {
          if (left === "" || right === "") continue;
          add(glue, { test, left: tests.equals(left), right: tests.equals(right) });
        }
      }
      if (letters?.of !== "folded") continue;
      for (const [left, right] of overlaps(letters.text, glue)) {
        if (left === "" && letters.at === "front") continue;
        if (right === "" && letters.at === "end") continue;
        add(glue, {
          test,
          ...(left !== "" && {
            left: letters.at === "front" ? tests.equals(left) : tests.letters("end", left),
          }),
          ...(right !== "" && {
            right: letters.at === "end" ? tests.equals(right) : tests.letters("front", right),
          }),
        });
      }
    }
  }
  return {
    marks: [...glues],
    passes(one, other, mark) {
      const passed = new Set<number>();
      for (const test of one) if (staysWith(tests.all[test], "front")) passed.add(test);
      for (const test of other) if (staysWith(tests.all[test], "end")) passed.add(test);
      for (const { test, left, right } of joins.get(foldWord(mark)) ?? []) {
        if ((left === undefined || one.has(left)) && (right === undefined || other.has(right)))
          passed.add(test);
      }
      return passed;
    },
    allows: (passes) => !barred.some((test) => passes.has(test)),
    fullStop(passes) {
      const abbreviation = abbreviations.find(({ test }) => passes.has(test));
      return abbreviation ? fullStopAfter(abbreviation.word) : "ends";
    },
  };
}

/** Whether a word passes a test because its first or its last piece does. */
function staysWith({ letters, character, lasts }: WordTest, at: "front" | "end"): boolean {
  if (character) return character.at > 0 === (at === "front");
  if (lasts) return at === "end";
  return letters?.at === "anywhere" || letters?.at === at;
}

/** What stands before and behind the mark, wherever it stands in the text. */
function parted(text: string, glue: string): [left: string, right: string][] {
  const found: [string, string][] = [];
  for (let at = text.indexOf(glue); at >= 0; at = text.indexOf(glue, at + 1)) {
    found.push([text.slice(0, at), text.slice(at + glue.length)]);
  }
  return found;
}

/** The same, where the text may also begin or end inside the mark. */
function overlaps(text: string, glue: string): [left: string, right: string][] {
  const found = parted(text, glue);
  for (let length = 1; length < glue.length; length += 1) {
    if (text.endsWith(glue.slice(0, length))) found.push([text.slice(0, -length), ""]);
    if (text.startsWith(glue.slice(-length))) found.push(["", text.slice(length)]);
  }
  if (text.length < glue.length && glue.slice(1, -1).includes(text)) found.push(["", ""]);
  return found;
}
