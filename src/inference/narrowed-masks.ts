/**
 * Masks of a constraint that refuses a little more than another one: those of the other, without the tokens that lead to
 * what is refused. What is refused may differ from state to state, as words do that were written; the masks that it is
 * taken from are shared all the same.
 * @module
 */
import type { TokenId, Vocabulary } from "../model/token-model.ts";
import { boundedCache } from "./bounded-cache.ts";
import type { Constraint, Narrowing } from "./constraint.ts";
import type { Mask } from "./distribution.ts";
import type { Masks, Position } from "./mask.ts";
import type { TokenTrie } from "./token-trie.ts";
import { type PartialCharacter, utf8Step } from "./utf8.ts";
import { trieOf } from "./vocabulary-tries.ts";

/** Token ids of parts that had to be copied, 4 bytes each. */
const CACHED_IDS = 8_000_000;

/** `own`: masks that are asked for no mask, but where tokens lead; `wider`: those of the wider constraint. */
export function narrowedMasks<State>({
  vocabulary,
  constraint,
  narrows,
  own,
  wider,
}: {
  vocabulary: Vocabulary;
  constraint: Constraint<State>;
  narrows: Narrowing<State, unknown>;
  own: Masks<State>;
  wider: Masks<unknown>;
}): Masks<State> {
  const trie = trieOf(vocabulary, constraint.usable);
  const made = boundedCache<Mask>(CACHED_IDS);
  const encoder = new TextEncoder();

  /** Tokens on the way along the doubts. */
  const doubted = ({ state, partial }: Position<State>): Set<TokenId> => {
    const found = new Set<TokenId>();
    for (const { before, texts } of narrows.doubts(state)) {
      for (const first of before) {
        if (partial) {
          for (const text of texts) {
            const rest = behindPartial(encoder.encode(first + text), partial);
            if (rest) collect(trie, 0, rest, found);
          }
          continue;
        }
        const node = collect(trie, 0, encoder.encode(first), found);
        if (node >= 0) for (const text of texts) collect(trie, node, encoder.encode(text), found);
      }
    }
    return found;
  };

  const narrow = (position: Position<State>): Mask => {
    const { state, partial } = position;
    const mask = wider.mask({ state: narrows.stateOf(state), ...(partial && { partial }) });
    const refused = [...doubted(position)].filter((token) => own.advance(position, token) === undefined);
    return refused.length === 0 ? mask : { parts: mask.parts.map((part) => without(part, refused)) };
  };

  return {
    start: own.start,
    advance: own.advance,
    admits: own.admits,
    mask(position) {
      const { state, partial } = position;
      const key = `${constraint.key(state)}${partial ? `~${partial.bits}.${partial.missing}` : ""}`;
      let mask = made.get(key);
      if (!mask) {
        mask = narrow(position);
        made.set(
          key,
          mask,
          mask.parts.reduce((sum, part) => sum + part.length, 64),
        );
      }
      return mask;
    },
  };
}

/** Adds the tokens along a path; the node at its end, or −1 where the vocabulary has nothing that goes so far. */
function collect(trie: TokenTrie, from: number, bytes: Uint8Array, found: Set<TokenId>): number {
  let node = from;
  for (const byte of bytes) {
    let child = trie.child[node];
    while (child >= 0 && trie.byte[child] !== byte) child = trie.sibling[child];
    if (child < 0) return -1;
    node = child;
    for (let token = trie.token[node]; token >= 0; token = trie.nextToken[token]) found.add(token);
  }
  return node;
}

/** The bytes behind those that a partial character has already; undefined where the text begins with another one. */
function behindPartial(bytes: Uint8Array, partial: PartialCharacter): Uint8Array | undefined {
  let at: PartialCharacter | undefined;
  for (let index = 0; index < bytes.length; index += 1) {
    const result = utf8Step(at, bytes[index]);
    if (result.kind !== "partial") return undefined;
    at = result.partial;
    if (at.missing === partial.missing && at.bits === partial.bits) return bytes.subarray(index + 1);
  }
  return undefined;
}

/** A part of a mask without some tokens; the same object where it has none of them. */
function without(part: Int32Array, refused: readonly TokenId[]): Int32Array {
  const gone = new Set(refused.filter((token) => holds(part, token)));
  return gone.size === 0 ? part : part.filter((token) => !gone.has(token));
}

/** Parts are sorted. */
function holds(part: Int32Array, token: TokenId): boolean {
  let low = 0;
  let high = part.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (part[middle] < token) low = middle + 1;
    else high = middle;
  }
  return part[low] === token;
}
