/**
 * A trie over the bytes of tokens, in flat arrays: the vocabulary as a mask builder walks it.
 * @module
 */
import type { TokenId } from "../model/token-model.ts";

export interface TokenTrie {
  /** First child of each node, or −1; node 0 is the root. */
  readonly child: Int32Array;
  /** Next sibling of each node, or −1. */
  readonly sibling: Int32Array;
  readonly byte: Uint8Array;
  /** A token whose bytes end at the node, or −1; `nextToken` leads to others with the same bytes. */
  readonly token: Int32Array;
  readonly nextToken: Int32Array;
}

/** Builds the trie of these tokens. Empty pieces are left out. */
export function tokenTrie(tokens: Iterable<{ token: TokenId; bytes: Uint8Array }>, size: number): TokenTrie {
  let capacity = 1 << 16;
  let child = new Int32Array(capacity).fill(-1);
  let sibling = new Int32Array(capacity).fill(-1);
  let byte = new Uint8Array(capacity);
  let token = new Int32Array(capacity).fill(-1);
  const nextToken = new Int32Array(size).fill(-1);
  let count = 1;
  // Of the first two bytes of a token there are many with the same first: those are looked up, all others searched.
  const first = new Int32Array(2 ** 8).fill(-1);
  const second = new Int32Array(2 ** 16).fill(-1);

  const grow = (): void => {
    const wider = (array: Int32Array): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(capacity * 2).fill(-1);
      larger.set(array);
      return larger;
    };
    child = wider(child);
    sibling = wider(sibling);
    token = wider(token);
    const bytes = new Uint8Array(capacity * 2);
    bytes.set(byte);
    byte = bytes;
    capacity *= 2;
  };
  const make = (node: number, wanted: number): number => {
    if (count === capacity) grow();
    const made = count++;
    byte[made] = wanted;
    sibling[made] = child[node];
    child[node] = made;
    return made;
  };
  const step = (node: number, wanted: number): number => {
    for (let at = child[node]; at >= 0; at = sibling[at]) if (byte[at] === wanted) return at;
    return make(node, wanted);
  };
  for (const { token: id, bytes } of tokens) {
    if (bytes.length === 0) continue;
    // Not taken apart as [one, two], which goes through an iterator for each token.
    const one = bytes[0];
    let node = first[one];
    if (node < 0) node = first[one] = make(0, one);
    if (bytes.length > 1) {
      const place = (one << 8) | bytes[1];
      if (second[place] < 0) second[place] = make(node, bytes[1]);
      node = second[place];
      for (let index = 2; index < bytes.length; index += 1) node = step(node, bytes[index]);
    }
    nextToken[id] = token[node];
    token[node] = id;
  }
  return { child, sibling, byte, token, nextToken };
}

/** Whether a token is in the trie. */
export function holdsToken(trie: TokenTrie, token: TokenId, bytes: Uint8Array): boolean {
  let node = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    node = trie.child[node];
    while (node >= 0 && trie.byte[node] !== bytes[index]) node = trie.sibling[node];
    if (node < 0) return false;
  }
  for (let found = trie.token[node]; found >= 0; found = trie.nextToken[found]) {
    if (found === token) return true;
  }
  return false;
}
