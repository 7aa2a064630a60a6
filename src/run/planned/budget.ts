/**
 * What a run with a planner that answers in text has spent, and what is left of its limits for the stages to come.
 * @module
 */
import { SijoError } from "../../errors.ts";
import {
  type Bound,
  type Limits,
  LONGEST_TIMER,
  type Meter,
  type Money,
  moneyOf,
  type Prices,
  startEnergy,
  startMeter,
  tokensIn,
  type Use,
} from "../../limits/index.ts";
import type { ChatModel } from "../../model/chat-model.ts";
import type { TokenModel } from "../../model/token-model.ts";
import type { Bill, ModelUse } from "../verdict.ts";

/** Meters take no limit of nothing: what is left of a spent one ends a stage at once. */
const NEARLY_NOTHING = 1e-6;

export class Budget {
  /** Ends requests when the time is up, or whoever asked has gone. */
  readonly signal: AbortSignal;
  readonly models: readonly ModelUse[];
  readonly #chat: ChatModel;
  readonly #follower: TokenModel;
  readonly #limits: Limits;
  readonly #prices: Prices | undefined;
  #meter: Meter;
  /** Seconds before the meter was started anew. */
  #earlier = 0;
  readonly #given: AbortSignal | undefined;
  readonly #before: { readonly planner: number; readonly follower: number };
  readonly #cpu = process.cpuUsage();
  readonly #energy = startEnergy();
  /** The local planner and the follower are one model: what it did in planning isn't counted twice. */
  #planned = 0;
  #bound: Bound | undefined;

  constructor({
    chat,
    follower,
    limits = {},
    prices,
    signal,
  }: {
    chat: ChatModel;
    follower: TokenModel;
    limits?: Limits | undefined;
    prices?: Prices | undefined;
    signal?: AbortSignal | undefined;
  }) {
    this.#chat = chat;
    this.#follower = follower;
    this.#limits = limits;
    this.#prices = prices;
    this.#before = { planner: chat.tokens, follower: follower.evaluated };
    this.#given = signal;
    this.#meter = this.#newMeter(limits);
    const { seconds = Number.POSITIVE_INFINITY, deadline = Number.POSITIVE_INFINITY } = limits;
    const milliseconds = Math.ceil(Math.min(seconds * 1000, deadline - Date.now()));
    const ends = [
      ...(signal ? [signal] : []),
      ...(milliseconds < LONGEST_TIMER ? [AbortSignal.timeout(Math.max(0, milliseconds))] : []),
    ];
    this.signal = AbortSignal.any(ends);
    const { name, sha256 } = follower.description;
    this.models = [
      { role: "planner", name: chat.name, sha256: chat.sha256 },
      { role: "follower", name, sha256 },
    ];
  }

  /** The first limit that binds. */
  bound(): Bound | undefined {
    this.#bound ??= this.#meter.bound();
    return this.#bound;
  }

  readonly shouldStop = (): boolean => this.bound() !== undefined;

