import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import { Ajv } from "ajv";
import { FOLLOWER, TIDE, testServer } from "./testing.ts";

const { server, post, get, ...rest } = await testServer();
after(() => rest[Symbol.asyncDispose]());

const CHAT = "/v1/chat/completions";
const user = (content: string) => [{ role: "user", content }];
const chat = (fields: object) =>
  post(CHAT, { model: FOLLOWER, messages: user("Tell me about the sea."), max_tokens: 8, ...fields });
const textOf = (choice: { message: { content: string } }): string => choice.message.content;

suite("a follower by itself", () => {
  test("goes on with a conversation of all roles, the same with the same seed", async () => {
    const messages = [
      { role: "developer", content: "You are brief." },
      ...user("Hello"),
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "c1", type: "function", function: { name: "time", arguments: "{}" } }],
      },
      { role: "tool", tool_call_id: "c1", content: "noon" },
      {
        role: "user",
        content: [
          { type: "text", text: "What time " },
          { type: "text", text: "is it?" },
        ],
      },
    ];
    const [one, other] = [await chat({ messages, seed: 4 }), await chat({ messages, seed: 4 })];
    assert.equal(one.status, 200);
    const [choice] = one.json.choices;
    assert.deepEqual(
      [one.json.object, choice.message.role, choice.finish_reason],
      ["chat.completion", "assistant", "length"],
    );
    assert.equal(choice.message.content, other.json.choices[0].message.content);
    assert.deepEqual([one.json.usage.completion_tokens, one.json.system_fingerprint], [8, null]);
  });

  test("writes as many texts as were asked for, each with log-probabilities of its own", async () => {
    const { json } = await chat({ n: 3, seed: 1, logprobs: true, top_logprobs: 2 });
    assert.deepEqual(
      json.choices.map(({ index }: { index: number }) => index),
      [0, 1, 2],
    );
    assert.equal(new Set(json.choices.map(textOf)).size, 3);
    for (const { message, logprobs } of json.choices) {
      assert.equal(logprobs.content.map(({ token }: { token: string }) => token).join(""), message.content);
      for (const { logprob, top_logprobs } of logprobs.content) {
        assert.equal(top_logprobs.length, 2);
        assert.ok(logprob <= top_logprobs[0].logprob && top_logprobs[0].logprob <= 0);
      }
    }
  });

  test("stops before a stop, and not inside of it", async () => {
    const plain = (await chat({ temperature: 0 })).json.choices[0].message.content as string;
    const stop = plain.slice(8, 12);
    const [choice] = (await chat({ temperature: 0, stop })).json.choices;
    assert.deepEqual(
      [choice.message.content, choice.finish_reason],
      [plain.slice(0, plain.indexOf(stop)), "stop"],
    );
  });

  test("bias, penalties and top_p change what is written", async () => {
    const { json } = await chat({ temperature: 0, logprobs: true, top_logprobs: 1, max_tokens: 1 });
    const banned = json.choices[0].message.content;
    const tokens = await post("/v1/completions", { model: FOLLOWER, prompt: "x", max_tokens: 1 });
    assert.equal(tokens.status, 200);
    const all = Object.fromEntries(Array.from({ length: 300 }, (_, token) => [token, -100]));
    assert.ok(banned.length > 0);
    const biased = await chat({ temperature: 0, max_tokens: 12, logit_bias: { ...all, 2: 100 } });
    assert.deepEqual(
      [biased.json.choices[0].message.content, biased.json.choices[0].finish_reason],
      ["", "stop"],
    );
    const repeated = await chat({ temperature: 0, max_tokens: 30 });
    const varied = await chat({ temperature: 0, max_tokens: 30, frequency_penalty: 2, presence_penalty: 2 });
    assert.notEqual(repeated.json.choices[0].message.content, varied.json.choices[0].message.content);
    const greedy = await chat({ top_p: 0.001, seed: 9, max_tokens: 30 });
    assert.equal(greedy.json.choices[0].message.content, repeated.json.choices[0].message.content);
  });

  test("texts of several requests are decoded together", async () => {
    const evaluated = async (): Promise<number> =>
      Number(/^sijo_evaluated_tokens_total\{.*\} (\d+)$/m.exec(await (await get("/metrics")).text())?.[1]);
    const before = await evaluated();
    const all = await Promise.all([1, 2, 3, 4].map((seed) => chat({ seed, max_tokens: 10 })));
    const prompt = all[0].json.usage.prompt_tokens as number;
    // The prompt that they share is decoded once or, where one came late, twice; never four times.
    assert.ok((await evaluated()) - before <= 2 * prompt + 4 * 10);
    assert.deepEqual(
      all.map(({ status }) => status),
      [200, 200, 200, 200],
    );
  });
});

test("limits hold for a follower too: tokens read and written, and time that has passed", async () => {
  const prompt = (await chat({ max_tokens: 1 })).json.usage.prompt_tokens as number;
  const bounded = await chat({ max_tokens: 100, temperature: 0, sijo: { limits: { tokens: prompt + 4 } } });
  const [choice] = bounded.json.choices;
  assert.deepEqual([choice.finish_reason, bounded.json.usage.completion_tokens], ["length", 5]);
  const late = await chat({ n: 2, sijo: { limits: { deadline: Date.now() - 1 } } });
  assert.deepEqual([late.json.usage.completion_tokens, late.json.choices[1].finish_reason], [0, "length"]);
});

