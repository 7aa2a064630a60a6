/**
 * Constraints over text as masks over a vocabulary.
 *
 * Between tokens the state is the constraint's own and, where the last token ended inside a character, the part of it
 * that is there. A mask is made by walking a trie of the vocabulary; walks that begin alike (the same first byte into a
 * state with the same key) are done once and shared, since most states differ only in how a word ends, not in how the
 * next one begins.
 * @module
 */
import type { TokenId, Vocabulary } from "../model/token-model.ts";
import type { Constraint } from "./constraint.ts";
import type { Mask } from "./distribution.ts";
import { type TokenTrie, tokenTrie } from "./token-trie.ts";
import { completions, type PartialCharacter, utf8Step } from "./utf8.ts";

/** Where a text stands between two tokens. */
export interface Position<State> {
  readonly state: State;
  readonly partial?: PartialCharacter;
}

export interface Masks<State> {
  readonly start: Position<State>;
  /** Tokens that may come next; the end tokens among them where the text may end. */
  mask(position: Position<State>): Mask;
  /** The position after a token and the characters it completed; undefined where it isn't allowed. */
  advance(position: Position<State>, token: TokenId): { position: Position<State>; text: string } | undefined;
}

/** Cached token ids, over all masks, before the caches are emptied: 4 bytes each. */
const CACHE_IDS = 24_000_000;
/** Code points tried, where the constraint names no alphabet, before a partial character is admitted unseen. */
const COMPLETIONS_TRIED = 4096;

export function masks<State>({
  vocabulary,
  constraint,
}: {
  vocabulary: Vocabulary;
  constraint: Constraint<State>;
}): Masks<State> {
  const trie = usableTokens(vocabulary, constraint);
  const alphabet = constraint.alphabet && Int32Array.from(constraint.alphabet).sort();
  const ends = Int32Array.from(vocabulary.endTokens);
  const whole = new Map<string, Mask>();
  const shared = new Map<string, Int32Array>();
  let cached = 0;

  const keyOf = ({ state, partial }: Position<State>): string =>
    partial ? `${constraint.key(state)}~${partial.bits}.${partial.missing}` : `${constraint.key(state)}`;

  /** Whether some character that begins like this may come next. */
  const admitsPartial = (state: State, partial: PartialCharacter): boolean => {
    const [low, high] = completions(partial);
    if (alphabet) {
      for (
        let index = lowerBound(alphabet, low);
        index < alphabet.length && alphabet[index] <= high;
        index += 1
      ) {
        if (constraint.next(state, alphabet[index]) !== undefined) return true;
      }
      return false;
    }
    for (let point = low; point <= high && point - low < COMPLETIONS_TRIED; point += 1) {
      if (constraint.next(state, point) !== undefined) return true;
    }
    return high - low >= COMPLETIONS_TRIED;
  };

  const step = ({ state, partial }: Position<State>, byte: number): Position<State> | undefined => {
    const result = utf8Step(partial, byte);
    if (result.kind === "invalid") return undefined;
    if (result.kind === "partial") {
      return admitsPartial(state, result.partial) ? { state, partial: result.partial } : undefined;
    }
    const next = constraint.next(state, result.codePoint);
    return next === undefined ? undefined : { state: next };
  };

  const collect = (node: number, position: Position<State>, found: TokenId[]): void => {
    for (let token = trie.token[node]; token >= 0; token = trie.nextToken[token]) found.push(token);
    for (let child = trie.child[node]; child >= 0; child = trie.sibling[child]) {
      const next = step(position, trie.byte[child]);
      if (next) collect(child, next, found);
    }
  };

  const remember = (size: number): void => {
    cached += size;
    if (cached <= CACHE_IDS) return;
    whole.clear();
    shared.clear();
    cached = size;
  };

  return {
    start: { state: constraint.start },
    mask(position) {
      const key = keyOf(position);
      const known = whole.get(key);
      if (known) return known;
      const parts: Int32Array[] = [];
      for (let child = trie.child[0]; child >= 0; child = trie.sibling[child]) {
        const next = step(position, trie.byte[child]);
        if (!next) continue;
        const name = `${child}|${keyOf(next)}`;
        let part = shared.get(name);
        if (!part) {
          const found: TokenId[] = [];
          collect(child, next, found);
          part = Int32Array.from(found);
          remember(part.length + 16);
          shared.set(name, part);
        }
        if (part.length > 0) parts.push(part);
      }
      if (!position.partial && constraint.mayEnd(position.state)) parts.push(ends);
      const mask = { parts };
      remember(64);
      whole.set(key, mask);
      return mask;
    },
    advance(position, token) {
      const bytes = vocabulary.bytes(token);
      let { state, partial } = position as { state: State; partial: PartialCharacter | undefined };
      let text = "";
      for (const byte of bytes) {
        const result = utf8Step(partial, byte);
        if (result.kind === "invalid") return undefined;
        if (result.kind === "partial") {
          partial = result.partial;
          continue;
        }
        const next = constraint.next(state, result.codePoint);
        if (next === undefined) return undefined;
        state = next;
        partial = undefined;
        text += String.fromCodePoint(result.codePoint);
      }
      return { position: partial ? { state, partial } : { state }, text };
    },
  };
}

function usableTokens<State>(vocabulary: Vocabulary, constraint: Constraint<State>): TokenTrie {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const { alphabet } = constraint;
  function* usable(): Generator<{ token: TokenId; bytes: Uint8Array }> {
    for (let token = 0; token < vocabulary.size; token += 1) {
      if (vocabulary.isControl(token)) continue;
      const bytes = vocabulary.bytes(token);
      if (bytes.length === 0) continue;
      const ascii = isAscii(bytes, alphabet);
      if (ascii === "foreign") continue;
      if (constraint.usable || (ascii === "no" && alphabet)) {
        let piece: string | undefined;
        try {
          piece = decoder.decode(bytes);
        } catch {
          // Part of a character: whether it may stand somewhere is decided byte by byte.
        }
        if (piece !== undefined) {
          if (
            alphabet &&
            ascii === "no" &&
            [...piece].some((char) => !alphabet.has(char.codePointAt(0) as number))
          )
            continue;
          if (constraint.usable && !constraint.usable(piece)) continue;
        }
      }
      yield { token, bytes };
    }
  }
  return tokenTrie(usable(), vocabulary.size);
}

/** Whether all bytes are ASCII: yes, no, or some are ASCII characters outside the alphabet. */
function isAscii(bytes: Uint8Array, alphabet: ReadonlySet<number> | undefined): "yes" | "no" | "foreign" {
  let ascii: "yes" | "no" = "yes";
  for (const byte of bytes) {
    if (byte >= 0x80) ascii = "no";
    else if (alphabet && !alphabet.has(byte)) return "foreign";
  }
  return ascii;
}

function lowerBound(sorted: Int32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
