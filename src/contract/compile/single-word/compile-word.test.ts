/** Texts of one English word: real where the dictionary has one that fits, and only there. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { testConstraint } from "../../../inference/testing.ts";
import { check } from "../../check/check.ts";
import { parseContract, printClause, printContract } from "../../notation.ts";
import type { Contract } from "../../types.ts";
import { type Compilation, compileContract } from "../compile.ts";
import { generator } from "../testing.ts";
import { randomText } from "../walk.ts";
import { englishDictionary } from "./dictionary.ts";

type Compiled = Extract<Compilation, { kind: "compiled" }>;

const word = (...lines: readonly string[]): Contract => parseContract(["form: word", ...lines].join("\n"));

function compiled(contract: Contract): Compiled {
  const result = compileContract({ contract });
  assert.equal(result.kind, "compiled", JSON.stringify(result));
  return result as Compiled;
}

function wordsOf({ constraint }: Compiled, count: number, seed = 1): string[] {
  const random = generator(seed);
  return Array.from({ length: count }, () => randomText(constraint, { random })!);
}

suite("a word", () => {
  const cases: readonly (readonly [lines: readonly string[], fits: RegExp, coined: boolean])[] = [
    [
      [
        "text has exactly 12 characters",
        'character 4 is "o"',
        'character 8 of first word is "s"',
        'character 11 is "R"',
      ],
      /^...o...s..r.$/,
      false,
    ],
    [["text has exactly 11 characters", 'last character is "x"'], /^.{10}x$/, false],
    [["text has at least 15 characters", 'character 3 from the end is "i"'], /^.{12,}i..$/, false],
    [
      [
        "text has between 6 and 9 characters",
        'first word starts with "tr"',
        'first word ends with "ly"',
        'text avoids the letter "e"',
      ],
      /^tr[^e]{2,5}ly$/,
      false,
    ],
    [
      ["each word has at most 6 characters", 'first word contains "oo"', 'first word avoids "oom"'],
      /^(?!.*oom).*oo.*$/,
      false,
    ],
    [["text has exactly 9 characters", 'text ends with "!"'], /^[a-z]{8}!$/, false],
    [["text has exactly 9 characters", 'last character is "!"'], /^[a-z]{8}!$/, false],
    [
      ["text has exactly 12 characters", 'character 4 is "q"', 'character 8 is "x"', 'character 11 is "r"'],
      /^...q...x..r.$/,
      true,
    ],
    [["text has exactly 60 characters"], /^[a-z]{60}$/, true],
    [
      ['first word starts with "zzq"', 'first word ends with "qj"', 'first word avoids "a"'],
      /^zzq[^a]*qj$/,
      true,
    ],
    [['first word contains "é"', "text has exactly 7 characters"], /^(?=.*é).{7}$/, true],
    [
      ["text has at most 6 characters", 'text starts with "Tr"', 'text ends with "ck"', 'text avoids "ic"'],
      /^tr(?!ick)[a-z]{0,2}ck$/,
      false,
    ],
    [['text matches "tr[a-z]*k"', "text has exactly 8 characters"], /^tr[a-z]{5}k$/, false],
    [["text is uppercase", "text has exactly 5 characters"], /^[A-Z]{5}$/, false],
    [['first word matches "q[b-df-hj-np-tv-z]{6}"'], /^q[^aeiou]{6}$/, true],
    [['first word is "Zephyrette"'], /^Zephyrette$/, false],
    [['first word is one of "abacus", "florp"'], /^(?:abacus|florp)$/, false],
  ];
  for (const [lines, fits, coined] of cases) {
    test(`that is ${coined ? "coined" : "real"}: ${lines.join("; ")}`, () => {
      const contract = word(...lines);
      const result = compiled(contract);
      assert.equal(result.coined, coined);
      assert.deepEqual(result.unenforced, []);
      for (const text of wordsOf(result, 20)) {
        assert.match(text, fits);
        assert.ok(check(contract, text).passed, text);
      }
    });
  }

  test("of which nothing is asked is one that people know", () => {
    const { familiar } = englishDictionary();
    for (const text of wordsOf(compiled(word()), 20)) assert.ok(familiar.has(text), text);
  });

  test("is none of the request's, which only say what to do", () => {
    const contract = word("text has exactly 3 characters");
    const result = compileContract({ contract, extraWords: ["4th", "Bo1"] }) as Compiled;
    let state = result.constraint.start;
    for (const character of "4") state = result.constraint.next(state, character.codePointAt(0)!)!;
    assert.equal(state, undefined);
  });

  test("that no letters could make is a contradiction of the fewest clauses", () => {
    const clash = (...lines: readonly string[]) => {
      const result = compileContract({ contract: word(...lines) });
      assert.equal(result.kind, "contradiction");
      return result.kind === "contradiction" ? [result.clauses.map(printClause), result.form] : [];
    };
    assert.deepEqual(
      clash("text has exactly 5 characters", 'text avoids the letter "e"', 'character 7 is "x"'),
      [["text has exactly 5 characters", 'character 7 is "x"'], false],
    );
    assert.deepEqual(clash("text has exactly 2 words"), [["text has exactly 2 words"], true]);
    assert.deepEqual(clash('character 2 is "a"', 'character 2 is "b"', 'text avoids the letter "c"'), [
      ['character 2 is "a"', 'character 2 is "b"'],
      false,
    ]);
    assert.deepEqual(clash('first word is "two words"'), [['first word is "two words"'], false]);
  });

  test("may be Korean", () => {
    for (const lines of [
      ["text has exactly 3 characters", 'character 2 is "나"'],
      ['first word starts with "하"', 'last character is "다"'],
    ]) {
      const contract = word(...lines);
      const result = compiled(contract);
      assert.equal(result.coined, undefined);
      assert.deepEqual(result.unenforced, []);
      for (const text of wordsOf(result, 10)) assert.ok(check(contract, text).passed, text);
    }
    const contract = word("text has exactly 2 characters");
    const result = compileContract({ contract, extraWords: ["두", "글자", "단어", "하나"] }) as Compiled;
    for (const text of wordsOf(result, 5)) assert.match(text, /^[가-힣]{2}$/);
  });
});

const letter = fc.constantFrom(..."aeiourstlnqxz");
const run = fc.array(letter, { minLength: 1, maxLength: 3 }).map((letters) => letters.join(""));
const place = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: -5, max: -1 }));
const placeName = (at: number): string =>
  at === -1 ? "last character" : at < 0 ? `character ${-at} from the end` : `character ${at}`;

/** A clause as its line, and as a plain test of a word. */
const line: fc.Arbitrary<readonly [line: string, holds: (word: string) => boolean]> = fc.oneof(
  fc
    .integer({ min: 1, max: 16 })
    .map((n) => [`text has exactly ${n} characters`, (word: string) => word.length === n] as const),
  fc
    .integer({ min: 1, max: 16 })
    .map((n) => [`each word has at least ${n} characters`, (word: string) => word.length >= n] as const),
  fc
    .integer({ min: 1, max: 16 })
    .map((n) => [`text has at most ${n} characters`, (word: string) => word.length <= n] as const),
  fc
    .tuple(place, letter)
    .map(
      ([at, value]) =>
        [
          `${placeName(at)} is "${value}"`,
          (word: string) => word.at(at > 0 ? at - 1 : at) === value,
        ] as const,
    ),
  fc
    .tuple(place, letter)
    .map(
      ([at, value]) =>
        [
          `${placeName(at)} of first word is "${value}"`,
          (word: string) => word.at(at > 0 ? at - 1 : at) === value,
        ] as const,
    ),
  run.map((text) => [`first word starts with "${text}"`, (word: string) => word.startsWith(text)] as const),
  run.map((text) => [`first word ends with "${text}"`, (word: string) => word.endsWith(text)] as const),
  run.map((text) => [`first word contains "${text}"`, (word: string) => word.includes(text)] as const),
  run.map((text) => [`last word avoids "${text}"`, (word: string) => !word.includes(text)] as const),
  letter.map(
    (value) => [`text contains the letter "${value}"`, (word: string) => word.includes(value)] as const,
  ),
  letter.map(
    (value) => [`text avoids the letter "${value}"`, (word: string) => !word.includes(value)] as const,
  ),
);
const lines = fc.array(line, { minLength: 1, maxLength: 4 });

