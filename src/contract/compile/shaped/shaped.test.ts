/** Shapes, sums and capitals are kept while a text is written: random texts pass the check, and none has a dead end. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { masks, tokensOf } from "../../../inference/mask.ts";
import type { Vocabulary } from "../../../model/token-model.ts";
import { parseContract, printClause } from "../../notation.ts";
import type { Clause, Contract, Form, Scope } from "../../types.ts";
import { assertLaw, compileAny, generator } from "../testing.ts";
import { randomText } from "../walk.ts";
import { wordList } from "../word-list.ts";

const TOY = wordList("a be sea seal Bea cat no Mr it it's well-known oil 5 51 the".split(" "));

const scopes = fc.constantFrom<Scope>(
  [],
  [{ unit: "line", at: "each" }],
  [{ unit: "line", at: "each" }],
  [{ unit: "word", at: "each" }],
  [{ unit: "line", at: 2 }],
  [{ unit: "word", at: 1 }],
  [
    { unit: "line", at: "each" },
    { unit: "word", at: 1 },
  ],
  [{ unit: "sentence", at: "each" }],
);

const shapes: fc.Arbitrary<Clause> = fc.oneof(
  fc.record({
    relation: fc.constant("is like" as const),
    scope: scopes,
    value: fc.constantFrom(
      "Sea - $4",
      "sea",
      "SEA (5)",
      "1. Cat",
      "10:30 Cat",
      "Cat: 2.50",
      "5kg oil",
      "$1,000",
    ),
  }),
  fc.record({
    relation: fc.constant("matches" as const),
    scope: scopes,
    value: fc.constantFrom(
      "[A-Z][a-z]+ - \\$[0-9]+",
      "[a-z]+",
      "[A-Z]{2}-[0-9]{2}",
      ".*[0-9]{2}.*",
      "[^e]*",
      "(?!.*cat).*",
      "\\w+( \\w+){2}",
      "#[0-9A-F]{3}",
      "It's .*",
      "[a-z ]{3,9}[.!]?",
      "(\\w+, )*\\w+",
      "[A-Z].*\\.",
    ),
  }),
  fc.record({
    relation: fc.constantFrom("is lowercase" as const, "is uppercase" as const, "is capitalised" as const),
    scope: scopes,
  }),
);

const sums: fc.Arbitrary<Clause> = fc.record({
  relation: fc.constantFrom("sum exactly" as const, "sum at least" as const, "sum at most" as const),
  scope: fc.constantFrom<Scope>([], [], [{ unit: "line", at: "each" }], [{ unit: "line", at: 1 }]),
  value: fc.constantFrom(0, 5, 12, 7.5, 100),
});

const others: fc.Arbitrary<Clause> = fc.oneof(
  fc.record({
    relation: fc.constantFrom("numbers increase" as const, "numbers decrease" as const),
    scope: fc.constantFrom<Scope>([], [{ unit: "line", at: "each" }]),
  }),
  fc.record({
    relation: fc.constantFrom("exactly" as const, "at least" as const, "at most" as const),
    scope: fc.constantFrom<Scope>([], [{ unit: "line", at: "each" }], [{ unit: "word", at: "each" }]),
    subject: fc.constant("character" as const),
    value: fc.integer({ min: 3, max: 30 }),
  }),
  fc.record({
    relation: fc.constantFrom("exactly" as const, "at most" as const),
    scope: fc.constantFrom<Scope>([], [{ unit: "line", at: "each" }]),
    subject: fc.constantFrom("word" as const, "sentence" as const),
    value: fc.integer({ min: 1, max: 6 }),
  }),
  fc.record({
    relation: fc.constant("exactly" as const),
    scope: fc.constant<Scope>([]),
    subject: fc.constant("line" as const),
    value: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    relation: fc.constantFrom("contains" as const, "avoids" as const, "starts with" as const),
    scope: fc.constantFrom<Scope>([], [{ unit: "line", at: "each" }]),
    value: fc.constantFrom("sea", "cat", "5", "well-known", "AB"),
  }),
  fc.record({
    relation: fc.constantFrom("contains the letter" as const, "avoids the letter" as const),
    scope: fc.constantFrom<Scope>([], [{ unit: "word", at: "each" }]),
    value: fc.constantFrom("a", "E"),
  }),
  fc.constant<Clause>({ relation: "repeats no", scope: [], unit: "line" }),
  fc.constant<Clause>({ relation: "repeats no", scope: [], unit: "word" }),
);

const contracts: fc.Arbitrary<Contract> = fc.record({
  form: fc.constantFrom<Form>("text", "list", "poem", "sentence", "paragraph"),
  clauses: fc
    .tuple(
      fc.array(fc.oneof(shapes, shapes, sums), { minLength: 1, maxLength: 2 }),
      fc.array(others, { maxLength: 2 }),
    )
    .map((both) => both.flat()),
});

test("texts of few words have the shapes and sums that are asked for, and no dead ends", () => {
  let finished = 0;
  fc.assert(
    fc.property(contracts, fc.nat(), (contract, seed) => {
      finished += assertLaw(contract, { list: TOY, seed, texts: 3, longest: 1500 });
    }),

    { numRuns: 12 },
  );
  assert.ok(finished > 5, String(finished));
});

const ENFORCED = [
  'form: list\ntext has exactly 3 lines\neach line is like "Milk - $4"\nnumbers of text add up to exactly 25\ntext repeats no line',
  "form: list\ntext has exactly 3 lines\neach line matches /[A-Z][a-z]+ - \\$[0-9]+/",
  'form: list\ntext has exactly 8 lines\neach line has exactly 1 word\neach line starts with "- "\neach word is lowercase\ntext has its lines in reverse alphabetical order',
  "text has exactly 2 lines\nfirst line is uppercase",
  'text has exactly 4 lines\neach line is like "09:30 Breakfast"',
  "text has exactly 3 lines\neach line matches /[A-Z]{2}-[0-9]{4}/",
  "text has exactly 3 lines\neach line matches /#[0-9A-F]{6}/",
  'text has exactly 3 lines\neach line is like "250g flour (1 bag)"\nnumbers of text add up to at most 900',
  'text has exactly 3 lines\neach line is like "Milk: $4.50"\nnumbers of text add up to exactly 12.25',
  "form: sentence\neach word is capitalised\ntext has exactly 7 words",
  "form: sentence\ntext matches /.*[0-9]{4}.*/",
  "text matches /[a-z]{5}/",
  "text has exactly 3 lines\neach line matches /\\(\\d{3}\\) \\d{3}-\\d{4}/",
  'text has exactly 2 lines\neach line is like "2024-05-01: RAIN"',
  'text has exactly 3 lines\neach line is like "1. Milk - $4"\nnumbers of text add up to exactly 10',
  "form: list\ntext has exactly 5 lines\nnumbers of each line add up to between 10 and 20",
  "form: list\ntext has exactly 5 lines\neach line matches /[0-9]+/\nnumbers of text increase",
  'form: list\ntext has exactly 4 lines\neach line is like "Milk - $4"\nnumbers of text decrease\nnumbers of text add up to exactly 60',
  'form: paragraph\ntext has exactly 2 sentences\nnumbers of text add up to exactly 2000\ntext contains "budget"',
  "form: sentence\ntext matches /[^e]*/\ntext has exactly 60 characters",
  "text has exactly 2 lines\neach line matches /.*[A-Z]{2}[0-9]{3}.*/",
  "text matches /xq[zw]+t/",
  "form: word\ntext matches /[a-z]{3}ing/",
];

