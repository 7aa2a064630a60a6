/**
 * The trace of one inference: what was run with which model and seed, what happened at each barrier, what came out.
 * @module
 */
import { type Energy, type EnergyMeter, type Limits, type Money, startEnergy } from "../limits/index.ts";
import type { TokenModel } from "../model/token-model.ts";
import { environment, type Trace } from "../trace/index.ts";
import type { InferOptions, Outcome, Posterior } from "./infer.ts";
import { type RunData, RunRecord, type RunRequest, type Spent, tracedModel } from "./record.ts";
import { hashOfSource, type ProgramSource } from "./source.ts";
import type { Tools } from "./tools.ts";

/** Data of the events of an inference; the source of the program is `text` of where it comes from. */
export interface InferenceData extends RunData {
  readonly request: RunRequest & {
    readonly run: "program";
    readonly particles: number;
    readonly mostParticles: number | null;
    /** Its name; of an algorithm with settings of its own, its source. */
    readonly algorithm: string;
  };
  readonly program: Omit<ProgramSource, "text"> & { readonly source: string; readonly sha256: string };
  /** A tool answered, or failed; `call` counts in the order in which programs asked. */
  readonly call: {
    readonly call: number;
    readonly tool: string;
    readonly input: unknown;
    readonly answer?: unknown;
    readonly failure?: string;
  };
  readonly posterior: {
    readonly outcomes: readonly Outcome<unknown>[];
    /** ln of the weight of each finished particle, with the place of its result in `outcomes`. */
    readonly samples: readonly { readonly outcome: number; readonly logWeight: number }[];
    /** Null: nothing has any weight. */
    readonly logZ: number | null;
    readonly logZStandardError: number | null;
    readonly bound: Posterior<unknown>["bound"];
    /** What each particle had written. */
    readonly texts: readonly string[];
    readonly bill: Spent & { readonly joules: Energy; readonly money: Money };
  };
}

export interface InferenceRecordOptions
  extends Pick<InferOptions<never>, "followers" | "particles" | "mostParticles" | "limits"> {
  readonly trace: Trace;
  readonly model: TokenModel;
  readonly particles: number;
  readonly limits: Limits;
  readonly seed: number;
  readonly algorithm: string;
  readonly source: ProgramSource;
  readonly spent: () => Pick<Spent, "seconds"> & { readonly tokens: number };
}

/** Writes the events of one inference. */
export class InferenceRecord extends RunRecord<InferenceData> {
  readonly #energy: EnergyMeter;
  readonly #spent: () => Spent;
  #calls = 0;
  /** Answers that came before those to calls made earlier: events have one order, whatever tools take. */
  readonly #early = new Map<number, InferenceData["call"]>();
  #written = 0;

  constructor({
    trace,
    model,
    followers = {},
    mostParticles,
    source,
    spent,
    ...asked
  }: InferenceRecordOptions) {
    const cpu = process.cpuUsage();
    const spentSoFar = (): Spent => {
      const { user, system } = process.cpuUsage(cpu);
      const { seconds, tokens } = spent();
      return { seconds, cpuSeconds: (user + system) / 1e6, tokens: { planner: 0, follower: tokens } };
    };
    super(trace, { spent: spentSoFar });
    this.#spent = spentSoFar;
    this.#energy = startEnergy();
    const { text, ...origin } = source;
    this.add("request", {
      run: "program",
      request: source.description ?? source.name ?? "A program.",
      ...asked,
      mostParticles: mostParticles ?? null,
      models: [
        tracedModel(model),
        ...Object.entries(followers).map(([called, follower]) => tracedModel(follower, { called })),
      ],
      environment: environment(),
    });
    this.add("program", { ...origin, source: text, sha256: hashOfSource(source) });
    this.stage("write");
  }

  /** The same tools, whose answers are written down. */
  recorded(tools: Tools): Tools {
    return Object.fromEntries(
      Object.entries(tools).map(([tool, answerOf]) => [
        tool,
        async (input: unknown): Promise<unknown> => {
          const call = this.#calls++;
          try {
            const answer = await answerOf(input);
            this.#called({ call, tool, input, answer });
            return answer;
          } catch (error) {
            this.#called({ call, tool, input, failure: (error as Error)?.message ?? String(error) });
            throw error;
          }
        },
      ]),
    );
  }

  #called(event: InferenceData["call"]): void {
    this.#early.set(event.call, event);
    for (let next = this.#early.get(this.#written); next; next = this.#early.get(this.#written)) {
      this.#early.delete(this.#written);
      this.#written += 1;
      this.add("call", next);
    }
  }

  finished({ outcomes, samples, logZ, logZStandardError, bound, texts, money }: Posterior<unknown>): void {
    const places = new Map(outcomes.map(({ result }, place) => [keyOf(result), place]));
    const spent = this.#spent();
    this.add("posterior", {
      outcomes,
      samples: samples.map(({ result, logWeight }) => ({
        outcome: places.get(keyOf(result)) as number,
        logWeight,
      })),
      logZ: Number.isFinite(logZ) ? logZ : null,
      logZStandardError,
      bound,
      texts,
      bill: { ...spent, joules: this.#energy.joules(spent.cpuSeconds), money },
    });
    this.end(outcomes.length > 0 ? "finished" : "unfinished");
  }
}

/** Results that are alike as JSON are one. */
export const keyOf = (result: unknown): string => JSON.stringify(result) ?? String(result);
