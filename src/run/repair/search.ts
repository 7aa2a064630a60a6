/**
 * Looks for the text that keeps a contract and most of another text: pieces are written anew where checks fail, one hole
 * after the other, and what doesn't come of that is written from as late a place as possible.
 * @module
 */
import { type Compilation, compileContract } from "../../contract/compile/compile.ts";
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
import type { Message, TokenModel } from "../../model/token-model.ts";
import type { Span } from "../../text/index.ts";
import { isFull, write } from "../write.ts";
import { differenceOf, keptOf } from "./difference.ts";
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

/** A text that might do. */
export interface RepairCandidate {
  readonly text: string;
  readonly passed: boolean;
  /** Places at which checks fail. */
  readonly faults: number;
  /** Share of the original's characters that it keeps. */
  readonly kept: number;
  /** Natural-log probability under the follower; undefined where it was not asked. */
  readonly logProbability?: number;
}

/** Holes one after the other. */
const MOST_ROUNDS = 8;
/** Ways to fill a hole that are written at most, of one tier of plans. */
const MOST_WRITTEN = 6;
/**
 * Texts that keep nearly as much as the best one are told apart by likelihood: two English words less, or four syllables of
 * Hangul, which is the same in UTF-8; or by share.
 */
const NEARLY = { bytes: 12, share: 0.05 };
const MOST_SCORED = 8;

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
    if (shouldStop()) return this.#candidate(text);
    // Prompts and the text are read once; whatever begins like them shares what was computed.
    const model = prefilled(follower, text);
    const read = [messages, plain].map((some) => model.context(model.chat(some)));
    try {
      await model.next(read);
      return await this.#search();
    } catch (error) {
      if (!isFull(error)) throw error;
      this.full = true;
      return this.#candidate(text);
    } finally {
      for (const context of read) context.drop();
    }
  }

  async #search(): Promise<RepairCandidate> {
    const { contract, text, shouldStop } = this.#options;
    let best = this.#candidate(text);
    for (let round = 0; round < MOST_ROUNDS && !best.passed && !shouldStop(); round += 1) {
      const better = isInOnePiece(contract) ? undefined : await this.#improve(best);
      if (!better) break;
      best = better;
    }
    if (best.passed || shouldStop()) return best;
    const anew = await this.#fromTheFront();
    return anew && (anew.passed || anew.faults < best.faults) ? anew : best;
  }

  #candidate(text: string): RepairCandidate {
    const { contract, text: original } = this.#options;
    const { passed, checks } = check(contract, text);
    return {
      text,
      passed,
      faults: checks.reduce((sum, one) => sum + (one.passed ? 0 : Math.max(1, one.offsets.length)), 0),
      kept: keptOf(differenceOf(original, text)).share,
    };
  }

  /** A text with fewer faults, by one hole. */
  async #improve(current: RepairCandidate): Promise<RepairCandidate | undefined> {
    const { contract } = this.#options;
    const { checks } = check(contract, current.text);
    const better = (texts: readonly string[]): RepairCandidate[] =>
      [...new Set(texts)]
        .map((text) => this.#candidate(text))
        .filter(({ faults }) => faults < current.faults);
    const mended = better(mendsOf(contract, current.text));
    if (mended.length > 0) return this.#choose(mended);
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
    for (const tier of ways.flat()) {
      const texts = tier.filter(({ count }) => count === 0).map(({ around }) => filled(around, ""));
      const variants = this.#variants(tier, holes);
      let written: RepairCandidate[] = [];
      for (const keeps of ["all but words", "a front", "nothing"] as const) {
        for (const variant of variants.filter((some) => some.keeps === keeps).slice(0, MOST_WRITTEN)) {
          if (this.#options.shouldStop()) break;
          written = [...written, ...better(await this.#write(variant))];
        }
        if (written.length > 0) break;
      }
      const found = [...better(texts), ...written];
      if (found.length > 0) return this.#choose(found);
      if (this.#options.shouldStop()) return undefined;
    }
    return undefined;
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
    const { extraWords, language } = this.#options;
    const key = printContract(contract);
    if (!this.#compiled.has(key)) {
      this.#compiled.set(
        key,
        unlessIntricate(() => compileContract({ contract, extraWords, language })),
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

  /** Those that pass before those that don't; then those that keep most, and of nearly equal ones the likeliest. */
  async #choose(candidates: readonly RepairCandidate[]): Promise<RepairCandidate> {
    const least = Math.min(...candidates.map(({ passed, faults }) => (passed ? 0 : faults)));
    const fit = candidates.filter(({ passed, faults }) => (passed ? 0 : faults) === least);
    const most = Math.max(...fit.map(({ kept }) => kept));
    const nearly = Math.max(NEARLY.share, NEARLY.bytes / Buffer.byteLength(this.#options.text));
    const near = [...new Map(fit.map((one) => [one.text, one])).values()]
      .filter(({ kept }) => kept >= most - nearly)
      .sort((one, other) => other.kept - one.kept)
      .slice(0, MOST_SCORED);
    if (near.length === 1) return near[0];
    const where = whereTheyDiffer(near.map(({ text }) => text));
    let best: RepairCandidate | undefined;
    for (const candidate of near) {
      if (best && this.#options.shouldStop()) break;
      const scored = { ...candidate, logProbability: await this.#likelihood(candidate.text, where) };
      if (!best || scored.logProbability > best.logProbability!) best = scored;
    }
    return best!;
  }

  /** Of the part in which texts differ, and of some of what follows it. */
  async #likelihood(text: string, { front, back }: { front: number; back: number }): Promise<number> {
    const { plain, follower } = this.#options;
    const model = prefilled(follower, text.slice(0, front));
    const context = model.context(model.chat(plain));
    try {
      const scores = await model.score(
        context,
        model.vocabulary.tokenize(text.slice(front, text.length - back)),
      );
      return scores.reduce((sum, score) => sum + score, 0);
    } finally {
      context.drop();
    }
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
      found.push(...(await this.#write(variant)).map((written) => this.#candidate(written)));
      if (found.some(({ passed }) => passed)) break;
    }
    return found.length === 0 ? undefined : this.#choose(found);
  }
}

/** Characters behind the last difference that weigh in. */
const AHEAD = 160;

/** How many characters at the front, whole words, and at the back texts share; of those at the back, some are left. */
function whereTheyDiffer(texts: readonly string[]): { readonly front: number; readonly back: number } {
  const [first, ...others] = texts;
  const shortest = Math.min(...texts.map(({ length }) => length));
  const same = (at: (text: string) => string | undefined): boolean =>
    others.every((text) => at(text) === at(first));
  let front = 0;
  while (front < shortest && same((text) => text[front])) front += 1;
  let back = 0;
  while (back < shortest - front && same((text) => text.at(-1 - back))) back += 1;
  // A word is scored as one, with the space before it.
  const words = first.slice(0, front).replace(/\s*\S*$/u, "");
  return { front: words.length, back: Math.max(0, back - AHEAD) };
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

function unlessIntricate<Result>(attempt: () => Result): Result | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof SijoError && error.kind === "usage") return undefined;
    throw error;
  }
}
