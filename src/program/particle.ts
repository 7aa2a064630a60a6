/**
 * One running copy of a program with the contexts it writes in.
 * @module
 */
import { SijoError } from "../errors.ts";
import type { Random } from "../inference/random.ts";
import type { PartialCharacter } from "../inference/utf8.ts";
import type { Context, TokenModel } from "../model/token-model.ts";
import type { ContextHandle, EffectOf } from "./effects.ts";
import { Foresight } from "./foresight.ts";
import type { Replayable } from "./replay.ts";
import { turnOf } from "./turns.ts";

/** A context as a particle holds it. */
export interface OwnContext {
  /** The follower whose context it is. */
  readonly model: TokenModel;
  readonly context: Context;
  /** The beginning of a character, where the last token ended inside one. */
  partial: PartialCharacter | undefined;
}

export interface Particle<Result> {
  readonly run: Replayable<Result>;
  contexts: OwnContext[];
  atBarrier: boolean;
  /** What it has written in all its contexts, in the order of writing. */
  text: string;
  /** ln of the probability of what it has written × its factors. */
  logTarget: number;
  /** Rank of the token that it takes next, in place of a draw; −1: it draws. */
  rank: number;
  /** Of its own, so that a particle's draws don't depend on who else is in the batch. */
  readonly random: Random;
  /** Effects answered since a model or a tool was last asked. */
  unasked: number;
  readonly foresight: Foresight;
}

export function newParticle<Result>(run: Replayable<Result>, random: Random): Particle<Result> {
  return {
    run,
    contexts: [],
    atBarrier: false,
    text: "",
    logTarget: 0,
    rank: -1,
    random,
    unasked: 0,
    foresight: new Foresight(),
  };
}

function forkParticle<Result>(parent: Particle<Result>, random: Random): Particle<Result> {
  // First, since it may throw.
  const run = parent.run.fork();
  const contexts: OwnContext[] = [];
  const copy = { ...parent, run, contexts, random, foresight: new Foresight() };
  try {
    for (const own of parent.contexts) contexts.push({ ...own, context: own.context.fork() });
  } catch (error) {
    releaseParticle(copy);
    throw error;
  }
  return { ...copy, foresight: parent.foresight.copy(parent.contexts, contexts) };
}

/** Copies of particles, each with draws of its own; all of them, or none where one can't be made. */
export function forkAll<Result>(
  parents: readonly Particle<Result>[],
  randomOf: (index: number) => Random,
): Particle<Result>[] {
  const copies: Particle<Result>[] = [];
  try {
    for (const [index, parent] of parents.entries()) copies.push(forkParticle(parent, randomOf(index)));
  } catch (error) {
    for (const copy of copies) releaseParticle(copy);
    throw error;
  }
  return copies;
}

/**
 * The particle of each of these places, once as it is and then as copies. Who has no place is released; where a copy can't be
 * made, nothing is.
 */
export function offspring<Result>(
  particles: readonly Particle<Result>[],
  ancestors: Int32Array,
  random: Random,
): Particle<Result>[] {
  const next = Array.from(ancestors, (ancestor) => particles[ancestor]);
  const placed = new Set<number>();
  const copied: number[] = [];
  for (const [place, ancestor] of ancestors.entries()) {
    if (placed.has(ancestor)) copied.push(place);
    placed.add(ancestor);
  }
  const copies = forkAll(
    copied.map((place) => next[place]),
    (index) => random.split(copied[index]),
  );
  for (const [index, place] of copied.entries()) next[place] = copies[index];
  for (const [index, particle] of particles.entries()) if (!placed.has(index)) releaseParticle(particle);
  return next;
}

/** Ends the program and frees its contexts. What it wrote and returned can still be read. */
export function releaseParticle<Result>(particle: Particle<Result>): void {
  particle.run.stop();
  particle.foresight.drop();
  for (const { context } of particle.contexts) context.drop();
  particle.contexts = [];
}

/** Effects in a row that ask neither model nor tool: more than any program needs, reached by one that never ends. */
const MOST_UNASKED = 100_000;

/** @throws SijoError `program.endless` for the one that is too many. */
export function countUnasked<Result>(particle: Particle<Result>): void {
  particle.unasked += 1;
  if (particle.unasked <= MOST_UNASKED) return;
  throw new SijoError(
    "program.endless",
    `A program yielded ${MOST_UNASKED} effects in a row without asking for a token.`,
    { hint: "Does one of its loops never end?" },
  );
}

/** @throws SijoError `program.context` for a handle that the program didn't get. */
export function ownContext<Result>(particle: Particle<Result>, handle: ContextHandle): OwnContext {
  const found = particle.contexts[handle?.context];
  if (!found) throw new SijoError("program.context", "A program used a context that it had not made.");
  return found;
}

/** Extends one of its contexts by what the user says in the middle of the conversation. */
export function tell<Result>(
  particle: Particle<Result>,
  { context, message, between }: EffectOf<"tell">,
): void {
  const own = ownContext(particle, context);
  particle.foresight.drop();
  const turn = turnOf(own.model, message);
  const [end] = turn;
  // A turn that the follower has ended itself is not ended again.
  const hasEnded = own.model.vocabulary.endTokens.includes(end) && own.context.tokens().at(-1) === end;
  own.context.extend(hasEnded ? turn.slice(1) : turn);
  own.partial = undefined;
  particle.text += between;
}
