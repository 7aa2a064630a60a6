/**
 * What nobody asks for and everybody expects: sentences and texts of an ordinary length, phrases that stand together,
 * the exclamation mark that was quoted. Each rule is kept only where the contract leaves room for it.
 * @module
 */
import { hasHangul } from "../../text/index.ts";
import { leastCount } from "../fewest-words.ts";
import { SIJO_TURN } from "../form-clauses.ts";
import type { Clause, Contract, Scope, Unit } from "../types.ts";
import { wordPlace } from "../word-place.ts";
import type { TextClause } from "./clauses.ts";
import { isVerse, tailOf } from "./contract-gaps.ts";
import { groupsMonitor } from "./groups.ts";
import { koreanRules } from "./korean/house-rules.ts";
import type { Language } from "./language.ts";
import { tailMonitor } from "./marks.ts";
import { countMonitor, type Monitor, UNBOUNDED, wordTestMonitor } from "./monitor.ts";
import { LONGEST_PHRASE, phraseMonitor, prefixMonitor, rankMonitor, suffixMonitor } from "./phrases.ts";
import { plainWordRules } from "./plain-words.ts";
import { insideSpellings } from "./quoted-words.ts";
import { isOutOfReach, within } from "./select.ts";
import { longestVerbatim, verbatimMonitor, verbatimOf } from "./verbatim.ts";
import type { WordList } from "./word-list.ts";
import type { WordTests } from "./word-tests.ts";

export interface HouseRule {
  readonly monitor: Monitor;
  /** A clause that holds wherever the rule is kept. */
  readonly implies?: Clause;
}

/**
 * Words of a sentence; Korean says in one word what takes English two. English sentences come to an end long before by
 * what they cost (`english-taste.ts`): a text that meets its bound ends in the middle of a thought.
 */
const LONGEST_SENTENCE = { en: 36, ko: 15 };
/** … fewer where its last word is asked for, without which none can come to its end. */
const LONGEST_TO_LAST_WORD = 24;
/** … and so many more than are asked for at least. */
const BEYOND_LEAST = 12;

function longestSentence(contract: Contract, language: Language): number {
  const toLastWord = language === "en" && contract.clauses.some((clause) => wordPlace(clause) === -1);
  const usual = toLastWord ? LONGEST_TO_LAST_WORD : LONGEST_SENTENCE[language];
  const least = leastCount(contract, { subject: "word", within: "sentence" });
  return least === 0 ? usual : Math.max(usual, least + BEYOND_LEAST);
}

interface Length {
  readonly verse?: boolean;
  readonly scope: Scope;
  readonly unit: Unit;
  readonly max: number;
}

const LENGTHS: readonly Length[] = [
  { verse: true, scope: [{ unit: "line", at: "each" }], unit: "word", max: 12 },
  { verse: true, scope: [], unit: "line", max: 20 },
  { scope: [], unit: "paragraph", max: 6 },
];

/** Sentences of a paragraph where nothing is asked … */
const SENTENCES = 5;
/** … and where some number is asked at least: one more, and no fewer than these. */
const FEWEST_SENTENCES = 3;

function sentencesOfParagraph({ clauses }: Contract): Length {
  const least = clauses.flatMap((clause) =>
    clause.relation === "at least" && clause.subject === "sentence" ? [clause.value] : [],
  );
  const max = least.length === 0 ? SENTENCES : Math.max(FEWEST_SENTENCES, ...least.map((value) => value + 1));
  return { verse: false, scope: [{ unit: "paragraph", at: "each" }], unit: "sentence", max };
}

/** English words that lean on the next one: no sentence, line or part before a comma ends with them. */
const OPEN_WORDS =
  "a an the and or but nor if than because although unless whether while every my your our their its very into onto from of which whose be am is are was were has have had will would shall should may might must could".split(
    " ",
  );

