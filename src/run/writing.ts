/**
 * What the follower is asked to write, and how texts that it wrote are compared.
 * @module
 */
import type { Compilation } from "../contract/compile/compile.ts";
import type { Language } from "../contract/compile/language.ts";
import { englishTaste } from "../contract/english-taste.ts";
import { fewestWords } from "../contract/fewest-words.ts";
import { type Contract, check, textsSaid } from "../contract/index.ts";
import { koreanTaste, type Taste } from "../contract/korean-taste.ts";
import {
  type Beginning,
  beginningOf,
  contractProgram,
  freeProgram,
  type Reader,
  type Written,
} from "../contract/program.ts";
import { lastWordsOf } from "../contract/word-place.ts";
import type { Message, ModelDescription, TokenId } from "../model/token-model.ts";
import type { Program } from "../program/index.ts";
import { sentenceSpans } from "../text/index.ts";
import { CONTEXTS_EACH, type Effort, hasPlacedWords, mostReadAgain, spendingOf } from "./effort.ts";
import { afterHistory, followerMessages } from "./messages.ts";
import { orderWithoutForm, orderWithoutRules, sentenceBySentence } from "./plain-order.ts";
import { worthOfReading } from "./second-reading.ts";
import { SIJO_EXAMPLES } from "./sijo-examples.ts";
import type { Candidate } from "./verdict.ts";
import { OTHER_CONTEXTS, type Writing } from "./write.ts";

/** Lower where small models know little of the language. */
const DEFAULT_TEMPERATURE: Readonly<Record<Language, number>> = { en: 0.8, ko: 0.5 };
/** Tokens of an answer to a request that asks nothing that can be checked. */
const FREE_TOKENS = 400;
const FREE_PARTICLES = 2;
/** Tokens that all texts of a first round may come to, by how long they are at least; but one is always written. */
const FIRST_ROUND_TOKENS = 4_000;
const TOKENS_OF_WORD = 1.35;
/** Sentences of a text that is written one by one, up to which those with last words are tried again: it has to come to its end. */
const MOST_TRIED_AGAIN = 12;
/**
 * What who writes and who reads have to say. Together more than one, so that likelier words are preferred, as at a lower
 * temperature. Who has to come to a last word must be heard more than who has to come to words in their places.
 */
const POWERS = { ofPlaces: [0.8, 0.5], ofLastWords: [1, 0.35] } as const;

/** All that anybody is told, as traces have it. */
export interface Told {
  readonly messages: readonly Message[];
  /** Who was told nothing of the rules, and has a say in each token; absent: nobody. */
  readonly reader?: Reader;
}

/** Everything that decides what is written, but for the follower and the seed. */
export interface WritingTask {
  /** Writes a text, or anew what comes behind its beginning. */
  readonly programBehind: (beginning?: Beginning) => Program<Written>;
  readonly told: Told;
  /** What the text begins with, as it was written before. */
  readonly begun: string;
  /** Whether a text that it came to is whole; else a sentence of it is. */
  readonly isWhole: (text: string) => boolean;
  readonly temperature: number;
  readonly width: number;
  /** Of the first round. */
  readonly particles: number;
  /** Of the run as a whole, which a request without rules or for a very long text doesn't use at first. */
  readonly particlesWanted: number;
  /** Particles up to which a round that says too little is followed by a larger one, though a text passes. */
  readonly growsTo: number;
  /** Rounds of `particles` at least … */
  readonly tries: number;
  /** … and up to so many, one by one, where the best text reads oddly to who wasn't told the rules. */
  readonly triesOfOdd: number;
  /** Whether the follower's likeliest text may be as good as any. */
  readonly leavesMuchOpen: boolean;
  /** What those are told who read texts that pass, of which there are so many at most; undefined: nobody does. */
  readonly secondReading:
    | { readonly readers: readonly (readonly Message[])[]; readonly most: number }
    | undefined;
}

