/**
 * The tries of a vocabulary, made once for each question of what is usable: constraints may come and go by the thousand.
 * @module
 */
import type { TokenId, Vocabulary } from "../model/token-model.ts";
import { type TokenTrie, tokenTrie } from "./token-trie.ts";

type Usable = (piece: string) => boolean;

const EVERY_PIECE: Usable = () => true;
const tries = new WeakMap<Vocabulary, WeakMap<Usable, TokenTrie>>();

/** The trie of all tokens with text that are usable. Tokens that hold a part of a character always are. */
export function trieOf(vocabulary: Vocabulary, usable: Usable = EVERY_PIECE): TokenTrie {
  let known = tries.get(vocabulary);
  if (!known) {
    known = new WeakMap();
    tries.set(vocabulary, known);
  }
  let trie = known.get(usable);
  if (!trie) {
    trie = tokenTrie(usableTokens(vocabulary, usable), vocabulary.size);
    known.set(usable, trie);
  }
  return trie;
}

export interface Token {
  readonly token: TokenId;
  readonly bytes: Uint8Array;
  /** Its text; undefined: it begins or ends inside a character, which is decided byte by byte. */
  readonly piece: string | undefined;
}

const lists = new WeakMap<Vocabulary, readonly Token[]>();

/** Tokens with text that are usable, in order of their ids. */
export function usableTokens(vocabulary: Vocabulary, usable: Usable = EVERY_PIECE): readonly Token[] {
  let all = lists.get(vocabulary);
  if (!all) {
    all = [...tokensWithText(vocabulary)];
    lists.set(vocabulary, all);
  }
  return usable === EVERY_PIECE ? all : all.filter(({ piece }) => piece === undefined || usable(piece));
}

function* tokensWithText(vocabulary: Vocabulary): Generator<Token> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (let token = 0; token < vocabulary.size; token += 1) {
    if (vocabulary.isControl(token)) continue;
    const bytes = vocabulary.bytes(token);
    if (bytes.length === 0) continue;
    let piece: string | undefined;
    try {
      piece = decoder.decode(bytes);
    } catch {
      piece = undefined;
    }
    yield { token, bytes, piece };
  }
}
