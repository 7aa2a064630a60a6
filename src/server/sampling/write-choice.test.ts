import assert from "node:assert/strict";
import { after, test } from "node:test";
import { schemaConstraint } from "../../contract/structured/schema-constraint.ts";
import type { Constraint } from "../../inference/constraint.ts";
import { random } from "../../inference/random.ts";
import { openLlama } from "../../model/llama/llama-model.ts";
import { testWeights } from "../../model/testing/weights.ts";
import { Sampler } from "./sampler.ts";
import { writeChoice } from "./write-choice.ts";

const model = await openLlama({ path: await testWeights(), contextLength: 1024, maxContexts: 4 });
after(() => model.close());

/** Writes a document, and counts the characters that the constraint was asked about. */
async function write(
  constraint: Constraint<unknown>,
  maxTokens: number,
): Promise<{ text: string; asked: number }> {
  let [text, asked] = ["", 0];
  const counted: Constraint<unknown> = {
    ...constraint,
    mayEnd: (state) => constraint.mayEnd(state),
    next(state, point) {
      asked += 1;
      return constraint.next(state, point);
    },
  };
  const context = model.context(model.chat([{ role: "user", content: "Write JSON." }]));
  await writeChoice({
    model,
    context,
    sampler: new Sampler({
      ...{ temperature: 1, topP: 1, frequencyPenalty: 0, presencePenalty: 0, logitBias: new Map() },
      vocabulary: model.vocabulary,
      random: random(1),
    }),
    maxTokens,
    stops: [],
    constraint: counted,
    shouldStop: () => false,
    signal: new AbortController().signal,
    onPiece: (piece) => {
      text += piece.text;
    },
  });
  context.drop();
  return { text, asked };
}

test("an end is looked for once while the text follows it", async () => {
  const wordy = (words: number): string => "the keeper of the light ".repeat(words);
  const [short, long] = await Promise.all(
    [5, 20].map(async (words) => {
      const constraint = schemaConstraint([{ const: { a: wordy(words) } }]) as Constraint<unknown>;
      const { text, asked } = await write(constraint, 20 * words + 50);
      assert.deepEqual(JSON.parse(text), { a: wordy(words) });
      return asked;
    }),
  );
  assert.ok(long < 6 * short, `${short} and ${long}`);
});
