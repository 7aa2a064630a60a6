import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { test } from "node:test";

test("the example of the sandbox in docs/programs.md does what it says", async () => {
  const page = await readFile(new URL("../../../docs/programs.md", import.meta.url), "utf8");
  const [, example] =
    page.match(/<!-- This example of the sandbox is run by a test\. -->\n```ts\n([\s\S]*?)```/) ?? [];
  assert.ok(example, "the example is gone");
  const resolved = example.replaceAll(
    /from "sijo\/(\w+)"/g,
    (_, folder) => `from ${JSON.stringify(new URL(`../../${folder}/index.ts`, import.meta.url))}`,
  );
  const { forecasts, verdict, endless } = (await import(
    `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(resolved))}`
  )) as { forecasts: string[][]; verdict: unknown; endless: string };
  assert.ok(forecasts.length > 0);
  for (const words of forecasts) {
    assert.ok(words.join(" ").length >= 4 && words.join(" ").length <= 12, words.join(" "));
  }
  assert.deepEqual(verdict, { passed: true, reason: "2 words" });
  assert.equal(endless, "The sandboxed check failed, at or after line 1: it ran for too long.");
});
