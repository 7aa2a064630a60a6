/**
 * A nondeterministic automaton made deterministic (subset construction), then as small as can be. What a look ahead asks
 * of the rest of a text is carried along with the node it was asked at, as a state of an automaton of its own.
 * @module
 */
import { type Alphabet, alphabetOf } from "./alphabet.ts";
import { tooIntricatePattern } from "./errors.ts";
import { type Dfa, minimised, NO_STATE } from "./minimise.ts";
import type { Condition, Nfa } from "./nfa.ts";

const MOST_STATES = 10_000;
const MOST_CELLS = 4_000_000;
/** Steps along edges: about a second. */
const MOST_EFFORT = 20_000_000;

/** What stands beside a place in a text. */
const EDGE = 0;
const LINE_BREAK = 1;
const LETTER = 2;
const OTHER = 3;
type Neighbour = typeof EDGE | typeof LINE_BREAK | typeof LETTER | typeof OTHER;
const NEIGHBOURS: readonly Neighbour[] = [EDGE, LINE_BREAK, LETTER, OTHER];

export interface Determinised {
  readonly alphabet: Alphabet;
  readonly dfa: Dfa;
}

/** @throws SijoError `contract.pattern-too-intricate` */
export function determinise(nfa: Nfa, { multiline }: { multiline: boolean }): Determinised {
  const alphabet = alphabetOf(nfa.sets);
  const work = { effort: 0 };
  const looks: Dfa[] = [];
  const subsets = new Subsets({ nfa, alphabet, multiline, looks, work });
  for (const look of nfa.looks) looks.push(subsets.dfa({ ...look, starts: NEIGHBOURS }));
  const dfa = subsets.dfa({ start: nfa.start, accept: nfa.accept, starts: [EDGE] });
  return { alphabet, dfa };
}

/** A node with what it still owes to looks ahead, as one number. */
type Branch = number;
/** The end of a text does not hold the promise of that branch. */
const BROKEN = -1;

class Subsets {
  readonly #nfa: Nfa;
  readonly #alphabet: Alphabet;
  readonly #multiline: boolean;
  readonly #looks: readonly Dfa[];
  readonly #work: { effort: number };
  readonly #nodes: number;
  /** For each character set, whether it has each letter of the alphabet. */
  readonly #holds: readonly Uint8Array[];
  readonly #neighbourOf: Uint8Array;
  /** Which neighbours conditions can tell apart at all. */
  readonly #behind: readonly Neighbour[];
  readonly #ahead: readonly Neighbour[];
  readonly #debts = new Debts();