export function writingTask({
  contract,
  constraint,
  request,
  history = [],
  language,
  tokenize,
  model,
  before = [],
  effort,
  temperature = DEFAULT_TEMPERATURE[language],
  ...own
}: {
  contract: Contract;
  constraint: Extract<Compilation, { kind: "compiled" }>["constraint"];
  request: string;
  history?: readonly Message[] | undefined;
  language: Language;
  /** The follower's tokens of a text: what it is to find words by. */
  tokenize?: ((text: string) => readonly TokenId[]) | undefined;
  /** The follower's. */
  model: Pick<ModelDescription, "maxContexts" | "remote">;
  /** What has been written of a text that is written sentence by sentence; default: nothing. */
  before?: readonly string[] | undefined;
  effort?: Effort | undefined;
  /** In place of what the effort comes to. */
  particles: number | undefined;
  temperature?: number | undefined;
  width?: number | undefined;
}): WritingTask {
  // Elsewhere each would cost all that stands before it once more.
  const bySentence = language === "en" && !model.remote ? sentenceBySentence(contract) : undefined;
  const asked = followerMessages(request, { language, contract, bySentence, before });
  const messages = afterHistory(history, asked);
  const begun = beginningOf(before);
  const behindFirst = bySentence?.others.length ?? 0;
  const done = sentencesIn(begun);
  const isLast = done >= behindFirst;
  const isTriedAgain = !bySentence || (behindFirst < MOST_TRIED_AGAIN && lastWordsOf(contract).has(done + 1));
  const free = isFree(contract);
  const spending = spendingOf(effort, contract, { bySentence: bySentence !== undefined });
  const { particles: particlesWanted = spending.particles } = own;
  // Who says how many there are, and not how hard to try, gets so many.
  const isCounted = own.particles !== undefined && effort === undefined;
  const { width = isCounted ? 1 : spending.width } = own;
  const first = own.particles ?? spending.atFirst;
  const particles = Math.min(first, free ? FREE_PARTICLES : mostAtFirst(contract, behindFirst + 1));
  const isUsual = own.particles === undefined && particles === first;
  const tries = isUsual ? spending.tries : 1;
  const isEnglishProse = language === "en" && isProse(contract);
  const hasRoom = particles * CONTEXTS_EACH + OTHER_CONTEXTS <= model.maxContexts;
  const powers = bySentence ? POWERS.ofLastWords : POWERS.ofPlaces;
  const isNarrow = bySentence !== undefined || hasPlacedWords(contract);
  const reader =
    isEnglishProse && isNarrow && !model.remote && hasRoom
      ? { messages: orderWithoutRules(contract, before), powers }
      : undefined;
  const taste = tasteOf(contract, { language, request });
  const programBehind = (beginning?: Beginning): Program<Written> =>
    free
      ? freeProgram({ messages, temperature, maxTokens: FREE_TOKENS })
      : contractProgram({
          messages,
          reader,
          constraint,
          temperature,
          width,
          taste,
          tokenize,
          before,
          beginning,
          oneSentence: !isLast,
          mindsRepetition: isEnglishProse,
        });
  return {
    programBehind,
    told: { messages, ...(reader && { reader }) },
    begun,
    isWhole: (text) => isLast || sentencesIn(text) > behindFirst,
    temperature,
    width,
    particles,
    particlesWanted,
    // Where a first round is small for another reason than the effort, it is enough that a text passes.
    growsTo: particles < first ? particles : particlesWanted,
    tries,
    triesOfOdd: tries + (isUsual && isTriedAgain ? spending.triesMoreOfOdd : 0),
    leavesMuchOpen: isEnglishProse && !free && contract.clauses.every(isLoose),
    secondReading:
      isEnglishProse && !free
        ? {
            readers: [orderWithoutRules(contract), orderWithoutForm(contract)],
            most: mostReadAgain({ particles, tries }),
          }
        : undefined,
  };
}

const sentencesIn = (text: string): number => sentenceSpans(text).finished.length;

/** One whole text within a limit of time is worth more than many that are cut short; a part of it is the shorter. */
const mostAtFirst = (contract: Contract, parts: number): number =>
  Math.max(1, Math.floor((FIRST_ROUND_TOKENS * parts) / (fewestWords(contract) * TOKENS_OF_WORD)));

/** A clause that most texts of its kind could keep; not one that counts exactly, or has words in their places. */
const isLoose = ({ relation }: Contract["clauses"][number]): boolean =>
  relation === "contains" ||
  relation === "contains in order" ||
  relation === "avoids" ||
  relation === "at most";

/** Nothing is asked that could be held to while writing. */
const isFree = ({ form = "text", clauses }: Contract): boolean => form === "text" && clauses.length === 0;

/** Texts of sentences; data and lists say the same again by their nature. */
const isProse = ({ form = "text" }: Contract): boolean =>
  form === "text" || form === "sentence" || form === "paragraph" || form === "poem";

/** The texts that were written, each with whether it passes; for what isn't whole its constraint has answered so far. */
export function candidatesOf(
  texts: Writing["texts"],
  contract: Contract,
  { begun, isWhole }: Pick<WritingTask, "begun" | "isWhole">,
): Candidate[] {
  const before = [...begun].length;
  return texts.map(({ text, logProbability, logTaste, share }): Candidate => {
    const characters = Math.max(1, [...text].length - before);
    return {
      text,
      share,
      logProbabilityPerCharacter: logProbability / characters,
      logTastePerCharacter: logTaste / characters,
      passed: !isWhole(text) || check(contract, text).passed,
    };
  });
}

/** Different texts that pass: the best of each round, then the second of each, … Those of one round are much alike. */
export function finalistsOf(rounds: readonly (readonly Candidate[])[]): readonly string[] {
  const ranked = rounds.map((found) => bestFirst(found.filter(({ passed }) => passed)));
  const deepest = Math.max(0, ...ranked.map(({ length }) => length));
  const inTurn = Array.from({ length: deepest }, (_, rank) => ranked.flatMap((found) => found[rank] ?? []));
  return [...new Set(inTurn.flat().map(({ text }) => text))];
}

/** Those that pass first, of them those that were read again, then the likeliest for their length. */
export const bestFirst = (candidates: readonly Candidate[]): Candidate[] =>
  [...candidates].sort(
    (one, other) =>
      Number(other.passed) - Number(one.passed) ||
      Number(other.reading !== undefined) - Number(one.reading !== undefined) ||
      goodness(other) - goodness(one),
  );

/** By what it is worth to who wrote it to the rules, and to who read it without them. */
const goodness = ({ logProbabilityPerCharacter, logTastePerCharacter, reading }: Candidate): number =>
  logTastePerCharacter +
  (reading ? (logProbabilityPerCharacter + worthOfReading(reading)) / 2 : logProbabilityPerCharacter);

/** What is minded in a text of this language. */
function tasteOf(contract: Contract, { language, request }: { language: Language; request: string }): Taste {
  if (language !== "ko") return englishTaste(contract);
  const { clauses, form, topic } = contract;
  return koreanTaste({
    topic,
    list: form === "list",
    verse: form === "sijo" || form === "poem",
    quoted: clauses.flatMap(textsSaid),
    ...(form === "sijo" && { known: [request, ...SIJO_EXAMPLES.map(({ text }) => text)] }),
  });
}
