import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { SijoError } from "../../errors.ts";
import { type OtlpOptions, otlpOptions, parentOf, startTelemetry } from "./index.ts";
import { collector, plain } from "./testing/collector.ts";

const optionsFor = (url: string, environment: Record<string, string> = {}): OtlpOptions =>
  otlpOptions({
    url,
    environment: { OTEL_BSP_SCHEDULE_DELAY: "20", OTEL_EXPORTER_OTLP_TIMEOUT: "60000", ...environment },
  })!;

/** The machine may be busy. */
const PATIENTLY = { milliseconds: 60_000 };

suite("telemetry", () => {
  test("sends spans and histograms as OTLP has them", async () => {
    await using there = await collector();
    const telemetry = startTelemetry(optionsFor(there.url, { OTEL_EXPORTER_OTLP_HEADERS: "x-key=a%20b" }));
    const parent = telemetry.span("parent", {
      kind: "server",
      attributes: { text: "a", count: 3, share: 0.5 },
    });
    const child = telemetry.under(parent.context).span("child");
    child.event("happened", { list: ["a", "b"], none: undefined, wrong: Number.NaN });
    child.end("test.code");
    parent.set({ isLate: true });
    parent.end();
    parent.end("twice");
    for (const tokens of [1, 5, 70_000_000]) {
      telemetry.measure("gen_ai.client.token.usage", tokens, { "gen_ai.token.type": "output" });
    }
    await telemetry.close(PATIENTLY);
    assert.equal(telemetry.problem, undefined);
    const paths = there.received.map(({ path }) => path).sort();
    assert.deepEqual(paths, ["/v1/metrics", "/v1/traces"]);
    for (const { headers } of there.received) {
      assert.deepEqual([headers["content-type"], headers["x-key"]], ["application/json", "a b"]);
    }
    const [first, second] = there.spans;
    assert.deepEqual([first.name, second.name, second.kind, second.status], ["child", "parent", 2, {}]);
    assert.match(second.traceId, /^[0-9a-f]{32}$/);
    assert.match(second.spanId, /^[0-9a-f]{16}$/);
    assert.deepEqual([first.traceId, first.parentSpanId], [second.traceId, second.spanId]);
    assert.deepEqual(plain(second.attributes), { text: "a", count: 3, share: 0.5, isLate: true });
    assert.deepEqual([first.status, plain(first.attributes)], [{ code: 2 }, { "error.type": "test.code" }]);
    assert.deepEqual(plain(first.events[0].attributes), { list: ["a", "b"] });
    const [start, end] = [BigInt(first.startTimeUnixNano), BigInt(first.endTimeUnixNano)];
    assert.ok(start <= end && Math.abs(Number(end / 1_000_000n) - Date.now()) < 60_000);
    const { body } = there.received.find(({ path }) => path === "/v1/metrics")!;
    const { resource, scopeMetrics } = body.resourceMetrics[0];
    assert.equal(plain(resource.attributes)["service.name"], "sijo");
    const [{ name, unit, histogram }] = scopeMetrics[0].metrics;
    const [point] = histogram.dataPoints;
    assert.deepEqual(
      [name, unit, histogram.aggregationTemporality, point.count, point.sum, point.min, point.max],
      ["gen_ai.client.token.usage", "{token}", 2, "3", 70_000_006, 1, 70_000_000],
    );
    assert.equal(point.bucketCounts.length, point.explicitBounds.length + 1);
    assert.deepEqual(
      [point.bucketCounts[0], point.bucketCounts[2], point.bucketCounts.at(-1)],
      ["1", "1", "1"],
    );
  });

  test("of a collector that is down costs nothing but itself", async () => {
    const { url } = await (async () => {
      await using gone = await collector();
      return gone;
    })();
    const telemetry = startTelemetry(optionsFor(url));
    telemetry.span("lost").end();
    telemetry.measure("gen_ai.client.operation.duration", 1, {});
    await telemetry.close(PATIENTLY);
    assert.match(
      telemetry.problem!,
      /1 spans were not sent: the collector can't be reached \(ECONNREFUSED\)/,
    );
  });

  test("of one that never answers is waited for no longer than was said, and held in bounds", async () => {
    await using there = await collector(() => {});
    const telemetry = startTelemetry(optionsFor(there.url));
    for (let count = 0; count < 5000; count += 1) telemetry.span("many").end();
    while (there.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const closing = performance.now();
    await telemetry.close({ milliseconds: 20 });
    // Less than an answer is waited for, on however busy a machine.
    assert.ok(performance.now() - closing < 8000);
    assert.match(telemetry.problem!, /^5000 spans were not sent: /);
    telemetry.span("late").end();
  });

  test("is sent again after a 503, and not after a 400", async () => {
    const answers = [503, 400];
    await using there = await collector((response) => void response.writeHead(answers.shift() ?? 200).end());
    const metrics = { OTEL_METRICS_EXPORTER: "none" };
    const refused = startTelemetry(optionsFor(there.url, metrics));
    refused.span("again").end();
    while (refused.problem === undefined) await new Promise((resolve) => setTimeout(resolve, 5));
    refused.span("refused with it").end();
    await refused.close(PATIENTLY);
    assert.match(refused.problem!, /^2 spans were not sent: the collector answered 400$/);
    assert.deepEqual(
      there.spans.map(({ name }) => name),
      ["again", "again", "refused with it"],
    );
  });

  test("keeps a span's first events, and counts the rest", async () => {
    await using there = await collector();
    const telemetry = startTelemetry(optionsFor(there.url, { OTEL_EXPORTER_OTLP_COMPRESSION: "gzip" }));
    const span = telemetry.span("long");
    for (let count = 0; count < 200; count += 1) span.event("step");
    span.end();
    await telemetry.close(PATIENTLY);
    assert.deepEqual([there.spans[0].events.length, there.spans[0].droppedEventsCount], [128, 72]);
  });

  test("is not sent of what its caller does not want to see", async () => {
    await using there = await collector();
    const telemetry = startTelemetry(optionsFor(there.url));
    const parent = parentOf(`00-${"1".repeat(32)}-${"2".repeat(16)}-00`);
    telemetry.span("unseen", { parent }).end();
    await telemetry.close(PATIENTLY);
    assert.equal(there.received.length, 0);
  });
});

suite("where telemetry goes", () => {
  const BASE = "OTEL_EXPORTER_OTLP_ENDPOINT";
  const rows: readonly [
    what: string,
    environment: Record<string, string>,
    traces?: string,
    metrics?: string,
  ][] = [
    ["nowhere, unless somebody says so", {}],
    [
      "to paths under the address of all",
      { [BASE]: "http://c:4318/" },
      "http://c:4318/v1/traces",
      "http://c:4318/v1/metrics",
    ],
    ["of one signal, to the letter", { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://c/t" }, "http://c/t"],
    [
      "without a signal that is turned off",
      { [BASE]: "http://c", OTEL_METRICS_EXPORTER: "none" },
      "http://c/v1/traces",
    ],
    ["nowhere, where all is turned off", { [BASE]: "http://c", OTEL_SDK_DISABLED: "TRUE" }],
    ["nowhere for an empty address", { [BASE]: "" }],
  ];
  for (const [what, environment, traces, metrics] of rows) {
    test(what, () => {
      const options = otlpOptions({ environment });
      assert.deepEqual([options?.traces?.url, options?.metrics?.url], [traces, metrics]);
    });
  }

  test("the flag goes before the environment, which says the rest", () => {
    const environment = {
      [BASE]: "http://other",
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://other/t",
      OTEL_EXPORTER_OTLP_TIMEOUT: "250",
      OTEL_EXPORTER_OTLP_HEADERS: "a=1, b = 2,=,%",
      OTEL_RESOURCE_ATTRIBUTES: "service.name=x,deployment.environment.name=test",
      OTEL_SERVICE_NAME: "y",
    };
    const options = otlpOptions({ url: "http://flag", environment })!;
    assert.deepEqual(options.traces, {
      url: "http://flag/v1/traces",
      headers: { a: "1", b: "2" },
      timeoutMilliseconds: 250,
      gzip: false,
    });
    assert.deepEqual(options.resource, { "service.name": "y", "deployment.environment.name": "test" });
  });

  test("times are whole, and no longer than timers can be", () => {
    const timesOf = (text: string) => {
      const environment = {
        OTEL_BSP_SCHEDULE_DELAY: text,
        OTEL_METRIC_EXPORT_INTERVAL: text,
        OTEL_EXPORTER_OTLP_TIMEOUT: text,
      };
      const { spansEvery, metricsEvery, traces } = otlpOptions({ url: "http://c", environment })!;
      return [spansEvery, metricsEvery, traces!.timeoutMilliseconds];
    };
    for (const long of ["2147483648", "3000000000", "1e300"]) {
      assert.deepEqual(timesOf(long), Array(3).fill(2 ** 31 - 1), long);
    }
    assert.deepEqual(timesOf("1500.5"), [1501, 1501, 1501]);
    for (const none of ["", "0", "-1", "Infinity", "soon"]) {
      assert.deepEqual(timesOf(none), [5000, 60_000, 10_000], none);
    }
  });

  test("what is no address, and no protocol over HTTP, is told", () => {
    for (const [url, environment, code] of [
      ["collector:4318", {}, "otlp.endpoint"],
      ["file:///tmp/x", {}, "otlp.endpoint"],
      ["http://c", { OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }, "otlp.protocol"],
    ] as const) {
      assert.throws(
        () => otlpOptions({ url, environment }),
        (error) => error instanceof SijoError && error.code === code && error.kind === "usage",
      );
    }
  });

  test("a header that can't be sent is told by its name, and its value is in no message", () => {
    for (const [headers, said] of [
      ["authorization=Bearer%20topsecret%0Asecond", /"authorization"/],
      ["x-key=%E2%80%9Ctopsecret%E2%80%9D", /"x-key"/],
      ["Authorization: Bearer topsecret=", /^A header's name/],
    ] as const) {
      assert.throws(
        () => otlpOptions({ url: "http://c", environment: { OTEL_EXPORTER_OTLP_HEADERS: headers } }),
        (error: SijoError) => {
          assert.deepEqual([error.code, error.kind], ["otlp.header", "usage"]);
          assert.match(error.message, said);
          assert.ok(!/topsecret|second/.test(JSON.stringify([error.message, error.hint, error.stack])));
          return true;
        },
      );
    }
  });

  test("a parent is read as the standard has it, or not at all", () => {
    const [traceId, spanId] = ["0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"];
    assert.deepEqual(parentOf(`00-${traceId}-${spanId}-01`), { traceId, spanId, sampled: true });
    assert.deepEqual(parentOf(`cc-${traceId}-${spanId}-00-more`), { traceId, spanId, sampled: false });
    for (const wrong of [
      undefined,
      "",
      "x",
      `ff-${traceId}-${spanId}-01`,
      `00-${"0".repeat(32)}-${spanId}-01`,
    ]) {
      assert.equal(parentOf(wrong), undefined);
    }
  });
});