  constructor(options: {
    nfa: Nfa;
    alphabet: Alphabet;
    multiline: boolean;
    looks: readonly Dfa[];
    work: { effort: number };
  }) {
    const { nfa, alphabet, multiline, looks, work } = options;
    this.#nfa = nfa;
    this.#alphabet = alphabet;
    this.#multiline = multiline;
    this.#looks = looks;
    this.#work = work;
    this.#nodes = nfa.edges.length;
    this.#holds = alphabet.members.map((members) => {
      const holds = new Uint8Array(alphabet.size);
      for (const letter of members) holds[letter] = 1;
      return holds;
    });
    this.#neighbourOf = Uint8Array.from(alphabet.representatives, (point) => {
      const character = String.fromCodePoint(point);
      if (multiline && /[\n\r\u2028\u2029]/.test(character)) return LINE_BREAK;
      return nfa.asksOfWords && /[\wſ\u212a]/u.test(character) ? LETTER : OTHER;
    });
    const conditions = nfa.free.flatMap((edges) => edges.flatMap(({ condition }) => condition ?? []));
    const asks = (kind: Condition["kind"]): boolean => conditions.some((one) => one.kind === kind);
    const letters = asks("boundary");
    const breaks = multiline && (asks("start") || asks("end"));
    const same = (edge: boolean): Neighbour[] => [
      edge || letters || breaks ? EDGE : OTHER,
      breaks ? LINE_BREAK : OTHER,
      letters ? LETTER : OTHER,
      OTHER,
    ];
    this.#behind = same(asks("start"));
    this.#ahead = same(asks("end"));
  }

  dfa({ start, accept, starts }: { start: number; accept: number; starts: readonly Neighbour[] }): Dfa {
    const ids = new Map<string, number>();
    const members: (readonly Branch[])[] = [];
    const behind: Neighbour[] = [];
    const rows: Int32Array[] = [];
    const accepting: boolean[] = [];
    const { size } = this.#alphabet;
    const intern = (branches: readonly Branch[], neighbour: Neighbour): number => {
      if (branches.length === 0) return NO_STATE;
      const key = `${neighbour}|${branches.join()}`;
      let id = ids.get(key);
      if (id === undefined) {
        id = members.length;
        if (id >= MOST_STATES || id * size > MOST_CELLS) throw tooIntricatePattern();
        ids.set(key, id);
        members.push(branches);
        behind.push(neighbour);
      }
      return id;
    };
    const entries = starts.map((neighbour) => intern([start], this.#behind[neighbour]));
    for (let state = 0; state < members.length; state += 1) {
      const closures = new Map<Neighbour, readonly Branch[]>();
      const closure = (neighbour: Neighbour): readonly Branch[] => {
        const ahead = neighbour === EDGE ? EDGE : this.#ahead[neighbour];
        let found = closures.get(ahead);
        if (!found) {
          found = this.#closure(members[state], behind[state], ahead);
          closures.set(ahead, found);
        }
        return found;
      };
      accepting.push(
        closure(EDGE).some((branch) => this.#node(branch) === accept && this.#isPaid(this.#debt(branch))),
      );
      const row = new Int32Array(size);
      for (let letter = 0; letter < size; letter += 1) {
        const neighbour = this.#neighbourOf[letter] as Neighbour;
        row[letter] = intern(this.#step(closure(neighbour), letter), this.#behind[neighbour]);
      }
      rows.push(row);
    }
    return minimised({ rows, accepting, starts: entries, letters: size });
  }

  #node = (branch: Branch): number => branch % this.#nodes;
  #debt = (branch: Branch): number => Math.floor(branch / this.#nodes);
  #branch = (node: number, debt: number): Branch => debt * this.#nodes + node;

  #spend(effort: number): void {
    this.#work.effort += effort;
    if (this.#work.effort > MOST_EFFORT) throw tooIntricatePattern();
  }

  /** Everywhere that free edges lead, between these neighbours. */
  #closure(branches: readonly Branch[], behind: Neighbour, ahead: Neighbour): readonly Branch[] {
    const found = new Set(branches);
    for (const branch of found) {
      const edges = this.#nfa.free[this.#node(branch)];
      this.#spend(edges.length + 1);
      for (const { to, condition } of edges) {
        let debt = this.#debt(branch);
        if (condition?.kind === "ahead") debt = this.#owe(debt, condition, behind);
        else if (condition && !this.#holdsBetween(condition, behind, ahead)) continue;
        if (debt !== BROKEN) found.add(this.#branch(to, debt));
      }
    }
    return [...found];
  }

  #holdsBetween(
    condition: Exclude<Condition, { kind: "ahead" }>,
    behind: Neighbour,
    ahead: Neighbour,
  ): boolean {
    const isEdge = (neighbour: Neighbour): boolean =>
      neighbour === EDGE || (this.#multiline && neighbour === LINE_BREAK);
    if (condition.kind === "start") return isEdge(behind);
    if (condition.kind === "end") return isEdge(ahead);
    return ((behind === LETTER) !== (ahead === LETTER)) === condition.wanted;
  }

  #step(branches: readonly Branch[], letter: number): readonly Branch[] {
    const found = new Set<Branch>();
    for (const branch of branches) {
      const edges = this.#nfa.edges[this.#node(branch)];
      this.#spend(edges.length);
      for (const { set, to } of edges) {
        if (this.#holds[set][letter] === 0) continue;
        const debt = this.#advance(this.#debt(branch), letter);
        if (debt !== BROKEN) found.add(this.#branch(to, debt));
      }
    }
    return [...found].sort((one, other) => one - other);
  }

  #owe(debt: number, { look, wanted }: Extract<Condition, { kind: "ahead" }>, behind: Neighbour): number {
    const owed = this.#settled(look, this.#looks[look].starts[behind], wanted);
    if (owed === "broken") return BROKEN;
    return owed === "paid" ? debt : this.#debts.id([...this.#debts.list(debt), owed]);
  }

  #advance(debt: number, letter: number): number {
    if (debt === 0) return 0;
    const next: Owed[] = [];
    for (const { look, state, wanted } of this.#debts.list(debt)) {
      const { rows } = this.#looks[look];
      const owed = this.#settled(look, state === NO_STATE ? NO_STATE : rows[state][letter], wanted);
      if (owed === "broken") return BROKEN;
      if (owed !== "paid") next.push(owed);
    }
    this.#spend(next.length);
    return this.#debts.id(next);
  }

  /** What is still to be seen of a look ahead whose automaton is in this state. */
  #settled(look: number, state: number, wanted: boolean): Owed | "paid" | "broken" {
    const { universal } = this.#looks[look];
    if (state === NO_STATE) return wanted ? "broken" : "paid";
    if (state === universal) return wanted ? "paid" : "broken";
    return { look, state, wanted };
  }

  #isPaid(debt: number): boolean {
    return this.#debts
      .list(debt)
      .every(({ look, state, wanted }) => this.#looks[look].accepting[state] === wanted);
  }
}

/** A look ahead that is not decided yet. */
interface Owed {
  readonly look: number;
  readonly state: number;
  readonly wanted: boolean;
}

/** Sets of what is owed, by number; 0 is nothing. */
class Debts {
  readonly #ids = new Map<string, number>([["", 0]]);
  readonly #lists: (readonly Owed[])[] = [[]];

  id(owed: readonly Owed[]): number {
    const byKey = new Map(owed.map((one) => [`${one.look}.${one.state}.${one.wanted}`, one]));
    const key = [...byKey.keys()].sort().join();
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#lists.length;
      this.#ids.set(key, id);
      this.#lists.push([...byKey.values()]);
    }
    return id;
  }

  list(id: number): readonly Owed[] {
    return this.#lists[id];
  }
}
