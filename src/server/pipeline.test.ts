import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { tableModel } from "../model/index.ts";
import type { TokenModel } from "../model/token-model.ts";
import { LEAST_CONTEXTS, type RunningServer, startServer } from "./index.ts";

/** All that may stand in a text, a character a token. */
const CHARACTERS = ["\n", ...Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at))];
const [SPACE, A] = [CHARACTERS.indexOf(" "), CHARACTERS.indexOf("a")];

/** Writes words of the letter a. */
function words(maxContexts: number): TokenModel {
  const row = (...likely: readonly number[]): number[] =>
    Array.from({ length: CHARACTERS.length + 1 }, (_, token) => (likely.includes(token) ? 1 : 1e-3));
  const model = tableModel({
    vocabulary: CHARACTERS,
    next: (tokens) => (tokens.at(-1) === A ? row(SPACE, CHARACTERS.length) : row(A)),
    contextLength: 2000,
  });
  // As of real models, contexts count when they are evaluated: copies that are made and dropped between do not.
  const description = { ...model.description, maxContexts, looksAhead: false };
  return Object.assign(model, { description, chat: () => [SPACE] });
}

async function asked(server: RunningServer, fields: object = {}) {
  const response = await fetch(`${server.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      model: "sijo",
      messages: [{ role: "user", content: "x" }],
      sijo: { contract: "text has exactly 2 words" },
      ...fields,
    }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: looked into by the tests that know it.
  return { status: response.status, json: (await response.json()) as any };
}

async function starting(maxContexts: number): Promise<RunningServer> {
  const model = words(maxContexts);
  return startServer({ planner: { model }, followers: [{ model }], port: 0, traceMode: "off" });
}

suite("particles of the pipeline", () => {
  for (const contexts of [LEAST_CONTEXTS, LEAST_CONTEXTS + 4, 27, 28, 64]) {
    test(`who says nothing of them is answered where there are ${contexts} contexts`, async () => {
      await using server = await starting(contexts);
      const { status, json } = await asked(server);
      assert.equal(status, 200, JSON.stringify(json));
      assert.equal(json.sijo.status, "answered", JSON.stringify(json.sijo.handOff));
      // As many as a text of no special form takes, or as there is room for.
      if (contexts >= 28) assert.equal(json.sijo.particles, 8);
      else assert.equal(json.sijo.particles, contexts - LEAST_CONTEXTS + 1);
    });
  }

  test("more than there is room for are refused by the name of the field that says them", async () => {
    await using server = await starting(LEAST_CONTEXTS);
    for (const fields of [
      { sijo: { contract: "text has exactly 2 words", particles: 2 } },
      { reasoning_effort: "medium" },
    ]) {
      const { status, json } = await asked(server, fields);
      assert.deepEqual(
        [status, json.error?.param, json.error?.code],
        [400, "sijo.particles", "too_many_contexts"],
      );
      assert.match(json.error.message, /Lower sijo\.particles, or the effort/);
    }
  });
});

test("fields of single tokens that ask for nothing are as good as left out, and no others are", async () => {
  await using server = await starting(LEAST_CONTEXTS);
  const { status, json } = await asked(server, { stop: [], logit_bias: {}, top_p: 1 });
  assert.equal(status, 200, JSON.stringify(json));
  for (const [field, value] of Object.entries({ stop: ["x"], logit_bias: { 1: 1 } })) {
    const refused = await asked(server, { [field]: value });
    assert.deepEqual([refused.status, refused.json.error?.param], [400, field]);
  }
});

test("an answer of few tokens that would be a call is cut off, not refused for want of room", async () => {
  const call = '{"name": "tide", "arguments": {}}';
  const vocabulary = CHARACTERS;
  const end = vocabulary.length;
  const model = tableModel({
    vocabulary,
    contextLength: 16_384,
    maxContexts: 64,
    next: (tokens) => {
      const text = tokens.map((token) => vocabulary[token]).join("");
      const written = text.slice(text.lastIndexOf("go") + 2);
      const at = call.startsWith(written) ? vocabulary.indexOf(call[written.length]) : -1;
      const next = at < 0 ? end : at;
      return Array.from({ length: end + 1 }, (_, token) => (token === next ? 1 : 1e-6));
    },
  });
  await using server = await startServer({
    planner: { model },
    followers: [{ model }],
    port: 0,
    traceMode: "off",
  });
  const { status, json } = await asked(server, {
    messages: [{ role: "user", content: "please go" }],
    tools: [{ type: "function", function: { name: "tide", description: "Tells the tide." } }],
    sijo: { particles: 1 },
    max_tokens: 5,
  });
  assert.equal(status, 200, JSON.stringify(json));
  assert.equal(json.choices[0].finish_reason, "length");
});
