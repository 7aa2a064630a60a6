/**
 * Texts read once more by a model that wasn't told what had been asked for: what was written to fit rules can be likely to
 * whoever knows them, and strange to everybody else.
 * @module
 */
import { type Contract, textsSaid } from "../contract/index.ts";
import { lastWordsOf } from "../contract/word-place.ts";
import { SijoError } from "../errors.ts";
import { allSettled } from "../model/all-settled.ts";
import { isFull } from "../model/full.ts";
import type { Context, DecodeOptions, Message, TokenModel } from "../model/token-model.ts";
import { foldedWords, foldWord, stopsAtEnd } from "../text/index.ts";

export interface Reading {
  /** Characters (code points) that were read. */
  readonly characters: number;
  /** Mean natural-log probability of each. */
  readonly perCharacter: number;
  /** Tokens under 10⁻⁵ in words that the contract doesn't quote. */
  readonly strange: number;
  /** Ends of sentences under 10⁻³, but for those that are quoted: they stop where nobody would. */
  readonly abrupt: number;
  /** Words under 10⁻³ that sentences have to end with: they are hung on to them. */
  readonly hung: number;
  /** Where the first of all these is, in UTF-16 code units of the text; null: there are none. */
  readonly oddAt: number | null;
}

const STRANGE = Math.log(1e-5);
const ABRUPT = Math.log(1e-3);
const STOP = /[.!?]/u;
/** ln of what a text costs who can't know what it will be about, taken back: its beginning, and words that were asked for. */
const BEGINNING = 20;
/** ln of what each place where a reader stumbles costs beside its own improbability. */
const ODD_COST = -20;

/** ln a character that no prose reaches which was written for the occasion, and what it costs to be known by heart. */
const BY_HEART = { from: -0.18, cost: -1 };

/**
 * What a text is worth by how it read: ln a character, less for each place where a reader stumbles. Long texts are no better
 * for having more characters to spread their beginning over, and none is that everybody has by heart.
 */
export function worthOfReading(reading: Reading): number {
  const { perCharacter, characters } = reading;
  const known = perCharacter > BY_HEART.from ? BY_HEART.cost : 0;
  return perCharacter + known + (BEGINNING + ODD_COST * oddities(reading)) / Math.max(1, characters);
}

/** Places where a reader stumbles; an end that nobody expects at all is two. */
const oddities = ({ strange, abrupt, hung }: Reading): number => strange + abrupt + hung;

/** Whether a reader stumbles anywhere. */
export const readsOddly = (reading: Reading | undefined): boolean =>
  reading !== undefined && oddities(reading) > 0;

/** Behind what a reader is told and what stands of a text already, where it goes on to read. */
export function readerContext({
  model,
  messages,
  begun = "",
}: {
  readonly model: TokenModel;
  readonly messages: readonly Message[];
  readonly begun?: string;
}): Context {
  const context = model.context(model.chat(messages));
  context.extend(model.vocabulary.tokenize(begun.trimEnd()));
  return context;
}

/**
 * Scores texts behind the same messages, together; of texts that begin alike, what stands behind that. Undefined:
 * `shouldStop` ended it, or there was no room for them.
 */
export async function readTexts(
  texts: readonly string[],
  {
    model,
    messages,
    contract,
    begun = "",
    decoding,
  }: {
    readonly model: TokenModel;
    readonly messages: readonly Message[];
    readonly contract: Contract;
    /** What all of them begin with, as far as they have been read. */
    readonly begun?: string;
    readonly decoding?: DecodeOptions;
  },
): Promise<readonly Reading[] | undefined> {
  const quoted = quotedIn(contract);
  const from = begun.trimEnd().length;
  const prompt = readerContext({ model, messages, begun });
  const contexts = texts.map(() => prompt.fork());
  try {
    return await allSettled(
      texts.map(async (whole, at) => {
        const text = whole.slice(from);
        const tokens = model.vocabulary.tokenize(text);
        const scores = await model.score(contexts[at], tokens, decoding);
        const pieces = tokens.map((token) => model.vocabulary.bytes(token));
        return readingOf({ text, from, pieces, scores, quoted });
      }),
    );
  } catch (error) {
    if (wasCutShort(error)) return undefined;
    throw error;
  } finally {
    for (const context of [...contexts, prompt]) context.drop();
  }
}

