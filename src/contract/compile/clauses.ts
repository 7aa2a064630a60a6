/**
 * Each clause as a monitor over the part that its scope names. Counts are in `parts.ts`, where several become one.
 * @module
 */
import { foldWord, hasHangul, wordsOf } from "../../text/index.ts";
import { boundsOfGroups } from "../syllable-groups.ts";
import type { Clause } from "../types.ts";
import { isLead, isTail } from "./gaps.ts";
import { groupsMonitor } from "./groups.ts";
import { characterMonitor, leadMonitor, tailMonitor } from "./marks.ts";
import { type Bounds, type Monitor, occurrenceMonitor, UNBOUNDED, wordTestMonitor } from "./monitor.ts";
import { LONGEST_PHRASE, orderMonitor, phraseMonitor, prefixMonitor, suffixMonitor } from "./phrases.ts";
import type { ShapedContext } from "./shaped/context.ts";
import type { WordTests } from "./word-tests.ts";

export interface ClauseMonitor {
  readonly monitor: Monitor;
  /** Tests that some word must pass if the clause is to be obeyed in these words at all. */
  readonly needs: readonly number[];
  /** A character that some gap must have, unless a word has it. */
  readonly needsMark?: string;
}

const needing = (monitor: Monitor, ...needs: readonly number[]): ClauseMonitor => ({ monitor, needs });

type ClauseOf<Relation extends Clause["relation"]> = Extract<Clause, { relation: Relation }>;
/** A quoted text in its place. */
export type TextClause = ClauseOf<"is" | "starts with" | "ends with" | "contains" | "avoids">;

const isAboutWord = ({ scope }: Clause): boolean => scope.at(-1)?.unit === "word";

/** The monitor of a clause, or undefined when the clause is beyond this compiler (it is still checked afterwards). */
export function leafMonitor(
  clause: Exclude<Clause, { subject: unknown }>,
  tests: WordTests,
  shaped: ShapedContext | undefined,
): ClauseMonitor | undefined {
  switch (clause.relation) {
    case "is":
    case "starts with":
    case "ends with":
    case "contains":
    case "avoids":
      return isAboutWord(clause) ? spellingOf(clause, tests) : textOf(clause, tests);
    case "occurs exactly":
    case "occurs at least":
    case "occurs at most":
      return occurrencesOf(clause.value, timesOf(clause), tests);
    case "is one of":
      return oneOf(clause, tests);
    case "contains in order":
      return inOrder(clause, tests);
    case "contains the letter":
    case "avoids the letter":
      return letterOf(clause, tests);
    case "in groups":
      return needing(
        groupsMonitor({ groups: boundsOfGroups({ sizes: clause.value, within: clause.within }) }),
      );
    case "matches":
    case "is like":
    case "is lowercase":
    case "is uppercase":
    case "is capitalised":
      return shaped && needing(shaped.shape(clause));
    case "numbers increase":
    case "numbers decrease":
    case "sum exactly":
    case "sum at least":
    case "sum at most":
    case "sum between":
    case "has more than before":
    case "has fewer than before":
    case "repeats no":
    case "in alphabetical order":
    case "in reverse alphabetical order":
      return undefined;
  }
}

/** About one word: its spelling. */
function spellingOf({ relation, value }: TextClause, tests: WordTests): ClauseMonitor {
  if (relation === "is") {
    const words = wordsOf(value);
    const test = tests.isOneOf(words.length === 1 ? words : []);
    return needing(wordTestMonitor({ test }), test);
  }
  const folded = foldWord(value.trim());
  const at = relation === "starts with" ? "front" : relation === "ends with" ? "end" : "anywhere";
  const test = tests.letters(at, folded);
  return relation === "avoids"
    ? needing(wordTestMonitor({ test, wanted: false }))
    : needing(wordTestMonitor({ test }), test);
}

/** About the words of a larger part; or its marks, where no word is quoted. */
function textOf({ relation, scope, value }: TextClause, tests: WordTests): ClauseMonitor | undefined {
  const words = wordsOf(value);
  if (relation === "contains") return occurrencesOf(value, { min: 1, max: UNBOUNDED }, tests);
  if (relation === "avoids") return occurrencesOf(value, { min: 0, max: 0 }, tests);
  if (words.length === 0) {
    const mark = value.trim();
    const closesSentence = scope.at(-1)?.unit === "sentence";
    if (relation === "starts with" && isLead(mark)) return needing(leadMonitor({ lead: mark }));
    if (relation === "ends with" && isTail(mark, { closesSentence }))
      return needing(tailMonitor({ tail: mark }));
    return undefined;
  }
  const indices = words.map((word) => tests.equals(word));
  if (relation === "ends with") {
    return words.length > LONGEST_PHRASE ? undefined : needing(suffixMonitor({ tests: indices }), ...indices);
  }
  return needing(prefixMonitor({ options: [indices], whole: relation === "is" }), ...indices);
}