/** The rules for a contract, the more important first. */
export function houseRules({
  contract,
  tests,
  list,
  language = "en",
}: {
  contract: Contract;
  tests: WordTests;
  list: WordList;
  language?: Language;
}): readonly HouseRule[] {
  const verse = isVerse(contract);
  const longest: Length = {
    verse: false,
    scope: [{ unit: "sentence", at: "each" }],
    unit: "word",
    max: Math.max(longestSentence(contract, language), longestVerbatim(contract)),
  };
  const lengths = [longest, sentencesOfParagraph(contract), ...LENGTHS]
    .filter((rule) => rule.verse === undefined || rule.verse === verse)
    .map(
      ({ scope, unit, max }): HouseRule => ({
        monitor: within(scope, countMonitor({ unit, bounds: { min: 0, max } })),
      }),
    );
  const quoted = contract.clauses
    .filter(({ scope }) => !isOutOfReach(scope) && scope.at(-1)?.unit !== "character")
    .flatMap((clause) => [orderRule(clause), tailRule(clause), quotedRule(clause, { tests, list })])
    .filter((rule) => rule !== undefined);
  const open = language === "en" ? [{ monitor: openWordMonitor(tests.isOneOf(OPEN_WORDS)) }] : [];
  const turn =
    contract.form === "sijo"
      ? [{ monitor: within(SIJO_TURN.scope, groupsMonitor({ groups: SIJO_TURN.groups })) }]
      : [];
  const plain = language === "en" ? plainWordRules({ contract, tests }) : [];
  const korean = language === "ko" ? koreanRules({ contract, tests, verse }) : [];
  return [...quoted, ...turn, ...korean, ...plain, ...lengths, ...open];
}

/** Behind these words nothing but a space and the next word. */
function openWordMonitor(test: number): Monitor {
  return {
    begin: () => 0,
    word: (_, word) => (word.passes.has(test) ? 1 : 0),
    gap: (state, gap) => (state === 1 && (gap.marks[0] !== "" || gap.separator !== " ") ? undefined : 0),
    close: (state) => state === 0,
  };
}

/** Alphabetical order by first letters, each letter at most once: stricter than what was asked, and easily kept. */
function orderRule(clause: Clause): HouseRule | undefined {
  if (clause.relation !== "in alphabetical order" && clause.relation !== "in reverse alphabetical order") {
    return undefined;
  }
  const leaf = rankMonitor({ unit: clause.unit, rising: clause.relation === "in alphabetical order" });
  return { monitor: within(clause.scope, leaf), implies: clause };
}

/** `ends with "see you soon!"`: the words are checked, the mark is courtesy. */
function tailRule(clause: Clause): HouseRule | undefined {
  const tail = tailOf(clause);
  return tail === undefined ? undefined : { monitor: within(clause.scope, tailMonitor({ tail })) };
}

/** A quoted text as it was quoted, or at least its words. */
function quotedRule(clause: Clause, options: { tests: WordTests; list: WordList }): HouseRule | undefined {
  const text = verbatimOf(clause);
  return text
    ? { monitor: within(clause.scope, verbatimMonitor(text, options)) }
    : phraseRule(clause, options);
}

/**
 * Quoted words in the spelling in which they were quoted (`Priya`, `$25`), with nothing but spaces between them where
 * nothing else is quoted there. The checks ask for the words alone, in any case.
 */
function phraseRule(
  clause: Clause,
  { tests, list }: { tests: WordTests; list: WordList },
): HouseRule | undefined {
  if (!isPhraseClause(clause) || hasHangul(clause.value)) return undefined;
  const { relation, scope, value } = clause;
  const isAboutWord = scope.at(-1)?.unit === "word";
  const words = value.split(/\s+/u).flatMap((run) => {
    const ways = insideSpellings(run, list);
    return ways.length === 0 ? [] : [tests.isSpelled(ways)];
  });
  if (words.length === 0 || words.length > LONGEST_PHRASE) return undefined;
  const joined = !/[\p{P}\p{S}]\s/u.test(value);
  const bounds = { min: 1, max: UNBOUNDED };
  const leaf = {
    is: () =>
      isAboutWord
        ? wordTestMonitor({ test: words[0] })
        : prefixMonitor({ options: [words], whole: true, joined }),
    "starts with": () => prefixMonitor({ options: [words], joined }),
    "ends with": () => suffixMonitor({ tests: words, joined }),
    contains: () => phraseMonitor({ tests: words, bounds, joined }),
  };
  // Letters of a single word are no words.
  if (isAboutWord && relation !== "is") return undefined;
  const isPlain = words.length === 1 && value === value.toLowerCase() && /^[\p{L}\p{M}\s]+$/u.test(value);
  return isPlain ? undefined : { monitor: within(scope, leaf[relation]()) };
}

type PhraseClause = TextClause & { readonly relation: "is" | "starts with" | "ends with" | "contains" };

const isPhraseClause = (clause: Clause): clause is PhraseClause =>
  ["is", "starts with", "ends with", "contains"].includes(clause.relation);
