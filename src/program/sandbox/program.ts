/**
 * A program that nobody has read, as an ordinary one: its generator runs in the sandbox, and the effects that it asks for
 * are yielded here, so that every algorithm runs it unchanged.
 * @module
 */
import type { Position } from "../../inference/mask.ts";
import type { Message } from "../../model/token-model.ts";
import type { Effect, Program, Sampled, SampleOptions } from "../effects.ts";
import { FORK } from "../replay.ts";
import { type ConstraintSources, type ConstraintSpec, ConstraintTable } from "./constraints.ts";
import { sandboxError } from "./failure.ts";
import type { SandboxLimits } from "./limits.ts";
import { SandboxThread } from "./thread.ts";

export interface SandboxOptions extends ConstraintSources {
  /**
   * JavaScript that declares `function* program(params)`. In scope: the effects `context`, `sample`, `observe`, `factor`,
   * `barrier` and `call`, and of JavaScript what is the same every time.
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

/** What the sandbox tells of a particle. */
type Told<Result> =
  | { readonly id: number; readonly done: false; readonly effect: string }
  | { readonly id: number; readonly done: true; readonly result: Result };

/** An effect as it crosses the border. */
type Crossed =
  | { readonly kind: "context"; readonly messages: readonly Message[] }
  | { readonly kind: "sample"; readonly contexts: readonly number[]; readonly options: CrossedOptions }
  | { readonly kind: "observe"; readonly context: number; readonly text: string }
  | { readonly kind: "factor"; readonly logWeight: number | "-Infinity" }
  | { readonly kind: "barrier"; readonly width?: number }
  | { readonly kind: "call"; readonly tool: string; readonly input?: unknown };

interface CrossedOptions {
  readonly constraint?: ConstraintSpec;
  readonly position?: unknown;
  readonly temperature?: number;
  readonly powers?: readonly number[];
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
  return {
    program: () => particle<Result>(thread, constraints),
    close: () => thread.close(),
    [Symbol.dispose]: () => thread.close(),
  };
}

function particle<Result>(
  thread: SandboxThread,
  constraints: ConstraintTable,
  from?: {
    readonly told: Told<Result>;
    readonly positions: readonly Position<unknown>[];
    readonly answers: number;
  },
): Generator<Effect, Result, unknown> {
  let told = from?.told;
  let answers = from?.answers ?? 0;
  // Positions in constraints stay here; inside, a number stands for each.
  const positions = [...(from?.positions ?? [])];

  function* run(): Generator<Effect, Result, unknown> {
    told ??= thread.ask({ operation: "start" }) as unknown as Told<Result>;
    try {
      while (!told.done) {
        const crossed = JSON.parse(told.effect) as Crossed;
        const answer = yield asEffect(crossed, constraints, positions);
        answers += 1;
        const crossing = asAnswer(crossed, answer, positions);
        told = thread.ask({ operation: "answer", id: told.id, answer: crossing }) as unknown as Told<Result>;
      }
      return told.result;
    } finally {
      if (told && !told.done && !thread.closed) thread.ask({ operation: "stop", id: told.id });
    }
  }

  return Object.assign(run(), {
    [FORK](): Generator<Effect, Result, unknown> {
      if (!told || told.done) throw new Error("Only a particle that waits is copied.");
      const { id } = thread.ask({ operation: "fork", id: told.id }, answers + 1) as unknown as { id: number };
      return particle(thread, constraints, { told: { ...told, id }, positions, answers });
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
      return { kind: "observe", context: { context: crossed.context }, text: crossed.text };
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
