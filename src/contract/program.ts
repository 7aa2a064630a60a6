/**
 * A compiled contract as an inference program: the follower writes, the constraint admits, particles are compared at
 * words.
 * @module
 */
import { stateAfter } from "../inference/constraint.ts";
import type { Message, TokenId } from "../model/token-model.ts";
import { barrier, context, type Effect, factor, observe, type Program, sample } from "../program/effects.ts";
import { sentenceSpans, stopsAtEnd } from "../text/index.ts";
import type { TextConstraint, TextState } from "./compile/text-constraint.ts";
import type { Taste } from "./korean-taste.ts";
import { Promises } from "./promises.ts";
import { Repetition, spellOut } from "./repetition.ts";

export interface ContractProgramOptions {
  readonly messages: readonly Message[];
  /** A second context that is told less, and how much each has to say; default: there is none. */
  readonly reader?: Reader | undefined;
  readonly constraint: TextConstraint;
  readonly temperature?: number;
  /** How many times as many particles a word is worth that decides much; default 1. */
  readonly width?: number;
  /** Weighs in behind every word; default: nothing does. */
  readonly taste?: Taste | undefined;
  /** The follower's tokens of a text; with it, words that are owed are looked for. Default: they are waited for. */
  readonly tokenize?: ((text: string) => readonly TokenId[]) | undefined;
  /** What stands there already, a turn of the messages each; default: nothing. */
  readonly before?: readonly string[] | undefined;
  /** What stands there already in the turn that is written, where nothing was before it; default: nothing. */
  readonly beginning?: Beginning | undefined;
  /** Whether the text is taken as it stands where one more sentence has ended; default: it ends where the follower ends it. */
  readonly oneSentence?: boolean;
  /** Whether words that follow the same words once more cost something; default: no. */
  readonly mindsRepetition?: boolean;
}

/**
 * Who knows the rules writes to them; who doesn't finds odd what is odd. Together they are a product of experts (Hinton
 * 2002, equation 1).
 */
export interface Reader {
  readonly messages: readonly Message[];
  /** Exponents of what the writer and the reader give each token. */
  readonly powers: readonly [writer: number, reader: number];
}

/** A text as far as it was written, and what of its worth comes of that. */
export interface Beginning {
  readonly text: string;
  readonly logProbability: number;
  readonly logRepetition: number;
}

/** A finished text. */
export interface Written {
  readonly text: string;
  /** It as far as each place where it stops as sentences do, in order; absent: nobody took note. */
  readonly stops?: readonly Beginning[];
  /**
   * ln of the follower's probability of the text and its end at its temperature, as if nothing had been constrained; with
   * a reader ln of the product of both.
   */
  readonly logProbability: number;
  /** ln of what taste and repetition take off. */
  readonly logTaste: number;
}

