/**
 * A rule of the house: where words are counted or have places, only words that everybody counts as one; where sentences
 * do, no full stop that could be that of an abbreviation. Conventions differ: in many, those of the Penn Treebank among
 * them, `don't` and `cannot` are two words each, and `ill.` may be Illinois. A text without such words has the same
 * words and sentences by all of them. What the contract quotes is written all the same.
 * @module
 */
import { foldedWords } from "../../text/index.ts";
import { punktAbbreviations } from "../../text/nltk/index.ts";
import { textsSaid } from "../texts-said.ts";
import type { Clause, Contract, Selector } from "../types.ts";
import { mentions } from "./contract-gaps.ts";
import type { HouseRule } from "./house-rules.ts";
import type { Monitor } from "./monitor.ts";
import type { WordTests } from "./word-tests.ts";

/** Two words written as one, besides those with an apostrophe. */
const FUSED = ["cannot", "gimme", "gonna", "gotta", "lemme", "wanna"];
const CLITICS = ["'s", "'ll", "'d", "'re", "'ve", "'m", "n't"];
const INITIALS = [..."abcdefghijklmnopqrstuvwxyz"];

/** The rules that the clauses call for. */
export function plainWordRules({
  contract,
  tests,
}: {
  contract: Contract;
  tests: WordTests;
}): readonly HouseRule[] {
  const { clauses } = contract;
  const quoted = wordsQuoted(clauses);
  const rules: HouseRule[] = [];
  if (clauses.some(countsWords)) {
    const apostrophe = tests.index({
      name: "has an apostrophe",
      letters: { at: "anywhere", of: "folded", text: "'" },
    });
    rules.push({ monitor: withoutWords([apostrophe, tests.isOneOf(FUSED)], exempt(quoted, tests)) });
  }
  const rare = clauses
    .flatMap(fewOf)
    .flatMap(fusedWith)
    .filter((word) => !quoted.has(word));
  if (rare.length > 0) rules.push({ monitor: withoutWords([tests.isOneOf(rare)]) });
  if (mentions(contract, "sentence")) {
    const doubtful = [...punktAbbreviations(), ...INITIALS].filter((word) => !quoted.has(word));
    const numbers = [...quoted].filter((word) => /^\d/.test(word));
    const except = numbers.length === 0 ? undefined : tests.isOneOf(numbers);
    rules.push({ monitor: plainStopMonitor(tests.isOneOf(doubtful), except) });
  }
  return rules;
}

/**
 * Whether it matters what counts as one word: where words have places or are asked for their letters, or where more of
 * them would be too many. Taken apart, a word is several shorter ones, which no lower bound on words minds, and no upper
 * bound on letters.
 */
function countsWords(clause: Clause): boolean {
  const { scope } = clause;
  const isInner = ({ unit, at }: Selector): boolean => unit === "word" && at !== 1 && at !== -1;
  if (!("subject" in clause)) return scope.some(isInner);
  if (clause.subject === "word") return clause.relation !== "at least";
  return scope.some(isInner) && clause.relation !== "at most";
}

/** Words of which a clause wants none, or no more than so many. */
function fewOf(clause: Clause): readonly string[] {
  if (
    clause.relation !== "avoids" &&
    clause.relation !== "occurs exactly" &&
    clause.relation !== "occurs at most"
  ) {
    return [];
  }
  const words = foldedWords(clause.value);
  return words.length === 1 ? words : [];
}

/** The words that hold this one, for those who take them apart: `it` is in `it's`. */
const fusedWith = (word: string): readonly string[] => [
  ...CLITICS.map((clitic) => word + clitic),
  ...FUSED.filter((fused) => fused.startsWith(word) || fused.endsWith(word)),
];

function wordsQuoted(clauses: readonly Clause[]): ReadonlySet<string> {
  const wanted = clauses.filter(({ relation }) => relation !== "avoids");
  return new Set(wanted.flatMap(textsSaid).flatMap(foldedWords));
}

const exempt = (quoted: ReadonlySet<string>, tests: WordTests): number | undefined => {
  const kept = [...quoted].filter((word) => word.includes("'") || FUSED.includes(word));
  return kept.length === 0 ? undefined : tests.isOneOf(kept);
};

function withoutWords(without: readonly number[], except?: number): Monitor {
  return {
    begin: () => 0,
    word: (state, { passes }) =>
      without.some((test) => passes.has(test)) && !(except !== undefined && passes.has(except))
        ? undefined
        : state,
    gap: (state) => state,
    close: () => true,
  };
}

const PLAIN = 0;
const NO_STOP = 1;
const NUMBER = 2;
const NO_SMALL = 3;

/**
 * A full stop inside the text stands behind none of these words, and behind no number but those that are quoted: a capital
 * follows it then, by which everybody sees that it ends a sentence.
 */
function plainStopMonitor(doubtful: number, numbers?: number): Monitor {
  return {
    begin: () => PLAIN,
    word: (state, { passes, begins }) => {
      if (state === NO_SMALL && begins === "small") return undefined;
      if (numbers !== undefined && passes.has(numbers)) return NUMBER;
      return begins === "digit" || passes.has(doubtful) ? NO_STOP : PLAIN;
    },
    gap: (state, { marks: [mark], closes }) => {
      if (state === PLAIN || !closes.has("sentence") || !mark.startsWith(".")) return PLAIN;
      return state === NUMBER ? NO_SMALL : undefined;
    },
    close: () => true,
  };
}
