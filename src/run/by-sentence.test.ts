import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import { check, parseContract } from "../contract/index.ts";
import { openLlama } from "../model/llama/llama-model.ts";
import { testWeights } from "../model/testing/weights.ts";
import { sentenceSpans } from "../text/index.ts";
import { ask } from "./ask.ts";
import type { AskOptions } from "./options.ts";
import { replay } from "./replay/replay.ts";
import { eventsOf } from "./story.ts";
import { inMemoryTrace } from "./testing/in-memory-trace.ts";

const model = await openLlama({ path: await testWeights(), contextLength: 2048, maxContexts: 24 });
after(() => model.close());

const paragraph = (...lasts: string[]) =>
  parseContract(
    [
      "form: paragraph",
      `text has exactly ${lasts.length} sentences`,
      "each sentence has at most 9 words",
      ...lasts.map((word, at) => `last word of sentence ${at + 1} is "${word}"`),
    ].join("\n"),
  );
const TWO = paragraph("sea", "home");
const run = (options: Partial<AskOptions> = {}) =>
  ask({ follower: model, contract: TWO, seed: 3, ...options });

suite("a paragraph with last words", () => {
  test("is written sentence by sentence, each behind the best of those before it", async () => {
    const { trace, events } = inMemoryTrace();
    const verdict = await run({ trace });
    assert.equal(verdict.status, "answered");
    const answer = verdict.answer as string;
    assert.ok(check(TWO, answer).passed, answer);
    const { finished } = sentenceSpans(answer);
    const sentences = finished.map(({ start, end }) => answer.slice(start, end));
    const rounds = eventsOf(events, "round").map(({ data }) => data);
    assert.deepEqual(
      rounds.map(({ round }) => round),
      rounds.map((_, at) => at),
    );
    for (const { messages } of rounds) {
      // Examples come first: what was asked for stands from the second “Begin …” or third on.
      const begun = messages.findLastIndex(({ content }) => content.startsWith("Begin a story"));
      assert.ok(begun > 1);
      const turns = messages.slice(begun);
      assert.match(turns[0].content, /Its last word is sea\.$/);
      const written = turns.filter(({ role }) => role === "assistant").map(({ content }) => content);
      assert.deepEqual(written, sentences.slice(0, written.length));
      assert.match(turns.at(-1)?.content ?? "", new RegExp(`is ${["sea", "home"][written.length]}\\.$`));
    }
    const depths = new Set(rounds.map(({ messages }) => messages.length));
    assert.equal(depths.size, 2, "each sentence has rounds of its own");
    const again = await replay({ events, open: async () => model });
    assert.deepEqual([again.same, again.differences], [true, []]);
  });

  test("is handed off with the sentences that stand when it is ended between them", async () => {
    const controller = new AbortController();
    const { trace, events } = inMemoryTrace();
    const verdict = await run({
      trace,
      signal: controller.signal,
      onEvent: (event) => {
        const [round] = eventsOf(events, "round").slice(-1);
        if (event.kind === "progress" && round?.data.messages.at(-1)?.content.includes("home"))
          controller.abort();
      },
    });
    assert.deepEqual([verdict.status, verdict.answer, verdict.candidates], ["handed_off", null, []]);
    assert.equal(verdict.limits.bound, "cancelled");
    assert.match(verdict.best ?? "", /\bsea[.!?]/i);
  });
});
