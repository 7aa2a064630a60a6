import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { startTrace } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "sijo-texts-"));
after(() => rmSync(folder, { recursive: true }));

suite("without texts", () => {
  const texts = {
    open: new Set(["run.model.name"]),
    plain: new Set(["run.answer"]),
    whole: new Set(["run.schema"]),
  };
  const told = (data: unknown): string => {
    const trace = startTrace({ folder, mode: "hashes", texts });
    trace.add("run", data);
    return readFileSync(join(folder, `${trace.id}.jsonl`), "utf8");
  };

  test("an event keeps its numbers and what is nobody's secret, and no other text", () => {
    const line = told({
      model: { name: "public" },
      answer: "secret",
      pieces: ["secret", "other", "secret"],
      weights: [1.5, null, true],
      schema: { secretKey: 1 },
    });
    assert.ok(!/secret|other/.test(line));
    const { data } = JSON.parse(line) as { data: Record<string, never> };
    assert.deepEqual(data.model, { name: "public" });
    assert.deepEqual(data.weights, [1.5, null, true]);
    assert.equal(data.answer, "sha256:2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b");
    const [one, two, three] = data.pieces as string[];
    assert.ok(one === three && one !== two && one.startsWith("keyed:"));
  });

  test("the hash of a word is another in every trace", () => {
    const piece = (line: string): string => JSON.parse(line).data[0];
    assert.notEqual(piece(told(["word"])), piece(told(["word"])));
  });
});
