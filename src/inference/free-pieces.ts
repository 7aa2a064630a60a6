/**
 * Tokens sorted by length for each kind of pieces: where a text is free but for its length, a mask is made of these
 * lists, and only the other tokens are walked.
 * @module
 */
import type { TokenId, Vocabulary } from "../model/token-model.ts";
import type { PieceKind } from "./constraint.ts";
import { type TokenTrie, tokenTrie } from "./token-trie.ts";
import { type Token, usableTokens } from "./vocabulary-tries.ts";

export interface FreeTable {
  /** A number of its own, from 1. */
  readonly id: number;
  /** Tokens of the kind with at most so many code points, in parts; ids increase within each. */
  upTo(most: number): readonly Int32Array[];
  /** The other tokens. */
  readonly trie: TokenTrie;
}

const EVERY_PIECE = (): boolean => true;
let made = 0;
const tables = new WeakMap<Vocabulary, WeakMap<PieceKind, WeakMap<object, FreeTable>>>();

/** The table of a kind among the usable pieces of a vocabulary; made once. */
export function freeTable(
  vocabulary: Vocabulary,
  kind: PieceKind,
  usable: (piece: string) => boolean = EVERY_PIECE,
): FreeTable {
  let kinds = tables.get(vocabulary);
  if (!kinds) {
    kinds = new WeakMap();
    tables.set(vocabulary, kinds);
  }
  let known = kinds.get(kind);
  if (!known) {
    known = new WeakMap();
    kinds.set(kind, known);
  }
  let table = known.get(usable);
  if (!table) {
    table = makeTable(vocabulary, kind, usable);
    known.set(usable, table);
  }
  return table;
}

function makeTable(vocabulary: Vocabulary, kind: PieceKind, usable: (piece: string) => boolean): FreeTable {
  const byLength: TokenId[][] = [];
  const others: Token[] = [];
  for (const token of usableTokens(vocabulary, usable)) {
    if (token.piece === undefined || !kind.has(token.piece)) {
      others.push(token);
      continue;
    }
    const length = codePoints(token.bytes);
    while (byLength.length <= length) byLength.push([]);
    byLength[length].push(token.token);
  }
  const parts = byLength.map((tokens) => Int32Array.from(tokens));
  const whole = Int32Array.from(byLength.flat()).sort();
  made += 1;
  return {
    id: made,
    upTo: (most) =>
      most >= parts.length - 1
        ? [whole]
        : parts.slice(0, Math.max(0, most + 1)).filter(({ length }) => length > 0),
    trie: tokenTrie(others, vocabulary.size),
  };
}

/** Bytes that begin a character. */
function codePoints(bytes: Uint8Array): number {
  let count = 0;
  for (let index = 0; index < bytes.length; index += 1) if ((bytes[index] & 0xc0) !== 0x80) count += 1;
  return count;
}
