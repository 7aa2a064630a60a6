/**
 * Every limit in every way to run something: it binds, no decode begins after it, and what there is comes back.
 * Clocks and counters of the process stand still but for decodes: each takes a second, computes for a second, and keeps
 * a megabyte. So nothing here depends on how fast the machine is.
 */
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, suite, test } from "node:test";
import { compileContract } from "../src/contract/compile/compile.ts";
import { parseContract } from "../src/contract/index.ts";
import { type Bound, type Limits, startEnergy } from "../src/limits/index.ts";
import type { ChatModel } from "../src/model/chat-model.ts";
import type { TokenModel } from "../src/model/token-model.ts";
import { trialModel } from "../src/planner/program/toy.ts";
import { context, infer, type Program, type ProgramSource, write } from "../src/program/index.ts";
import { ask, askProgram, repair } from "../src/run/index.ts";
import { GOOD } from "../src/run/planned/testing/recordings.ts";
import { runProgram } from "../src/run/program-run.ts";
import { startServer } from "../src/server/index.ts";

const MEGABYTE = 1e6;
/** Steps until limits bind that don't count tokens. */
const STEPS = 5;
const TOKENS = 30;

/** Decodes since the test began. */
let steps = 0;

beforeEach(() => {
  steps = 0;
  // Whole, so that differences are exact.
  const [now, date, rss] = [Math.round(performance.now()), Date.now(), process.memoryUsage.rss()];
  const computed = (): NodeJS.CpuUsage => ({ user: steps * 1e6, system: 0 });
  mock.method(performance, "now", () => now + steps * 1000);
  mock.method(Date, "now", () => date + steps * 1000);
  mock.method(process.memoryUsage, "rss", () => rss + steps * MEGABYTE);
  mock.method(process, "cpuUsage", (before?: NodeJS.CpuUsage) => ({
    user: computed().user - (before?.user ?? 0),
    system: 0,
  }));
});
afterEach(() => mock.restoreAll());

interface Watched {
  readonly model: TokenModel;
  /** Of each decode that was begun, the steps and tokens before it. */
  readonly begun: readonly { readonly steps: number; readonly tokens: number }[];
}

/** A toy whose decodes are counted; those that are asked for in one turn are one, as with a real model. */
function watched(): Watched {
  const toy = trialModel(GOOD);
  const begun: { steps: number; tokens: number }[] = [];
  let step: Promise<void> | undefined;
  const turn = (): Promise<void> => {
    if (!step) {
      begun.push({ steps, tokens: toy.evaluated });
      step = new Promise((resolve) =>
        setImmediate(() => {
          step = undefined;
          steps += 1;
          resolve();
        }),
      );
    }
    return step;
  };
  const model: TokenModel = {
    ...toy,
    description: { ...toy.description, name: "toy" },
    // A prompt is no more than a few steps' tokens.
    chat: () => toy.vocabulary.tokenize("Go on."),
    get evaluated() {
      return toy.evaluated;
    },
    async next(contexts) {
      await turn();
      return toy.next(contexts);
    },
    async score(at, tokens) {
      await turn();
      return toy.score(at, tokens);
    },
  };
  return { model, begun };
}

/** What bound, and what came back. */
interface Ended {
  readonly bound: Bound | null | undefined;
  /** A text, whole or not. */
  readonly text: string | null | undefined;
}
type Way = (held: { readonly model: TokenModel; readonly limits: Limits }) => Promise<Ended>;

const PRICES = { toy: 1e6 };
const CONTRACT = "text has at least 3000 characters";
const endless: Program<string> = function* () {
  const follower = yield* context("Go on.");
  for (;;) yield* write(follower, { barriers: "never" });
};
/** A planner that has its answer at once: what it costs is no local model's. */
const planner = (): ChatModel => ({
  name: "planner",
  sha256: null,
  local: true,
  tokens: 0,
  complete: async () => ({ text: GOOD, finished: true }),
});

