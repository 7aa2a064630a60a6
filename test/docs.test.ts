import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseContract, printContract } from "../src/contract/index.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const pages = [
  "README.md",
  "CHANGELOG.md",
  ...readdirSync(join(root, "docs")).map((name) => join("docs", name)),
]
  .filter((name) => name.endsWith(".md"))
  .map((name) => ({ name, text: readFileSync(join(root, name), "utf8") }));

test("links between pages lead somewhere", () => {
  for (const { name, text } of pages) {
    const prose = text.replace(/```[\s\S]*?```/g, "").replace(/`[^`\n]*`/g, "");
    for (const [, target] of prose.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)) {
      assert.ok(existsSync(join(root, dirname(name), target)), `${name} links to ${target}`);
    }
  }
});

test("contracts in the documentation are contracts", () => {
  for (const { name, text } of pages) {
    for (const [, contract] of text.matchAll(/```sijo\n([\s\S]*?)```/g)) {
      assert.doesNotThrow(() => printContract(parseContract(contract)), name);
    }
  }
});
