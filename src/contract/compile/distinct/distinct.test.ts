/** Different words: every text that is finished has them, no state is a dead end, and masks hold what leads somewhere. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SijoError } from "../../../errors.ts";
import { masks, tokensOf } from "../../../inference/mask.ts";
import type { Vocabulary } from "../../../model/token-model.ts";
import { check } from "../../check/check.ts";
import { parseContract } from "../../notation.ts";
import type { Clause, Contract, Form, Scope } from "../../types.ts";
import { type Compilation, compileContract } from "../compile.ts";
import { assertLaw, generator } from "../testing.ts";
import type { TextConstraint } from "../text-constraint.ts";
import { randomText } from "../walk.ts";
import { type WordList, wordList } from "../word-list.ts";

/** Words that are beginnings of others, that differ in case alone, that are few of their kind. */
const TOY = wordList("a be sea seal seals Bea bea cat cats no Mr it it's 5 51 the".split(" "));
const TINY = wordList(["sea", "Sea", "seal"]);

const each = (unit: "sentence" | "line"): Scope => [{ unit, at: "each" }];

const repeats: fc.Arbitrary<Clause> = fc.oneof(
  fc.record({
    relation: fc.constant("repeats no" as const),
    scope: fc.constantFrom<Scope>([], [], each("line"), each("sentence"), [{ unit: "line", at: 2 }]),
    unit: fc.constant("word" as const),
  }),
  fc.record({
    relation: fc.constant("repeats no" as const),
    scope: fc.constant<Scope>([]),
    unit: fc.constantFrom("line" as const, "sentence" as const),
  }),
);

