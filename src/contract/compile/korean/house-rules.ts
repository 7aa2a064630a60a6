/**
 * What is expected of Korean texts without being asked: sentences that end with an ending that ends sentences, verse
 * without marks in the middle of a line, items of a list that are short, quoted words at the front of a word.
 * @module
 */
import { hasHangul, wordsOf } from "../../../text/index.ts";
import type { Contract, Scope } from "../../types.ts";
import type { HouseRule } from "../house-rules.ts";
import { countMonitor, type Monitor, occurrenceMonitor, UNBOUNDED } from "../monitor.ts";
import { within } from "../select.ts";
import type { WordTests } from "../word-tests.ts";

/** Last syllables of what ends a sentence: 있다, 있어요, 있을까, 있죠, 있네, 있어라, 있자, 있군. */
const FINAL_SYLLABLES = "다요까죠네라자군";
/** The same in verse, where a line may end with 구나, 하리 and 하오 too. */
const FINAL_IN_VERSE = "다요까네라자나니리오소";
const LONGEST_ITEM = 3;

const EACH_LINE: Scope = [{ unit: "line", at: "each" }];

/** The rules for a contract, the more important first. */
export function koreanRules({
  contract,
  tests,
  verse,
}: {
  contract: Contract;
  tests: WordTests;
  verse: boolean;
}): readonly HouseRule[] {
  const items: HouseRule = {
    monitor: within(EACH_LINE, countMonitor({ unit: "word", bounds: { min: 0, max: LONGEST_ITEM } })),
  };
  const last: HouseRule = {
    monitor: within([{ unit: "line", at: 3 }], finalWord(tests.endsWithOneOf(FINAL_IN_VERSE))),
  };
  const byPart = verse
    ? [{ monitor: smoothLines }, ...(contract.form === "list" ? [items, { monitor: bareLines }] : [])]
    : [{ monitor: finalEndings(tests.endsWithOneOf(FINAL_SYLLABLES)) }];
  return [
    ...atFront(contract, tests),
    ...(contract.form === "sijo" ? [last, { monitor: within(EACH_LINE, fullEnd) }] : []),
    ...byPart,
  ];
}

/** A quoted word that is to occur begins a word: 납기를 rather than 만나기를 for 나기. */
function atFront({ clauses }: Contract, tests: WordTests): HouseRule[] {
  const values = clauses.flatMap((clause) => (clause.relation === "contains" ? [clause.value] : []));
  const isInside = (value: string): boolean =>
    values.some((other) => other !== value && other.includes(value));
  return clauses.flatMap((clause): HouseRule[] => {
    if (clause.relation !== "contains" || isInside(clause.value)) return [];
    if (clause.scope.at(-1)?.unit === "word") return [];
    const [word, ...others] = wordsOf(clause.value);
    if (word === undefined || others.length > 0 || !hasHangul(word) || word !== clause.value) return [];
    const leaf = occurrenceMonitor({ test: tests.startsWith(word), bounds: { min: 1, max: UNBOUNDED } });
    return [{ monitor: within(clause.scope, leaf) }];
  });
}

/** Whatever ends a sentence stands behind a word with such an ending. */
function finalEndings(test: number): Monitor {
  return {
    begin: () => 0,
    word: (_, word) => (word.passes.has(test) ? 1 : 0),
    gap: (state, gap) => (gap.closes.has("sentence") && state === 0 ? undefined : 0),
    close: (state, gap) => state === 1 || !gap.closes.has("sentence"),
  };
}

/** The last word of the part has such an ending. */
function finalWord(test: number): Monitor {
  return {
    begin: () => 0,
    word: (_, word) => (word.passes.has(test) ? 1 : 0),
    gap: (state) => state,
    close: (state) => state === 1,
  };
}

/** A line that ends with a single syllable reads as broken off. For contracts that count syllables. */
const fullEnd: Monitor = {
  begin: () => 0,
  word: (_, word) => (word.syllables === 1 ? 0 : 1),
  gap: (state) => state,
  close: (state) => state === 1,
};

/** Marks stand at the ends of lines alone. */
const smoothLines: Monitor = {
  begin: () => 0,
  word: (state) => state,
  gap: (state, gap) => (gap.separator === " " && gap.marks[0] !== "" ? undefined : state),
  close: () => true,
};

/** Items of a list have no marks at all. */
const bareLines: Monitor = {
  begin: () => 0,
  word: (state) => state,
  gap: (state, gap) => (gap.marks[0] === "" ? state : undefined),
  close: (_, gap) => gap.marks[0] === "",
};
