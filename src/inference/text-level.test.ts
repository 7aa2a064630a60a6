import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatModel } from "../model/chat-model.ts";
import { random } from "./random.ts";
import { textBestOfN, textRejection } from "./text-level.ts";

/** Answers one of these by the seed, each as likely; a text that ends in “…” is one that was cut off. */
function chatOf(texts: readonly string[]): ChatModel & { readonly asked: number } {
  let asked = 0;
  return {
    name: "texts",
    sha256: null,
    local: true,
    tokens: 0,
    get asked() {
      return asked;
    },
    async complete(_, { seed = 0 } = {}) {
      asked += 1;
      const text = texts[Math.floor(random(seed).next() * texts.length)];
      return { text, finished: !text.endsWith("…") };
    },
  };
}

const messages = [{ role: "user", content: "A word." }] as const;

test("what is kept are draws from what keeps the check, and nothing else", async () => {
  const chat = chatOf(["ant", "bee", "bee", "cow", "an…"]);
  const counts = new Map<string, number>();
  const { kept, refused, tries } = await textRejection({
    chat,
    messages,
    seed: 1,
    tries: 4000,
    wanted: 4000,
    keeps: (text) => text !== "cow",
  });
  for (const text of kept) counts.set(text, (counts.get(text) ?? 0) + 1);
  assert.equal(tries, 4000);
  assert.equal(kept.length + refused.length, 4000);
  assert.deepEqual([...counts.keys()].sort(), ["ant", "bee"]);
  // One in three, with a standard deviation of 0.0096.
  assert.ok(Math.abs(counts.get("ant")! / kept.length - 1 / 3) < 0.04);
  assert.ok(Math.abs(kept.length / tries - 3 / 5) < 0.04);
});

test("no more is asked for than is wanted, to a group", async () => {
  const chat = chatOf(["ant"]);
  const { kept } = await textRejection({
    chat,
    messages,
    tries: 100,
    atOnce: 3,
    wanted: 4,
    keeps: () => true,
  });
  assert.equal(kept.length, 4);
  assert.equal(chat.asked, 6);
});

test("nothing kept is no text, and a stop ends the tries", async () => {
  const chat = chatOf(["ant"]);
  const { kept, tries } = await textRejection({ chat, messages, tries: 5, atOnce: 2, keeps: () => false });
  assert.deepEqual({ kept, tries }, { kept: [], tries: 5 });
  const stopped = await textRejection({
    chat,
    messages,
    tries: 5,
    keeps: () => true,
    shouldStop: () => true,
  });
  assert.equal(stopped.tries, 0);
});

test("the best of n is the one that scores highest, and never one that was cut off", async () => {
  const chat = chatOf(["a", "abc", "ab", "abcdef…"]);
  const best = await textBestOfN({ chat, messages, seed: 5, tries: 40, score: ({ length }) => length });
  assert.deepEqual(best, { text: "abc", score: 3 });
  assert.equal(await textBestOfN({ chat: chatOf(["a…"]), messages, tries: 3, score: () => 1 }), undefined);
});