const others: fc.Arbitrary<Clause> = fc.oneof(
  fc.record({
    relation: fc.constantFrom("exactly" as const, "at least" as const, "at most" as const),
    scope: fc.constantFrom<Scope>([], each("line"), each("sentence")),
    subject: fc.constantFrom("word" as const, "character" as const),
    value: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({
    relation: fc.constantFrom("exactly" as const, "at most" as const),
    scope: fc.constant<Scope>([]),
    subject: fc.constantFrom("line" as const, "sentence" as const),
    value: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({
    relation: fc.constantFrom("contains" as const, "starts with" as const, "avoids" as const),
    scope: fc.constantFrom<Scope>([], each("line"), each("sentence")),
    value: fc.constantFrom("sea", "seal", "it", "$5", "cat be", "Kim"),
  }),
);

const contracts: fc.Arbitrary<Contract> = fc.record({
  form: fc.constantFrom<Form>("text", "poem", "list", "sentence", "paragraph"),
  clauses: fc
    .tuple(fc.array(repeats, { minLength: 1, maxLength: 2 }), fc.array(others, { maxLength: 3 }))
    .map((both) => both.flat()),
});

function compile(
  contract: Contract,
  list?: WordList,
): Extract<Compilation, { kind: "compiled" }> | undefined {
  try {
    const compiled = compileContract({ contract, ...(list && { list }) });
    return compiled.kind === "compiled" ? compiled : undefined;
  } catch (error) {
    if (error instanceof SijoError && error.kind === "usage") return undefined;
    throw error;
  }
}

test("a text of few words has no word twice where that is asked for, and never runs into a dead end", () => {
  fc.assert(
    fc.property(contracts, fc.nat(), fc.constantFrom(TOY, TINY), (contract, seed, list) => {
      assertLaw(contract, { list, seed, texts: 6 });
    }),
    { numRuns: 60 },
  );
});

const ENFORCED = [
  "form: poem\ntext has exactly 5 lines\neach line has exactly 5 words\ntext repeats no word",
  "form: list\ntext has exactly 8 lines\neach line has exactly 1 word\ntext repeats no line",
  'form: paragraph\ntext has exactly 3 sentences\ntext contains "lantern"\ntext repeats no word',
  "form: sentence\ntext has exactly 80 characters\ntext repeats no word",
  'form: poem\ntext has exactly 4 lines\neach line starts with "I"\ntext repeats no line',
  "form: poem\ntext has exactly 3 lines\neach line repeats no word",
  'form: list\ntext has exactly 20 lines\neach line has exactly 1 word\neach word starts with "z"\ntext repeats no word',
  "form: paragraph\ntext has exactly 2 sentences\nsentence 2 repeats no word\ntext has exactly 60 words",
];

test("English without repetition is enforced while it is written", () => {
  for (const [seed, notation] of ENFORCED.entries()) {
    const contract = parseContract(notation);
    const compiled = compile(contract);
    assert.deepEqual(compiled?.unenforced, [], notation);
    assert.ok(assertLaw(contract, { compiled, seed, texts: 5 }) > 0, notation);
  }
});

test("what can't be kept without repetition is named before anything is written", () => {
  const cases: [notation: string, list: WordList, clauses: number][] = [
    ['text repeats no word\ntext contains "sea" at least 2 times\ntext has at most 90 words', TOY, 2],
    ['text has exactly 3 words\neach word is one of "sea", "seal"\ntext repeats no word', TOY, 3],
    ['text has exactly 4 words\ntext repeats no word\ntext avoids "be"', TINY, 2],
  ];
  for (const [notation, list, clauses] of cases) {
    const result = compileContract({ contract: parseContract(notation), list });
    assert.equal(result.kind, "contradiction", notation);
    if (result.kind === "contradiction") assert.equal(result.clauses.length, clauses, notation);
  }
});

const PIECES = [
  ..."a b e s l c t n o i ' 5 1 B S C T h M r . , ! \n".split(" "),
  " |a|be|sea|seal|seals|cat|cats| a| be| sea| seal| seals| cat| cats| se| Bea| bea|ea|al|als|ls|. Sea|. Cats|\nSea|\nSeal".split(
    "|",
  ),
  "\nCat|,\nBe|it|'s| it| it's| the|51| 5| 51|, sea|Sea|Be".split("|"),
].flat();
const encoder = new TextEncoder();
const vocabulary: Vocabulary = {
  size: PIECES.length + 1,
  bytes: (token) => (token < PIECES.length ? encoder.encode(PIECES[token]) : new Uint8Array()),
  endTokens: [PIECES.length],
  isControl: (token) => token === PIECES.length,
  tokenize: () => [],
  fingerprint: "distinct",
};

/** Walks by tokens, and compares each mask with what every single token leads to. */
function assertMasks(constraint: TextConstraint, random: () => number, name: string): void {
  const made = masks({ vocabulary, constraint });
  for (let walk = 0; walk < 12; walk += 1) {
    let position = made.start;
    let text = "";
    for (let length = 0; length < 60; length += 1) {
      const admitted = tokensOf(made.mask(position));
      const expected = PIECES.flatMap((piece, token) =>
        constraint.usable!(piece) && made.advance(position, token) ? [token] : [],
      );
      const ends = constraint.mayEnd(position.state) ? [PIECES.length] : [];
      assert.deepEqual([...admitted], [...expected, ...ends], `${name}: after ${JSON.stringify(text)}`);
      const token = admitted[Math.floor(random() * admitted.length)];
      if (token === PIECES.length) break;
      const next = made.advance(position, token)!;
      position = next.position;
      text += next.text;
    }
  }
}

test("masks hold the tokens that lead somewhere, whatever was written before", () => {
  fc.assert(
    fc.property(contracts, fc.nat(), (contract, seed) => {
      const compiled = compile(contract, TOY);
      if (compiled) assertMasks(compiled.constraint, generator(seed), JSON.stringify(contract));
    }),
    { numRuns: 12 },
  );
});

test("Korean without repetition is enforced, in words of the lexicon and in any", () => {
  const notations = [
    "form: list\ntext has exactly 5 lines\neach line has exactly 1 word\ntext repeats no line",
    'form: poem\ntext has exactly 3 lines\neach line has exactly 3 words\ntext repeats no word\ntext contains "가을"',
  ];
  for (const notation of notations) {
    for (const lexicon of [undefined, "open" as const]) {
      const contract = parseContract(notation);
      const compiled = compileContract({ contract, language: "ko", ...(lexicon && { lexicon }) });
      assert.equal(compiled.kind, "compiled");
      if (compiled.kind !== "compiled") continue;
      assert.deepEqual(compiled.unenforced, [], notation);
      // Any syllables are many to choose from, one by one.
      if (lexicon === "open") continue;
      const random = generator(1);
      for (let count = 0; count < 2; count += 1) {
        const text = randomText(compiled.constraint, { random, longest: 400 });
        if (text !== undefined)
          assert.deepEqual(
            check(contract, text).checks.filter((one) => !one.passed),
            [],
            text,
          );
      }
    }
  }
});
