import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import { Ajv } from "ajv";
import fc from "fast-check";
import { FOLLOWER, testServer } from "./testing.ts";

const { server, post, get, ...rest } = await testServer({ prices: { [FOLLOWER]: 1000 } });
after(() => rest[Symbol.asyncDispose]());

const CHAT = "/v1/chat/completions";
const user = (content: string) => [{ role: "user", content }];
const running = async (): Promise<number> =>
  Number(/^sijo_requests_running (\d+)$/m.exec(await (await get("/metrics")).text())?.[1]);
const whenIdle = async (): Promise<void> => {
  while ((await running()) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
};

suite("the other endpoints", () => {
  test("list the models, and each by its name", async () => {
    const { data } = (await (await get("/v1/models")).json()) as { data: { id: string }[] };
    assert.deepEqual(
      data.map(({ id }) => id),
      ["sijo", FOLLOWER],
    );
    assert.equal((await get(`/v1/models/${FOLLOWER}`)).status, 200);
    assert.equal((await get("/v1/models/other")).status, 404);
    assert.deepEqual([(await get("/healthz")).status, (await get("/readyz")).status], [200, 200]);
  });

  test("go on with texts and tokens", async () => {
    const { json } = await post("/v1/completions", {
      model: FOLLOWER,
      prompt: ["Once upon a", "The capital of France is"],
      max_tokens: 4,
      temperature: 0,
      logprobs: 1,
    });
    assert.deepEqual(
      json.choices.map(({ text }: { text: string }) => text.split(/[ ,.]/)[1]),
      ["time", "Paris"],
    );
    assert.equal(json.choices[1].logprobs.tokens.length, 4);
    const byToken = await post("/v1/completions", {
      model: FOLLOWER,
      prompt: [504, 3575, 282, 4649, 314],
      max_tokens: 1,
      temperature: 0,
    });
    assert.equal(byToken.status, 200);
  });

  test("make vectors of texts and tokens, as numbers and as bytes", async () => {
    const input = ["A cat sleeps on the sofa.", "A kitten naps on the couch.", "Taxes on steel will rise."];
    const embed = async (fields: object) =>
      (await post("/v1/embeddings", { model: FOLLOWER, ...fields })).json;
    const { data, usage } = await embed({ input });
    const [cat, kitten, taxes] = data.map(({ embedding }: { embedding: number[] }) => embedding);
    const dot = (one: number[], other: number[]): number =>
      one.reduce((sum, value, at) => sum + value * other[at], 0);
    assert.ok(Math.abs(dot(cat, cat) - 1) < 1e-5);
    assert.ok(dot(cat, kitten) > dot(cat, taxes));
    assert.ok(usage.prompt_tokens >= 15 && usage.total_tokens === usage.prompt_tokens);
    const bytes = Buffer.from(
      (await embed({ input: input[0], encoding_format: "base64", dimensions: cat.length })).data[0].embedding,
      "base64",
    );
    assert.deepEqual(
      cat.map((_: number, at: number) => bytes.readFloatLE(at * 4)),
      cat,
    );
    assert.equal((await embed({ input: [[504, 3575], [282]] })).data[1].index, 1);
  });

  test("hold a follower to money, where the model has a price", async () => {
    const ask = (sijo: object) =>
      post(CHAT, { model: FOLLOWER, messages: user("Describe a boat."), max_tokens: 60, sijo });
    const { json } = await ask({ limits: { money: 0.05 } });
    assert.equal(json.choices[0].finish_reason, "length");
    const { prompt_tokens, completion_tokens } = json.usage;
    assert.ok(prompt_tokens + completion_tokens <= 51 && completion_tokens > 0, JSON.stringify(json.usage));
    assert.equal((await ask({ limits: { money: 0 } })).status, 400);
  });

  test("refuse vectors that they don't make", async () => {
    const wrong: readonly (readonly [object, string])[] = [
      [{ input: "x", dimensions: 8 }, "dimensions"],
      [{ input: "x", model: "sijo" }, "model"],
      [{ input: "" }, "input"],
      [{ input: [] }, "input"],
      [{ input: [999_999] }, "input"],
      [{ input: "x ".repeat(5000) }, "input"],
      [{ input: "x", encoding_format: "hex" }, "encoding_format"],
      [{ input: "x", store: true }, "store"],
    ];
    for (const [fields, param] of wrong) {
      const { status, json } = await post("/v1/embeddings", { model: FOLLOWER, ...fields });
      assert.deepEqual([status, json.error?.param], [400, param], JSON.stringify(fields).slice(0, 80));
    }
  });

  test("describe themselves, with every reference in its place", async () => {
    const document = (await (await get("/openapi.json")).json()) as object;
    const references = new Set(
      [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, path]) => path),
    );
    for (const reference of references) {
      const found = reference
        .replace(/^#\//, "")
        .split("/")
        .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document);
      assert.ok(found, reference);
    }
    const ajv = new Ajv({ strict: false });
    ajv.addSchema({ $id: "api", ...document });
    const valid = ajv.compile({ $ref: "api#/components/schemas/ChatCompletionRequest" });
    assert.ok(
      valid({ model: "sijo", messages: user("x"), sijo: { contract: "form: word" } }),
      JSON.stringify(valid.errors),
    );
    assert.ok(!valid({ model: "sijo", messages: user("x"), magic: 1 }));
  });
});

