import assert from "node:assert/strict";
import { after, test } from "node:test";
import { schemaConstraint } from "../../contract/structured/schema-constraint.ts";
import type { Constraint } from "../../inference/constraint.ts";
import { random } from "../../inference/random.ts";
import { openLlama } from "../../model/llama/llama-model.ts";
import { testWeights } from "../../model/testing/weights.ts";
import { closingText } from "./closing.ts";
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

test("the end of a large schema leaves out what need not be there, however names begin", () => {
  const fields = Array.from({ length: 200 }, (_, index) => `field${index}`);
  const group = {
    type: "object",
    properties: Object.fromEntries(fields.map((name) => [name, { type: "integer", minimum: 0 }])),
    required: ["field0", "field7"],
  };
  const schema = {
    type: "object",
    properties: Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`group${index}`, group])),
    required: ["group0", "group19"],
  };
  const constraint = schemaConstraint([schema]) as Constraint<unknown>;
  const least = { field0: 0, field7: 0 };
  const text = closingText(constraint, { state: constraint.start });
  assert.deepEqual(JSON.parse(text ?? ""), { group0: least, group19: least });
  let state = constraint.start;
  for (const character of '{"group0": {"field0": 12, "field1')
    state = constraint.next(state, character.codePointAt(0) as number);
  const rest = closingText(constraint, { state });
  assert.deepEqual(JSON.parse(`{"group0": {"field0": 12, "field1${rest}`).group19, least);
});

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
