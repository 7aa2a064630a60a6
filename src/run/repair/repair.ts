/**
 * Repair: a finished text that somebody brings is made to keep a contract; what is right of it stays.
 * @module
 */
import { type Compilation, compileContract } from "../../contract/compile/compile.ts";
import { type Language, languageOf } from "../../contract/compile/language.ts";
import { type Contract, check, printContract } from "../../contract/index.ts";
import { SijoError } from "../../errors.ts";
import { type Random, random } from "../../inference/index.ts";
import {
  type Bound,
  type Limits,
  moneyOf,
  type Prices,
  startEnergy,
  startMeter,
  tokensIn,
} from "../../limits/index.ts";
import type { TokenModel } from "../../model/token-model.ts";
import { usesOf } from "../../model/use.ts";
import type { Spent } from "../../program/index.ts";
import { normalise } from "../../text/index.ts";
import { environment, type Telemetry, type Trace, type TraceMode } from "../../trace/index.ts";
import { progressOf, type RunEvent } from "../events.ts";
import { followerMessages } from "../messages.ts";
import { handOffOf } from "../outcome.ts";
import { realWordChecks } from "../real-word.ts";
import { startRecord } from "../record.ts";
import { requestOf } from "../request.ts";
import type { Bill, HandOff, ModelUse, VerdictCheck } from "../verdict.ts";
import { type Difference, differenceOf, type Kept, keptOf } from "./difference.ts";
import { withDraft } from "./messages.ts";
import { searchRepair, unlessIntricate } from "./search.ts";

/** A finished text, the contract that it is to keep, and who writes what is missing. */
export interface RepairOptions {
  readonly contract: Contract;
  /** The text as it is. */
  readonly text: string;
  /** What it was written for; default: what the contract says. */
  readonly request?: string;
  /** Writes what is missing; a function is called only where something has to be written. */
  readonly follower: TokenModel | (() => Promise<TokenModel>);
  /** 1 to 250 for each hole; default 8. */
  readonly particles?: number | undefined;
  readonly seed?: number;
  /** Where random numbers come from; default: `random(seed)`. */
  readonly random?: Random;
  readonly temperature?: number;
  /** What to write in; default: what the text is written in. */
  readonly language?: Language;
  readonly limits?: Limits;
  /** What the follower costs: see `AskOptions`. */
  readonly prices?: Prices | undefined;
  readonly signal?: AbortSignal;
  /** Where traces are kept; absent: none is written. */
  readonly traceFolder?: string;
  /** As of a run: see `AskOptions`. */
  readonly traceMode?: TraceMode;
  readonly trace?: Trace;
  readonly telemetry?: Telemetry | undefined;
  readonly onEvent?: (event: RunEvent) => void;
}

/** What a repair came to: the text, what was kept of it, and the checks before and after. */
export interface Repair {
  /** `unchanged`: it keeps the contract as it is. */
  readonly status: "unchanged" | "repaired" | "handed_off";
  /** A text that passes every check; of a hand-off, null. */
  readonly answer: string | null;
  /** The best text there is: of a hand-off, the one with the fewest failures, perhaps the original. */
  readonly best: string;
  readonly contract: Contract;
  /** The contract in its notation. */
  readonly notation: string;
  readonly kept: Kept;
  /** The way from the original to `best`. */
  readonly difference: readonly Difference[];
  /** Checks of the original, and of `best`; the same clauses in the same order. */
  readonly before: readonly VerdictCheck[];
  readonly after: readonly VerdictCheck[];
  readonly handOff: HandOff | null;
  readonly bill: Bill;
  readonly limits: { readonly set: Limits; readonly bound: Bound | null };
  readonly seed: number;
  readonly particles: number;
  readonly models: readonly ModelUse[];
  readonly traceId: string;
}

/** Longest text that is repaired, in characters; what passes may be as long as it likes. */
const LONGEST = 20_000;
const MOST_PARTICLES = 250;
const DEFAULT_PARTICLES = 8;
const DEFAULT_TEMPERATURE = 0.8;
/** Distinct words of the text that may be written whatever the word list knows. */
const MOST_WORDS = 2000;

/**
 * Repairs a text, or hands it off with what there is. Kept is as much as can be: other pieces than those at fault stay as
 * they are, and of those at fault the words in front of the fault.
 * @throws SijoError of kind `usage` for a text or options that can't be worked with: `repair.text` (empty, not text),
 * `repair.too-long`, `ask.request`, `ask.particles`, `ask.seed`, `limits.range`.
 * @example
 * const { answer, kept } = await repair({ contract: parseContract('text avoids "cold"'), text, follower: model });
 */
