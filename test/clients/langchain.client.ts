import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { BOAT, clientServer, FOLLOWER, KEY, PORTS, QUESTION, TIDE } from "./cases.ts";
import { npmPackages } from "./install.ts";

const installed = await npmPackages("langchain", ["@langchain/openai@1.6.0", "@langchain/core@1.4.0"]);

suite("LangChain", { skip: installed.skip }, async () => {
  if (installed.skip !== false) return;
  const { ChatOpenAI } = installed.client("@langchain/openai");
  const { HumanMessage, ToolMessage } = installed.client("@langchain/core/messages");
  const { tool } = installed.client("@langchain/core/tools");
  const { baseURL, idle } = await clientServer();
  const chat = (fields: object = {}) =>
    new ChatOpenAI({
      model: FOLLOWER,
      apiKey: KEY,
      temperature: 0,
      maxTokens: 10,
      maxRetries: 0,
      configuration: { baseURL },
      ...fields,
    });

  test("streams the text that it gets whole, with the usage", async () => {
    const whole = await chat().invoke(QUESTION);
    assert.equal(whole.usage_metadata.output_tokens, 10);
    let last: { usage_metadata?: { output_tokens: number } } = {};
    let text = "";
    for await (const part of await chat().stream(QUESTION)) {
      text += part.content;
      if (part.usage_metadata) last = part;
    }
    assert.equal(text, whole.content);
    assert.equal(last.usage_metadata?.output_tokens, 10);
  });

  test("answers several messages at once", async () => {
    const answers = await chat().batch([QUESTION, "Describe a harbour."]);
    assert.equal(answers.length, 2);
  });

  test("gets objects of a schema, by a format and by a tool", async () => {
    for (const model of [FOLLOWER, "sijo"]) {
      for (const method of ["jsonSchema", "functionCalling"]) {
        const boat = await chat({ model, maxTokens: 80 })
          .withStructuredOutput(BOAT, { name: "boat", method, strict: true })
          .invoke(QUESTION);
        assert.ok(["sloop", "ketch"].includes(boat.kind) && boat.masts <= 3, JSON.stringify(boat));
      }
    }
  });

  test("calls a tool and takes its result back", async () => {
    const tide = tool(async ({ port }: { port: string }) => `high at noon in ${port}`, {
      name: "tide",
      description: "Tides of a port",
      schema: TIDE,
    });
    const asked = new HumanMessage("When is the tide high?");
    const answer = await chat({ maxTokens: 40 })
      .bindTools([tide], { tool_choice: "required", parallel_tool_calls: false })
      .invoke([asked]);
    const [call] = answer.tool_calls;
    assert.ok(call.name === "tide" && PORTS.includes(call.args.port), JSON.stringify(call));
    const result = await tide.invoke(call);
    assert.ok(result instanceof ToolMessage);
    const last = await chat().bindTools([tide]).invoke([asked, answer, result]);
    assert.ok(last.content.length > 0 || last.tool_calls.length > 0);
  });

  test("gets errors as its own, with the status and the field", async () => {
    const wrong = chat({ modelKwargs: { top_k: 5 } }).invoke(QUESTION);
    await assert.rejects(wrong, (error: { status?: number; param?: string }) => {
      return error.status === 400 && error.param === "top_k";
    });
  });

  test("aborts, and the run ends", async () => {
    const abort = new AbortController();
    const stream = await chat({ maxTokens: 900 }).stream(QUESTION, { signal: abort.signal });
    await assert.rejects(async () => {
      for await (const _ of stream) abort.abort();
    });
    await idle();
  });
});
