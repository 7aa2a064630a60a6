/**
 * What a contract with shapes or sums needs besides others: monitors, gaps, words, and a rule of the house for capitals.
 * @module
 */
import type { NumberOrderClause } from "../../clauses/number-order.ts";
import { type SumClause, sumBounds } from "../../clauses/sum.ts";
import { namesBetweenDigits } from "../../pattern/named.ts";
import { NO_STATE } from "../../pattern/pattern.ts";
import type { Clause } from "../../types.ts";
import type { Gap } from "../events.ts";
import type { HouseRule } from "../house-rules.ts";
import type { Bounds, Monitor } from "../monitor.ts";
import type { Part } from "../parts.ts";
import { tooIntricate } from "../product.ts";
import { within } from "../select.ts";
import type { WordTests } from "../word-tests.ts";
import {
  addend,
  capitalMonitor,
  numberOrderMonitor,
  plainNumbersMonitor,
  shapeMonitor,
  sumMonitor,
  sumUnit,
} from "./monitors.ts";
import type { SumRange } from "./open-words.ts";
import { isGlue, shapedGaps } from "./shape-gaps.ts";
import { type ShapedWords, type ShapedWordsOptions, shapedWords } from "./shaped-words.ts";
import { isShaped, type Shape, type ShapeClause, Shapes } from "./shapes.ts";

const MOST_CLAUSES = 200;
/** Sums of more units are states of their own only where they are those of the whole text. */
const MOST_SUMS = 500n;
const MOST_TOTAL = 10_000n;
/** Larger numbers, in units, are not written where numbers stand in order. */
const MOST_ORDERED = 300n;

export class ShapedContext {
  readonly #shapes: Shapes;
  readonly #range: SumRange | undefined;
  readonly #insideTest: number;
  readonly #firstTest: number;
  /** Whether what a number counts for depends on what stands beside it: items are numbered, or words have pieces. */
  readonly #needsWords: boolean;
  #words: ShapedWords | undefined;

