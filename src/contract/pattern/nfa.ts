/**
 * A regular expression as a nondeterministic automaton (Thompson, "Regular expression search algorithm", CACM 1968).
 * Anchors, word boundaries and looks ahead are conditions on its free edges.
 * @module
 */
import { createRequire } from "node:module";
import type { AST } from "@eslint-community/regexpp";
import type { CharSet, JS } from "refa";
import { tooIntricatePattern, unsupported } from "./errors.ts";

/** What must be so for a free edge to be taken. */
export type Condition =
  | { readonly kind: "start" }
  | { readonly kind: "end" }
  | { readonly kind: "boundary"; readonly wanted: boolean }
  /** Whether the rest of the text begins with what the automaton `look` leads to. */
  | { readonly kind: "ahead"; readonly look: number; readonly wanted: boolean };

export interface Nfa {
  /** Of each node: where a character of a set leads. */
  readonly edges: readonly (readonly { readonly set: number; readonly to: number }[])[];
  /** Of each node: where nothing leads, if its condition holds. */
  readonly free: readonly (readonly { readonly to: number; readonly condition?: Condition }[])[];
  readonly sets: readonly CharSet[];
  readonly start: number;
  readonly accept: number;
  /** What looks ahead: from where to where. Inner ones come first. */
  readonly looks: readonly { readonly start: number; readonly accept: number }[];
  /** Whether some condition asks of neighbours whether they are letters, or line breaks. */
  readonly asksOfWords: boolean;
}

const require = createRequire(import.meta.url);
/** Read when there is a pattern: it takes long to load, and most contracts have none. */
const refa = (): typeof import("refa") => require("refa");

const MOST_NODES = 50_000;
const LAST_POINT = 0x10ffff;

export interface NfaOptions {
  readonly pattern: AST.Pattern;
  readonly flags: JS.Flags;
  /** Whether the text is what fits, rather than holds it somewhere. */
  readonly whole: boolean;
}

export function buildNfa({ pattern, flags, whole }: NfaOptions): Nfa {
  const builder = new NfaBuilder(flags);
  const start = builder.node();
  const accept = builder.node();
  if (whole) builder.alternatives(pattern.alternatives, start, accept);
  else {
    const [from, to] = [builder.node(), builder.node()];
    for (const anywhere of [from, to]) builder.edge(anywhere, builder.any, anywhere);
    builder.free(start, from);
    builder.alternatives(pattern.alternatives, from, to);
    builder.free(to, accept);
  }
  return { ...builder.built(), start, accept };
}

class NfaBuilder {
  readonly #flags: JS.Flags;
  readonly #edges: { set: number; to: number }[][] = [];
  readonly #free: { to: number; condition?: Condition }[][] = [];
  readonly #sets: CharSet[] = [];
  readonly #setIds = new Map<string, number>();
  readonly #looks: { start: number; accept: number }[] = [];
  #asksOfWords = false;
  /** The set of all characters. */
  readonly any: number;

  constructor(flags: JS.Flags) {
    this.#flags = flags;
    this.any = this.#setId(refa().CharSet.all(LAST_POINT));
  }

  built(): Omit<Nfa, "start" | "accept"> {
    const { CharSet, JS } = refa();
    const asksOfWords = this.#asksOfWords;
    // Conditions on neighbours need these to be told apart.
    if (asksOfWords) this.#setId(JS.createCharSet([{ kind: "word", negate: false }], this.#flags));
    if (this.#flags.multiline)
      this.#setId(
        CharSet.all(LAST_POINT).without(
          JS.createCharSet([{ kind: "any" }], { ...this.#flags, dotAll: false }),
        ),
      );
    return { edges: this.#edges, free: this.#free, sets: this.#sets, looks: this.#looks, asksOfWords };
  }

  node(): number {
    if (this.#edges.length >= MOST_NODES) throw tooIntricatePattern();
    this.#edges.push([]);
    this.#free.push([]);
    return this.#edges.length - 1;
  }

  edge(from: number, set: number, to: number): void {
    this.#edges[from].push({ set, to });
  }

  free(from: number, to: number, condition?: Condition): void {
    this.#free[from].push(condition ? { to, condition } : { to });
  }

  alternatives(alternatives: readonly AST.Alternative[], from: number, to: number): void {
    for (const { elements } of alternatives) {
      let at = from;
      for (const element of elements) {
        const after = this.node();
        this.#element(element, at, after);
        at = after;
      }
      this.free(at, to);
    }
  }

  #setId(set: CharSet): number {
    const key = set.toRangesString();
    let id = this.#setIds.get(key);
    if (id === undefined) {
      id = this.#sets.length;
      this.#setIds.set(key, id);
      this.#sets.push(set);
    }
    return id;
  }

  #element(element: AST.Element, from: number, to: number): void {
    switch (element.type) {
      case "Character":
      case "CharacterSet":
      case "CharacterClass":
        this.edge(from, this.#characters(element), to);
        return;
      case "Group":
        if (element.modifiers) throw unsupported("flags inside a group", element.raw);
        this.alternatives(element.alternatives, from, to);
        return;
      case "CapturingGroup":
        this.alternatives(element.alternatives, from, to);
        return;
      case "Quantifier":
        this.#repeat(element, from, to);
        return;
      case "Assertion":
        this.free(from, to, this.#condition(element));
        return;
      case "Backreference":
        throw unsupported("references back to a group", element.raw);
      default:
        throw unsupported("sets of strings", element.raw);
    }
  }

  #characters(element: AST.Character | AST.CharacterSet | AST.CharacterClass): number {
    if (element.type === "CharacterSet" && element.kind === "property" && element.strings) {
      throw unsupported("sets of strings", element.raw);
    }
    return this.#setId(refa().JS.parseUnicodeSet(element, this.#flags).chars);
  }

  #repeat({ element, min, max }: AST.Quantifier, from: number, to: number): void {
    let at = from;
    for (let count = 0; count < min; count += 1) {
      const after = this.node();
      this.#element(element, at, after);
      at = after;
    }
    if (max === Number.POSITIVE_INFINITY) {
      const loop = this.node();
      const end = this.node();
      this.free(at, loop);
      this.#element(element, loop, end);
      this.free(end, loop);
      this.free(loop, to);
      return;
    }
    for (let count = min; count < max; count += 1) {
      this.free(at, to);
      const after = this.node();
      this.#element(element, at, after);
      at = after;
    }
    this.free(at, to);
  }

  #condition(assertion: AST.Assertion): Condition {
    switch (assertion.kind) {
      case "start":
      case "end":
        return { kind: assertion.kind };
      case "word":
        this.#asksOfWords = true;
        return { kind: "boundary", wanted: !assertion.negate };
      case "lookahead": {
        const [start, found, accept] = [this.node(), this.node(), this.node()];
        this.alternatives(assertion.alternatives, start, found);
        this.free(found, accept);
        this.edge(accept, this.any, accept);
        this.#looks.push({ start, accept });
        return { kind: "ahead", look: this.#looks.length - 1, wanted: !assertion.negate };
      }
      case "lookbehind":
        throw unsupported("looks behind", assertion.raw);
    }
  }
}
