/** Runs that go on from a step of another. */
import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import { parseContract } from "../../contract/index.ts";
import { SijoError } from "../../errors.ts";
import { openLlama } from "../../model/llama/llama-model.ts";
import { tableModel } from "../../model/table/table-model.ts";
import { testWeights } from "../../model/testing/weights.ts";
import {
  barrier,
  call,
  context,
  factor,
  infer,
  type Program,
  sample,
  type Tools,
} from "../../program/index.ts";
import type { TraceEvent } from "../../trace/index.ts";
import { ask } from "../ask.ts";
import type { RunEvent } from "../events.ts";
import { repair } from "../repair/repair.ts";
import { eventsOf, storyOf } from "../story.ts";
import { inMemoryTrace } from "../testing/in-memory-trace.ts";
import type { TraceData } from "../trace-data.ts";
import { type Continuation, type ContinueOptions, continueRun } from "./continue.ts";
import { replay } from "./replay.ts";

const model = await openLlama({ path: await testWeights(), contextLength: 2048, maxContexts: 24 });
after(() => model.close());

const CONTRACT = parseContract("form: sentence\ntext has exactly 6 words");
const { trace, events } = inMemoryTrace();
const request = "Write about the sea.";
await ask({ follower: model, contract: CONTRACT, request, particles: 4, seed: 3, trace });

const open = async (): Promise<typeof model> => model;
const goOn = (some: readonly TraceEvent[], options: Partial<ContinueOptions> = {}): Promise<Continuation> =>
  continueRun({ id: "first", events: some, open, from: { round: 1, step: 3 }, seed: 8, ...options });
const barriersOf = (some: readonly TraceEvent[]): readonly TraceData["barrier"][] =>
  eventsOf(some, "barrier").map(({ data }) => data);
const code = (wanted: string) => (error: unknown) =>
  error instanceof SijoError && error.code === wanted && error.kind === "usage";

