/**
 * Dry runs of a draft: on an exact toy first, then with one particle on the follower. What goes wrong is told to its author.
 * @module
 */
import { sandboxConstraint } from "../../contract/compile/contract-constraint.ts";
import { SijoError } from "../../errors.ts";
import type { Limits, Prices } from "../../limits/index.ts";
import type { TokenModel } from "../../model/token-model.ts";
import {
  infer,
  type Posterior,
  type Program,
  type SandboxedProgram,
  sandboxCheck,
  sandboxProgram,
} from "../../program/index.ts";
import { type Draft, forSandbox } from "./draft.ts";
import { trialModel } from "./toy.ts";

export interface Problem {
  /** For the planner: what is wrong, and where. */
  readonly message: string;
  /** Whether it may have been bad luck: then the draft is kept if nothing better comes. */
  readonly mild: boolean;
}

export interface TrialOptions {
  readonly request: string;
  readonly follower: TokenModel;
  /** Of the particle on the follower. */
  readonly limits?: Limits | undefined;
  readonly prices?: Prices | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly seed?: number;
}

const TOY_PARTICLES = 2;
/** Tokens that all particles on the toy evaluate, prompts included, which it spells by characters. */
const TOY_LIMITS: Limits = { tokens: 3_000, seconds: 20 };
const FOLLOWER_LIMITS: Limits = { tokens: 3_000, seconds: 60 };

/** Opens the sandbox of a draft, with contracts as constraints. */
export const openDraft = ({ source }: Draft): Promise<SandboxedProgram<unknown>> =>
  sandboxProgram({ source: forSandbox(source), compile: sandboxConstraint });

/** What is wrong with a draft; undefined: nothing that a dry run shows. */
export async function tryDraft(draft: Draft, options: TrialOptions): Promise<Problem | undefined> {
  const { request, follower, limits = FOLLOWER_LIMITS, prices, signal, seed = 1 } = options;
  try {
    using sandboxed = await openDraft(draft);
    const { program } = sandboxed;
    const toy = trialModel(draft.source, request);
    const onToy = await runDraft(program, {
      model: toy,
      particles: TOY_PARTICLES,
      limits: TOY_LIMITS,
      signal,
      seed,
    });
    if (typeof onToy === "string")
      return { message: `On a toy model that writes random words, ${onToy}`, mild: false };
    using own = await sandboxCheck(draft.check);
    own.check((onToy.best as string | undefined) ?? "");
    const once = await runDraft(program, { model: follower, particles: 1, limits, prices, signal, seed });
    // Slow is not wrong; what never ends was found on the toy.
    if (typeof once !== "string" && once.bound !== null) return undefined;
    if (typeof once === "string")
      return { message: `In a dry run with the follower, ${once}`, mild: once.startsWith(DIED) };
    const [{ result: text }] = once.outcomes as readonly { result: string }[];
    own.check(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof SijoError) || !error.code.startsWith("program.")) throw error;
    const hint = error.hint === undefined ? "" : ` ${error.hint}`;
    return { message: error.message + lineOf(error, draft) + hint, mild: false };
  }
}

/** The line that an error names, as it was written: planners don't count. */
function lineOf({ data: { line }, message }: SijoError, { source, check }: Draft): string {
  if (typeof line !== "number") return "";
  const written = (message.includes("sandboxed check") ? check : source).split("\n")[line - 1]?.trim();
  return written ? ` That line is: ${written}` : "";
}

const DIED = "the only copy was ended by its own factor() or constraint";

/** A finished run, or what is wrong with it. */
async function runDraft(
  program: Program<unknown>,
  {
    model,
    ...rest
  }: {
    readonly model: TokenModel;
    readonly particles: number;
    readonly limits: Limits;
    readonly prices?: Prices | undefined;
    readonly signal: AbortSignal | undefined;
    readonly seed: number;
  },
): Promise<Posterior<unknown> | string> {
  const run = await infer(program, { model, ...rest });
  if (run.bound !== null && run.bound !== "tokens") return run;
  if (run.bound !== null) {
    const written = run.texts.map((text) => text.length).reduce((most, length) => Math.max(most, length), 0);
    return `the program had not come to its end after ${written} characters. Every loop must end: give writeText a \`most\`, and stop when it says ended.`;
  }
  for (const { result } of run.outcomes) {
    if (typeof result === "string" && result.trim() !== "") continue;
    const what =
      typeof result === "string" ? "an empty text" : result === null ? "nothing" : `a ${typeof result}`;
    return `program() returned ${what}. It must return the finished text, a string.`;
  }
  // On a toy that writes at random it is no wonder.
  if (run.outcomes.length === 0 && rest.particles === 1) {
    return `${DIED}, behind ${JSON.stringify(run.texts[0]?.slice(-80) ?? "")}. Test earlier, ask for less at a time, or use a constraint.`;
  }
  return run;
}
