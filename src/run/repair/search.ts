/**
 * Looks for the text that keeps a contract and most of another text: pieces are written anew where checks fail, one hole
 * after the other, and what doesn't come of that is written from as late a place as possible.
 * @module
 */
import { type Compilation, compileContract } from "../../contract/compile/compile.ts";
import { unlessInterrupted } from "../../contract/compile/interruption.ts";
import type { Language } from "../../contract/compile/language.ts";
import { type Check, type Clause, type Contract, check, printContract } from "../../contract/index.ts";
import { between } from "../../contract/repair/between.ts";
import { type Hole, holesAround, wordsTouched } from "../../contract/repair/holes.ts";
import { mendsOf } from "../../contract/repair/mends.ts";
import { faultyPieces, type Plan, plansFor } from "../../contract/repair/plans.ts";
import { repairProgram } from "../../contract/repair/program.ts";
import { filled, type Pieces, piecesOf } from "../../contract/repair/units.ts";
import { frontsOf, type Variant, variantsOf } from "../../contract/repair/variants.ts";
import { isForMachines } from "../../contract/structured/compile.ts";
import { SijoError } from "../../errors.ts";
import type { BarrierEvent, Random } from "../../inference/index.ts";
import { isFull } from "../../model/full.ts";
import type { Message, TokenModel } from "../../model/token-model.ts";
import type { Span } from "../../text/index.ts";
import { write } from "../write.ts";
import { candidateOf, chooseRepair, type RepairCandidate } from "./candidate.ts";
import { lackingTexts, placesFor } from "./lacking.ts";
import { prefilled } from "./prefilled.ts";

export interface SearchOptions {
  readonly contract: Contract;
  readonly text: string;
  readonly compilation: Compilation | undefined;
  /** Words that may be written besides those of the language. */
  readonly extraWords: readonly string[];
  readonly language: Language;
  readonly follower: TokenModel;
  /** What the follower is told who writes; the text is a draft in it. */
  readonly messages: readonly Message[];
  /** The same without the draft: what texts are judged by, since a draft makes its own faults likely. */
  readonly plain: readonly Message[];
  readonly particles: number;
  readonly temperature: number;
  readonly random: Random;
  readonly shouldStop: () => boolean;
  readonly onBarrier: (event: BarrierEvent) => void;
}

/** Holes one after the other. */
const MOST_ROUNDS = 8;
/** Ways to fill a hole that are written at most, of one tier of plans. */
const MOST_WRITTEN = 6;
export interface RepairFound {
  /** The best text; the original itself where nothing is better. */
  readonly best: RepairCandidate;
  /** Whether the follower had no room for some of what was tried. */
  readonly full: boolean;
}

/** Searches until a text passes, there is nothing more to try, or it is stopped. */
export async function searchRepair(options: SearchOptions): Promise<RepairFound> {
  const search = new Search(options);
  const best = await search.best();
  return { best, full: search.full };
}

class Search {
  readonly #options: SearchOptions;
  readonly #compiled = new Map<string, Compilation | undefined>();
  #written = 0;
  full = false;

  constructor(options: SearchOptions) {
    this.#options = options;
  }

  async best(): Promise<RepairCandidate> {
    const { follower, messages, plain, text, shouldStop } = this.#options;
    if (shouldStop()) return this.#candidateOf(text);
    // Prompts and the text are read once; whatever begins like them shares what was computed.
    const model = prefilled(follower, text);
    const read = [messages, plain].map((some) => model.context(model.chat(some)));
    try {
      await model.next(read);
      return await this.#search();
    } catch (error) {
      if (!isFull(error)) throw error;
      this.full = true;
      return this.#candidateOf(text);
    } finally {
      for (const context of read) context.drop();
    }
  }