export async function repair(options: RepairOptions): Promise<Repair> {
  const { contract, text, particles = DEFAULT_PARTICLES, limits = {}, signal } = options;
  const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
  checkOptions({ text, particles, seed });
  const request = requestOf({ ...(options.request !== undefined && { request: options.request }), contract });
  const cpu = process.cpuUsage();
  const energy = startEnergy();
  let follower: TokenModel | undefined;
  // Nothing is spent before a follower is asked for.
  let uses = usesOf([]);
  const tokens = (): number => tokensIn(uses());
  const meter = startMeter({ limits, uses: () => uses(), prices: options.prices, signal });
  let bound: Bound | undefined;
  const shouldStop = (): boolean => {
    bound ??= meter.bound();
    if (bound) record.limit(bound);
    return bound !== undefined;
  };
  const spent = (): Spent => {
    const { user, system } = process.cpuUsage(cpu);
    return {
      tokens: { planner: 0, follower: tokens() },
      seconds: meter.seconds(),
      cpuSeconds: (user + system) / 1e6,
    };
  };
  const record = startRecord(options, { spent });
  const emit = (event: RunEvent): void => {
    if (event.kind === "stage") record.stage(event.stage);
    options.onEvent?.(event);
  };

  try {
    record.add("request", {
      run: "repair",
      seed,
      request,
      particles,
      width: null,
      temperature: options.temperature ?? null,
      language: options.language ?? null,
      contract,
      text,
      limits,
      models: [],
      environment: environment(),
    });
    record.add("contract", { notation: printContract(contract), contract });
    const original = normalise(text);
    const before = checksOf(contract, text);
    let compilation: Compilation | undefined;
    let best = text;
    let hole = -1;
    let passed = check(contract, text).passed;
    if (!passed) {
      if (original.length > LONGEST) throw tooLong(original.length);
      emit({ kind: "stage", stage: "compile" });
      const language = options.language ?? languageOf({ request: options.request ?? original, contract });
      const extraWords = wordsOf(`${original}\n${request}`);
      compilation = unlessIntricate(() => compileContract({ contract, extraWords, language, shouldStop }));
      if (compilation?.kind !== "contradiction" && !shouldStop()) {
        follower = typeof options.follower === "function" ? await options.follower() : options.follower;
        record.add("follower", useOf(follower));
        uses = usesOf([follower]);
        emit({ kind: "stage", stage: "write" });
        const plain = followerMessages(request, { language, contract });
        const { best: found, full } = await searchRepair({
          contract,
          text: original,
          compilation,
          extraWords,
          language,
          follower,
          messages: withDraft(plain, { text: original, language }),
          plain,
          particles,
          temperature: options.temperature ?? DEFAULT_TEMPERATURE,
          random: options.random ?? random(seed),
          shouldStop,
          onBarrier: (event) => {
            if (event.index === 0) hole += 1;
            record.barrier(event, { round: hole });
            emit(progressOf(event, { tokens: tokens(), seconds: meter.seconds() }));
          },
        });
        // Where nothing is better, the text is handed back as it came.
        if (found.text !== original) best = found.text;
        passed = found.passed;
        if (full && !passed) {
          bound ??= "memory";
          record.limit(bound);
        }
      }
    }
    emit({ kind: "stage", stage: "check" });
    const difference = differenceOf(original, normalise(best));
    const after = checksOf(contract, best);
    const found: Repair = {
      status: !passed ? "handed_off" : best === text ? "unchanged" : "repaired",
      answer: passed ? best : null,
      best,
      contract,
      notation: printContract(contract),
      kept: keptOf(difference),
      difference,
      before,
      after,
      handOff: passed
        ? null
        : handOff({ contract, compilation, checks: check(contract, best).checks, bound, best }),
      bill: {
        ...spent(),
        joules: energy.joules(spent().cpuSeconds),
        money: moneyOf(uses(), options.prices),
      },
      limits: { set: limits, bound: bound ?? null },
      seed,
      particles,
      models: follower ? [useOf(follower)] : [],
      traceId: record.id,
    };
    record.add("repair", found);
    record.end(found.status);
    return found;
  } catch (error) {
    record.failed(error);
    throw error;
  }
}

const useOf = ({ description: { name, sha256 } }: TokenModel): ModelUse => ({
  role: "follower",
  name,
  sha256,
});

const checksOf = (contract: Contract, text: string): VerdictCheck[] => [
  ...check(contract, text).checks,
  ...realWordChecks({ contract, text }),
];

function checkOptions({ text, particles, seed }: { text: string; particles: number; seed: number }): void {
  const usage = (code: string, message: string, hint: string): SijoError =>
    new SijoError(code, message, { kind: "usage", hint });
  if (text.trim() === "") {
    throw usage(
      "repair.text",
      "The text is empty: there is nothing to repair.",
      "To have one written, use `sijo ask`.",
    );
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]|\ufffd{3}/.test(text)) {
    throw usage(
      "repair.text",
      "The text is not text: it holds control characters.",
      "Give it as UTF-8 text.",
    );
  }
  if (!Number.isInteger(particles) || particles < 1 || particles > MOST_PARTICLES) {
    throw usage(
      "ask.particles",
      `${particles} particles can't be run.`,
      `Give a whole number from 1 to ${MOST_PARTICLES}; 8 to 48 is usual.`,
    );
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw usage("ask.seed", `${seed} is no seed.`, "Give a whole number from 0.");
  }
}

const tooLong = (length: number): SijoError =>
  new SijoError(
    "repair.too-long",
    `The text has ${length.toLocaleString("en")} characters and fails the contract; at most ${LONGEST.toLocaleString("en")} can be repaired.`,
    { kind: "usage", hint: "Repair it part by part. `sijo check` says where it fails." },
  );

/** Words as they stand in the text, once each. */
function wordsOf(text: string): string[] {
  const words = text.match(/[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*/gu) ?? [];
  return [...new Set(words)].slice(0, MOST_WORDS);
}

/** Why no text was found that passes. */
function handOff(found: Parameters<typeof handOffOf>[0]): HandOff {
  const { compilation, checks, bound } = found;
  if (compilation?.kind === "contradiction" || bound !== undefined) return handOffOf(found);
  const clauses = checks.filter(({ passed }) => !passed).map(({ clause }) => clause);
  return {
    reason: "failed-checks",
    message: "No text was found that keeps the whole contract; this one fails least of it.",
    clauses,
    suggestions: [
      "use more particles or another seed",
      ...clauses.map((clause) => `drop or loosen: ${clause}`),
    ],
  };
}
