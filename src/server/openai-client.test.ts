import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import { Ajv } from "ajv";
import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";
import { FOLLOWER, TIDE, testServer } from "./testing.ts";

// The official client, as people use it, with nothing changed but the address.
const KEY = "sk-of-a-test";
const { server, ...rest } = await testServer({ apiKeys: [KEY] });
after(() => rest[Symbol.asyncDispose]());
const client = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: KEY, maxRetries: 0 });

const messages = [{ role: "user" as const, content: "Describe a boat." }];

suite("the official client", () => {
  test("lists models", async () => {
    const ids: string[] = [];
    for await (const { id } of client.models.list()) ids.push(id);
    assert.deepEqual(ids, ["sijo", FOLLOWER]);
  });

  test("streams, with the usage at the end", async () => {
    const stream = await client.chat.completions.create({
      model: FOLLOWER,
      messages,
      max_tokens: 10,
      seed: 1,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = "";
    let last: OpenAI.ChatCompletionChunk | undefined;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      last = chunk;
    }
    const whole = await client.chat.completions.create({
      model: FOLLOWER,
      messages,
      max_tokens: 10,
      seed: 1,
    });
    assert.equal(text, whole.choices[0].message.content);
    assert.deepEqual([last?.choices, last?.usage?.completion_tokens], [[], 10]);
  });

  test("parses structured output by its own helper", async () => {
    const boat = z.object({
      name: z.string().max(12),
      masts: z.int().min(1).max(3),
      kind: z.enum(["sloop", "ketch"]),
    });
    for (const model of ["sijo", FOLLOWER]) {
      const completion = await client.chat.completions.parse({
        model,
        messages,
        seed: 2,
        max_tokens: 80,
        response_format: zodResponseFormat(boat, "boat"),
      });
      const { parsed } = completion.choices[0].message;
      assert.ok(boat.safeParse(parsed).success, JSON.stringify(parsed));
    }
  });

  test("runs a tool, and takes its result back", async () => {
    const parameters = TIDE;
    const tools = [
      { type: "function" as const, function: { name: "tide", description: "Tides of a port", parameters } },
    ];
    const stream = client.chat.completions.stream({
      model: FOLLOWER,
      messages,
      tools,
      tool_choice: "required",
      seed: 3,
      max_tokens: 60,
    });
    const { message, finish_reason } = (await stream.finalChatCompletion()).choices[0];
    const [call] = message.tool_calls ?? [];
    assert.ok(call?.type === "function" && finish_reason === "tool_calls");
    assert.ok(new Ajv().compile(parameters)(JSON.parse(call.function.arguments)), call.function.arguments);
    const answer = await client.chat.completions.create({
      model: FOLLOWER,
      messages: [...messages, message, { role: "tool", tool_call_id: call.id, content: "high at noon" }],
      tools,
      max_tokens: 8,
      temperature: 0,
    });
    assert.equal(typeof answer.choices[0].message.content, "string");
  });

  test("gets errors as its own classes, with the field that is wrong", async () => {
    const wrong = (fields: object) =>
      client.chat.completions.create({
        model: FOLLOWER,
        messages,
        max_tokens: 1,
        ...fields,
      } as OpenAI.ChatCompletionCreateParamsNonStreaming);
    await assert.rejects(
      wrong({ top_k: 5 }),
      (error) =>
        error instanceof OpenAI.BadRequestError &&
        error.param === "top_k" &&
        error.code === "unknown_parameter",
    );
    await assert.rejects(wrong({ model: "gpt-4o" }), OpenAI.NotFoundError);
    const stranger = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: "sk-other", maxRetries: 0 });
    await assert.rejects(stranger.models.list(), OpenAI.AuthenticationError);
  });

  test("aborts, and the run ends", async () => {
    const stream = await client.chat.completions.create({
      model: FOLLOWER,
      messages,
      max_tokens: 900,
      stream: true,
    });
    for await (const _ of stream) stream.controller.abort();
    for (let running = "1"; running !== "0"; ) {
      const response = await fetch(`${server.url}/metrics`, { headers: { authorization: `Bearer ${KEY}` } });
      running = /^sijo_requests_running (\d+)$/m.exec(await response.text())?.[1] ?? "";
    }
  });

  test("speaks the Responses API: whole, streamed, parsed, with a tool", async () => {
    const whole = await client.responses.create({
      model: FOLLOWER,
      input: "Describe a boat.",
      max_output_tokens: 10,
      temperature: 0,
    });
    assert.equal(whole.status, "incomplete");
    const stream = client.responses.stream({
      model: FOLLOWER,
      input: "Describe a boat.",
      max_output_tokens: 10,
      temperature: 0,
    });
    let text = "";
    stream.on("response.output_text.delta", ({ delta }) => {
      text += delta;
    });
    const final = await stream.finalResponse();
    assert.deepEqual([text, final.output_text], [whole.output_text, whole.output_text]);
    const tools: OpenAI.Responses.FunctionTool[] = [
      {
        type: "function",
        name: "sail",
        parameters: { type: "object", properties: {}, additionalProperties: false },
        strict: true,
      },
    ];
    const called = client.responses.stream({
      model: FOLLOWER,
      input: "Sail!",
      tools,
      tool_choice: "required",
    });
    const [item] = (await called.finalResponse()).output;
    assert.ok(
      item.type === "function_call" && item.name === "sail" && item.arguments === "{}",
      JSON.stringify(item),
    );
  });

  test("gets vectors of texts", async () => {
    const { data } = await client.embeddings.create({ model: FOLLOWER, input: ["A boat.", "A boat."] });
    assert.ok(data[0].embedding.length > 100 && Math.abs(Math.hypot(...data[0].embedding) - 1) < 1e-5);
    assert.deepEqual(data[0].embedding, data[1].embedding);
  });

  test("gets a text completed", async () => {
    const { choices } = await client.completions.create({
      model: FOLLOWER,
      prompt: "The capital of France is",
      max_tokens: 2,
      temperature: 0,
    });
    assert.match(choices[0].text, /Paris/);
  });
});
