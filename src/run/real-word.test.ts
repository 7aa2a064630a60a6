import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import { englishDictionary } from "../contract/compile/single-word/dictionary.ts";
import { parseContract } from "../contract/index.ts";
import { openLlama } from "../model/llama/llama-model.ts";
import { testWeights } from "../model/testing/weights.ts";
import { ask } from "./ask.ts";
import { realWordChecks } from "./real-word.ts";
import type { Verdict } from "./verdict.ts";

const model = await openLlama({ path: await testWeights(), contextLength: 4096, maxContexts: 16 });
after(() => model.close());

const word = (...lines: readonly string[]) => parseContract(["form: word", ...lines].join("\n"));

test("a word is looked up, whoever wrote it", () => {
  const rows: readonly (readonly [text: string, how: string | undefined])[] = [
    ["interlocutrix", "proved"],
    [" Patience. ", "proved"],
    ["don't", "proved"],
    ["London", "proved"],
    ["blorptical", "unverified"],
    ["나무", "unverified"],
    ["two words", undefined],
    ["", undefined],
  ];
  for (const [text, how] of rows) {
    const [check, ...others] = realWordChecks({ contract: word(), text });
    assert.deepEqual(others, []);
    assert.equal(check?.how, how, text);
    assert.equal(check?.passed, how === undefined ? undefined : how === "proved" || null);
  }
  assert.deepEqual(realWordChecks({ contract: parseContract("form: text"), text: "blorptical" }), []);
});

suite("a request for one word", () => {
  const run = (lines: readonly string[], request: string): Promise<Verdict> =>
    ask({ contract: word(...lines), request, follower: model, particles: 4, seed: 3 });
  const standing = ({ checks }: Verdict) => checks.find(({ clause }) => clause === "a real word");

  test("is answered with a real one where one fits", async () => {
    const { words } = englishDictionary();
    const rows: readonly (readonly [lines: readonly string[], fits: RegExp])[] = [
      [
        ["text has exactly 12 characters", 'character 4 is "o"', 'character 8 is "s"', 'character 11 is "r"'],
        /^...o...s..r.$/,
      ],
      [["text has exactly 13 characters", 'last character is "x"'], /^.{12}x$/],
      [["text has at least 15 characters"], /^.{15,}$/],
    ];
    for (const [lines, fits] of rows) {
      const verdict = await run(lines, "Please generate a word.");
      assert.equal(verdict.status, "answered");
      assert.match(verdict.answer!, fits);
      assert.ok(words.includes(verdict.answer!), verdict.answer!);
      assert.deepEqual(standing(verdict), {
        clause: "a real word",
        how: "proved",
        passed: true,
        evidence: "in the list of English words",
        offsets: [],
      });
    }
  });

  test("is answered with a coined one where none fits, and says so", async () => {
    const lines = [
      "text has exactly 12 characters",
      'character 4 is "q"',
      'character 8 is "x"',
      'last character is "r"',
    ];
    const verdict = await run(lines, "Please generate a word.");
    assert.equal(verdict.status, "answered");
    assert.match(verdict.answer!, /^...q...x...r$/);
    assert.equal(standing(verdict)?.how, "unverified");
    assert.match(standing(verdict)!.evidence, /^coined: none of the 27\d,\d{3} listed words fits$/);
  });

  test("is answered with a Korean one where Hangul is asked for", async () => {
    const verdict = await run(
      ['character 2 is "무"', "text has exactly 2 syllables"],
      "단어 하나를 말해 줘.",
    );
    assert.equal(verdict.status, "answered");
    assert.match(verdict.answer!, /^[가-힣]무$/);
    assert.equal(standing(verdict)?.how, "unverified");
  });
});
