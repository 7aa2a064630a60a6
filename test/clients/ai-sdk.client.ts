import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { BOAT, clientServer, FOLLOWER, KEY, PORTS, QUESTION, TIDE } from "./cases.ts";
import { npmPackages } from "./install.ts";

const installed = await npmPackages("ai-sdk", [
  "ai@7.0.173",
  "@ai-sdk/openai-compatible@3.0.92",
  "zod@4.6.7",
]);

suite("Vercel's AI SDK", { skip: installed.skip }, async () => {
  if (installed.skip !== false) return;
  const { generateText, streamText, Output, APICallError, jsonSchema, tool, stepCountIs } =
    installed.client("ai");
  const { createOpenAICompatible } = installed.client("@ai-sdk/openai-compatible");
  const { baseURL, idle } = await clientServer();
  const provider = createOpenAICompatible({
    name: "sijo",
    baseURL,
    apiKey: KEY,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
  const model = provider(FOLLOWER);
  const common = { model, prompt: QUESTION, temperature: 0, maxRetries: 0 };

  test("streams the text that it gets whole, with the usage", async () => {
    const whole = await generateText({ ...common, maxOutputTokens: 10, seed: 1 });
    assert.equal(whole.finishReason, "length");
    const stream = streamText({ ...common, maxOutputTokens: 10, seed: 1 });
    let text = "";
    for await (const part of stream.textStream) text += part;
    assert.equal(text, whole.text);
    assert.equal((await stream.usage).outputTokens, 10);
  });

  test("gets objects of a schema", async () => {
    for (const name of [FOLLOWER, "sijo"]) {
      const { output } = await generateText({
        ...common,
        model: provider(name),
        maxOutputTokens: 80,
        output: Output.object({ schema: jsonSchema(BOAT), name: "boat" }),
      });
      assert.ok(["sloop", "ketch"].includes(output.kind) && output.masts <= 3, JSON.stringify(output));
    }
  });

  test("runs a tool and takes its result back", async () => {
    const asked: unknown[] = [];
    const tools = {
      tide: tool({
        description: "Tides of a port",
        inputSchema: jsonSchema(TIDE),
        execute: async (input: { port: string }) => {
          asked.push(input.port);
          return "high at noon";
        },
      }),
    };
    const { steps } = await generateText({
      ...common,
      maxOutputTokens: 40,
      tools,
      stopWhen: stepCountIs(2),
      prepareStep: ({ stepNumber }: { stepNumber: number }) => ({
        toolChoice: stepNumber === 0 ? "required" : "none",
      }),
    });
    assert.equal(steps.length, 2);
    assert.ok(asked.length === 1 && PORTS.includes(asked[0] as string), JSON.stringify(asked));
    const stream = streamText({
      ...common,
      maxOutputTokens: 40,
      tools,
      toolChoice: { type: "tool", toolName: "tide" },
    });
    const [call] = await stream.toolCalls;
    assert.ok(call.toolName === "tide" && PORTS.includes(call.input.port), JSON.stringify(call));
  });

  test("gets errors as its own, with the status and the sentence", async () => {
    const wrong = generateText({ ...common, providerOptions: { sijo: { top_k: 5 } } });
    await assert.rejects(
      wrong,
      (error) =>
        APICallError.isInstance(error) &&
        (error as { statusCode: number }).statusCode === 400 &&
        /`top_k` is not a field/.test((error as Error).message),
    );
  });

  test("aborts, and the run ends", async () => {
    const abort = new AbortController();
    const stream = streamText({ ...common, maxOutputTokens: 900, abortSignal: abort.signal });
    for await (const _ of stream.textStream) abort.abort();
    await idle();
  });
});
