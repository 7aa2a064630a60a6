import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { parseContract } from "../contract/index.ts";
import { trialModel } from "../planner/program/toy.ts";
import { listTraces, readTrace } from "../trace/index.ts";
import { otlpOptions, startTelemetry } from "../trace/otlp/index.ts";
import { type Collector, collector, plain } from "../trace/otlp/testing/collector.ts";
import { ask } from "./ask.ts";
import type { AskOptions } from "./options.ts";
import { otelDocument } from "./otel-document.ts";

const SECRET = "Write to Mr Zyzzogeton.";

/** Runs on a toy with a collector beside it; what was asked, answered and sent. */
async function run(there: Collector, options: Partial<AskOptions> = {}) {
  const telemetry = startTelemetry(otlpOptions({ url: there.url, environment: {} })!);
  const asked = ask({
    request: SECRET,
    contract: parseContract("text has at most 60 characters\ntext has at least 30 characters"),
    follower: trialModel(SECRET),
    particles: 2,
    seed: 3,
    telemetry,
    ...options,
  });
  const verdict = await asked.catch((error: Error) => error);
  await telemetry.close({ milliseconds: 60_000 });
  return verdict;
}

suite("a run as spans", () => {
  test("is an agent with its stages under it, in the conventions' words", async () => {
    await using there = await collector();
    const verdict = await run(there);
    assert.ok(!(verdict instanceof Error));
    const [root] = there.spans.filter(({ parentSpanId }) => parentSpanId === undefined);
    const stages = there.spans.filter((span) => span !== root);
    assert.deepEqual(
      [root.name, ...stages.map(({ name }) => name)],
      ["invoke_agent sijo", "compile", "chat table", "check"],
    );
    for (const stage of stages) {
      assert.deepEqual([stage.traceId, stage.parentSpanId], [root.traceId, root.spanId]);
      assert.ok(BigInt(stage.endTimeUnixNano) <= BigInt(root.endTimeUnixNano));
    }
    const said = plain(root.attributes);
    const { bill, status, traceId, checks } = verdict;
    for (const [name, value] of Object.entries({
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.provider.name": "sijo",
      "gen_ai.agent.name": "sijo",
      "gen_ai.request.model": "table",
      "gen_ai.request.seed": 3,
      "gen_ai.usage.output_tokens": bill.tokens.follower,
      "gen_ai.response.finish_reasons": ["stop"],
      "sijo.status": status,
      "sijo.trace.id": traceId,
      "sijo.checks.passed": checks.filter(({ passed }) => passed).length,
    })) {
      assert.deepEqual(said[name], value, name);
    }
    const [, write] = stages;
    assert.deepEqual(plain(write.attributes), {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "sijo",
      "gen_ai.request.model": "table",
      "gen_ai.usage.output_tokens": bill.tokens.follower,
    });
    assert.ok(write.events.length > 0 && write.events[0].name === "sijo.barrier");
    const metrics = there.received
      .filter(({ path }) => path === "/v1/metrics")
      .flatMap(({ body }) => body.resourceMetrics[0].scopeMetrics[0].metrics);
    assert.deepEqual(metrics.map(({ name }) => name).sort(), [
      "gen_ai.client.operation.duration",
      "gen_ai.client.token.usage",
    ]);
  });

  test("says nothing that was asked or written", async () => {
    await using there = await collector();
    const verdict = await run(there, { traceMode: "off" });
    assert.ok(!(verdict instanceof Error) && verdict.best !== null);
    const sent = JSON.stringify(there.received.map(({ body }) => body));
    const words = [...SECRET.split(" "), ...verdict.best.split(/[^a-z]+/i)].filter(
      ({ length }) => length > 5,
    );
    for (const word of [...words, verdict.best]) assert.ok(!sent.includes(word), word);
  });

  test("that failed has the error's code, and that a limit ended says which", async () => {
    await using there = await collector();
    const error = await run(there, {
      onEvent: ({ kind }) => {
        if (kind === "progress") throw Object.assign(new Error(SECRET), { code: "test.fault" });
      },
    });
    assert.ok(error instanceof Error);
    await run(there, { limits: { seconds: Number.MIN_VALUE } });
    const [failed, ended] = there.spans.filter(({ name }) => name === "invoke_agent sijo");
    assert.deepEqual([failed.status.code, plain(failed.attributes)["error.type"]], [2, "test.fault"]);
    assert.equal(plain(ended.attributes)["sijo.limits.bound"], "seconds");
    assert.deepEqual(plain(ended.attributes)["gen_ai.response.finish_reasons"], ["length"]);
    assert.ok(!JSON.stringify(there.spans).includes("Zyzzogeton"));
  });

  test("is told from its trace afterwards as it was told while it went on", async () => {
    await using there = await collector();
    const folder = mkdtempSync(join(tmpdir(), "sijo-otel-"));
    try {
      const verdict = await run(there, { traceFolder: folder });
      assert.ok(!(verdict instanceof Error));
      const [{ path, id }] = listTraces(folder);
      const { events } = readTrace(path);
      const told = JSON.parse(JSON.stringify(otelDocument(events, { id })));
      const shape = ({ traceId, name, attributes, status, events: of }: (typeof there.spans)[number]) => ({
        traceId,
        name,
        attributes: plain(attributes),
        status,
        events: of.map(({ name: called }: { name: string }) => called),
      });
      assert.deepEqual(told.resourceSpans[0].scopeSpans[0].spans.map(shape), there.spans.map(shape));
      assert.deepEqual(otelDocument(events, { id }), otelDocument(events, { id }));
      const cut = JSON.parse(JSON.stringify(otelDocument(events.slice(0, 5), { id })));
      assert.equal(plain(cut.resourceSpans[0].scopeSpans[0].spans.at(-1).attributes)["error.type"], "cut");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("is the same run with a collector that is down", async () => {
    const url = await (async () => {
      await using gone = await collector();
      return gone.url;
    })();
    const silent = { url, received: [], spans: [] } as unknown as Collector;
    await using there = await collector();
    const [one, other] = [await run(silent), await run(there)];
    assert.ok(!(one instanceof Error) && !(other instanceof Error));
    assert.deepEqual([one.best, one.bill.tokens], [other.best, other.bill.tokens]);
  });
});