  private constructor(clauses: readonly Clause[], tests: WordTests) {
    this.#shapes = new Shapes(clauses);
    this.#range = sumRange(clauses, this.#shapes.all);
    const numbersItems = clauses.some(
      (clause) => clause.relation === "is like" && /^[0-9]+[.)](?:\s|$)/.test(clause.value),
    );
    this.#needsWords = numbersItems || this.gaps([], { sentences: false }).some(isGlue);
    this.#insideTest = tests.index({ name: "written as inside a sentence" });
    this.#firstTest = tests.index({ name: "written as the first of a sentence" });
  }

  /**
   * Undefined: nothing in the contract needs it.
   * @throws SijoError `contract.too-intricate` (usage)
   */
  static of(clauses: readonly Clause[], tests: WordTests): ShapedContext | undefined {
    if (!isShaped(clauses)) return undefined;
    // Before an automaton is made for each.
    if (clauses.filter((clause) => isShaped([clause])).length > MOST_CLAUSES) throw tooIntricate();
    return new ShapedContext(clauses, tests);
  }

  /** The monitor of a shape. */
  shape(clause: ShapeClause): Monitor {
    const index = this.#shapes.index(clause);
    const vectors = () => this.#words!.vectors;
    return shapeMonitor({ shape: this.#shapes.all[index], index, vectors });
  }

  /** What a sum takes; undefined: it goes too far, or the front of lines is not seen where it is asked for. */
  sum(clause: SumClause): Omit<Part, "clauses"> | undefined {
    if (!this.#range || !isKept(clause, this.#range.unit)) return undefined;
    const { unit } = this.#range;
    const bounds = unitBounds(clause, unit);
    const top = Number.isFinite(bounds.max) ? bounds.max : bounds.min;
    if (this.#needsWords && top > MOST_SUMS) return undefined;
    if (clause.scope.length === 0 && !this.#needsWords) {
      return {
        rule: { kind: "total", bounds, ofWord: addend(unit) },
        guard: plainNumbersMonitor(unit),
        needs: [],
      };
    }
    const monitor = within(clause.scope, sumMonitor({ bounds, unit }));
    return { rule: { kind: "monitor", monitor }, needs: [] };
  }

  /** What numbers in order take; undefined: the front of lines is not seen where they are asked for. */
  numberOrder(clause: NumberOrderClause): Omit<Part, "clauses"> | undefined {
    if (!this.#range || this.#needsWords || clause.scope.at(-1)?.unit === "sentence") return undefined;
    const { unit, most } = this.#range;
    const leaf = numberOrderMonitor({ rising: clause.relation === "numbers increase", unit, most });
    return {
      rule: { kind: "monitor", monitor: within(clause.scope, leaf) },
      guard: plainNumbersMonitor(unit),
      needs: [],
    };
  }

  /** The gaps of other texts, and those that shapes name. */
  gaps(gaps: readonly Gap[], { sentences }: { sentences: boolean }): readonly Gap[] {
    return shapedGaps({ gaps, shapes: this.#shapes.all, sentences, numbers: this.#range !== undefined });
  }

  /** The words, to be made once the gaps are known. */
  words(
    asked: Pick<
      ShapedWordsOptions,
      "list" | "extra" | "tests" | "byLength" | "byRank" | "hangul" | "codes" | "apart"
    >,
    gaps: readonly Gap[],
  ): ShapedWords {
    this.#words = shapedWords({
      ...asked,
      shapes: this.#shapes.all,
      starts: this.#shapes.all.map((shape) => startsOf(shape, gaps)),
      sum: this.#range,
      insideTest: this.#insideTest,
      firstTest: this.#firstTest,
    });
    return this.#words;
  }

  /** Kept where shapes leave capitals free. */
  houseRule(): HouseRule {
    return { monitor: capitalMonitor({ insideTest: this.#insideTest, firstTest: this.#firstTest }) };
  }
}

/** The states in which a word may begin: at the front of a part, or behind a gap. */
function startsOf({ automaton, unit }: Shape, gaps: readonly Gap[]): Int32Array {
  const after = (state: number, text: string): number => {
    let at = state;
    for (const character of text) at = automaton.next(at, character.codePointAt(0)!);
    return at;
  };
  const leads = new Set(gaps.map(({ lead }) => lead));
  const texts = new Set(
    gaps.flatMap((gap) => (gap.opens || gap.ends ? [] : [gap.marks[0] + gap.separator + gap.lead])),
  );
  const found = new Set<number>([automaton.start]);
  for (const lead of leads) if (unit !== "word") found.add(after(automaton.start, lead));
  for (const text of texts) {
    if (unit === "word" && /\s/.test(text)) continue;
    for (let state = 0; state < automaton.stateCount; state += 1) found.add(after(state, text));
  }
  found.delete(NO_STATE);
  return Int32Array.from(found).sort();
}

const isSum = (clause: Clause): clause is SumClause => clause.relation.startsWith("sum ");

/** Whether a sum can be followed: not too far, and where the front of a line is seen. */
function isKept(clause: SumClause, unit: bigint): boolean {
  const { min, max } = sumBounds(clause);
  const most = clause.scope.length === 0 ? MOST_TOTAL : MOST_SUMS;
  return (max ?? min) / unit <= most && clause.scope.at(-1)?.unit !== "sentence";
}

function unitBounds(clause: SumClause, unit: bigint): Bounds {
  const { min, max } = sumBounds(clause);
  return {
    min: Number((min + unit - 1n) / unit),
    max: max === undefined ? Number.POSITIVE_INFINITY : Number(max / unit),
  };
}

/** Where there would be too many steps, tens of them, as long as every exact sum is a number of those. */
function coarser(unit: bigint, ends: readonly ReturnType<typeof sumBounds>[]): bigint {
  const tooMany = ends.some(({ min, max = min }) => max / unit > MOST_TOTAL);
  const isExact = ends.every(({ min, max }) => min !== max || min % (unit * 10n) === 0n);
  return tooMany && isExact ? coarser(unit * 10n, ends) : unit;
}

function sumRange(clauses: readonly Clause[], shapes: readonly Shape[]): SumRange | undefined {
  const sums = clauses.filter(isSum);
  const decimals = shapes.some(({ automaton }) => namesBetweenDigits(automaton, ".")) ? 2 : 0;
  const ends = sums.map((clause) => sumBounds(clause));
  const unit = coarser(
    sumUnit(
      ends.flatMap(({ min, max }) => (max === undefined ? [min] : [min, max])),
      decimals,
    ),
    ends,
  );
  const kept = sums.filter((clause) => isKept(clause, unit));
  const isOrdered = clauses.some(({ relation }) => relation.startsWith("numbers "));
  if (kept.length === 0 && !isOrdered) return undefined;
  const bounds = kept.map((clause) => sumBounds(clause));
  let most = isOrdered ? MOST_ORDERED * unit : 0n;
  for (const { min, max = min } of bounds) if (max > most) most = max;
  // A number beyond every bound can be written only where some sum may be as large as it likes, or isn't asked for.
  const saturates = bounds.some(({ max }) => max === undefined) || kept.some(({ scope }) => scope.length > 0);
  return { most, unit, saturates };
}