/**
 * The same by several at once, each told something else: what one expects by the wording of its order, another doesn't. A
 * text is as likely as it is to the first; of places where they stumble, those of whoever stumbles most are counted.
 */
export async function readByAll(
  texts: readonly string[],
  {
    readers,
    ...options
  }: Omit<Parameters<typeof readTexts>[1], "messages"> & {
    /** What each is told; one at least. */
    readonly readers: readonly (readonly Message[])[];
  },
): Promise<readonly Reading[] | undefined> {
  const all = await allSettled(readers.map((messages) => readTexts(texts, { ...options, messages })));
  const byReader = all.filter((readings) => readings !== undefined);
  if (byReader.length < readers.length) return undefined;
  return texts.map((_, at) => byReader.map((readings) => readings[at]).reduce(joined));
}

function joined(one: Reading, other: Reading): Reading {
  const places = [one.oddAt, other.oddAt].filter((place) => place !== null);
  return {
    ...one,
    strange: Math.max(one.strange, other.strange),
    abrupt: Math.max(one.abrupt, other.abrupt),
    hung: Math.max(one.hung, other.hung),
    oddAt: places.length > 0 ? Math.min(...places) : null,
  };
}

const wasCutShort = (error: unknown): boolean =>
  isFull(error) || (error instanceof SijoError && error.code === "model.stopped");

function readingOf({
  text,
  from,
  pieces,
  scores,
  quoted,
}: {
  readonly text: string;
  /** Where it begins in the whole. */
  readonly from: number;
  readonly pieces: readonly Uint8Array[];
  readonly scores: Float64Array;
  readonly quoted: Quoted;
}): Reading {
  const decoder = new TextDecoder();
  let [strange, abrupt, hung] = [0, 0, 0];
  let oddAt: number | null = null;
  let end = 0;
  /** ln of the probability of the word that the text stands in. */
  let word = 0;
  for (const [index, score] of scores.entries()) {
    const piece = decoder.decode(pieces[index], { stream: true });
    const start = end;
    const before = strange + abrupt + hung;
    end += piece.length;
    if (STOP.test(piece)) {
      if (word < ABRUPT && quoted.lasts.has(wordBefore(text, start))) hung += 1;
      if (score < ABRUPT && !quoted.ends.some((quotation) => text.slice(0, end).endsWith(quotation)))
        abrupt += 1;
    }
    word = /^\s/u.test(piece) ? score : word + score;
    if (score < STRANGE && !wordsAround(text, end - 1).some((one) => quoted.words.has(one))) strange += 1;
    if (strange + abrupt + hung > before) oddAt ??= from + start;
  }
  const total = scores.reduce((sum, score) => sum + score, 0);
  const characters = [...text].length;
  return { characters, perCharacter: total / Math.max(1, characters), strange, abrupt, hung, oddAt };
}

/** What a contract quotes: its words, those that sentences end with, and of the texts those that end a sentence. */
interface Quoted {
  readonly words: ReadonlySet<string>;
  readonly lasts: ReadonlySet<string>;
  readonly ends: readonly string[];
}

function quotedIn(contract: Contract): Quoted {
  const texts = contract.clauses.flatMap(textsSaid);
  return {
    words: new Set(texts.flatMap(foldedWords)),
    lasts: new Set([...lastWordsOf(contract).values()].map(foldWord)),
    ends: texts.filter(stopsAtEnd),
  };
}

/** Of the run without white space that holds this place. */
const wordsAround = (text: string, at: number): string[] =>
  foldedWords(/^\S*/u.exec(text.slice(runFrom(text, at)))?.[0] ?? "");

/** The word that ends before this place. */
const wordBefore = (text: string, at: number): string =>
  foldedWords(text.slice(runFrom(text, at - 1), at)).at(-1) ?? "";

/** Where the run without white space begins that holds this place. */
const runFrom = (text: string, at: number): number =>
  Math.max(text.lastIndexOf(" ", at), text.lastIndexOf("\n", at)) + 1;
