import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import { SijoError } from "../../errors.ts";
import { testWeights } from "../testing/weights.ts";
import { openLlama } from "./llama-model.ts";

const model = await openLlama({ path: await testWeights(), contextLength: 512, maxContexts: 8 });
after(() => model.close());
const vectorOf = (text: string): Promise<Float32Array> => model.vectors!.of(model.vocabulary.tokenize(text));
const dot = (one: Float32Array, other: Float32Array): number =>
  one.reduce((sum, value, at) => sum + value * other[at], 0);
const LONG = "The lighthouse keeper lit the lamp, and the ships came home through the fog. ".repeat(4);

suite("vectors of texts", () => {
  test("the same text has the same vector, of length 1, whatever is read and written beside it", async () => {
    const first = await vectorOf(LONG);
    assert.ok(Math.abs(dot(first, first) - 1) < 1e-5);
    const context = model.context(model.vocabulary.tokenize("Once upon"));
    const [second, , third] = await Promise.all([vectorOf(LONG), model.next([context]), vectorOf(LONG)]);
    context.drop();
    assert.deepEqual(second, first);
    assert.deepEqual(third, first);
  });

  test("texts that say alike are nearer than others", async () => {
    const [cat, kitten, tax, duty] = await Promise.all(
      [
        "A cat sleeps on the warm sofa.",
        "A kitten naps on a soft couch.",
        "The parliament raised the tax on imported steel.",
        "Lawmakers voted for a higher duty on foreign metal.",
      ].map(vectorOf),
    );
    for (const [near, far] of [
      [dot(cat, kitten), dot(cat, tax)],
      [dot(tax, duty), dot(tax, kitten)],
    ])
      assert.ok(near > far, `${near} ${far}`);
  });

  test("no text, too long a text and an abort are said", async () => {
    const code = (wanted: string) => (error: unknown) => error instanceof SijoError && error.code === wanted;
    await assert.rejects(vectorOf(""), code("model.empty-context"));
    await assert.rejects(vectorOf(LONG.repeat(10)), code("model.context-full"));
    await assert.rejects(model.vectors!.of([5], { signal: AbortSignal.abort() }), { name: "AbortError" });
    assert.equal((await vectorOf("Hi")).length, model.vectors?.dimensions);
  });
});
