/**
 * The writing stage of a run whose plan is a program: particles of it on the follower, and the distinct texts they return.
 * @module
 */
import { type BarrierEvent, logSumExp, type Random, smc } from "../../inference/index.ts";
import { isFull } from "../../model/full.ts";
import type { TokenModel } from "../../model/token-model.ts";
import { type Draft, openDraft } from "../../planner/index.ts";
import { ProgramPopulation } from "../../program/index.ts";

export interface ProgramText {
  readonly text: string;
  /** Share of the posterior, by weight. */
  readonly share: number;
  /** ln of what the program gives to the text: the follower's probability of what was written × its factors. */
  readonly logTarget: number;
}

export interface ProgramWriting {
  /** The likeliest first. */
  readonly texts: readonly ProgramText[];
  /** ln of the estimate of Z; null where the particles were stopped or had no room. */
  readonly logZ: number | null;
  readonly logZStandardError: number | null;
  /** What the particle that got furthest had written, where none finished. */
  readonly unfinished: string;
  /** Whether the follower had no room for more text. */
  readonly full: boolean;
}

export interface WriteProgramOptions {
  readonly draft: Draft;
  readonly follower: TokenModel;
  readonly particles: number;
  readonly random: Random;
  readonly shouldStop: () => boolean;
  readonly onBarrier: (event: BarrierEvent) => void;
}

/** @throws SijoError `program.*` for what the program does wrong, and whatever the follower throws. */
export async function writeProgram({
  draft,
  follower,
  particles,
  random,
  shouldStop,
  onBarrier,
}: WriteProgramOptions): Promise<ProgramWriting> {
  using sandboxed = await openDraft(draft);
  using population = new ProgramPopulation({
    program: sandboxed.program,
    model: follower,
    particles,
    random,
    shouldStop,
  });
  let full = false;
  const inference = await smc({ population, random: random.split(1), onBarrier }).catch((error: unknown) => {
    if (!isFull(error)) throw error;
    full = true;
  });
  full ||= population.full;
  const whole = inference && !population.stopped ? inference : undefined;
  const weights = population.logWeights.map((weight, index) => {
    const text = population.result(index);
    return typeof text === "string" && text.trim() !== "" ? weight : Number.NEGATIVE_INFINITY;
  });
  const total = logSumExp(weights);
  const texts = new Map<string, ProgramText>();
  for (const [index, weight] of weights.entries()) {
    if (weight === Number.NEGATIVE_INFINITY) continue;
    const text = String(population.result(index));
    const share = Math.exp(weight - total) + (texts.get(text)?.share ?? 0);
    texts.set(text, { text, share, logTarget: population.logTarget(index) });
  }
  const written = Array.from(population.logWeights.keys(), (index) => population.text(index).trim());
  return {
    texts: [...texts.values()].sort((one, other) => other.share - one.share),
    logZ: whole?.logZ ?? null,
    logZStandardError: whole?.logZStandardError ?? null,
    unfinished: written.reduce((longest, text) => (text.length > longest.length ? text : longest), ""),
    full,
  };
}
