import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import { trialModel } from "../../planner/program/toy.ts";
import { otlpOptions, startTelemetry } from "../../trace/otlp/index.ts";
import { collector, plain } from "../../trace/otlp/testing/collector.ts";
import { startServer } from "../start.ts";

const there = await collector();
const environment = { OTEL_BSP_SCHEDULE_DELAY: "10" };
const telemetry = startTelemetry(otlpOptions({ url: there.url, environment })!);
const hosted = { model: trialModel() };
const server = await startServer({ planner: hosted, followers: [hosted], port: 0, telemetry });
after(async () => {
  await telemetry.close();
  await server.close({ graceSeconds: 0 });
  await there[Symbol.asyncDispose]();
});

const MESSAGES = [{ role: "user", content: "Hello" }];
const TRACE = "0af7651916cd43dd8448eb211c80319c";

/** Sends a request under a span of the client's own; the spans of it, when `count` have come. */
async function spansOf(path: string, body: object, count: number, trace = TRACE) {
  const response = await fetch(`${server.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", traceparent: `00-${trace}-${"b".repeat(16)}-01` },
    body: JSON.stringify(body),
  });
  await response.text();
  const found = () => there.spans.filter(({ traceId }) => traceId === trace);
  while (found().length < count) await new Promise((resolve) => setTimeout(resolve, 10));
  return found();
}

suite("a request as a span", () => {
  test("stands under its client's, with the model, its settings and what was used", async () => {
    const [span] = await spansOf(
      "/v1/chat/completions",
      { model: "table", messages: MESSAGES, max_tokens: 5, temperature: 0.5, seed: 1, stream: true },
      1,
      "1".repeat(32),
    );
    assert.deepEqual([span.name, span.kind, span.parentSpanId], ["chat table", 2, "b".repeat(16)]);
    const said = plain(span.attributes);
    for (const [name, value] of Object.entries({
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "sijo",
      "gen_ai.request.model": "table",
      "gen_ai.request.max_tokens": 5,
      "gen_ai.request.temperature": 0.5,
      "gen_ai.request.seed": 1,
      "gen_ai.request.stream": true,
      "gen_ai.usage.output_tokens": 5,
      "gen_ai.response.finish_reasons": ["length"],
    })) {
      assert.deepEqual(said[name], value, name);
    }
    assert.equal(span.events[0].name, "sijo.admitted");
  });

  test("holds the run of `sijo` that it led to", async () => {
    const spans = await spansOf(
      "/v1/chat/completions",
      {
        model: "sijo",
        messages: MESSAGES,
        seed: 1,
        sijo: { contract: "text has at most 20 characters", particles: 1 },
      },
      5,
      "2".repeat(32),
    );
    const request = spans.find(({ name }) => name === "chat sijo");
    const run = spans.find(({ name }) => name === "invoke_agent sijo");
    assert.equal(run.parentSpanId, request.spanId);
    assert.deepEqual(spans.map(({ name }) => name).sort(), [
      "chat sijo",
      "chat table",
      "check",
      "compile",
      "invoke_agent sijo",
    ]);
  });

  test("that was refused says so, and names no model that isn't served", async () => {
    const [span] = await spansOf("/v1/completions", { model: "secret", prompt: "x" }, 1, "3".repeat(32));
    const said = plain(span.attributes);
    assert.deepEqual(
      [span.name, said["http.response.status_code"], said["error.type"], span.status.code],
      ["text_completion", 404, "model_not_found", 2],
    );
    assert.ok(!JSON.stringify(span).includes("secret"));
  });
});
