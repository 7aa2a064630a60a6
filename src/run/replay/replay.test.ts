import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import { parseContract } from "../../contract/index.ts";
import { SijoError } from "../../errors.ts";
import { openLlama } from "../../model/llama/llama-model.ts";
import { testWeights } from "../../model/testing/weights.ts";
import type { TraceEvent } from "../../trace/index.ts";
import { ask } from "../ask.ts";
import type { RunEvent } from "../events.ts";
import type { AskOptions } from "../options.ts";
import { repair } from "../repair/repair.ts";
import { inMemoryTrace } from "../testing/in-memory-trace.ts";
import type { TraceData } from "../trace-data.ts";
import { replay } from "./replay.ts";

const model = await openLlama({ path: await testWeights(), contextLength: 2048, maxContexts: 24 });
after(() => model.close());

const CONTRACT = parseContract("form: sentence\ntext has exactly 6 words");
async function recorded(options: Partial<AskOptions> = {}): Promise<TraceEvent[]> {
  const { trace, events } = inMemoryTrace();
  const request = "Write about the sea.";
  await ask({ follower: model, contract: CONTRACT, request, particles: 4, seed: 3, trace, ...options }).catch(
    () => {},
  );
  return events;
}
const again = (events: readonly TraceEvent[]) => replay({ events, open: async () => model });

const events = await recorded();

suite("a replay", () => {
  test("of a run is the same to the bit, all of it", async () => {
    const found = await again(events);
    assert.deepEqual([found.same, found.differences, found.endedEarly], [true, [], undefined]);
    assert.equal(found.largestDifference, 0);
    assert.ok(found.compared.barriers >= 5 && found.compared.weights >= 20 && found.compared.checks === 2);
    assert.equal(found.compared.events, events.length - 2, "but the request and the end");
  });

  const at = (kind: string): number => events.findIndex((event) => event.kind === kind);
  const changed: readonly (readonly [
    what: string,
    kind: string,
    change: (data: never) => object,
    path: RegExp,
  ])[] = [
    [
      "a weight",
      "barrier",
      ({ logWeights, ...rest }: TraceData["barrier"]) => ({
        ...rest,
        logWeights: logWeights.with(2, (logWeights[2] ?? 0) + 1e-4),
      }),
      /^logWeights\[2\]$/,
    ],
    [
      "a text",
      "barrier",
      ({ added, ...rest }: TraceData["barrier"]) => ({ ...rest, added: added.with(1, "Gold") }),
      /^added\[1\]$/,
    ],
    [
      "a resampling decision",
      "barrier",
      (data: TraceData["barrier"]) => ({ ...data, ancestors: [3, 3, 3, 3] }),
      /^ancestors$/,
    ],
    [
      "a check",
      "checks",
      ({ text, checks }: TraceData["checks"]) => ({
        text,
        checks: [{ ...checks[0], passed: false }, checks[1]],
      }),
      /^checks\[0\]\.passed$/,
    ],
    ["the answer", "verdict", (data: TraceData["verdict"]) => ({ ...data, answer: "Another." }), /^answer$/],
  ];
  test(`says where ${changed.map(([what]) => what).join(", ")} was recorded otherwise`, async () => {
    let forged: TraceEvent[] = events;
    // Each in an event of its own.
    const places = changed.map(([, kind], row) => at(kind) + (kind === "barrier" ? row : 0));
    for (const [row, [, , change]] of changed.entries()) {
      const event = events[places[row]];
      forged = forged.with(places[row], { ...event, data: change(event.data as never) });
    }
    const { same, differences } = await again(forged);
    assert.equal(same, false);
    assert.deepEqual(
      differences.map(({ index }) => index),
      places,
    );
    for (const [row, [, kind, , path]] of changed.entries()) {
      assert.equal(differences[row].kind, kind);
      assert.match(differences[row].path, path);
    }
  });

  test("of another seed differs from the first barrier or so on, and names what it can", async () => {
    const [request, ...rest] = events;
    const other = { ...request, data: { ...(request.data as object), seed: 4 } };
    const { same, differences } = await again([other, ...rest]);
    assert.ok(!same && differences.length > 1 && differences.length <= 20);
  });

  test("of a run that a limit, a person or a kill ended is the same up to there, and says so", async () => {
    const abort = new AbortController();
    let barriers = 0;
    const onEvent = (event: RunEvent): void => {
      if (event.kind === "progress" && ++barriers === 3) abort.abort();
    };
    const rows: readonly (readonly [TraceEvent[], RegExp])[] = [
      [await recorded({ signal: abort.signal, onEvent }), /cancelled/],
      [await recorded({ limits: { tokens: 56 } }), /limit on tokens/],
      [await recorded({ limits: { seconds: 0.001 } }), /limit on seconds/],
      [events.slice(0, 8), /killed/],
    ];
    for (const [some, why] of rows) {
      const found = await again(some);
      assert.match(found.endedEarly ?? "", why);
      assert.deepEqual([found.same, found.differences], [true, []]);
      assert.ok(found.compared.events < events.length - 2);
    }
  });

  test("of a repair is the same", async () => {
    const { trace, events: some } = inMemoryTrace();
    const text = "The sea is cold. Gulls cry above the boats.";
    const contract = parseContract('text avoids "cold"');
    await repair({ contract, text, follower: model, particles: 2, seed: 1, trace });
    const found = await again(some);
    assert.deepEqual([found.same, found.differences], [true, []]);
    assert.ok(found.compared.barriers > 0);
    const first = some.findIndex(({ kind }) => kind === "barrier");
    const killed = await again(some.slice(0, first + 1));
    assert.deepEqual([killed.same, killed.differences, killed.compared.barriers], [true, [], 1]);
  });

  test("of what can't be replayed is refused with the reason", async () => {
    const refused = (code: string) => (error: unknown) =>
      error instanceof SijoError && error.code === code && error.kind === "usage";
    const [request, ...rest] = events;
    const { salt: _, data: __, ...empty } = request;
    const hashed = { ...request, data: { ...(request.data as object), request: `sha256:${"0".repeat(64)}` } };
    for (const some of [[], rest, [empty, ...rest], [hashed, ...rest]])
      await assert.rejects(again(some), refused("replay.trace"));
    const models = [{ ...(request.data as TraceData["request"]).models[0], sha256: "0".repeat(64) }];
    const other = { ...request, data: { ...(request.data as object), models } };
    await assert.rejects(again([other, ...rest]), refused("replay.model"));
  });
});
