import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CollieCase } from "./cases.ts";
import { chooseCases } from "./sample.ts";
import { EXAMPLES } from "./testing/cases.ts";

const item = (id: number, family: string, prompt: string, split?: string): CollieCase => ({
  id: `${family}-${id}`,
  family,
  prompt,
  constraint: EXAMPLES[0].constraint,
  ...(split && { split }),
});
const CASES = [
  ...Array.from({ length: 12 }, (_, id) => item(id, "a", `prompt ${Math.floor(id / 2)}`)),
  ...Array.from({ length: 4 }, (_, id) => item(id, "b", "the same", id === 3 ? "test" : undefined)),
];
const ids = (chosen: readonly CollieCase[]): string[] => chosen.map(({ id }) => id);

describe("cases are chosen", () => {
  it("all, in their order, where nothing is said", () => {
    assert.deepEqual(ids(chooseCases(CASES, {})), ids(CASES));
  });

  it("spread over a family, different prompts first", () => {
    assert.deepEqual(ids(chooseCases(CASES, { limit: 3 })), ["a-0", "a-4", "a-8", "b-0", "b-1", "b-2"]);
    assert.deepEqual(ids(chooseCases(CASES, { families: ["a"], limit: 8 })), [
      ...["a-0", "a-1", "a-2", "a-4", "a-6", "a-7", "a-8", "a-10"],
    ]);
  });

  it("with seeds of their own where prompts are the same", () => {
    const chosen = chooseCases(CASES, { families: ["b"] });
    assert.deepEqual(
      chosen.map(({ repetition }) => repetition),
      [0, 1, 2, 3],
    );
  });

  it("by split: those that name another are left out", () => {
    assert.deepEqual(ids(chooseCases(CASES, { families: ["b"], split: "dev" })), ["b-0", "b-1", "b-2"]);
    assert.deepEqual(ids(chooseCases([CASES[15]], { split: "test" })), ["b-3"]);
  });

  it("or refused, with what there is", () => {
    assert.throws(() => chooseCases(CASES, { families: ["a", "c"] }), {
      code: "evaluation.families",
      message: "There is no family c among these cases.",
      hint: "There are: a, b.",
    });
    assert.throws(() => chooseCases([CASES[15]], { split: "dev" }), { code: "evaluation.split" });
  });
});