test("shapes and sums in English are enforced", () => {
  for (const [seed, notation] of ENFORCED.entries()) {
    const contract = parseContract(notation);
    const compiled = compileAny({ contract });
    assert.equal(compiled?.kind, "compiled", notation);
    if (compiled?.kind !== "compiled") continue;
    assert.deepEqual(compiled.unenforced.map(printClause), [], notation);
    assert.ok(assertLaw(contract, { compiled, seed, texts: 1, longest: 1500 }) > 0, notation);
  }
});

test("words that a shape leaves free are words of the list", () => {
  const contract = parseContract("text has exactly 2 lines\neach line matches /[A-Z][a-z]+ - [a-z]+/");
  const compiled = compileAny({ contract, list: TOY });
  assert.equal(compiled?.kind, "compiled");
  if (compiled?.kind !== "compiled") return;
  for (let count = 0; count < 20; count += 1) {
    const text = randomText(compiled.constraint, { random: generator(count) })!;
    for (const word of text.match(/[A-Za-z]+/g) ?? []) {
      assert.ok(
        ["a", "be", "sea", "seal", "bea", "cat", "no", "mr", "it", "oil", "the"].includes(word.toLowerCase()),
        text,
      );
    }
  }
});

test("a number that goes on behind the end of an ordinal keeps its value", () => {
  // `1st` is no number, and `1stt` is one again.
  const contract = parseContract("text matches /It's [1-9]stt?/\nnumbers of text add up to exactly 5");
  const compiled = compileAny({ contract, list: TOY });
  assert.equal(compiled?.kind, "compiled");
  if (compiled?.kind !== "compiled") return;
  for (let seed = 0; seed < 10; seed += 1) {
    assert.equal(randomText(compiled.constraint, { random: generator(seed) }), "It's 5stt");
  }
});