suite("what must fit a schema does, however few tokens it may take", () => {
  const schema = {
    type: "object",
    properties: {
      name: { type: "string" },
      tags: { type: "array", items: { enum: ["red", "blue"] }, minItems: 1 },
      size: { type: "number" },
    },
    required: ["name", "tags", "size"],
    additionalProperties: false,
  };
  const fits = new Ajv().compile(schema);
  for (const tokens of [22, 34]) {
    test(`${tokens} tokens`, async () => {
      const format = { type: "json_schema", json_schema: { name: "thing", schema, strict: true } };
      const { json } = await chat({
        n: 3,
        seed: tokens,
        max_tokens: tokens,
        temperature: 1.5,
        response_format: format,
      });
      for (const { message } of json.choices) assert.ok(fits(JSON.parse(message.content)), message.content);
      assert.ok(json.usage.completion_tokens <= 3 * tokens);
    });
  }

  test("too few are refused, with how many it takes", async () => {
    const format = { type: "json_schema", json_schema: { name: "thing", schema } };
    const { status, json } = await chat({ max_tokens: 5, response_format: format });
    assert.deepEqual([status, json.error.param], [400, "max_tokens"]);
  });

  test("json_object is an object", async () => {
    const { json } = await chat({ n: 3, seed: 2, max_tokens: 30, response_format: { type: "json_object" } });
    for (const { message } of json.choices) assert.equal(typeof JSON.parse(message.content), "object");
  });

  test("a schema that can't be followed is refused by the name of its field", async () => {
    const format = { type: "json_schema", json_schema: { name: "x", schema: { not: {} } } };
    const { status, json } = await chat({ response_format: format });
    assert.deepEqual([status, json.error.param], [400, "response_format"]);
  });
});

