/**
 * What no client should send, to every endpoint, by the thousand. `SIJO_FUZZ_RUNS` tries more.
 */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { after, suite, test } from "node:test";
import fc from "fast-check";
import { trialModel } from "../planner/program/toy.ts";
import { startServer } from "./start.ts";

const RUNS = Number(process.env.SIJO_FUZZ_RUNS ?? 100);

const faults: unknown[] = [];
const hosted = { model: trialModel() };
const server = await startServer({
  planner: hosted,
  followers: [hosted],
  port: 0,
  seconds: 0.5,
  onFault: (error) => faults.push(error),
});
after(() => server.close({ graceSeconds: 0 }));

const MESSAGES = [{ role: "user", content: "Hello" }];
const SIJO = { contract: "text has at most 9 characters", particles: 1, limits: { tokens: 99 } };
const TOOLS = [{ type: "function", function: { name: "tide", parameters: { type: "object" } } }];
/** Bodies that are right, of each endpoint: what is wrong with one of them is one thing or two. */
const BODIES: Readonly<Record<string, readonly object[]>> = {
  "/v1/chat/completions": [
    { model: "table", messages: MESSAGES, max_tokens: 2, n: 2, stop: ["x"], logit_bias: { 3: 1 }, seed: 1 },
    {
      model: "table",
      messages: MESSAGES,
      max_tokens: 2,
      stream: true,
      stream_options: { include_usage: true },
    },
    { model: "table", messages: MESSAGES, max_tokens: 9, tools: TOOLS, tool_choice: "auto" },
    { model: "sijo", messages: MESSAGES, sijo: SIJO, metadata: { a: "b" }, temperature: 1 },
  ],
  "/v1/completions": [{ model: "table", prompt: ["a", "b"], max_tokens: 2, logprobs: 1, top_p: 0.5 }],
  "/v1/responses": [{ model: "table", input: MESSAGES, max_output_tokens: 2, instructions: "Be brief." }],
  "/v1/embeddings": [{ model: "table", input: ["a", "b"], encoding_format: "float", dimensions: 3 }],
};

const ODD = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom(
    null,
    "",
    -1,
    0,
    1.5,
    1e99,
    2 ** 53,
    "\u0000",
    "\ud800",
    [],
    {},
    [[]],
    { a: 1 },
    "a".repeat(5000),
  ),
);

/** A body with one or two of its parts, at any depth, taken away or something else. */
function marred(bodies: readonly object[]): fc.Arbitrary<string> {
  const change = fc.record({ at: fc.nat(), to: fc.option(ODD), name: fc.string({ maxLength: 12 }) });
  return fc
    .tuple(fc.constantFrom(...bodies), fc.array(change, { minLength: 1, maxLength: 2 }))
    .map(([body, changes]) => {
      const copy = structuredClone(body);
      for (const { at, to, name } of changes) {
        const places = placesIn(copy);
        const [holder, key] = places[at % places.length];
        // A copy, since the next change may put the same thing inside it.
        const value = structuredClone(to);
        if (value === null) delete holder[key];
        else if (at % 5 === 0 && !Array.isArray(holder)) holder[name] = value;
        else holder[key] = value;
      }
      return JSON.stringify(copy);
    });
}

type Holder = Record<string | number, unknown>;

function placesIn(value: object): [Holder, string][] {
  return Object.keys(value).flatMap((key): [Holder, string][] => {
    const inner = (value as Holder)[key];
    return [[value as Holder, key], ...(typeof inner === "object" && inner !== null ? placesIn(inner) : [])];
  });
}

const NONE = fc.oneof(
  fc.json(),
  fc.string(),
  fc.constantFrom("", "[", '{"model":', "\u0000", "[".repeat(1e5)),
);

async function assertSound(response: Response, sent: string): Promise<void> {
  const text = await response.text();
  const about = `${response.status} for ${sent.slice(0, 300)}: ${text.slice(0, 300)}`;
  assert.ok(response.status < 500 || response.status === 503, about);
  if (response.status >= 400) {
    assert.deepEqual(Object.keys(JSON.parse(text).error), ["message", "type", "param", "code"], about);
  }
  assert.doesNotMatch(text, /node_modules|\.ts:\d|at \w+ \(\//, about);
}

suite("bodies that are wrong", () => {
  for (const [path, bodies] of Object.entries(BODIES)) {
    test(`get an answer or an error of the usual shape from ${path}`, async () => {
      const body = fc.oneof({ arbitrary: marred(bodies), weight: 4 }, NONE);
      const property = fc.asyncProperty(body, async (sent) => {
        const headers = { "content-type": "application/json" };
        await assertSound(await fetch(server.url + path, { method: "POST", headers, body: sent }), sent);
      });
      await fc.assert(property, { numRuns: RUNS });
      assert.deepEqual(faults, []);
    });
  }

  test("so do requests by other ways, to other paths, with headers of all kinds", async () => {
    const word = fc.stringMatching(/^[!-~]{0,40}$/);
    const request = fc.record({
      path: fc.oneof(
        word,
        fc.constantFrom("v1/models", "v1/models/%2e%2e", "metrics", "healthz", "v1//", "openapi.json"),
      ),
      method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "HEAD"),
      headers: fc.dictionary(
        fc.constantFrom("authorization", "traceparent", "content-type", "accept", "x-request-id", "range"),
        word,
      ),
    });
    const property = fc.asyncProperty(request, async ({ path, method, headers }) => {
      const response = await fetch(`${server.url}/${path.replaceAll("#", "")}`, { method, headers });
      if (method === "HEAD") assert.ok(response.status < 500);
      else await assertSound(response, `${method} ${path}`);
    });
    await fc.assert(property, { numRuns: RUNS });
    assert.deepEqual(faults, []);
    assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
  });

  test("a body that breaks off is nobody's fault here, wherever it does", async () => {
    const { port } = new URL(server.url);
    for (const part of ["", "{", '{"model": "table", "messages": [']) {
      const socket = connect(Number(port), "127.0.0.1");
      socket.write(
        `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n${part}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 20));
      socket.destroy();
    }
    // The server sees them go before it answers what comes behind them.
    for (let count = 0; count < 3; count += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      assert.equal((await fetch(`${server.url}/readyz`)).status, 200);
    }
    assert.deepEqual(faults, []);
  });
});