  async #search(): Promise<RepairCandidate> {
    const { contract, text, shouldStop } = this.#options;
    let best = this.#candidateOf(text);
    for (let round = 0; round < MOST_ROUNDS && !best.passed && !shouldStop(); round += 1) {
      const better = isInOnePiece(contract) ? undefined : await this.#improve(best);
      if (!better) break;
      best = better;
    }
    if (best.passed || shouldStop()) return best;
    const anew = await this.#fromTheFront();
    return anew && anew.distance < best.distance ? anew : best;
  }

  #candidateOf(text: string): RepairCandidate {
    const { contract, text: original } = this.#options;
    return candidateOf(text, { contract, original });
  }

  #choose(candidates: readonly RepairCandidate[], by: "faults" | "distance"): Promise<RepairCandidate> {
    const { text: original, follower, plain: messages, shouldStop } = this.#options;
    return chooseRepair(candidates, { by, original, follower, messages, shouldStop });
  }

  /** A text with fewer faults, by one hole. */
  async #improve(current: RepairCandidate): Promise<RepairCandidate | undefined> {
    const { contract } = this.#options;
    const { checks } = check(contract, current.text);
    const better = (texts: readonly string[]): RepairCandidate[] =>
      [...new Set(texts)]
        .map((text) => this.#candidateOf(text))
        .filter(({ distance }) => distance < current.distance);
    const isMended = ({ faults }: RepairCandidate): boolean => faults < current.faults;
    const mended = better(mendsOf(contract, current.text));
    if (mended.length > 0) return this.#choose(mended, "distance");
    const pieces = piecesOf(contract, current.text);
    if (pieces.spans.length === 0) return undefined;
    const faulty = faultyPieces(pieces, checks);
    const holes = await this.#holes(pieces, { faulty, checks });
    const ways: (readonly (readonly Plan[])[])[] = [];
    if (faulty.length > 0) {
      // What the whole lacks is put where it reads best, not where some other fault is; what it is asked else may have to
      // wait until no piece is at fault any more.
      const lenient = [withoutWhole(contract, checks, current.text, LACKING), contract];
      const local = withoutWhole(contract, checks, current.text);
      const different = new Map([...lenient, local].map((some) => [some.clauses.length, some]));
      ways.push(...[...different.values()].map((some) => plansFor(some, pieces, faulty)));
    }
    ways.push(plansFor(contract, pieces, []));
    let nearer: RepairCandidate[] = [];
    for (const tier of ways.flat()) {
      const texts = tier.filter(({ count }) => count === 0).map(({ around }) => filled(around, ""));
      const variants = this.#variants(tier, holes);
      let written: RepairCandidate[] = [];
      for (const keeps of ["all but words", "a front", "nothing"] as const) {
        for (const variant of variants.filter((some) => some.keeps === keeps).slice(0, MOST_WRITTEN)) {
          if (this.#options.shouldStop()) break;
          written = [...written, ...better(await this.#write(variant))];
        }
        if (written.some(isMended)) break;
      }
      nearer = [...nearer, ...better(texts), ...written];
      const found = nearer.filter(isMended);
      if (found.length > 0) return this.#choose(found, "faults");
      if (this.#options.shouldStop()) break;
    }
    // Where no fault goes away at once, one that is smaller will do.
    return nearer.length === 0 ? undefined : this.#choose(nearer, "distance");
  }

  /** Words of pieces that might be others: those at fault, and those in whose place stands what the text lacks. */
  async #holes(
    pieces: Pieces,
    { faulty, checks }: { faulty: readonly number[]; checks: readonly Check[] },
  ): Promise<ReadonlyMap<number, readonly Hole[]>> {
    const { contract, follower, plain, shouldStop } = this.#options;
    const found = new Map<number, Hole[]>();
    const add = (piece: number, some: readonly Hole[]): void => {
      found.set(piece, [...(found.get(piece) ?? []), ...some]);
    };
    const places = checks.flatMap((one) => (one.passed ? [] : one.offsets.map(spanOf)));
    for (const piece of faulty) {
      const touched = wordsTouched(pieces.view, pieces.spans[piece], places);
      if (touched) add(piece, holesAround(touched));
    }
    const passed = checks.slice(checks.length - contract.clauses.length).map((one) => one.passed);
    const ofWhole = faulty.length === 0;
    const among = ofWhole ? [...pieces.spans.keys()] : faulty;
    for (const lacking of lackingTexts(contract, { passed, ofWhole })) {
      const likely = await placesFor(lacking, { pieces, among, follower, messages: plain, shouldStop });
      for (const { piece, hole } of likely) add(piece, [hole]);
    }
    return found;
  }

  /** Of each plan its best variant first, then the second of each, and so on. */
  #variants(plans: readonly Plan[], holes: ReadonlyMap<number, readonly Hole[]>): Variant[] {
    const perPlan: Variant[][] = [];
    for (const plan of plans) {
      if (plan.count === 0 || perPlan.length >= MOST_WRITTEN || this.#options.shouldStop()) continue;
      const found = variantsOf(plan, {
        compile: (contract) => this.#compile(contract),
        holes: holes.get(plan.from) ?? [],
      });
      if (found.length > 0) perPlan.push(found);
    }
    const most = Math.max(0, ...perPlan.map((variants) => variants.length));
    return Array.from({ length: most }, (_, index) => perPlan.flatMap((some) => some[index] ?? [])).flat();
  }

  /** Compiled once, however many holes ask for the same. */
  #compile(contract: Contract): Compilation | undefined {
    const { extraWords, language, shouldStop } = this.#options;
    const key = printContract(contract);
    if (!this.#compiled.has(key)) {
      this.#compiled.set(
        key,
        unlessIntricate(() => compileContract({ contract, extraWords, language, shouldStop })),
      );
    }
    return this.#compiled.get(key);
  }

  async #write(variant: Variant): Promise<string[]> {
    const { follower, messages, particles, temperature, random, shouldStop, onBarrier } = this.#options;
    this.#written += 1;
    const { texts, full } = await write({
      program: repairProgram({ messages, variant, temperature }),
      follower: prefilled(follower, variant.before),
      // Of a word or two there are fewer ways to write them, and more holes to try.
      particles: variant.keeps === "all but words" ? Math.ceil(particles / 2) : particles,
      random: random.split(this.#written),
      shouldStop,
      onBarrier,
    });
    this.full ||= full;
    return texts.map(({ text }) => text);
  }

  /** As much of the front as some text of the contract begins with, and the rest anew; at last, all of it. */
  async #fromTheFront(): Promise<RepairCandidate | undefined> {
    const { compilation, text } = this.#options;
    if (compilation?.kind !== "compiled") return undefined;
    const { constraint } = compilation;
    const fronts = frontsOf(constraint, text);
    const found: RepairCandidate[] = [];
    for (const { front, state } of [...fronts, { front: "", state: constraint.start }]) {
      if (this.#options.shouldStop()) break;
      const variant: Variant = {
        keeps: "a front",
        before: front,
        constraint: between({ lead: "", inner: constraint, start: state, tail: "" }),
        wordsBegun: (at) => constraint.wordsBegun(at),
        after: "",
      };
      found.push(...(await this.#write(variant)).map((written) => this.#candidateOf(written)));
      if (found.some(({ passed }) => passed)) break;
    }
    return found.length === 0 ? undefined : this.#choose(found, "distance");
  }
}

/** Whether no piece of such a text could be written by itself. */
const isInOnePiece = (contract: Contract): boolean => contract.form === "word" || isForMachines(contract);

const spanOf = ([start, end]: readonly [number, number]): Span => ({ start, end });

/** What a text lacks may stand anywhere. */
const LACKING: readonly Clause["relation"][] = [
  "contains",
  "contains the letter",
  "contains in order",
  "occurs at least",
  "occurs exactly",
];

/** The contract without the clauses (of these relations) that fail of the text as a whole. */
function withoutWhole(
  contract: Contract,
  checks: readonly Check[],
  text: string,
  relations?: readonly Clause["relation"][],
): Contract {
  const ofClauses = checks.slice(checks.length - contract.clauses.length);
  return {
    ...contract,
    clauses: contract.clauses.filter(({ relation }, index) => {
      const { passed, offsets } = ofClauses[index];
      if (relations && !relations.includes(relation)) return true;
      return passed || !offsets.some(([start, end]) => start === 0 && end === text.length);
    }),
  };
}

/** Undefined for a contract too intricate to be followed as a whole: it may still be kept piece by piece. */
export function unlessIntricate<Result>(attempt: () => Result): Result | undefined {
  try {
    return unlessInterrupted(attempt);
  } catch (error) {
    if (error instanceof SijoError && error.kind === "usage") return undefined;
    throw error;
  }
}