const timesOf = ({
  relation,
  times,
}: ClauseOf<"occurs exactly" | "occurs at least" | "occurs at most">): Bounds => ({
  min: relation === "occurs at most" ? 0 : times,
  max: relation === "occurs at least" ? UNBOUNDED : times,
});

/** How often a word, a phrase or a mark occurs in a larger part. */
function occurrencesOf(value: string, bounds: Bounds, tests: WordTests): ClauseMonitor | undefined {
  const words = wordsOf(value);
  const wanted = (needs: readonly number[]): readonly number[] => (bounds.min > 0 ? needs : []);
  // Of characters, a word holds several: where more than none and some matters, only gaps have them.
  const isNoneOrSome = bounds.max === 0 || (bounds.min <= 1 && bounds.max === UNBOUNDED);
  if (words.length === 0) {
    // Of two signs, one could stand in a word (`$25`) and the other beside it.
    const isMark = !/\s/u.test(value) && ([...value].length === 1 || !/[#@&+%°\p{Sc}]/u.test(value));
    if (!isMark) return undefined;
    const test = tests.has(value);
    const monitor = characterMonitor({ character: value, test, bounds, inWords: isNoneOrSome });
    return bounds.min > 0 ? { monitor, needs: [], needsMark: value } : needing(monitor);
  }
  const asCharacters = hasHangul(value);
  const phrase = asCharacters ? characterTests(value, tests) : words.map((word) => tests.equals(word));
  if (!phrase || phrase.length > LONGEST_PHRASE || (asCharacters && !isNoneOrSome)) return undefined;
  const [only] = phrase;
  const monitor =
    phrase.length === 1
      ? occurrenceMonitor({ test: only, bounds, exclusive: !asCharacters })
      : phraseMonitor({ tests: phrase, bounds, joined: asCharacters });
  return { monitor, needs: wanted(phrase) };
}

/** Tests of the words around and inside these characters; Hangul is sought inside words. */
function characterTests(value: string, tests: WordTests): number[] | undefined {
  if (!/^[^\s\p{P}\p{S}]+(?: [^\s\p{P}\p{S}]+)*$/u.test(value)) return undefined;
  const runs = value.split(" ");
  if (runs.length === 1) return [tests.has(value)];
  return runs.map((run, index) => {
    if (index === 0) return tests.endsWith(run);
    return index === runs.length - 1 ? tests.startsWith(run) : tests.equals(run);
  });
}

function oneOf(clause: ClauseOf<"is one of">, tests: WordTests): ClauseMonitor | undefined {
  const options = clause.value.map(wordsOf).filter((words) => words.length > 0);
  if (options.length === 0) return undefined;
  if (isAboutWord(clause)) {
    const test = tests.isOneOf(options.flatMap((words) => (words.length === 1 ? words : [])));
    return needing(wordTestMonitor({ test }), test);
  }
  const sequences = options.map((words) => words.map((word) => tests.equals(word)));
  return needing(prefixMonitor({ options: sequences, whole: true }));
}

function inOrder({ value }: ClauseOf<"contains in order">, tests: WordTests): ClauseMonitor | undefined {
  const phrases: number[][] = [];
  for (const text of value) {
    const words = wordsOf(text);
    if (words.length === 0 || words.length > LONGEST_PHRASE) return undefined;
    if (!hasHangul(text)) phrases.push(words.map((word) => tests.equals(word)));
    else if (words.length === 1 && words[0] === text) phrases.push([tests.has(text)]);
    else return undefined;
  }
  return needing(orderMonitor({ phrases }), ...phrases.flat());
}

function letterOf(
  clause: ClauseOf<"contains the letter" | "avoids the letter">,
  tests: WordTests,
): ClauseMonitor {
  const test = tests.has(clause.value);
  const wanted = clause.relation === "contains the letter";
  const monitor = isAboutWord(clause)
    ? wordTestMonitor({ test, wanted })
    : occurrenceMonitor({ test, bounds: wanted ? { min: 1, max: UNBOUNDED } : { min: 0, max: 0 } });
  return needing(monitor, ...(wanted ? [test] : []));
}
