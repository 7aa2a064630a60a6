import assert from "node:assert/strict";
import { test } from "node:test";
import { openLlama } from "../model/llama/llama-model.ts";
import { testWeights } from "../model/testing/weights.ts";
import { localChat } from "./local-chat.ts";

test("a local model answers like one behind an engine: the same for the same seed, cut off where it is too long", async () => {
  await using model = await openLlama({ path: await testWeights(), maxContexts: 4, contextLength: 512 });
  const chat = localChat(model);
  const messages = [{ role: "user", content: "Say hello to Anna." }] as const;
  const answers = [];
  for (const seed of [4, 4])
    answers.push(await chat.complete(messages, { seed, maxTokens: 60, temperature: 0.7 }));
  assert.deepEqual(answers[0], answers[1]);
  assert.ok(answers[0].text.length > 0);
  assert.ok(chat.tokens > 0 && chat.local && chat.sha256 === model.description.sha256);
  const cut = await chat.complete(messages, { maxTokens: 2 });
  assert.equal(cut.finished, false);
  await assert.rejects(chat.complete(messages, { signal: AbortSignal.abort() }), { code: "chat.cancelled" });
});
