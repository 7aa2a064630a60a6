/**
 * Texts of a context-free grammar as a `Constraint`, by Earley's algorithm ("An efficient context-free parsing algorithm",
 * 1970; nullable rules as in Aycock and Horspool, "Practical Earley parsing", 2002). Any grammar will do: left recursion
 * and ambiguity cost nothing but time. States are Earley sets, one object for equal ones, so that what follows a state is
 * worked out once.
 *
 * There are no dead ends: from every node of the network a finite text is within reach.
 * @module
 */
import { SijoError } from "../../../errors.ts";
import type { FreePieces, PieceKind } from "../../../inference/index.ts";
import type { TextConstraint } from "../../compile/text-constraint.ts";
import { GRAMMAR_TOO_INTRICATE, type Grammar } from "../../gbnf/parse.ts";
import { usablePiece } from "../machine/document-constraint.ts";
import { type Network, type NodeId, networkOf, type RuleId } from "./network.ts";

/** A place in a rule that began where its origin is. */
interface Item {
  readonly node: NodeId;
  readonly origin: EarleySet;
}

/** All the ways to read a text so far. */
export interface EarleySet {
  readonly id: number;
  /** By class of the next character, the items behind it. */
  readonly scans: ReadonlyMap<number, readonly Item[]>;
  /** What goes on when a rule that begins here ends. */
  readonly waiting: ReadonlyMap<RuleId, readonly Item[]>;
  readonly ends: boolean;
  /** What has been worked out. */
  readonly next: Map<number, EarleySet>;
}

export interface GrammarState {
  readonly set: EarleySet;
  readonly words: number;
  readonly insideWord: boolean;
}

const MOST_ITEMS = 20_000;
/** Sets that are known by their items; beyond that the older ones are met anew. */
const MOST_SETS = 200_000;
/** Sets of fewer characters are walked. */
const LARGE_LOOP = 200;

/**
 * The constraint of a grammar; undefined: it has no finite text.
 * @throws SijoError `contract.grammar-too-intricate` (usage)
 */
export function grammarConstraint(grammar: Grammar): TextConstraint<GrammarState> | undefined {
  const network = networkOf(grammar);
  if (!network) return undefined;
  const { classOf, meets } = network.sets;
  const sets = new Sets(network);
  const kinds = new Map<string, PieceKind>();
  const kindOf = (classes: readonly number[]): PieceKind => {
    const key = classes.join();
    let kind = kinds.get(key);
    if (!kind) {
      const among = new Set(classes);
      kind = {
        has: (piece) => {
          for (const character of piece) if (!among.has(classOf(character.codePointAt(0)!))) return false;
          return true;
        },
      };
      kinds.set(key, kind);
    }
    return kind;
  };
  const free = new WeakMap<EarleySet, FreePieces | "none">();
  return {
    start: { set: sets.start, words: 0, insideWord: false },
    next(state, codePoint) {
      const set = sets.next(state.set, classOf(codePoint));
      if (!set) return undefined;
      const insideWord = /[\p{L}\p{N}]/u.test(String.fromCodePoint(codePoint));
      return { set, words: state.words + (insideWord && !state.insideWord ? 1 : 0), insideWord };
    },
    mayEnd: ({ set }) => set.ends,
    key: ({ set }) => set.id,
    admitsBetween: ({ set }, low, high) => [...set.scans.keys()].some((one) => meets(one, low, high)),
    freely({ set }) {
      let known = free.get(set);
      if (known === undefined) {
        const loops = [...set.scans.keys()].filter((one) => sets.next(set, one) === set);
        const size = loops.reduce((sum, one) => sum + network.sets.sizes[one], 0);
        known = size < LARGE_LOOP ? "none" : { kind: kindOf(loops), most: Number.POSITIVE_INFINITY };
        free.set(set, known);
      }
      return known === "none" ? undefined : known;
    },
    usable: usablePiece,
    wordsBegun: ({ words }) => words,
  };
}

class Sets {
  readonly start: EarleySet;
  readonly #network: Network;
  readonly #byItems = new Map<string, EarleySet>();
  #made = 0;

  constructor(network: Network) {
    this.#network = network;
    this.start = this.#complete([], network.root);
  }

  /** The set behind a character of this class; undefined: no text goes on so. */
  next(set: EarleySet, characterClass: number): EarleySet | undefined {
    const known = set.next.get(characterClass);
    if (known) return known;
    const kernel = set.scans.get(characterClass);
    if (!kernel) return undefined;
    const key = kernel
      .map(({ node, origin }) => `${node}.${origin.id}`)
      .sort()
      .join();
    let next = this.#byItems.get(key);
    if (!next) {
      next = this.#complete(kernel, undefined);
      if (this.#byItems.size >= MOST_SETS) this.#byItems.clear();
      this.#byItems.set(key, next);
    }
    set.next.set(characterClass, next);
    return next;
  }

  /** The set of these items with all that follows from them, and of a rule that begins here. */
  #complete(kernel: readonly Item[], begun: RuleId | undefined): EarleySet {
    const { nodes, starts, nullable, root, sets } = this.#network;
    const scans = new Map<number, Item[]>();
    const waiting = new Map<RuleId, Item[]>();
    this.#made += 1;
    const set = { id: this.#made, scans, waiting, ends: false, next: new Map<number, EarleySet>() };
    const items: Item[] = [];
    const seen = new Set<string>();
    const add = (item: Item): void => {
      const key = `${item.node}.${item.origin.id}`;
      if (seen.has(key)) return;
      seen.add(key);
      items.push(item);
    };
    for (const item of kernel) add(item);
    if (begun !== undefined) add({ node: starts[begun], origin: set });
    for (let index = 0; index < items.length; index += 1) {
      if (items.length > MOST_ITEMS) {
        throw new SijoError(
          GRAMMAR_TOO_INTRICATE,
          "This grammar has too many ways to read what was written.",
          {
            kind: "usage",
            hint: "Make it less ambiguous.",
          },
        );
      }
      const { node: id, origin } = items[index];
      const node = nodes[id];
      for (const { set: characters, to } of node.characters) {
        for (const one of sets.members[characters]) {
          let list = scans.get(one);
          if (!list) {
            list = [];
            scans.set(one, list);
          }
          list.push({ node: to, origin });
        }
      }
      for (const { rule, to } of node.rules) {
        let list = waiting.get(rule);
        if (!list) {
          list = [];
          waiting.set(rule, list);
          add({ node: starts[rule], origin: set });
        }
        list.push({ node: to, origin });
        // What ends where it begins has no other set to wait in.
        if (nullable[rule]) add({ node: to, origin });
      }
      if (!node.ends) continue;
      if (node.rule === root && origin === this.#startOr(set)) set.ends = true;
      if (origin !== set) for (const item of origin.waiting.get(node.rule) ?? []) add(item);
    }
    return set;
  }

  /** While the first set is being made, it is the start. */
  #startOr(set: EarleySet): EarleySet {
    return this.start ?? set;
  }
}
