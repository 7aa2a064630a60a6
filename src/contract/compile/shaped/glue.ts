/**
 * Words that are made of several pieces with marks between them and no space (`10:30`, `AB-12`): one word to every clause,
 * but to those that follow single characters.
 * @module
 */
import { type Gap, gapText, type WordClass } from "../events.ts";
import type { Monitor, MonitorState } from "../monitor.ts";
import { tooIntricate } from "../product.ts";
import { kindKey } from "../word-classes.ts";
import type { Joins } from "./joins.ts";
import { isGlue } from "./shape-gaps.ts";
import type { Piece } from "./shaped-words.ts";

/** Monitors as they are, where no gap joins pieces; else adapted to see whole words. */
export function asWholeWords({
  monitors,
  classes,
  joins,
}: {
  monitors: readonly Monitor[];
  classes: readonly WordClass[];
  joins: Joins | undefined;
}): readonly Monitor[] {
  if (!joins) return monitors;
  const pieces = new Pieces(classes, joins);
  return monitors.map((monitor) => (monitor.piecewise ? monitor : whole(monitor, pieces)));
}

/** More pieces make no word. */
const MOST_PIECES = 5;
const MOST_CLASSES = 100_000;
const MOST_GLUES = 1_000;

/** Classes by number, those of several pieces among them. What monitors of whole words can't tell apart is one. */
class Pieces {
  readonly #joins: Joins;
  readonly #glues: string[] = [];
  readonly #classes: WordClass[] = [];
  readonly #numbers = new Map<WordClass, number>();
  readonly #byKey = new Map<string, number>();
  readonly #joined = new Map<number, number>();
  /** How many pieces each has. */
  readonly #sizes: number[] = [];

  constructor(classes: readonly WordClass[], joins: Joins) {
    this.#joins = joins;
    for (const one of classes) this.#numbers.set(one, this.#intern(one, 1));
  }

  number(one: WordClass): number {
    return this.#numbers.get(one)!;
  }

  class(number: number): WordClass {
    return this.#classes[number];
  }

  /** A number for what joins pieces. */
  glue(gap: Gap): number {
    const text = gapText(gap);
    const known = this.#glues.indexOf(text);
    if (known >= 0) return known;
    if (this.#glues.length === MOST_GLUES) throw tooIntricate();
    return this.#glues.push(text) - 1;
  }

  /** The class of a word that goes on with another piece; undefined: it has too many, or none that may be joined. */
  join(one: number, other: number, glue: number): number | undefined {
    const size = this.#sizes[one] + 1;
    if (size > MOST_PIECES) return undefined;
    const key = (one * MOST_CLASSES + other) * MOST_GLUES + glue;
    let number = this.#joined.get(key);
    if (number === undefined) {
      const made = joined(this.#classes[one], this.#classes[other], this.#glues[glue], this.#joins);
      if (!made) return undefined;
      number = this.#intern(made, size);
      if (number >= MOST_CLASSES) throw tooIntricate();
      this.#joined.set(key, number);
    }
    return number;
  }

  #intern(one: WordClass, size: number): number {
    const { passes, ...kind } = one;
    const { value, edges } = pieceOf(one);
    const tests = [...passes].sort((a, b) => a - b).join();
    const key = `${kindKey(kind)} ${kind.rank} ${tests} ${value} ${edges} ${size}`;
    let number = this.#byKey.get(key);
    if (number === undefined) {
      number = this.#classes.length;
      this.#byKey.set(key, number);
      this.#classes.push(one);
      this.#sizes.push(size);
    }
    return number;
  }
}

/** What a piece is, as far as it matters to what it is joined to. */
const pieceOf = (one: WordClass): Partial<Piece> => one as Partial<Piece>;

function joined(one: WordClass, other: WordClass, glue: string, joins: Joins): WordClass | undefined {
  const [left, right] = [pieceOf(one), pieceOf(other)];
  // Symbols around a word are part of the piece, and no part of the word where it stands alone.
  if (left.edges === "symbols" || right.edges === "symbols") return undefined;
  // Digits around a point are one number.
  if (left.value !== undefined && other.begins === "digit" && /^[.,]$/.test(glue)) return undefined;
  const passes = joins.passes(one.passes, other.passes, glue);
  if (!joins.allows(passes)) return undefined;
  const isInitials = glue === "." && left.edges === "letter" && right.edges === "letter";
  const fullStop = joins.fullStop(passes);
  const between = [...glue].length;
  const { length, coreLength, syllables, dotted, begins, rank } = one;
  const made: WordClass & Pick<Piece, "edges"> = {
    length: length === 0 ? 0 : length + between + other.length,
    coreLength: coreLength === 0 ? 0 : coreLength + between + other.coreLength,
    syllables: syllables + other.syllables,
    fullStop: isInitials && fullStop === "ends" ? "goes-on" : fullStop,
    dotted,
    begins,
    isItemNumber: false,
    rank,
    passes,
    edges: isInitials ? "letter" : "letters",
  };
  return made;
}

const NONE = 0;

/** The monitor is told of a word when a gap ends it. */
function whole(inner: Monitor, pieces: Pieces): Monitor {
  const ids = new Map<string, MonitorState>();
  const states: { readonly inner: MonitorState; readonly word: number; readonly glue: number }[] = [];
  // `word`: number of the class of what was written since the last gap that ended a word, plus 1; or none. `glue`:
  // what joins the next piece to it.
  const intern = (state: MonitorState, word: number, glue: number): MonitorState => {
    const key = `${state} ${word} ${glue}`;
    let id = ids.get(key);
    if (id === undefined) {
      id = states.length;
      ids.set(key, id);
      states.push({ inner: state, word, glue });
    }
    return id;
  };
  const told = (id: MonitorState): MonitorState | undefined => {
    const { inner: state, word } = states[id];
    return word === NONE ? state : inner.word(state, pieces.class(word - 1));
  };
  return {
    begin: (lead) => intern(inner.begin(lead), NONE, 0),
    word: (id, word) => {
      const { inner: state, word: before, glue } = states[id];
      const number = pieces.number(word);
      const whole = before === NONE ? number : pieces.join(before - 1, number, glue);
      return whole === undefined ? undefined : intern(state, whole + 1, 0);
    },
    gap: (id, gap) => {
      if (isGlue(gap)) return intern(states[id].inner, states[id].word, pieces.glue(gap));
      const state = told(id);
      const next = state === undefined ? undefined : inner.gap(state, gap);
      return next === undefined ? undefined : intern(next, NONE, 0);
    },
    close: (id, gap) => {
      const state = told(id);
      return state !== undefined && inner.close(state, gap);
    },
  };
}
