/**
 * Rounds of writing: until a text passes that reads well, as long as there are tries.
 * @module
 */
import type { Contract } from "../contract/index.ts";
import type { Beginning, Written } from "../contract/program.ts";
import type { BarrierEvent, Random } from "../inference/index.ts";
import { allSettled } from "../model/all-settled.ts";
import type { Context, TokenModel } from "../model/token-model.ts";
import type { RunRecord } from "../program/index.ts";
import { sentenceSpans } from "../text/index.ts";
import { CONTEXTS_EACH, saysEnough } from "./effort.ts";
import { MOST_PARTICLES } from "./options.ts";
import { type Reading, readByAll, readerContext, readsOddly } from "./second-reading.ts";
import type { TraceData } from "./trace-data.ts";
import type { Candidate } from "./verdict.ts";
import { likeliestText, roomFor, type Writing, write } from "./write.ts";
import { bestFirst, candidatesOf, finalistsOf, type WritingTask } from "./writing.ts";

/** Rounds, where checks beyond the compiler fail. */
const ROUNDS = 3;

export interface RoundsOptions {
  readonly contract: Contract;
  readonly follower: TokenModel;
  readonly random: Random;
  readonly shouldStop: () => boolean;
  readonly record: RunRecord<TraceData>;
  readonly onBarrier: (event: BarrierEvent, round: number) => void;
}

/** The rounds of one run: they are counted through all that it writes. */
export class Rounds implements Disposable {
  readonly #options: RoundsOptions;
  #count = 0;
  /** Where readers went on to read, so that the next reading finds it decoded. */
  #kept: readonly Context[] = [];

  constructor(options: RoundsOptions) {
    this.#options = options;
  }

  /** Candidates, the best first; what was left unfinished, and whether there was no room for more, in the last round. */
  async write(
    task: WritingTask,
  ): Promise<{ candidates: readonly Candidate[]; unfinished: string; full: boolean }> {
    const { follower, shouldStop } = this.#options;
    const byRound: (readonly Candidate[])[] = [];
    const written = new Map<string, Written>();
    let candidates: readonly Candidate[] = [];
    let [unfinished, full] = ["", false];
    /** What stands of the best text; only what comes behind it is written anew. */
    let beginning: Beginning | undefined;
    let { tries } = task;
    const room = Math.max(task.particles, roomFor(follower, contextsEachOf(task)));
    const growing = ROUNDS - 1 + Math.round(Math.log2(task.growsTo / task.particles));
    while (byRound.length < tries + growing && !shouldStop()) {
      // What so many could not do, more may.
      const more = 2 ** Math.max(0, byRound.length + 1 - tries);
      const particles = Math.min(task.particles * more, MOST_PARTICLES, room);
      const isFirst = byRound.length === 0;
      const { writing, texts, found } = await this.#round(task, { particles, beginning, isFirst });
      ({ unfinished, full } = writing);
      for (const one of texts) written.set(one.text, one);
      byRound.push(found);
      candidates = bestFirst([...candidates, ...found]);
      const isEnough = particles >= Math.min(task.growsTo, room) || saysEnough(writing);
      if (candidates[0]?.passed && ((isEnough && byRound.length >= tries) || full)) {
        candidates = await this.#readAgain(candidates, byRound, task);
        const [{ text, reading }] = candidates;
        if (!readsOddly(reading) || full || tries === task.triesOfOdd) break;
        tries += 1;
        beginning = beforeOdd(written.get(text), reading);
      }
      if (full) break;
    }
    return { candidates, unfinished, full };
  }

  /** What so many particles write; in the first round the likeliest text too, where that says something of its own. */
  async #round(
    task: WritingTask,
    {
      particles,
      beginning,
      isFirst,
    }: { readonly particles: number; readonly beginning: Beginning | undefined; readonly isFirst: boolean },
  ): Promise<{
    readonly writing: Writing;
    readonly texts: Writing["texts"];
    readonly found: readonly Candidate[];
  }> {
    const { contract, follower, random, shouldStop, record, onBarrier } = this.#options;
    const { told, programBehind, temperature, width } = task;
    const round = this.#count;
    this.#count += 1;
    const kept = beginning && { beginning: beginning.text };
    record.add("round", { round, temperature, width, particles, ...told, ...kept });
    // At the same time, so that it takes part in the batches of the others.
    const [writing, plain] = await allSettled([
      write({
        program: programBehind(beginning),
        follower,
        particles,
        width,
        contextsEach: contextsEachOf(task),
        random: random.split(100 + round),
        shouldStop,
        onBarrier: (event) => onBarrier(event, round),
      }),
      isFirst && task.leavesMuchOpen ? this.#likeliest(task) : [],
    ]);
    const others = plain.filter(({ text }) => writing.texts.every((one) => one.text !== text));
    const texts = [...writing.texts, ...others];
    const found = candidatesOf(texts, contract, task);
    const { logZ, logZStandardError, unfinished, full } = writing;
    record.add("written", { round, candidates: found, logZ, logZStandardError, unfinished, full });
    return { writing, texts, found };
  }

  /** The same, with the best that pass in another order once they were read again. */
  async #readAgain(
    candidates: readonly Candidate[],
    byRound: readonly (readonly Candidate[])[],
    { secondReading, tries, triesOfOdd, begun }: WritingTask,
  ): Promise<readonly Candidate[]> {
    const { contract, follower: model, shouldStop, record } = this.#options;
    // Elsewhere a text may be scored token by token.
    if (!secondReading || model.description.remote) return candidates;
    const { readers, most } = secondReading;
    const finalists = finalistsOf(byRound);
    // A single one is read where it may be tried for again.
    const least = triesOfOdd > tries ? 1 : 2;
    if (Math.min(most, finalists.length) < least || shouldStop()) return candidates;
    const known = new Set(candidates.flatMap(({ text, reading }) => (reading ? text : [])));
    const texts = finalists.filter((text) => !known.has(text)).slice(0, most);
    if (texts.length === 0) return candidates;
    this.#keep(readers.map((messages) => readerContext({ model, messages, begun })));
    const readings = await readByAll(texts, { model, readers, contract, begun, decoding: { shouldStop } });
    if (!readings) return candidates;
    record.add("read", { texts, readings });
    const read = new Map(texts.map((text, at) => [text, readings[at]]));
    return bestFirst(
      candidates.map((candidate) => {
        const reading = read.get(candidate.text);
        return reading ? { ...candidate, reading } : candidate;
      }),
    );
  }

  #likeliest({ programBehind }: WritingTask): Promise<Writing["texts"]> {
    const { follower, random, shouldStop } = this.#options;
    return likeliestText({ program: programBehind(), follower, random: random.split(2), shouldStop });
  }

  /** In place of those that were kept before. */
  #keep(contexts: readonly Context[]): void {
    for (const context of this.#kept) context.drop();
    this.#kept = contexts;
  }

  /** Frees the contexts that were kept. */
  [Symbol.dispose](): void {
    this.#keep([]);
  }
}

const contextsEachOf = ({ told }: WritingTask): number => (told.reader ? CONTEXTS_EACH : 1);

/** The sentences before the first that reads oddly; undefined: there are none. */
function beforeOdd(written: Written | undefined, reading: Reading | undefined): Beginning | undefined {
  const oddAt = reading?.oddAt ?? null;
  if (!written?.stops || oddAt === null) return undefined;
  const sentence = sentenceSpans(written.text).finished.findLast(({ start }) => start <= oddAt);
  return written.stops.findLast(({ text }) => text.length <= (sentence?.start ?? 0));
}
