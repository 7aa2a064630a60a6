import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import type { CollieRecord, CollieSettings } from "./record.ts";
import { openResults } from "./results.ts";
import { summaryTable } from "./summary.ts";

const folder = mkdtempSync(join(tmpdir(), "sijo-results-"));
after(() => rmSync(folder, { recursive: true }));

const SETTINGS: CollieSettings = {
  given: false,
  planner: "planner 1234",
  follower: "follower 5678",
  particles: 8,
  seed: 1,
  temperature: null,
  maxTokens: null,
  maxSeconds: 300,
  baselines: false,
};
const record = (id: string, changes: Partial<CollieRecord> = {}): CollieRecord => ({
  id,
  family: "sent02",
  text: "It rains.",
  answered: true,
  pass: true,
  textPasses: true,
  check: true,
  contract: "form: sentence\n",
  contractRight: true,
  missing: [],
  extra: [],
  seconds: { plan: 1, write: 2, total: 3 },
  tokens: { planner: 100, follower: 200 },
  handOff: null,
  baselines: null,
  settings: SETTINGS,
  ...changes,
});

describe("a file of results", () => {
  it("is gone on with, under the same settings alone", () => {
    const path = join(folder, "on.jsonl");
    const first = openResults(path);
    first.add(record("one"));
    first.add(record("two", { settings: { ...SETTINGS, seed: 2 } }));
    const again = openResults(path);
    assert.deepEqual([...again.under(SETTINGS).keys()], ["one"]);
    again.add(record("three"));
    assert.deepEqual([...again.under(SETTINGS).keys()], ["one", "three"]);
    assert.deepEqual(
      [
        ...openResults(path)
          .under({ ...SETTINGS, seed: 2 })
          .values(),
      ].length,
      1,
    );
    assert.deepEqual(openResults(path).under(SETTINGS).get("three"), record("three"));
  });

  it("loses a last line that was cut off, and nothing else", () => {
    const path = join(folder, "cut.jsonl");
    openResults(path).add(record("one"));
    const whole = readFileSync(path, "utf8");
    for (const length of [3, 30, whole.length - 1]) {
      writeFileSync(path, whole);
      appendFileSync(path, whole.slice(0, length));
      assert.deepEqual([...openResults(path).under(SETTINGS).keys()], ["one"]);
      assert.equal(readFileSync(path, "utf8"), whole);
    }
    writeFileSync(path, whole.slice(0, 20));
    assert.equal(openResults(path).under(SETTINGS).size, 0);
    assert.equal(readFileSync(path, "utf8"), "");
  });

  for (const [what, text] of [
    ["text", "Dear diary"],
    ["text of several lines", "Dear\ndiary\n"],
    ["other JSON lines", '{"id":"one","text":"x"}\n'],
    ["a line of the middle that was cut off", `{"id":"o\n${JSON.stringify(record("two"))}\n`],
  ]) {
    it(`is left as it is where it holds something else: ${what}`, () => {
      const path = join(folder, "other.jsonl");
      writeFileSync(path, text);
      assert.throws(() => openResults(path), {
        code: "evaluation.results",
        kind: "usage",
        message: /^Line 1 of /,
      });
      assert.equal(readFileSync(path, "utf8"), text);
    });
  }

  it("must be in a folder that is there", () => {
    assert.throws(() => openResults(join(folder, "no", "r.jsonl")), { code: "evaluation.results" });
  });

  it("need not be: nothing is kept then", () => {
    const results = openResults(undefined);
    results.add(record("one"));
    assert.equal(results.under(SETTINGS).size, 1);
  });
});

describe("a table of results", () => {
  it("has a row a family, and one for all", () => {
    const failed = { pass: false, answered: false, handOff: "limit: …", text: null } as const;
    const table = summaryTable([
      record("one"),
      record("two", { ...failed, contractRight: false, seconds: { plan: 1, write: 8, total: 9 } }),
      record("three", { family: "para01" }),
    ]);
    const cells = (line: string): string[] =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim());
    const [head, rule, ...rows] = table.split("\n");
    assert.deepEqual([head, ...rows].map(cells), [
      ["family", "cases", "contract right", "Pass@1", "95 % interval", "median s", "follower tokens"],
      ["para01", "1", "100.0 %", "100.0 %", "20.7–100.0", "3.0", "200"],
      ["sent02", "2", "50.0 %", "50.0 %", "9.5–90.5", "6.0", "200"],
      ["all", "3", "66.7 %", "66.7 %", "20.8–93.9", "3.0", "200"],
    ]);
    assert.match(rule, /^\|-+(\|-+:)+\|$/);
    assert.equal(new Set(table.split("\n").map((line) => line.length)).size, 1);
  });

  it("has the baselines where they were run, and no plans where contracts were given", () => {
    const baseline = { text: "x", pass: true, check: true, samples: 3, seconds: 1, tokens: 90 };
    const table = summaryTable([
      record("one", {
        contractRight: null,
        baselines: { greedy: { ...baseline, pass: false }, bestOfN: baseline },
      }),
    ]);
    assert.match(table, /greedy \| best of n \| n \| tokens of best of n/);
    assert.match(table, /0\.0 % +\| +100\.0 % +\| 3 \| +90/);
    assert.doesNotMatch(table, /contract right/);
  });

  it("says nothing of the baselines of a family that has none: no contract came of its cases", () => {
    const baseline = { text: "x", pass: true, check: true, samples: 3, seconds: 1, tokens: 90 };
    const table = summaryTable([
      record("one", { baselines: { greedy: baseline, bestOfN: baseline } }),
      record("two", { family: "para01" }),
    ]);
    assert.doesNotMatch(table, /NaN/);
    assert.match(table, /para01 .*(\| +– +){4}\|$/m);
  });
});
