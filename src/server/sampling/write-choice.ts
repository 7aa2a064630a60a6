/**
 * One text that a model writes token by token, as it is written.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { Constraint } from "../../inference/constraint.ts";
import type { Position } from "../../inference/mask.ts";
import type { Context, TokenModel } from "../../model/token-model.ts";
import { masksFor } from "../../program/mask-cache.ts";
import { closingText } from "./closing.ts";
import { type Piece, Pieces } from "./pieces.ts";
import { type Sampler, scoresOf } from "./sampler.ts";

/** A text that must be made whole is looked at when it has so many tokens left, and some for each of its last end. */
const NEAR_THE_END = 96;
const NEAR_PER_TOKEN = 4;
const utf8 = new TextDecoder();
/** Tokens that a character which is begun may still take. */
const PARTIAL_TOKENS = 3;

export interface ChoiceOptions {
  readonly model: TokenModel;
  /** Holds the prompt; the choice goes on in it. */
  readonly context: Context;
  readonly sampler: Sampler;
  readonly maxTokens: number;
  readonly stops: readonly string[];
  readonly constraint?: Constraint<unknown> | undefined;
  /** Likeliest tokens to report at each place; undefined: no log-probabilities at all. */
  readonly topLogProbabilities?: number | undefined;
  /** Asked before every decode: true ends the text where it stands. */
  readonly shouldStop: () => boolean;
  /** Aborted: nobody waits for the text any more. */
  readonly signal: AbortSignal;
  readonly onPiece: (piece: Piece) => void | Promise<void>;
}

export interface ChoiceEnd {
  readonly reason: "stop" | "length";
  /** Tokens that were written, the end among them. */
  readonly tokens: number;
}

/** Scores after a context; undefined where `shouldStop` said so first. Noticed between the batches of a long prompt. */
export async function scoresAfter(
  context: Context,
  {
    model,
    signal,
    shouldStop = () => false,
  }: Pick<ChoiceOptions, "model" | "signal"> & Partial<Pick<ChoiceOptions, "shouldStop">>,
): Promise<Float32Array | undefined> {
  try {
    const [{ logits }] = await model.next([context], { shouldStop: () => signal.aborted || shouldStop() });
    return logits;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SijoError && error.code === "model.stopped") return undefined;
    throw error;
  }
}

/** Some end of a text, and how many tokens it takes. */
interface Closing {
  readonly text: string;
  readonly tokens: number;
}

/** The end of a text under a constraint, if one is found. */
export function closingOf(
  { vocabulary }: TokenModel,
  constraint: Constraint<unknown>,
  position: Position<unknown> = { state: constraint.start },
): Closing | undefined {
  const text = closingText(constraint, position);
  return text === undefined ? undefined : { text, tokens: vocabulary.tokenize(text).length };
}

/** What remains of an end when its beginning has been written; undefined: something else has been. */
function restOf(
  closing: Closing | undefined,
  written: string,
  { vocabulary }: TokenModel,
): Closing | undefined {
  if (written === "" || !closing?.text.startsWith(written)) return undefined;
  const text = closing.text.slice(written.length);
  return { text, tokens: vocabulary.tokenize(text).length };
}

/**
 * Writes a text to its end, or as far as it may go. Under a constraint it is made whole where it may go no further, with
 * some end that is not the model's.
 */
export async function writeChoice(options: ChoiceOptions): Promise<ChoiceEnd> {
  const { model, context, sampler, maxTokens, constraint, signal, shouldStop, onPiece } = options;
  const { vocabulary } = model;
  const masks = constraint && masksFor(vocabulary, constraint);
  const pieces = new Pieces(options.stops);
  const ends = new Set(vocabulary.endTokens);
  let position: Position<unknown> = { state: constraint?.start };
  /** The last end that was looked for. */
  let end = constraint && closingOf(model, constraint);
  /** Whether it is the end of what stands there. */
  let isEndOfThis = true;
  let written = 0;

  const finish = async (reason: ChoiceEnd["reason"], last = pieces.end()): Promise<ChoiceEnd> => {
    if (last.text !== "" || last.tokens.length > 0) await onPiece(last);
    return { reason, tokens: written };
  };
  /** Ends the text here; one under a constraint with what makes it whole. */
  const cut = (): Promise<ChoiceEnd> => {
    const closing = constraint && closingOf(model, constraint, position);
    if (closing) {
      written += closing.tokens;
      pieces.addText(closing.text);
    }
    return finish("length");
  };

  while (written < maxTokens) {
    signal.throwIfAborted();
    // A character is not left half written where the text must be whole.
    const isToStop = (): boolean => !(constraint && position.partial) && shouldStop();
    const logits = isToStop() ? undefined : await scoresAfter(context, { ...options, shouldStop: isToStop });
    if (!logits) return cut();
    const token = sampler.draw(logits, masks?.mask(position));
    if (token === undefined) return finish("length");
    if (!ends.has(token) && constraint && masks) {
      const next = masks.advance(position, token)?.position ?? position;
      const left = maxTokens - written - 1;
      const before = end?.tokens ?? 0;
      const text = position.partial || next.partial ? "" : utf8.decode(vocabulary.bytes(token));
      // Looked for anew only where the text leaves the last one: under large schemas, each takes long to find.
      const rest: Closing | undefined = isEndOfThis ? restOf(end, text, model) : undefined;
      const isNear = left <= NEAR_THE_END + NEAR_PER_TOKEN * before;
      if (rest) end = rest;
      else if (isNear && !next.partial) end = closingOf(model, constraint, next);
      isEndOfThis = rest !== undefined || (isNear && !next.partial);
      if (isNear) {
        const after = next.partial ? before + PARTIAL_TOKENS : (end?.tokens ?? 0);
        // The token is not taken where no end would fit behind it: the end from here does.
        if (after > left && !position.partial) return cut();
      }
      position = next;
    }
    written += 1;
    if (ends.has(token)) return finish("stop");
    const { topLogProbabilities: top } = options;
    const scores = top === undefined ? undefined : scoresOf(logits, { token, top });
    const piece = pieces.add({ token, scores }, vocabulary.bytes(token));
    if (piece.text !== "" || piece.tokens.length > 0) await onPiece(piece);
    if (pieces.stopped) return { reason: "stop", tokens: written };
    context.extend([token]);
  }
  return finish("length");
}
