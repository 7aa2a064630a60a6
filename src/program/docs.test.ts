import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { test } from "node:test";

test("the example in docs/programs.md does what it says", async () => {
  const page = await readFile(new URL("../../docs/programs.md", import.meta.url), "utf8");
  const [, example] = page.match(/<!-- This example is run by a test\. -->\n```ts\n([\s\S]*?)```/) ?? [];
  assert.ok(example, "the example is gone");
  const resolved = example.replaceAll(
    /from "sijo(?:\/(\w+))?"/g,
    (_, folder = ".") => `from ${JSON.stringify(new URL(`../${folder}/index.ts`, import.meta.url))}`,
  );
  const { chanceOfRain, evidence } = await import(
    `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(resolved))}`
  );
  // One word with 0.3, two with 0.21, three with 0.49, each of them rain with 0.3.
  const none = 0.3 * 0.7 + 0.7 * 0.3 * 0.7 ** 2 + 0.7 ** 2 * 0.7 ** 3;
  const exact = (10 * (1 - none)) / (10 * (1 - none) + none);
  assert.ok(Math.abs(chanceOfRain - exact) < 0.05, `${chanceOfRain} ${exact}`);
  assert.ok(Math.abs(evidence / (10 * (1 - none) + none) - 1) < 0.2, `${evidence}`);
});