/** Writes a text that obeys the constraint; returns it when the follower ends it. */
export function contractProgram({
  messages,
  reader,
  constraint,
  temperature = 1,
  width = 1,
  taste,
  tokenize,
  before: turns = [],
  beginning,
  oneSentence = false,
  mindsRepetition = false,
}: ContractProgramOptions): Program<Written> {
  const promises = taste?.ahead && tokenize ? new Promises(taste.ahead, tokenize) : undefined;
  const found = new WeakMap<object, Found>();
  const foundBehind = (answer: object): Found => {
    const known = found.get(answer);
    if (known) return known;
    const none: Found = {};
    found.set(answer, none);
    return none;
  };
  const begun = beginningOf(turns) + (beginning?.text ?? "");
  const sentences = sentenceSpans(begun).finished.length;
  // Once for all particles: whoever is copied goes through the program again.
  const start = { state: stateAfter(constraint, begun) };
  const standing = [...turns, ...(beginning ? [beginning.text] : [])];
  const spelled = tokenize ? standing.flatMap((part) => spellOut(part, tokenize)) : [];
  return function* () {
    const contexts = [yield* context(messages)];
    if (reader) contexts.push(yield* context(reader.messages));
    if (beginning) for (const own of contexts) yield* observe(own, beginning.text);
    let text = begun;
    let logProbability = beginning?.logProbability ?? 0;
    let logTaste = 0;
    /** What was given in advance for the word that is being written. */
    let advance = 0;
    let logRepetition = beginning?.logRepetition ?? 0;
    const stops: Beginning[] = [];
    const written = (): Written => ({ text, stops, logProbability, logTaste: logTaste + logRepetition });
    /** A word that is not finished can't be judged. */
    function* weigh(worth: number | undefined): Generator<Effect, void, unknown> {
      if (worth === undefined) return;
      const change = worth - logTaste - advance;
      logTaste = worth;
      advance = 0;
      if (change !== 0) yield* factor(change);
    }
    let position: { readonly state: TextState } = start;
    /** The answer that the text ends with. */
    let last: object = start;
    /** The last pieces of the text, from the one with which it stopped on; empty: it goes on. */
    let stop = "";
    const repetition = mindsRepetition ? new Repetition() : undefined;
    for (const { token, text: run } of spelled) repetition?.wrote(token, run);
    /** Whether the word before this one decided much: what it was worth shows behind this one. */
    let hasDecided = false;
    /** Whether the last barrier had room for more particles than usual. */
    let isWide = false;
    while (true) {
      const here = foundBehind(last);
      here.ahead ??= promises?.bias(text);
      const promised = here.ahead;
      const repeated = repetition?.bias;
      const bias = product(promised, repeated);
      const step = yield* sample<TextState>(contexts, {
        constraint,
        position,
        temperature,
        ...(reader && { powers: reader.powers }),
        ...(bias && { bias }),
      });
      logProbability += step.logProbability;
      if (step.ended) {
        yield* weigh(taste?.finished(text));
        return written();
      }
      logRepetition += repeated?.get(step.token) ?? 0;
      repetition?.wrote(step.token, step.text);
      const before = text;
      text += step.text;
      last = step;
      // The first piece of a word is a place where all particles have written as many words.
      const hasBegun = constraint.wordsBegun(step.position.state) > constraint.wordsBegun(position.state);
      position = step.position;
      stop = stopsAtEnd(stop + step.text) ? stop + step.text : "";
      if (stop !== "") stops.push({ text, logProbability, logRepetition });
      const isEnd = oneSentence && stop !== "" && hasEnded(text, { behind: sentences });
      if (isEnd && constraint.next(position.state, SPACE) !== undefined) {
        yield* weigh(taste?.unfinished(text));
        return written();
      }
      if (hasBegun) {
        here.worth ??= taste?.unfinished(before);
        yield* weigh(here.worth);
      }
      advance += promised?.get(step.token) ?? 0;
      if (hasBegun) {
        const decides = (width > 1 && constraint.isDecisive?.(position.state)) ?? false;
        isWide = decides || hasDecided;
        hasDecided = decides;
        yield* barrier(isWide ? { width } : {});
      } else if (isWide && constraint.mayEnd(position.state)) {
        isWide = false;
        yield* barrier();
      }
    }
  };
}

/** What tastes say of a text. Whoever is copied is given the same answers again, and finds it behind each. */
interface Found {
  worth?: number | undefined;
  ahead?: Bias | undefined;
}

const SPACE = 0x20;

/** The text that turns come to, as far as the next one. */
export const beginningOf = (turns: readonly string[]): string => turns.map((turn) => `${turn} `).join("");

/** Whether a text that stops has come to the end of a sentence, behind so many. */
function hasEnded(text: string, { behind }: { behind: number }): boolean {
  const { finished, unfinished } = sentenceSpans(text);
  return !unfinished && finished.length > behind;
}

type Bias = ReadonlyMap<TokenId, number>;

/** Both factors on each token; undefined: there are none. */
function product(one: Bias | undefined, other: Bias | undefined): Bias | undefined {
  if (!one?.size || !other?.size) return one?.size ? one : other?.size ? other : undefined;
  const both = new Map(one);
  for (const [token, factor] of other) both.set(token, (both.get(token) ?? 0) + factor);
  return both;
}

export interface FreeProgramOptions {
  readonly messages: readonly Message[];
  readonly temperature?: number;
  /** The text is taken as it stands after so many tokens. */
  readonly maxTokens: number;
}

/** Writes whatever the follower likes: for requests that ask nothing that can be checked. */
export function freeProgram({ messages, temperature = 1, maxTokens }: FreeProgramOptions): Program<Written> {
  return function* () {
    const follower = yield* context(messages);
    let text = "";
    let logProbability = 0;
    for (let count = 0; count < maxTokens; count += 1) {
      const step = yield* sample(follower, { temperature });
      logProbability += step.logProbability;
      if (step.ended) break;
      text += step.text;
    }
    return { text: text.trim(), logProbability, logTaste: 0 };
  };
}