suite("a run that goes on from a step", () => {
  test("is the same up to there, and what the other seed comes to behind it", async () => {
    const one = await goOn(events);
    const other = await goOn(events, { seed: 9 });
    const [was, came, cameOtherwise] = [events, one.events, other.events].map(barriersOf);
    assert.deepEqual([one.same, one.differences], [true, []]);
    assert.deepEqual(came.slice(0, 3), was.slice(0, 3));
    assert.deepEqual(cameOtherwise.slice(0, 3), was.slice(0, 3));
    assert.notDeepEqual(came.slice(3), was.slice(3));
    assert.notDeepEqual(came.slice(3), cameOtherwise.slice(3));
    assert.equal(storyOf(one.events).verdict?.checks.length, 2);
    const again = await goOn(events);
    assert.deepEqual(barriersOf(again.events), came);
  });

  test("can be replayed, and continued in its turn, before and behind its own step", async () => {
    const { trace: kept, events: written } = inMemoryTrace();
    await goOn(events, { trace: kept });
    assert.deepEqual((written[0].data as TraceData["request"]).continues, {
      trace: "first",
      reseeds: [{ barriers: 3, seed: 8 }],
    });
    assert.equal(written.at(-1)?.kind, "end");
    const replayed = await replay({ events: written, open });
    assert.deepEqual([replayed.same, replayed.largestDifference], [true, 0]);
    const later = await goOn(written, { id: "second", from: { round: 1, step: 5 }, seed: 1 });
    assert.ok(later.same);
    assert.deepEqual(storyOf(later.events).request?.continues, {
      trace: "second",
      reseeds: [
        { barriers: 3, seed: 8 },
        { barriers: 5, seed: 1 },
      ],
    });
    const earlier = await goOn(written, { from: { round: 1, step: 2 }, seed: 1 });
    assert.ok(earlier.same);
    assert.deepEqual(storyOf(earlier.events).request?.continues?.reseeds, [{ barriers: 2, seed: 1 }]);
  });

  test("goes on from where a limit or a person ended it, under limits of its own", async () => {
    const { trace: cut, events: short } = inMemoryTrace();
    const abort = new AbortController();
    let barriers = 0;
    const onEvent = (event: RunEvent): void => {
      if (event.kind === "progress" && ++barriers === 3) abort.abort();
    };
    const options = { follower: model, contract: CONTRACT, request, particles: 4, seed: 3 };
    const limits = { tokens: 20_000, deadline: Date.now() + 60_000 };
    await ask({ ...options, limits, trace: cut, signal: abort.signal, onEvent });
    const whole = storyOf((await goOn(short)).events);
    assert.equal(whole.verdict?.limits.bound, null);
    assert.deepEqual(whole.verdict?.limits.set, { tokens: 20_000 });
    const bound = await goOn(short, { limits: { tokens: 60 } });
    assert.equal(storyOf(bound.events).verdict?.limits.bound, "tokens");
  });

  test("says where what was recorded did not come again", async () => {
    const at = events.findIndex(({ kind }) => kind === "barrier") + 1;
    const data = events[at].data as TraceData["barrier"];
    const changed = { ...events[at], data: { ...data, logZ: data.logZ + 1 } };
    const { same, differences } = await goOn(events.with(at, changed));
    assert.equal(same, false);
    assert.deepEqual(
      differences.map(({ index, path }) => [index, path]),
      [[at, "logZ"]],
    );
  });

  test("counts steps in each round, as those of a repair", async () => {
    const { trace: kept, events: some } = inMemoryTrace();
    const text = "Cold, cold sea.";
    const contract = parseContract('text avoids "cold"');
    await repair({ contract, text, follower: model, particles: 1, seed: 1, trace: kept });
    const rounds = new Set(barriersOf(some).map(({ round }) => round));
    assert.ok(rounds.size > 1);
    const found = await goOn(some, { from: { round: 2, step: 1 } });
    const upTo = barriersOf(some).findIndex(({ round }) => round === [...rounds][1]) + 1;
    assert.ok(found.same);
    assert.equal(storyOf(found.events).request?.continues?.reseeds[0].barriers, upTo);
    await assert.rejects(goOn(some, { from: { round: 50, step: 1 } }), code("replay.step"));
  });

  test("is refused where the run has no such step", async () => {
    const none = events.filter(({ kind }) => kind !== "barrier");
    await assert.rejects(goOn(events, { from: { round: 1, step: 500 } }), code("replay.step"));
    await assert.rejects(goOn(none), code("replay.step"));
    await assert.rejects(goOn([]), code("replay.trace"));
  });
});

test("behind the step, tools answer themselves or are asked for", async () => {
  const toy = tableModel({ vocabulary: ["sun", "rain"], next: ({ length }) => [1, 1, length < 4 ? 0 : 1] });
  const forecast: Program<string> = function* () {
    const follower = yield* context("");
    for (let text = ""; ; ) {
      const step = yield* sample(follower);
      if (step.ended) return text;
      text += step.text;
      yield* factor((yield* call("worth", text)) as number);
      yield* barrier();
    }
  };
  const asked: string[] = [];
  const tools: Tools = {
    async worth(text) {
      asked.push(text as string);
      return -(text as string).length / 10;
    },
  };
  const { trace: kept, events: some } = inMemoryTrace();
  await infer(forecast, { model: toy, particles: 3, seed: 1, tools, trace: kept });
  asked.length = 0;
  const again = {
    open: async () => toy,
    program: async () => ({
      program: forecast,
      source: { kind: "function" as const, text: String(forecast) },
    }),
    from: { round: 1, step: 2 },
  };
  const found = await goOn(some, { ...again, tools });
  assert.ok(found.same && asked.length > 0);
  assert.ok(asked.every((text) => text.length >= "sun".length * 3));
  await assert.rejects(goOn(some, again), /calls worth, which isn't given/);
});