  /**
   * Tokens that an answer of the planner may have. One that is elsewhere can't be stopped in the middle, so that it is
   * asked for no more than is left; one that is here stops by itself.
   */
  readonly mostTokens = (): number => {
    if (this.#chat.local) return Number.POSITIVE_INFINITY;
    const { tokens = Number.POSITIVE_INFINITY, tokensOf } = this.#left();
    return Math.max(1, Math.floor(Math.min(tokens, tokensOf?.[this.#chat.name] ?? tokens)));
  };

  /** What a stage to come may spend, that writes with the follower, and plans with the planner or doesn't. */
  left({ planning = false }: { readonly planning?: boolean } = {}): Limits {
    const { tokensOf, ...left } = this.#left();
    if (planning) return { ...left, ...(tokensOf && { tokensOf }) };
    // A meter refuses a ceiling on a model that has no part in its stage.
    const { name } = this.#follower.description;
    return { ...left, ...(tokensOf?.[name] !== undefined && { tokensOf: { [name]: tokensOf[name] } }) };
  }

  #left(): Limits {
    const { tokensOf, ...limits } = this.#limits;
    const spent: Amounts = {
      tokens: this.#tokens(),
      seconds: this.seconds(),
      cpuSeconds: this.#cpuSeconds(),
      joules: this.#energy.joules(this.#cpuSeconds()).value ?? 0,
      money: this.#money().amount ?? 0,
    };
    // A deadline and a size stay what they are.
    return {
      ...without(limits, spent),
      ...(tokensOf && { tokensOf: without(tokensOf, tokensByName(this.#uses())) }),
    };
  }

  seconds(): number {
    return this.#earlier + this.#meter.seconds();
  }

  /** Waits for a person, whose time is no part of the run's. */
  async waiting<Value>(part: () => Promise<Value>): Promise<Value> {
    // A meter that is started anew knows of nothing that was spent before.
    this.bound();
    const [left, seconds] = [this.#left(), this.seconds()];
    try {
      return await part();
    } finally {
      this.#meter = this.#newMeter(left);
      this.#earlier = seconds;
    }
  }

  /**
   * Runs a part of planning, and counts it as such. Undefined: a limit, or whoever asked, ended it.
   * @throws whatever it throws for other reasons.
   */
  async planning<Value>(part: () => Promise<Value>): Promise<Value | undefined> {
    const before = this.#follower.evaluated;
    try {
      return await part();
    } catch (error) {
      const cancelled = error instanceof SijoError && error.code.endsWith(".cancelled");
      if (!cancelled || !(this.signal.aborted || this.shouldStop())) throw error;
      // A timer may fire a moment before the clock says so.
      this.#bound ??= this.#meter.bound() ?? "seconds";
      return undefined;
    } finally {
      if (this.#isShared) this.#planned += this.#follower.evaluated - before;
    }
  }

  bill(): Bill {
    const cpuSeconds = this.#cpuSeconds();
    const joules = this.#energy.joules(cpuSeconds);
    const follower = this.#follower.evaluated - this.#before.follower;
    const isLocal = this.#chat.local && !this.#follower.description.remote;
    return {
      tokens: {
        planner: this.#isShared ? this.#planned : this.#chat.tokens - this.#before.planner,
        follower: follower - this.#planned,
      },
      seconds: this.seconds(),
      cpuSeconds,
      joules: isLocal ? joules : { ...joules, how: `${joules.how}; without models elsewhere` },
      money: this.#money(),
    };
  }

  #uses(): readonly Use[] {
    const { name, remote } = this.#follower.description;
    const follower = { name, tokens: this.#follower.evaluated - this.#before.follower, local: !remote };
    const planner = {
      name: this.#chat.name,
      tokens: this.#chat.tokens - this.#before.planner,
      local: this.#chat.local,
    };
    return this.#isShared ? [follower] : [follower, planner];
  }

  #money(): Money {
    return moneyOf(this.#uses(), this.#prices);
  }

  /** A local planner counts what its model evaluates, whoever asked for it. */
  get #isShared(): boolean {
    return this.#chat.local && this.#chat.name === this.#follower.description.name;
  }

  #cpuSeconds(): number {
    const { user, system } = process.cpuUsage(this.#cpu);
    return (user + system) / 1e6;
  }

  #newMeter(limits: Limits): Meter {
    return startMeter({
      limits,
      signal: this.#given,
      uses: () => this.#uses(),
      prices: this.#prices,
    });
  }

  #tokens(): number {
    return tokensIn(this.#uses());
  }
}

type Amounts = Readonly<Record<string, number>>;

const without = (limits: Readonly<Record<string, number | undefined>>, spent: Amounts): Amounts =>
  Object.fromEntries(
    Object.entries(limits).flatMap(([name, most]) =>
      most === undefined ? [] : [[name, Math.max(NEARLY_NOTHING, most - (spent[name] ?? 0))]],
    ),
  );

function tokensByName(uses: readonly Use[]): Amounts {
  const sums: Record<string, number> = Object.create(null);
  for (const { name, tokens } of uses) sums[name] = (sums[name] ?? 0) + tokens;
  return sums;
}
