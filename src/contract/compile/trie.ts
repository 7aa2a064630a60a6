/**
 * A trie of words in flat arrays: children of a node stand side by side, sorted by code point.
 * @module
 */
import { searchStep } from "./interruption.ts";

/** Number returned where there is no node. */
export const NO_NODE = -1;

export interface Trie {
  readonly nodeCount: number;
  /** Code point on the edge into each node (0 for the root, node 0). */
  readonly codePoint: Int32Array;
  /** First child of each node; its children are firstChild[n] … firstChild[n + 1] − 1 (breadth-first order). */
  readonly firstChild: Int32Array;
  /** Index of the word that ends at each node, or −1. */
  readonly wordAt: Int32Array;
  readonly words: readonly string[];
}

/** Builds the trie of distinct words, given in any order. Nodes are numbered breadth first: parents before children. */
export function buildTrie(words: Iterable<string>): Trie {
  const sorted = [...new Set(words)].filter((word) => word !== "").sort();
  let capacity = 1;
  for (const word of sorted) capacity += word.length;
  const codePoint = new Int32Array(capacity);
  const firstChild = new Int32Array(capacity + 1);
  const wordAt = new Int32Array(capacity).fill(-1);
  // Each node covers a run of the sorted words that share its prefix.
  const from = new Int32Array(capacity);
  const to = new Int32Array(capacity);
  /** Length of that prefix in code units. */
  const depth = new Int32Array(capacity);
  to[0] = sorted.length;
  let count = 1;
  for (let node = 0; node < count; node += 1) {
    searchStep();
    firstChild[node] = count;
    const at = depth[node];
    let index = from[node];
    if (index < to[node] && sorted[index].length === at) wordAt[node] = index++;
    while (index < to[node]) {
      const point = sorted[index].codePointAt(at)!;
      let end = index + 1;
      while (end < to[node] && sorted[end].codePointAt(at) === point) end += 1;
      codePoint[count] = point;
      from[count] = index;
      to[count] = end;
      depth[count] = at + (point > 0xffff ? 2 : 1);
      count += 1;
      index = end;
    }
  }
  firstChild[count] = count;
  return {
    nodeCount: count,
    codePoint: codePoint.slice(0, count),
    firstChild: firstChild.slice(0, count + 1),
    wordAt: wordAt.slice(0, count),
    words: sorted,
  };
}

/** The child of a node along a code point, or `NO_NODE`. */
export function trieChild(trie: Trie, node: number, point: number): number {
  let low = trie.firstChild[node];
  let high = trie.firstChild[node + 1] - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const found = trie.codePoint[middle];
    if (found === point) return middle;
    if (found < point) low = middle + 1;
    else high = middle - 1;
  }
  return NO_NODE;
}