suite("a bad day", () => {
  test("a client that goes away ends its run within a decode", async () => {
    for (const stream of [true, false]) {
      const gone = new AbortController();
      const asked = fetch(`${server.url}${CHAT}`, {
        method: "POST",
        signal: gone.signal,
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          model: FOLLOWER,
          messages: user("Count."),
          max_tokens: 900,
          ignore: undefined,
          stream,
        }),
      }).then(async (response) => {
        for await (const _ of response.body!) gone.abort();
      });
      if (!stream) setTimeout(() => gone.abort(), 150);
      await assert.rejects(asked, { name: "AbortError" });
      await whenIdle();
    }
    assert.match(await (await get("/metrics")).text(), /^sijo_contexts_taken\{.*\} 0$/m);
  });

  test("bodies that are none get an error in the usual shape, and no more", async () => {
    const anything = fc.oneof(
      fc.json({ maxDepth: 4 }),
      fc.string(),
      fc.constantFrom("[".repeat(500_000), '{"a":'.repeat(1000), "", "null", '"x"', "NaN", "{}"),
      fc
        .record(
          {
            model: fc.oneof(fc.constantFrom(FOLLOWER, "sijo", "x"), fc.jsonValue()),
            messages: fc.oneof(
              fc.jsonValue(),
              fc.array(fc.record({ role: fc.constantFrom("user", "tool", "x"), content: fc.jsonValue() })),
            ),
            temperature: fc.oneof(fc.jsonValue(), fc.double()),
            max_tokens: fc.constantFrom(0, -1, 1.5, "1", null, 1e9),
            stop: fc.jsonValue(),
            tools: fc.jsonValue(),
            response_format: fc.jsonValue(),
            logit_bias: fc.jsonValue(),
            n: fc.constantFrom(0, -1, 99, "2", {}),
          },
          { requiredKeys: ["n"] },
        )
        .map((body) => JSON.stringify(body)),
    );
    await fc.assert(
      fc.asyncProperty(
        anything,
        fc.constantFrom(CHAT, "/v1/completions", "/v1/responses"),
        async (body, path) => {
          const { status, json } = await post(path, body);
          assert.ok(status >= 400 && status < 500, `${status} for ${body.slice(0, 200)}`);
          assert.deepEqual(Object.keys(json.error), ["message", "type", "param", "code"]);
          assert.doesNotMatch(JSON.stringify(json), /\/work\/|node_modules|\.ts:|at \w+ \(/);
        },
      ),
      { numRuns: 1000 },
    );
    assert.equal((await get("/readyz")).status, 200);
  });

  test("bodies that are too long, in pieces too, or of another kind are refused", async () => {
    const long = " ".repeat(3_000_000);
    assert.equal((await post(CHAT, long).catch(() => ({ status: 413 }))).status, 413);
    const pieces = new ReadableStream({
      start(controller) {
        for (let count = 0; count < 30; count += 1) controller.enqueue(Buffer.from(long.slice(0, 100_000)));
        controller.close();
      },
    });
    const streamed = await post(CHAT, "", { body: pieces, duplex: "half" } as RequestInit).catch(() => ({
      status: 413,
    }));
    assert.equal(streamed.status, 413);
    assert.equal((await post(CHAT, "{}", { headers: { "content-type": "text/plain" } })).status, 415);
    assert.equal(
      (await post(CHAT, Uint8Array.of(0x22, 0xff, 0x22) as never, { body: Uint8Array.of(0x22, 0xff, 0x22) }))
        .status,
      400,
    );
  });

  test("other pages get nothing: no sharing across origins", async () => {
    const { headers } = await get("/v1/models", { headers: { origin: "https://example.com" } });
    assert.equal(headers.get("access-control-allow-origin"), null);
    const preflight = await get(CHAT, {
      method: "OPTIONS",
      headers: { origin: "https://example.com", "access-control-request-method": "POST" },
    });
    assert.equal(preflight.headers.get("access-control-allow-origin"), null);
  });
});
