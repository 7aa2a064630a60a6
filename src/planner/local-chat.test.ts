import assert from "node:assert/strict";
import { test } from "node:test";
import { openLlama } from "../model/llama/llama-model.ts";
import { testWeights } from "../model/testing/weights.ts";
import type { Message } from "../model/token-model.ts";
import { localChat } from "./local-chat.ts";
import { trialModel } from "./program/toy.ts";

test("what comes back behind a conversation finds it decoded, until it is released", async () => {
  await using model = await openLlama({ path: await testWeights(), maxContexts: 4, contextLength: 512 });
  const chat = localChat(model);
  const asked = [
    { role: "system", content: "You greet people, shortly and in their own language." },
    { role: "user", content: "Say hello to Anna." },
  ] as const;
  const cost = async (messages: readonly Message[]): Promise<number> => {
    const before = model.evaluated;
    await chat.complete(messages, { seed: 4, maxTokens: 3 });
    return model.evaluated - before;
  };
  const prompt = model.chat(asked).length;
  assert.ok((await cost(asked)) >= prompt);
  const again = [
    ...asked,
    { role: "assistant", content: "Hi" },
    { role: "user", content: "Longer." },
  ] as const;
  assert.ok((await cost(again)) <= model.chat(again).length - prompt + 5);
  chat.release?.();
  assert.ok((await cost(asked)) >= prompt);
});

test("instructions are warmed where somebody can", async () => {
  await using model = await openLlama({ path: await testWeights(), maxContexts: 4, contextLength: 512 });
  const warmed: string[] = [];
  const chat = localChat(model, {
    warm: async (_, tokens) => {
      warmed.push(tokens.map((token) => Buffer.from(model.vocabulary.bytes(token)).toString()).join(""));
      return undefined;
    },
  });
  await chat.complete(
    [
      { role: "system", content: "Be kind." },
      { role: "user", content: "Hello." },
    ],
    { maxTokens: 2 },
  );
  assert.equal(warmed.length, 1);
  assert.match(warmed[0], /Be kind\.(?!.*Hello)/s);
});

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

test("an answer ends where it stands when it is told to stop, however long it may be", async () => {
  const model = trialModel();
  const messages = [{ role: "user", content: "Say hello to Anna." }] as const;
  const most = model.chat(messages).length + 5;
  const shouldStop = (): boolean => model.evaluated >= most;
  await assert.rejects(localChat(model).complete(messages, { shouldStop }), { code: "chat.cancelled" });
  assert.equal(model.evaluated, most);
});