test("Korean lines are written by example", () => {
  const contract = parseContract(
    'form: list\ntext has exactly 3 lines\neach line is like "우유 - 4000원"\nnumbers of text add up to exactly 9000',
  );
  assert.ok(assertLaw(contract, { seed: 1, texts: 4, letters: "우유사과빵감자 -0123456789원\n" }) > 0);
});

test("shapes that clash are named before anything is written", () => {
  const cases: [notation: string, clauses: readonly string[]][] = [
    [
      'each line is like "Milk - $4"\neach word is lowercase\ntext has exactly 2 lines',
      ['each line is like "Milk - $4"', "each word is lowercase", "text has exactly 2 lines"],
    ],
    [
      'each line is like "Milk - $4"\neach line has exactly 1 word\ntext has exactly 2 lines',
      ['each line is like "Milk - $4"', "each line has exactly 1 word"],
    ],
    [
      "numbers of text add up to at least 10\nnumbers of text add up to at most 9.5",
      ["numbers of text add up to at least 10", "numbers of text add up to at most 9.5"],
    ],
  ];
  for (const [notation, clauses] of cases) {
    const compiled = compileAny({ contract: parseContract(notation) });
    assert.equal(compiled?.kind, "contradiction", notation);
    if (compiled?.kind !== "contradiction") continue;
    for (const clause of compiled.clauses) assert.ok(clauses.includes(printClause(clause)), notation);
  }
});

test("a shape that no word or mark of ours can have is left to the check", () => {
  for (const notation of [
    "text matches /\\p{Script=Greek}+/",
    "text matches /\\*{3}/",
    "each line matches /=+/",
  ]) {
    const compiled = compileAny({ contract: parseContract(notation) });
    assert.equal(compiled?.kind, "compiled", notation);
    if (compiled?.kind === "compiled") assert.equal(compiled.unenforced.length, 1, notation);
  }
  assert.equal(compileAny({ contract: parseContract("text matches /a(?!b)b/") })?.kind, "contradiction");
  assert.equal(
    compileAny({ contract: parseContract("form: sentence\ntext matches /[a-z]+/") })?.kind,
    "contradiction",
  );
});

const PIECES = [
  ..."a b e s l c t n o i ' 5 1 0 2 B S C T A h M r . , ! - $ : ( ) # \n".split(" "),
  " |a|sea|seal|cat| a| sea| seal| cat| oil|Sea|Cat| Sea|SEA|CAT|ea|al| -| - $| $| 5|10|12| 12|:3|-1|. C|,\n|\nSea|\nCat| (|2)|kg|AB".split(
    "|",
  ),
].flat();
const encoder = new TextEncoder();
const vocabulary: Vocabulary = {
  size: PIECES.length + 1,
  bytes: (token) => (token < PIECES.length ? encoder.encode(PIECES[token]) : new Uint8Array()),
  endTokens: [PIECES.length],
  isControl: (token) => token === PIECES.length,
  tokenize: () => [],
  fingerprint: "shaped",
};

test("masks of shaped texts hold the tokens that lead somewhere", () => {
  fc.assert(
    fc.property(contracts, fc.nat(), (contract, seed) => {
      const compiled = compileAny({ contract, list: TOY });
      if (compiled?.kind !== "compiled") return;
      const { constraint } = compiled;
      const random = generator(seed);
      const made = masks({ vocabulary, constraint });
      for (let walk = 0; walk < 4; walk += 1) {
        let position = made.start;
        let text = "";
        for (let length = 0; length < 40; length += 1) {
          const admitted = tokensOf(made.mask(position));
          const expected = PIECES.flatMap((piece, token) =>
            constraint.usable!(piece) && made.advance(position, token) ? [token] : [],
          );
          const ends = constraint.mayEnd(position.state) ? [PIECES.length] : [];
          assert.deepEqual([...admitted], [...expected, ...ends], `after ${JSON.stringify(text)}`);
          const token = admitted[Math.floor(random() * admitted.length)];
          if (token === undefined || token === PIECES.length) break;
          const next = made.advance(position, token)!;
          position = next.position;
          text += next.text;
        }
      }
    }),
    { numRuns: 8 },
  );
});
