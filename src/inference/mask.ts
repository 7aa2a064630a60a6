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
import { boundedCache } from "./bounded-cache.ts";
import type { Constraint } from "./constraint.ts";
import type { Mask } from "./distribution.ts";
import { freeTable } from "./free-pieces.ts";
import { narrowedMasks } from "./narrowed-masks.ts";
import { holdsToken, type TokenTrie } from "./token-trie.ts";
import { completions, type PartialCharacter, utf8Step } from "./utf8.ts";
import { trieOf } from "./vocabulary-tries.ts";

/** Where a text stands between two tokens. */
export interface Position<State> {
  readonly state: State;
  readonly partial?: PartialCharacter;
}

/** A constraint over characters as sets of tokens: what may come next at each position. */
export interface Masks<State> {
  readonly start: Position<State>;
  /**
   * Tokens that may come next, M = {t ∈ V : some text of the constraint begins with what was written and t}; the end tokens
   * among them where the text may end. The same object while it is cached.
   */
  mask(position: Position<State>): Mask;
  /** Whether the mask holds one token, without making the mask. */
  admits(position: Position<State>, token: TokenId): boolean;
  /** The position after a token and the characters it completed; undefined where no such text can be completed. */
  advance(position: Position<State>, token: TokenId): { position: Position<State>; text: string } | undefined;
}

/** Token ids kept in shared parts, 4 bytes each. */
const CACHED_IDS = 24_000_000;
/** Masks kept; each is a short list of shared parts. */
const CACHED_MASKS = 20_000;
const CACHED_ANSWERS = 100_000;

/**
 * Masks of one constraint over one vocabulary. Building costs a pass over the vocabulary where the constraint says which
 * pieces are usable, and next to nothing where it doesn't; keep the result as long as the constraint.
 */
export function masks<State>({
  vocabulary,
  constraint,
}: {
  vocabulary: Vocabulary;
  constraint: Constraint<State>;
}): Masks<State> {
  const own = walkedMasks({ vocabulary, constraint });
  const { narrows } = constraint;
  if (!narrows) return own;
  const wider = masks({ vocabulary, constraint: narrows.constraint });
  return narrowedMasks({ vocabulary, constraint, narrows, own, wider });
}

function walkedMasks<State>({
  vocabulary,
  constraint,
}: {
  vocabulary: Vocabulary;
  constraint: Constraint<State>;
}): Masks<State> {
  const trie = trieOf(vocabulary, constraint.usable);
  const alphabet = constraint.alphabet && Int32Array.from(constraint.alphabet).sort();
  const ends = Int32Array.from(vocabulary.endTokens);
  const whole = boundedCache<Mask>(CACHED_MASKS);
  const shared = boundedCache<Int32Array>(CACHED_IDS);
  const begun = boundedCache<boolean>(CACHED_ANSWERS);

  const keyOf = (state: State, partial: PartialCharacter | undefined): string =>
    partial ? `${constraint.key(state)}~${partial.bits}.${partial.missing}` : `${constraint.key(state)}`;

  const findCompletion = (state: State, partial: PartialCharacter): boolean => {
    const [low, high] = completions(partial);
    if (constraint.admitsBetween) return constraint.admitsBetween(state, low, high);
    if (alphabet) {
      for (let at = lowerBound(alphabet, low); at < alphabet.length && alphabet[at] <= high; at += 1) {
        if (constraint.next(state, alphabet[at]) !== undefined) return true;
      }
      return false;
    }
    for (let point = low; point <= high; point += 1) {
      if (constraint.next(state, point) !== undefined) return true;
    }
    return false;
  };

  /** Whether some character that begins like this may come next. */
  const admitsPartial = (state: State, partial: PartialCharacter): boolean => {
    const key = keyOf(state, partial);
    const known = begun.get(key);
    if (known !== undefined) return known;
    const found = findCompletion(state, partial);
    begun.set(key, found, 1);
    return found;
  };

  const step = (
    state: State,
    partial: PartialCharacter | undefined,
    byte: number,
  ): Position<State> | undefined => {
    const result = utf8Step(partial, byte);
    if (result.kind === "invalid") return undefined;
    if (result.kind === "partial") {
      return admitsPartial(state, result.partial) ? { state, partial: result.partial } : undefined;
    }
    const next = constraint.next(state, result.codePoint);
    return next === undefined ? undefined : { state: next };
  };

  const collect = (
    trie: TokenTrie,
    node: number,
    state: State,
    partial: PartialCharacter | undefined,
    found: TokenId[],
  ): void => {
    for (let token = trie.token[node]; token >= 0; token = trie.nextToken[token]) found.push(token);
    for (let child = trie.child[node]; child >= 0; child = trie.sibling[child]) {
      const byte = trie.byte[child];
      if (partial === undefined && byte < 0x80) {
        const next = constraint.next(state, byte);
        if (next !== undefined) collect(trie, child, next, undefined, found);
        continue;
      }
      const next = step(state, partial, byte);
      if (next) collect(trie, child, next.state, next.partial, found);
    }
  };

  /** All tokens that begin with this child of the root, when its byte leads to `position`. */
  const tokensFrom = (
    { trie, id }: { readonly trie: TokenTrie; readonly id: number },
    child: number,
    { state, partial }: Position<State>,
  ): Int32Array => {
    const key = `${id}.${child}|${keyOf(state, partial)}`;
    const known = shared.get(key);
    if (known) return known;
    const found: TokenId[] = [];
    collect(trie, child, state, partial, found);
    // Increasing ids read the scores from front to back.
    const part = Int32Array.from(found).sort();
    // Masks hold on to parts that were let go; they are quickly made again from what is left.
    if (shared.set(key, part, part.length + 32)) whole.clear();
    return part;
  };

  const advance: Masks<State>["advance"] = (position, token) => {
    let { state, partial }: { state: State; partial?: PartialCharacter } = position;
    let text = "";
    for (const byte of vocabulary.bytes(token)) {
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
    if (!partial) return { position: { state }, text };
    return admitsPartial(state, partial) ? { position: { state, partial }, text } : undefined;
  };

  return {
    start: { state: constraint.start },
    mask({ state, partial }) {
      const key = keyOf(state, partial);
      const known = whole.get(key);
      if (known) return known;
      const parts: Int32Array[] = [];
      const free = partial ? undefined : constraint.freely?.(state);
      const table = free && freeTable(vocabulary, free.kind, constraint.usable);
      if (free && table) parts.push(...table.upTo(free.most));
      const walked = table ?? { trie, id: 0 };
      for (let child = walked.trie.child[0]; child >= 0; child = walked.trie.sibling[child]) {
        const next = step(state, partial, walked.trie.byte[child]);
        if (!next) continue;
        const part = tokensFrom(walked, child, next);
        if (part.length > 0) parts.push(part);
      }
      if (!partial && constraint.mayEnd(state)) parts.push(ends);
      const mask = { parts };
      whole.set(key, mask, 1);
      return mask;
    },
    advance,
    admits(position, token) {
      if (ends.includes(token)) return !position.partial && constraint.mayEnd(position.state);
      return holdsToken(trie, token, vocabulary.bytes(token)) && advance(position, token) !== undefined;
    },
  };
}

/** All token ids of a mask, increasing. */
export function tokensOf(mask: Mask): Int32Array {
  const tokens = new Int32Array(mask.parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of mask.parts) {
    tokens.set(part, at);
    at += part.length;
  }
  return tokens.sort();
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