const common = { particles: 2, seed: 1, prices: PRICES };
const TEXT = "The sea is calm. The old boat is red.";
const WAYS: Readonly<Record<string, Way>> = {
  async ask({ model, limits }) {
    const found = await ask({ ...common, contract: parseContract(CONTRACT), follower: model, limits });
    assert.deepEqual([found.status, found.handOff?.reason], ["handed_off", "limit"]);
    return { bound: found.limits.bound, text: found.best };
  },
  async infer({ model, limits }) {
    const { bound, texts } = await infer(endless, { ...common, model, limits });
    return { bound, text: texts[0] };
  },
  async run({ model, limits }) {
    const source: ProgramSource = { kind: "function", text: "" };
    const { posterior } = await runProgram({ ...common, program: endless, source, model, limits });
    return { bound: posterior.bound, text: posterior.texts[0] };
  },
  async repair({ model, limits }) {
    const contract = parseContract("text has exactly 2 sentences\neach sentence has at least 60 words");
    const found = await repair({ ...common, contract, text: TEXT, follower: model, limits });
    assert.deepEqual([found.status, found.handOff?.reason], ["handed_off", "limit"]);
    return { bound: found.limits.bound, text: found.best };
  },
  async "a planned program"({ model, limits }) {
    const request = "Write the letters of the sea, again and again.";
    const found = await askProgram({ ...common, request, planner: planner(), follower: model, limits });
    assert.equal(found.status, "handed_off");
    return { bound: found.limits.bound, text: "" };
  },
  "a request to the server": (held) =>
    served(held, { model: "sijo", sijo: { contract: CONTRACT, particles: 2 } }),
  "a request to a follower": (held) => served(held, { model: "toy", n: 2, max_tokens: 300 }),
};

async function served({ model, limits }: Parameters<Way>[0], body: object): Promise<Ended> {
  const hosted = { model };
  await using server = await startServer({ planner: hosted, followers: [hosted], port: 0, prices: PRICES });
  const { sijo = {}, ...fields } = body as { sijo?: object };
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      seed: 1,
      messages: [{ role: "user", content: "Go on." }],
      ...fields,
      sijo: { ...sijo, limits },
    }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the protocol's own.
  const { choices, sijo: verdict, error } = (await response.json()) as any;
  assert.equal(error, undefined, JSON.stringify(error));
  assert.equal(choices[0].finish_reason, "length");
  return { bound: verdict?.limits.bound, text: choices[0].message.content };
}

/** Watts of an estimate; where counters are read, joules are no matter of steps. */
const { value: watts, source } = startEnergy().joules(1);

/** What binds a planned program is one budget's, whatever the limit: two do, since its sandboxes take time to open. */
const PLANNED = new Set(["money", "cpuSeconds"]);

interface Row {
  limits(): Limits;
  /** Tokens after which no decode begins; absent: the usual steps. */
  readonly tokens?: number;
}
const ROWS: Readonly<Record<keyof Limits, Row>> = {
  tokens: { limits: () => ({ tokens: TOKENS }), tokens: TOKENS },
  tokensOf: { limits: () => ({ tokensOf: { toy: TOKENS } }), tokens: TOKENS },
  money: { limits: () => ({ money: TOKENS }), tokens: TOKENS },
  seconds: { limits: () => ({ seconds: STEPS }) },
  deadline: { limits: () => ({ deadline: Date.now() + STEPS * 1000 }) },
  cpuSeconds: { limits: () => ({ cpuSeconds: STEPS }) },
  joules: { limits: () => ({ joules: STEPS * (watts ?? 1) }) },
  memoryBytes: { limits: () => ({ memoryBytes: process.memoryUsage.rss() + STEPS * MEGABYTE }) },
};

for (const [way, run] of Object.entries(WAYS)) {
  suite(`limits hold in ${way}`, () => {
    for (const [limit, { limits, tokens }] of Object.entries(ROWS)) {
      if (way === "a planned program" && !PLANNED.has(limit)) continue;
      const skip = limit === "joules" && source !== "estimated" && "joules are measured on this machine";
      test(`${limit}: no decode begins after it, and what there is comes back`, { skip }, async () => {
        const { model, begun } = watched();
        const { bound, text } = await run({ model, limits: limits() });
        if (bound !== undefined) assert.equal(bound, limit);
        assert.equal(typeof text, "string");
        const late = begun.filter((at) => (tokens === undefined ? at.steps >= STEPS : at.tokens >= tokens));
        assert.deepEqual(late, []);
        assert.ok(begun.length > 0);
      });
    }
  });
}

test("a limit ends what is computed between decodes too", async () => {
  let asked = 0;
  mock.method(performance, "now", () => {
    asked += 1;
    return asked * 1000;
  });
  const { model, begun } = watched();
  const contract = parseContract(`form: paragraph\n${CONTRACT}`);
  const found = await repair({ ...common, contract, text: TEXT, follower: model, limits: { seconds: 30 } });
  assert.deepEqual([found.limits.bound, found.best, begun.length], ["seconds", TEXT, 0]);
  assert.ok(asked < 60, `${asked} times`);
  assert.throws(() => compileContract({ contract, shouldStop: () => true }), {
    code: "contract.interrupted",
  });
});