test("a word passes every check, and is coined where the dictionary has none, and only there", () => {
  const { words } = englishDictionary();
  const dictionary = new Set(words);
  let coinedWords = 0;
  let realWords = 0;
  fc.assert(
    fc.property(lines, fc.nat(), (some, seed) => {
      const contract = word(...some.map(([text]) => text));
      const holds = (text: string): boolean => some.every(([, test]) => test(text));
      const fitting = words.some(holds);
      const result = compileContract({ contract });
      if (result.kind === "contradiction") {
        assert.ok(!fitting, printContract(contract));
        return;
      }
      assert.equal(result.coined, !fitting, printContract(contract));
      assert.deepEqual(result.unenforced, []);
      for (const text of wordsOf(result, 5, seed)) {
        assert.ok(holds(text), `${text}\n${printContract(contract)}`);
        assert.ok(check(contract, text).passed, text);
        assert.equal(dictionary.has(text), fitting, text);
        if (fitting) realWords += 1;
        else coinedWords += 1;
      }
    }),
    { numRuns: 40, seed: 7 },
  );
  assert.ok(realWords > 20 && coinedWords > 20, `${realWords} real, ${coinedWords} coined`);
});

test("contradictions of letters are real ones: no string of few letters is overlooked", () => {
  const short = fc.array(
    fc.oneof(
      fc
        .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom("a", "b"))
        .map(
          ([at, value]) =>
            [`character ${at} is "${value}"`, (word: string) => word[at - 1] === value] as const,
        ),
      fc
        .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom("a", "b"))
        .map(
          ([at, value]) =>
            [
              `character ${at} from the end is "${value}"`.replace(
                "character 1 from the end",
                "last character",
              ),
              (word: string) => word.at(-at) === value,
            ] as const,
        ),
      fc
        .constantFrom("ab", "ba", "aa")
        .map((text) => [`first word avoids "${text}"`, (word: string) => !word.includes(text)] as const),
      fc
        .constantFrom("ab", "ba", "bb")
        .map((text) => [`first word contains "${text}"`, (word: string) => word.includes(text)] as const),
    ),
    { minLength: 2, maxLength: 5 },
  );
  const strings = ["a", "b", "c"].reduce<string[]>(
    (known) => known.flatMap((text) => ["a", "b", "c"].map((next) => text + next)),
    [""],
  );
  fc.assert(
    fc.property(short, (some) => {
      const contract = word("text has exactly 3 characters", ...some.map(([text]) => text));
      const possible = strings.some((text) => some.every(([, holds]) => holds(text)));
      assert.equal(compileContract({ contract }).kind === "compiled", possible, printContract(contract));
    }),
    { numRuns: 40, seed: 3 },
  );
});

test("constraints of words keep the laws of constraints", () => {
  for (const lines of [
    ["text has exactly 5 characters", 'character 2 is "e"', 'last character is "t"'],
    ["text has exactly 6 characters", 'character 2 is "q"', 'character 4 from the end is "x"'],
    ['first word starts with "vx"', 'first word avoids "ee"', "text has at most 6 characters"],
  ]) {
    testConstraint(compiled(word(...lines)).constraint, {
      alphabet: "abcdefghijklmnopqrstuvwxyz!. ",
      limit: 800,
    });
  }
});
