/**
 * A program that nobody has read, as an ordinary one: its generator runs in the sandbox, and the effects that it asks for
 * are yielded here, so that every algorithm runs it unchanged.
 * @module
 */
import type { Position } from "../../inference/mask.ts";
import type { Message } from "../../model/token-model.ts";
import type { Effect, Program, Sampled, SampleOptions } from "../effects.ts";
import { FORK, PREPARE, type Remote } from "../replay.ts";
import { withSource } from "../source.ts";
import { type ConstraintSources, type ConstraintSpec, ConstraintTable } from "./constraints.ts";
import { Crossings } from "./crossings.ts";
import { sandboxError } from "./failure.ts";
import type { SandboxLimits } from "./limits.ts";
import type { Told } from "./protocol.ts";
import { SandboxThread } from "./thread.ts";

/** What runs in the sandbox, with what it is given. */
export interface SandboxOptions extends ConstraintSources {
  /**
   * JavaScript that declares `function* program(params)`. In scope: the effects `context`, `sample`, `observe`, `tell`,
   * `factor`, `barrier` and `call`, and of JavaScript what is the same every time.
   */
  readonly source: string;
  /** What `program` is called with: plain data, frozen inside. */
  readonly params?: unknown;
  readonly limits?: Partial<SandboxLimits>;
}

/** A program in its sandbox. Results are plain data, whatever the program meant to return. */
export interface SandboxedProgram<Result> extends Disposable {
  readonly program: Program<Result>;
  /** Ends the sandbox's thread; particles can't go on after that. */
  close(): void;
}

/** An effect as it crosses the border. */
type Crossed =
  | { readonly kind: "context"; readonly messages: readonly Message[]; readonly follower?: string }
  | { readonly kind: "sample"; readonly contexts: readonly number[]; readonly options: CrossedOptions }
  | { readonly kind: "observe"; readonly context: number; readonly text: string }
  | { readonly kind: "tell"; readonly context: number; readonly message: string; readonly between: string }
  | { readonly kind: "factor"; readonly logWeight: number | "-Infinity" }
  | { readonly kind: "barrier"; readonly width?: number }
  | { readonly kind: "call"; readonly tool: string; readonly input?: unknown };

interface CrossedOptions {
  readonly constraint?: ConstraintSpec;
  readonly position?: unknown;
  readonly temperature?: number;
  readonly powers?: readonly number[];
  readonly by?: "mask" | "rejection";
  readonly proposal?: number;
}

/**
 * Opens a sandbox for a program.
 * @throws SijoError `program.sandbox-syntax` and others of the kind for a source that can't be run.
 * @example
 * using sandboxed = await sandboxProgram<string>({ source, constraints: { haiku } });
 * using population = new ProgramPopulation({ program: sandboxed.program, model, particles: 16, random });
 */
export async function sandboxProgram<Result = unknown>({
  source,
  params,
  limits = {},
  ...sources
}: SandboxOptions): Promise<SandboxedProgram<Result>> {
  const thread = await SandboxThread.open({ source, entry: "program", limits, params });
  const constraints = new ConstraintTable(sources);
  const sandbox: Sandbox = { thread, constraints, crossings: new Crossings(thread) };
  return {
    program: withSource(() => particle<Result>(sandbox), { kind: "sandbox", text: source, params }),
    close: () => thread.close(),
    [Symbol.dispose]: () => thread.close(),
  };
}

interface Sandbox {
  readonly thread: SandboxThread;
  readonly constraints: ConstraintTable;
  readonly crossings: Crossings;
}

/** Where a particle stands. */
interface Standing {
  readonly told: Told;
  /** Which of the effects told it has come to. */
  readonly at: number;
  /** Positions in constraints stay here; inside, a number stands for each. */
  readonly positions: readonly Position<unknown>[];
  readonly steps: number;
}

function particle<Result>(sandbox: Sandbox, from?: Standing): Remote<Result> {
  const { thread, constraints, crossings } = sandbox;
  const positions = [...(from?.positions ?? [])];
  let { told, at, steps } = from ?? { told: undefined, at: 0, steps: 0 };
  let crossed: Crossed;
  let prepared = false;

  /** Whether the sandbox has gone on already, without the answer to this effect. */
  const ahead = ({ end, effects }: Told): boolean => end !== undefined || at < effects.length - 1;

  function prepare(answer: unknown): void {
    if (prepared || !told || ahead(told)) return;
    crossings.add({ kind: "answer", id: told.id, answer: asAnswer(crossed, answer, positions) });
    prepared = true;
  }

  function started(): Told {
    const id = crossings.next();
    crossings.add({ kind: "start", id });
    return crossings.collect(id);
  }

  function* run(): Generator<Effect, Result, unknown> {
    told ??= started();
    try {
      while (true) {
        for (; at < told.effects.length; at += 1) {
          crossed = JSON.parse(told.effects[at]) as Crossed;
          const answer = yield asEffect(crossed, constraints, positions);
          steps += 1;
          prepare(answer);
        }
        if (told.end?.failure) throw sandboxError(told.end.failure);
        if (told.end) return told.end.result as Result;
        at = 0;
        told = crossings.collect(told.id);
        prepared = false;
      }
    } finally {
      if (!told.end && !thread.closed) crossings.add({ kind: "stop", id: told.id });
    }
  }

  return Object.assign(run(), {
    [PREPARE]: prepare,
    [FORK](): Remote<Result> {
      if (!told) throw new Error("Only a particle that waits is copied.");
      // One that has ended inside tells the same to its copies.
      if (told.end) return particle(sandbox, { told, at, positions, steps });
      const id = crossings.next();
      crossings.add({ kind: "fork", id: told.id, to: id }, steps + told.effects.length + 1);
      return particle(sandbox, { told: { ...told, id }, at, positions, steps });
    },
  });
}

function asEffect(
  crossed: Crossed,
  constraints: ConstraintTable,
  positions: readonly Position<unknown>[],
): Effect {
  switch (crossed.kind) {
    case "sample": {
      const contexts = crossed.contexts.map((context) => ({ context }));
      const { constraint, position, proposal, ...rest } = crossed.options;
      const options: SampleOptions<unknown> = {
        ...rest,
        ...(constraint !== undefined && { constraint: constraints.find(constraint) }),
        ...(position !== undefined && { position: positionOf(position, positions) }),
        ...(proposal !== undefined && { proposal: { context: proposal } }),
      };
      return { kind: "sample", contexts, options };
    }
    case "observe":
    case "tell":
      return { ...crossed, context: { context: crossed.context } };
    case "factor":
      return { kind: "factor", logWeight: Number(crossed.logWeight) };
    case "call":
      return { kind: "call", tool: crossed.tool, input: crossed.input };
    default:
      return crossed;
  }
}

function positionOf(given: unknown, positions: readonly Position<unknown>[]): Position<unknown> {
  const found = typeof given === "number" ? positions[given] : undefined;
  if (found) return found;
  throw sandboxError({
    code: "effect",
    message: "a position is what an answer of sample() gave as its position",
  });
}

/** As JSON carries it: −∞ is a word, contexts and positions are numbers. */
function asAnswer({ kind }: Crossed, answer: unknown, positions: Position<unknown>[]): unknown {
  if (kind === "context") return (answer as { context: number }).context;
  if (kind !== "sample") return answer;
  const { position, logProbability, ...rest } = answer as Sampled<unknown>;
  const stands = positions.push(position) - 1;
  return { ...rest, position: stands, logProbability: String(logProbability) };
}