suite("the pipeline as a model", () => {
  const contract = "form: sentence\ntext has exactly 5 words";

  test("answers with the whole verdict", async () => {
    const { json } = await post(CHAT, {
      model: "sijo",
      messages: [{ role: "system", content: "You like ships." }, ...user("Write about the sea.")],
      seed: 1,
      metadata: { trip: "7" },
      sijo: { contract, particles: 2 },
    });
    const [{ message, finish_reason }] = json.choices;
    assert.deepEqual([message.content.split(" ").length, finish_reason, message.refusal], [5, "stop", null]);
    assert.deepEqual(
      [json.sijo.status, json.sijo.answer, json.metadata],
      ["answered", message.content, { trip: "7" }],
    );
    assert.deepEqual(
      json.sijo.checks.map(({ passed }: { passed: boolean }) => passed),
      [true, true],
    );
    const { tokens } = json.sijo.bill;
    assert.equal(json.usage.completion_tokens, tokens.follower + tokens.planner);
  });

  test("plans what comes without a contract, and tells on the way that it lives", async () => {
    const response = await fetch(`${server.url}${CHAT}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        model: "sijo",
        messages: user("Write a sentence of exactly 5 words about rain."),
        reasoning_effort: "minimal",
        seed: 2,
        stream: true,
      }),
    });
    const text = await response.text();
    assert.match(text, /^: stage plan$/m);
    assert.match(text, /^: writing \d/m);
    assert.match(text, /data: \[DONE\]\n\n$/);
    const chunks = [...text.matchAll(/^data: (\{.*\})$/gm)].map(([, data]) => JSON.parse(data));
    assert.equal(chunks.at(-1).sijo.status, "answered");
    assert.equal(
      chunks.map(({ choices }) => choices[0].delta.content ?? "").join(""),
      chunks.at(-1).sijo.answer,
    );
  });

  test("hands a contradiction off as a refusal that names it", async () => {
    const { json } = await post(CHAT, {
      model: "sijo",
      messages: user("x"),
      sijo: { contract: "text has exactly 3 words\ntext has at least 5 words" },
    });
    const [{ message }] = json.choices;
    assert.equal(message.content, null);
    assert.match(message.refusal, /text has exactly 3 words; text has at least 5 words/);
    assert.equal(json.sijo.handOff.reason, "contradiction");
  });

  test("holds to its limits: of tokens, and of an answer's length", async () => {
    const long = { contract: "text has at least 150 words", particles: 2 };
    const tokens = await post(CHAT, {
      model: "sijo",
      messages: user("x"),
      sijo: { ...long, limits: { tokens: 60 } },
    });
    assert.deepEqual(
      [tokens.json.choices[0].finish_reason, tokens.json.sijo.limits.bound],
      ["length", "tokens"],
    );
    assert.ok(tokens.json.sijo.bill.tokens.follower <= 61);
    const short = await post(CHAT, { model: "sijo", messages: user("x"), max_tokens: 10, sijo: long });
    assert.equal(short.json.choices[0].finish_reason, "length");
    assert.ok(short.json.sijo.best.split(/\s+/).length <= 11, short.json.sijo.best);
  });

  test("calls the tool it is told to, with arguments that fit", async () => {
    const parameters = {
      type: "object",
      properties: { days: { type: "integer", minimum: 1, maximum: 7 } },
      required: ["days"],
      additionalProperties: false,
    };
    const tools = [{ type: "function", function: { name: "forecast", parameters } }];
    for (const model of ["sijo", FOLLOWER]) {
      const { json } = await post(CHAT, {
        model,
        messages: user("Will it rain?"),
        tools,
        tool_choice: "required",
        seed: 5,
        ...(model === "sijo" && { sijo: { particles: 2 } }),
      });
      const [{ message, finish_reason }] = json.choices;
      const [call] = message.tool_calls;
      assert.deepEqual([call.function.name, finish_reason], ["forecast", "tool_calls"]);
      assert.ok(new Ajv().compile(parameters)(JSON.parse(call.function.arguments)), call.function.arguments);
    }
  });

  test("writes several calls only where they are allowed, each with arguments that fit", async () => {
    const parameters = TIDE;
    const tools = [
      { type: "function", function: { name: "tide", description: "Tides of a port", parameters } },
    ];
    for (const [allowed, most] of [
      [true, 8],
      [false, 1],
    ] as const) {
      const { json } = await post(CHAT, {
        model: FOLLOWER,
        messages: user("When is the tide high in Busan, and when in Incheon?"),
        tools,
        tool_choice: "required",
        parallel_tool_calls: allowed,
        max_tokens: 60,
        temperature: 0,
      });
      const calls = json.choices[0].message.tool_calls;
      assert.ok(calls.length >= 1 && calls.length <= most, String(calls.length));
      for (const call of calls)
        assert.ok(["Busan", "Incheon"].includes(JSON.parse(call.function.arguments).port));
      assert.equal(new Set(calls.map(({ id }: { id: string }) => id)).size, calls.length);
    }
  });

  test("where tools may be called or not, answers with either, and a call fits", async () => {
    const tools = [{ type: "function", function: { name: "tide", description: "Tides of a port" } }];
    const own = { sijo: { contract: "form: word", particles: 1 }, temperature: 0.1 };
    for (const [model, fields] of [
      ["sijo", own],
      [FOLLOWER, { temperature: 0, max_tokens: 12 }],
    ] as const) {
      const { status, json } = await post(CHAT, {
        model,
        messages: user("Say hello."),
        tools,
        seed: 1,
        ...fields,
      });
      assert.equal(status, 200, JSON.stringify(json));
      const [{ message }] = json.choices;
      if (message.tool_calls) assert.equal(message.tool_calls[0].function.arguments, "{}");
      else assert.ok(message.content.length > 0);
    }
  });
});

suite("a field that is not honoured is named", () => {
  const table: readonly [string, object, string][] = [
    ["an unknown one", { magic: 1 }, "magic"],
    ["an unknown one within", { stream: true, stream_options: { magic: 1 } }, "stream_options.magic"],
    ["a wrong kind", { temperature: "hot" }, "temperature"],
    ["out of range", { top_p: 2 }, "top_p"],
    [
      "a message's part",
      { messages: [{ role: "user", content: [{ type: "image_url", image_url: {} }] }] },
      "messages[0].content[0].type",
    ],
    ["a role", { messages: [{ role: "king", content: "x" }] }, "messages[0].role"],
    [
      "a call that was never made",
      { messages: [{ role: "tool", content: "x", tool_call_id: "c" }] },
      "messages[0].tool_call_id",
    ],
    ["effort of a follower", { reasoning_effort: "high" }, "reasoning_effort"],
    ["a contract of a follower", { sijo: { contract: "text has exactly 3 words" } }, "sijo.contract"],
    ["an unknown token", { logit_bias: { 999999: 1 } }, "logit_bias.999999"],
    ["storing", { store: true }, "store"],
    ["top_logprobs alone", { top_logprobs: 2 }, "top_logprobs"],
    ["two names of one", { max_completion_tokens: 3 }, "max_tokens"],
    ["a tool that isn't there", { tool_choice: "required" }, "tool_choice"],
    ["stop beside a schema", { stop: "x", response_format: { type: "json_object" } }, "stop"],
    ["top_p of the pipeline", { model: "sijo", top_p: 0.5 }, "top_p"],
    ["n of the pipeline", { model: "sijo", n: 2 }, "n"],
    ["a contract that can't be read", { model: "sijo", sijo: { contract: "be nice" } }, "sijo.contract"],
    ["too long a text", { max_tokens: 5000 }, "messages"],
    ["more than it holds", { n: 16, max_tokens: 2000 }, "messages"],
  ];
  for (const [name, fields, param] of table) {
    test(`${name}: ${param}`, async () => {
      const { status, json } = await chat(fields);
      assert.deepEqual(
        [status, json.error?.type, json.error?.param],
        [400, "invalid_request_error", param],
        JSON.stringify(json),
      );
    });
  }
});
