/** Runs of programs and of planners' programs, written down and done again; on exact toys. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import type { SijoError } from "../../errors.ts";
import { smc } from "../../inference/index.ts";
import type { ChatModel } from "../../model/chat-model.ts";
import { tableModel } from "../../model/table/table-model.ts";
import { trialModel } from "../../planner/program/toy.ts";
import {
  barrier,
  call,
  context,
  factor,
  hashOfSource,
  infer,
  program,
  sample,
  sandboxProgram,
} from "../../program/index.ts";
import { examineTrace, findTrace, type TraceEvent, verifyTrace } from "../../trace/index.ts";
import { askProgram } from "../planned/program.ts";
import * as recordings from "../planned/testing/recordings.ts";
import { runProgram } from "../program-run.ts";
import { startTrace } from "../record.ts";
import { storyOf } from "../story.ts";
import type { TraceData } from "../trace-data.ts";
import type { RecordedRun } from "./again.ts";
import { replay } from "./replay.ts";

const folder = mkdtempSync(join(tmpdir(), "sijo-replay-"));
after(() => rmSync(folder, { recursive: true }));

const toy = () =>
  tableModel({
    vocabulary: ["sun", "rain", "wind", " "],
    next: (tokens) => {
      if (tokens.length >= 7) return [0, 0, 0, 0, 1];
      return tokens.length % 2 === 0 ? [0.6, 0.3, 0.1, 0, 0] : [0, 0, 0, 0.7, 0.3];
    },
  });

/** Runs with a trace in a file, and reads it back. */
async function traced(
  run: (trace: ReturnType<typeof startTrace>) => Promise<unknown>,
  mode: "full" | "hashes" = "full",
): Promise<readonly TraceEvent[]> {
  const trace = startTrace({ folder, mode });
  await run(trace).catch(() => {});
  assert.equal(verifyTrace(findTrace(folder, trace.id)).state, "whole");
  return examineTrace(findTrace(folder, trace.id).path).events;
}
const again = (events: readonly TraceEvent[], options: Partial<RecordedRun> = {}) =>
  replay({ events, open: async () => toy(), ...options });
const dataOf = <Kind extends keyof TraceData>(events: readonly TraceEvent[], kind: Kind): TraceData[Kind] =>
  events.find((event) => event.kind === kind)?.data as TraceData[Kind];
const code = (wanted: string) => (error: unknown) => (error as SijoError).code === wanted;

/** Forecasts, of which a tool says how much each word is worth. */
const FORECAST = program({
  name: "forecast",
  params: { word: { type: "string", default: "rain" } },
  *run({ word }) {
    const follower = yield* context("");
    let text = "";
    while (true) {
      const step = yield* sample(follower);
      if (step.ended) return text;
      text += step.text;
      if (step.text !== " ") continue;
      const worth = (yield* call("worth", { text, word })) as number;
      yield* factor(worth);
      yield* barrier();
    }
  },
});
const worth = async (input: unknown): Promise<number> => {
  const { text, word } = input as { text: string; word: string };
  // Those that were asked first answer last.
  await new Promise((resolve) => setTimeout(resolve, text.length > 4 ? 0 : 3));
  return text.endsWith(`${word} `) ? 1 : 0;
};

