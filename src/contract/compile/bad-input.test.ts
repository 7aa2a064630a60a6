/** What people quote and models can't spell at once, written byte by byte; what no automaton can follow, refused. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SijoError } from "../../errors.ts";
import { masks, tokensOf } from "../../inference/mask.ts";
import type { Vocabulary } from "../../model/token-model.ts";
import { check } from "../check/check.ts";
import { parseContractJson } from "../json.ts";
import { parseContract } from "../notation.ts";
import { compileContract } from "./compile.ts";
import { wordList } from "./word-list.ts";

/** No token has more than a byte. */
const bytewise: Vocabulary = {
  size: 257,
  bytes: (token) => (token < 256 ? Uint8Array.of(token) : new Uint8Array()),
  endTokens: [256],
  isControl: (token) => token === 256,
  tokenize: () => [],
  fingerprint: "bytes",
};

const TOY = wordList("a be sea cat the".split(" "));

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** A text written by tokens alone. */
function written(notation: string, seed: number): string {
  const compiled = compileContract({ contract: parseContract(notation), list: TOY });
  assert.equal(compiled.kind, "compiled", notation);
  if (compiled.kind !== "compiled") return "";
  assert.deepEqual(compiled.unenforced, [], notation);
  const made = masks({ vocabulary: bytewise, constraint: compiled.constraint });
  const random = generator(seed);
  let position = made.start;
  let text = "";
  for (let length = 0; length < 2000; length += 1) {
    const tokens = tokensOf(made.mask(position));
    assert.ok(tokens.length > 0, `a dead end after ${JSON.stringify(text)}`);
    if (tokens.includes(256) && random() < 0.5) return text;
    const token = tokens[Math.floor(random() * tokens.length)];
    if (token === 256) return text;
    const next = made.advance(position, token);
    assert.ok(next, `a mask held what leads nowhere after ${JSON.stringify(text)}`);
    position = next.position;
    text += next.text;
  }
  return text;
}

const QUOTED = [
  'form: sentence\ntext contains "Llanfairpwllgwyngyll"\ntext has exactly 5 words',
  'form: sentence\ntext contains "naïve cafe\u0301"\ntext has at most 6 words',
  'form: paragraph\ntext contains "🎉"\ntext has exactly 2 sentences\neach sentence has at most 4 words',
  'form: paragraph\ntext contains "👩‍👩‍👧"\ntext has at most 4 words',
  'form: sentence\ntext contains "שלום"\nlast word is "مرحبا"\ntext has exactly 4 words',
  'form: poem\ntext has exactly 2 lines\neach line starts with "★"\neach line has at most 3 words',
  'text has exactly 2 lines\neach line is like "Größe: 4 µm"',
  'text has exactly 3 words\ntext repeats no word\ntext contains "Ōsaka"',
];

test("what is quoted is written where no token holds it at once", () => {
  for (const [seed, notation] of QUOTED.entries()) {
    for (let count = 0; count < 3; count += 1) {
      const text = written(notation, 3 * seed + count);
      const failed = check(parseContract(notation), text).checks.filter(({ passed }) => !passed);
      assert.deepEqual(failed, [], JSON.stringify(text));
    }
  }
});

test("a pattern that no automaton can follow is refused when it is read, soon and with a reason", () => {
  const cases: [source: string, reason: RegExp][] = [
    ["(a|b)*a(a|b){40}", /takes too much/],
    ["((a{1,1000}){1,1000}){1,1000}", /takes too much/],
    ["(x+x+)+\\1y", /references back/],
    ["(?<=a)b", /looks behind/],
    ["([", /no regular expression/],
    [`${"(".repeat(3000)}a${")".repeat(3000)}`, /takes too much/],
  ];
  for (const [source, reason] of cases) {
    const json = JSON.stringify({ clauses: [{ relation: "matches", scope: [], value: source }] });
    for (const attempt of [
      () => parseContract(`text matches ${JSON.stringify(source)}`),
      () => parseContractJson(json),
    ]) {
      assert.throws(attempt, (error: unknown) => {
        assert.ok(error instanceof SijoError && error.kind === "usage");
        assert.match(error.message, reason);
        return error.message.length < 500;
      });
    }
  }
});

test("a text is checked in the same time whatever the pattern", { timeout: 60_000 }, () => {
  const text = `${"a".repeat(200_000)}!`;
  for (const source of ["(a+)+", "(a|aa)+b", "(a*)*c", "(.*)(.*)(.*)(.*)[^!]"]) {
    const [found] = check(parseContract(`text matches /${source}/`), text).checks;
    assert.equal(found.passed, false);
    assert.ok(found.evidence.length < 400);
  }
});