suite("the trace of an inference", () => {
  test("holds the program, what moved it, what tools answered, each barrier, and what came out", async () => {
    let posterior: Awaited<ReturnType<typeof infer<string>>> | undefined;
    const events = await traced(async (trace) => {
      posterior = await infer(FORECAST, {
        model: toy(),
        particles: 6,
        seed: 3,
        tools: { worth },
        params: { word: "sun" },
        trace,
      });
    });
    assert.ok(posterior);
    assert.deepEqual(
      [...new Set(events.map(({ kind }) => kind))],
      ["request", "program", "stage", "call", "barrier", "posterior", "end"],
    );
    const { run, request, seed, particles, models } = dataOf(events, "request");
    assert.deepEqual([run, request, seed, particles], ["program", "forecast", 3, 6]);
    assert.deepEqual(
      models.map(({ role, name }) => [role, name]),
      [["follower", "table"]],
    );
    const told = dataOf(events, "program") as { source: string; sha256: string; params: unknown };
    assert.match(told.source, /yield\* call\("worth"/);
    assert.equal(told.sha256, hashOfSource({ text: told.source }));
    assert.deepEqual(told.params, { word: "sun" });
    const calls = events.filter(({ kind }) => kind === "call").map(({ data }) => data as TraceData["call"]);
    assert.deepEqual(
      calls.map((one) => one.call),
      calls.map((_, index) => index),
    );
    const story = storyOf(events);
    assert.equal(story.rounds[0].barriers.length, posterior.barriers.length);
    assert.deepEqual(story.rounds[0].barriers.at(-1)?.texts, posterior.barriers.at(-1)?.texts);
    assert.equal(story.posterior?.logZ, posterior.logZ);
    assert.deepEqual(story.posterior?.outcomes, posterior.outcomes);
    assert.equal(story.posterior?.samples.length, posterior.samples.length);
  });

  test("without texts says numbers, and nothing that was written or given", async () => {
    const events = await traced(
      (trace) => infer(FORECAST, { model: toy(), particles: 4, seed: 3, tools: { worth }, trace }),
      "hashes",
    );
    const said = JSON.stringify(events.map(({ data }) => data));
    for (const word of ["sun", "rain", "yield", "forecast"]) assert.ok(!said.includes(word), word);
    assert.ok(said.includes('"table"') && said.includes("logWeights") && said.includes('"smc"'));
    assert.equal(storyOf(events).withoutTexts, true);
    await assert.rejects(again(events), code("replay.trace"));
  });

  test("without texts says no names that a program gives to what it hands on", async () => {
    const KEYED = program({
      *run() {
        const follower = yield* context("");
        const { text } = yield* sample(follower);
        yield* call("count", { [`asked about ${text}`]: 1 });
        return { [`written ${text}`]: text.length };
      },
    });
    const count = (input: unknown) => ({ answered: Object.keys(input as object) });
    const events = await traced(
      (trace) => infer(KEYED, { model: toy(), particles: 4, seed: 3, tools: { count }, trace }),
      "hashes",
    );
    const said = JSON.stringify(events.map(({ data }) => data));
    for (const word of ["asked about", "written", "answered"]) assert.ok(!said.includes(word), word);
  });

  test("tells what was written where a move has written it anew", async () => {
    const words = program({
      *run() {
        const follower = yield* context("");
        let text = "";
        for (let step = yield* sample(follower); !step.ended; step = yield* sample(follower)) {
          text += step.text;
          yield* factor(step.text === "rain" ? 0 : -1.5);
          yield* barrier();
        }
        return text;
      },
    });
    const unspaced = tableModel({
      vocabulary: ["sun", "rain", "wind"],
      next: (tokens) => (tokens.length >= 5 ? [0, 0, 0, 1] : [0.4, 0.2, 0.4, 0]),
    });
    let rewritten = 0;
    for (let seed = 1; seed <= 4; seed += 1) {
      let posterior: Awaited<ReturnType<typeof infer<string>>> | undefined;
      const events = await traced(async (trace) => {
        const options = { model: unspaced, particles: 6, seed, algorithm: "resample-move" as const, trace };
        posterior = await infer(words, options);
      });
      const told = storyOf(events).rounds[0].barriers.map(({ texts }) => texts);
      assert.deepEqual(
        told,
        posterior?.barriers.map(({ texts }) => [...texts]),
      );
      rewritten += events.filter(({ data }) => (data as { kept?: unknown }).kept !== undefined).length;
    }
    assert.ok(rewritten > 0);
  });

  test("says which limit bound, and which error ended it", async () => {
    const bound = await traced((trace) =>
      infer(FORECAST, {
        model: toy(),
        particles: 4,
        seed: 3,
        tools: { worth },
        limits: { tokens: 1 },
        trace,
      }),
    );
    assert.equal(dataOf(bound, "limit").bound, "tokens");
    assert.equal(dataOf(bound, "posterior").bound, "tokens");
    const failed = await traced((trace) => infer(FORECAST, { model: toy(), seed: 3, trace }));
    assert.equal(dataOf(failed, "error").code, "program.tool");
  });
});

const SOURCE = `
function* program({ word }) {
  const follower = yield* context("");
  let text = "";
  let position;
  while (true) {
    const step = yield* sample(follower, { constraint: { least: 4, most: 16 }, position });
    if (step.ended) return text;
    position = step.position;
    text += step.text;
    if (step.text === " ") { yield* factor(text.includes(word) ? 3 : 0); yield* barrier(); }
  }
}
function check(text) { return { passed: text.length < 14, reason: text.length + " characters" }; }`;

suite("a replay of a run of a program", () => {
  const sandboxed = async (seed: number) =>
    traced(async (trace) => {
      using opened = await sandboxProgram({ source: SOURCE, params: { word: "wind" } });
      await runProgram({
        program: opened.program,
        source: {
          kind: "sandbox",
          text: SOURCE,
          params: { word: "wind" },
          check: SOURCE,
          contract: 'text contains "wind"',
        },
        model: toy(),
        particles: 12,
        seed,
        trace,
      });
    });

  test("in the sandbox needs nothing but the trace and the model, and is the same to the bit", async () => {
    const events = await sandboxed(5);
    const found = await again(events);
    assert.deepEqual([found.differences, found.same, found.largestDifference], [[], true, 0]);
    const { barriers, resamplings, checks } = found.compared;
    assert.deepEqual([barriers > 0, resamplings > 0, checks], [true, true, 2]);
    const [request, ...rest] = events;
    const other = { ...request, data: { ...(request.data as object), seed: 6 } };
    assert.equal((await again([other, ...rest])).same, false);
    const at = events.findIndex(({ kind }) => kind === "posterior");
    const posterior = events[at].data as TraceData["posterior"];
    const forged = events.with(at, { ...events[at], data: { ...posterior, logZ: posterior.logZ! + 1e-3 } });
    const { differences } = await again(forged);
    assert.deepEqual(
      differences.map(({ kind, path }) => [kind, path]),
      [["posterior", "logZ"]],
    );
  });

  test("outside it needs the program again, and takes what tools answered from the trace", async () => {
    const algorithm: typeof smc = (options) => smc({ ...options, threshold: 0.9 });
    const events = await traced((trace) =>
      infer(FORECAST, { model: toy(), particles: 6, seed: 3, tools: { worth }, algorithm, trace }),
    );
    const source = {
      kind: "function",
      text: (dataOf(events, "program") as { source: string }).source,
    } as const;
    const given = async () => ({ program: FORECAST.with(), source: { ...source, name: "forecast" } });
    await assert.rejects(again(events), code("replay.program"));
    await assert.rejects(again(events, { program: given }), /an algorithm of its own/);
    const found = await again(events, { program: async () => ({ ...(await given()), algorithm }) });
    assert.deepEqual([found.differences, found.same], [[], true]);
    const another = async () => ({ ...(await given()), algorithm, source: { ...source, text: "another" } });
    await assert.rejects(again(events, { program: another }), /not the one of the run/);
  });

  test("that was killed while tools answered is the same up to there", async () => {
    const events = await traced((trace) =>
      infer(FORECAST, { model: toy(), particles: 4, seed: 3, tools: { worth }, trace }),
    );
    const { source } = dataOf(events, "program") as { source: string };
    const given = async () => ({
      program: FORECAST.with(),
      source: { kind: "function", name: "forecast", text: source } as const,
    });
    const first = events.findIndex(({ kind }) => kind === "call");
    for (const until of [first + 1, first + 2, first + 4]) {
      const found = await again(events.slice(0, until), { program: given });
      assert.deepEqual([found.differences, found.same], [[], true]);
      assert.match(found.endedEarly ?? "", /killed/);
    }
  });

  test("that was ended is the same up to there", async () => {
    const abort = new AbortController();
    const events = await traced((trace) =>
      infer(FORECAST, {
        model: toy(),
        particles: 4,
        seed: 3,
        tools: { worth },
        signal: abort.signal,
        onBarrier: () => abort.abort(),
        trace,
      }),
    );
    const { source } = dataOf(events, "program") as { source: string };
    const given = async () => ({
      program: FORECAST.with(),
      source: { kind: "function", name: "forecast", text: source } as const,
    });
    const found = await again(events, { program: given });
    assert.match(found.endedEarly ?? "", /cancelled/);
    assert.deepEqual([found.differences, found.same], [[], true]);
  });
});

suite("a replay of a planner's program", () => {
  const planner = (...answers: string[]): ChatModel => ({
    ...{ name: "strong", sha256: null, local: false, tokens: 0 },
    complete: async () => ({ text: answers.shift() ?? "", finished: true }),
  });
  const asked = (
    answers: readonly string[],
    options: Partial<Parameters<typeof askProgram>[0]> = {},
  ): Promise<readonly TraceEvent[]> =>
    traced((trace) =>
      askProgram({
        request: recordings.REQUEST,
        planner: planner(...answers),
        follower: trialModel(recordings.GOOD),
        particles: 2,
        seed: 1,
        trace,
        ...options,
      }),
    );
  const follower = { open: async () => trialModel(recordings.GOOD) };

  test("asks no planner, and does dry runs, writing and checks again", async () => {
    const events = await asked([recordings.TYPE_ERROR, recordings.GOOD]);
    const found = await again(events, follower);
    assert.deepEqual([found.differences, found.same, found.endedEarly], [[], true, undefined]);
    assert.ok(found.compared.weights > 0 && found.compared.checks === 3);
    assert.equal(storyOf(events).checks?.checks.length, 3);
  });

  test("that was declined is declined again; one that gave way to a contract ends there", async () => {
    const declined = await asked([recordings.GOOD], { approve: async () => false });
    assert.deepEqual(dataOf(declined, "approval"), { approved: false, asked: true });
    assert.equal((await again(declined, follower)).same, true);
    const given = await asked([recordings.REFUSAL], {
      retries: 0,
      fallback: async () =>
        ({ status: "handed_off", traceId: "other", checks: [], bill: { tokens: {} } }) as never,
    });
    const found = await again(given, follower);
    assert.deepEqual([found.differences, found.same], [[], true]);
    assert.match(found.endedEarly ?? "", /A contract was planned in place of a program: other/);
  });
});
