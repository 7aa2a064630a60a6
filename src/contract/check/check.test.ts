import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { normalise } from "../../text/index.ts";
import { parseContract, printClause } from "../notation.ts";
import { arbitraryContract } from "../testing.ts";
import { type Check, check } from "./check.ts";

/** The only check of a contract with one line. */
function only(line: string, text: string): Check {
  const { checks, passed } = check(parseContract(line), text);
  assert.equal(checks.length, 1);
  assert.equal(checks[0].passed, passed);
  return checks[0];
}

const places = (line: string, text: string): string[] =>
  only(line, text).offsets.map(([start, end]) => normalise(text).slice(start, end));

const grammar = (value: string): string => printClause({ relation: "follows the grammar", scope: [], value });

describe("a clause", () => {
  const cases: [line: string, passing: string[], failing: string[]][] = [
    [
      "text has exactly 2 sentences",
      ["It rains. We stay."],
      ["It rains.", "A. B. C.", "It rains. We stay. And"],
    ],
    ["text has at least 2 sentences", ["It rains. We stay. And"], ["It rains. We stay"]],
    ["text has at most 1 sentence", ["It rains. We stay", ""], ["It rains. We stay."]],
    ["text has between 1 and 2 sentences", ["A. B."], ["A. B. c", "", "A. B. C."]],
    ["text has exactly 4 words", ["It’s well-known (now) - today!"], ["It is"]],
    ["text has exactly 5 characters", [" a b\r\nc ", "가😀 나!"], ["abcd"]],
    ["text has exactly 3 syllables", ["가을, 밤 ok", "가을, 밤".normalize("NFD")], ["가을"]],
    ["text has exactly 1 character", ["e\u0301"], ["x\u0301"]],
    ['text avoids "눈물"', ["웃음"], ["눈물이", "눈물이".normalize("NFD")]],
    ['text contains the letter "é"', ["café", "cafe\u0301"], ["cafe"]],
    ['text contains the letter "e\u0301"', ["café", "cafe\u0301"], ["cafe"]],
    [grammar('root ::= "caf" "e\u0301"'), ["café", "cafe\u0301"], ["cafe"]],
    [grammar('root ::= ([a-c]+ "\\n\\n")+'), ["a\n\nb", "a\n\nb\n\n"], ["a\nb"]],
    [grammar('root ::= "  - " [a-c]+ "\\n" "  - " [a-c]+'), ["- a\n  - b"], ["- a\n- b"]],
    [grammar('root ::= 2fa-kv\n2fa-kv ::= "x"'), ["x"], ["y"]],
    ["numbers of text add up to at most 25", ["It was -3 degrees.", "-3 and 28"], ["-3 and 29"]],
    ["each line has exactly 2 words", ["a b\n\nc d", ""], ["a b\nc"]],
    ["each paragraph has at most 1 sentence", ["A.\n\nB."], ["A. B.\n\nC."]],
    ["each word has at most 3 characters", ["one, two."], ["three"]],
    ["sentence 2 has exactly 1 word", ["One two. Three."], ["One two.", "A. B c."]],
    ["last sentence has exactly 1 word", ["One two. Three."], ["", "One two"]],
    ["sentence 2 from the end has exactly 1 word", ["A. B c."], ["A."]],
    ['first word is "when"', ["When it rains"], ["then when", "", "Whenever"]],
    ['word 3 of each line is "x"', ["a b x\nc d X,"], ["a b x\nc d"]],
    ['last word of sentence 2 is "home"', ["Go. Go home!"], ["Go home. Go.", "Go home."]],
    ['each sentence starts with "When"', ["When? When I go.", "no sentence yet"], ["When. Then."]],
    ['each sentence ends with "you see"', ["So, you see."], ["You see it."]],
    ['first line is "roses are red"', ["Roses are red,\nx"], ["Roses are very red"]],
    ['text contains "map"', ["A map."], ["maps", ""]],
    ['text contains "next week"', ["Next\nweek!"], ["week next"]],
    ['text avoids "don\'t"', ["do"], ["DON’T"]],
    ['text avoids "a b"', ["a c b a"], ["x a b"]],
    ['text contains "납기"', ["납기를 지켜"], ["납 기"]],
    ['text avoids "다음 주"', ["다음주"], ["다음 주에"]],
    ['each line starts with "- "', ["- a\n-b"], ["- a\nb"]],
    ['text ends with "!"', ["Go!"], ["Go."]],
    ['each word starts with "b"', ["Big bad"], ["big dog"]],
    ['each word avoids "e"', ["no"], ["see"]],
    ['character 2 is "a"', ["cat", "4A"], ["act", "c", ""]],
    ['last character is "!"', ["Go!", " go! "], ["Go.", ""]],
    ['character 3 from the end of each word is "𝒜"', ["a𝒜bc 𝒜de"], ["abc", "a"]],
    ['first character of last line is "b"', ["a\nB c"], ["b\n- b"]],
    ['first word contains "ou"', ["Hour"], ["Our house", ""].slice(1)],
    ["form: sentence", ["It rains.", '"Stop!" she said.'], ["", "It rains", "A. B.", "A. b"]],
    ["form: paragraph", ["A. B."], ["A.\nB.", "A.\n\nB.", ""]],
    ["form: word", ["hello!"], ["", "hello you", "!"]],
    ["form: text", ["x"], ["", " \n"]],
    ["form: poem", ["a\nb"], [""]],
    ["form: list", ["- a"], [""]],
  ];
  for (const [line, passing, failing] of cases) {
    it(`holds where it should, and only there: ${line}`, () => {
      for (const text of passing) assert.ok(only(line, text).passed, `${JSON.stringify(text)} should pass`);
      for (const text of failing) assert.ok(!only(line, text).passed, `${JSON.stringify(text)} should fail`);
    });
  }
});

it("of a text that is one word asks for its letters", () => {
  const contract = parseContract(
    'form: word\ntext starts with "he"\ntext ends with "O"\ntext contains "ll"\ntext avoids "lp"',
  );
  assert.ok(check(contract, "Hello!").passed);
  for (const text of ["shello", "helloes", "hero", "helpllo"]) assert.ok(!check(contract, text).passed, text);
});

describe("evidence", () => {
  const text = "One two. Three\r\nfour five six. Seven.  ";

  it("says what was found and what was wanted", () => {
    const cases: [line: string, evidence: string][] = [
      ["text has exactly 3 sentences", "the text: 3 sentences"],
      ["text has exactly 2 sentences", "the text: 3 sentences; wanted exactly 2 sentences"],
      ["each sentence has at most 4 words", "all 3: at most 4 words"],
      [
        "each sentence has between 3 and 4 words",
        "sentence 1: 2 words; sentence 3: 1 word; wanted between 3 and 4 words",
      ],
      [
        "each word has at least 9 characters",
        "word 1: 3 characters; word 2: 3 characters; word 3: 5 characters; 7 of 7 fail; wanted at least 9 characters",
      ],
      [
        'word 3 of each sentence is "five"',
        'sentence 1 has no word 3; sentence 3 has no word 3; wanted it to be "five"',
      ],
      ['text avoids "two"', 'the text: has "two"; wanted it to avoid "two"'],
      ["each paragraph has at least 1 line", "paragraph 1: 2 lines"],
    ];
    for (const [line, evidence] of cases) assert.equal(only(line, text).evidence, evidence);
    assert.equal(
      only("text has exactly 1 sentence", "Go. And").evidence,
      "the text: 1 sentence and unfinished text; wanted exactly 1 sentence",
    );
    assert.equal(
      only("each sentence has exactly 1 word", "").evidence,
      "there is no such part, so none fails",
    );
  });

  it("says where, in the normalised text", () => {
    assert.deepEqual(places("each sentence has between 3 and 4 words", text), ["One two.", "Seven."]);
    assert.deepEqual(places('text avoids "three FOUR"', text), ["Three\nfour"]);
    assert.deepEqual(places('each sentence starts with "One"', text), ["Three", "Seven"]);
    assert.deepEqual(places('text contains "x"', text), [normalise(text)]);
    assert.deepEqual(places("form: sentence", "Go. And so"), ["And so"]);
    assert.deepEqual(places('text avoids "나"', "나나 너나"), ["나", "나", "나"]);
  });

  it("says where it fails and by how much, in units that would have to change", () => {
    const cases: [line: string, text: string, failures: [place: string, distance: number][]][] = [
      [
        "each sentence has exactly 4 words",
        "I went to the shop. Good.",
        [
          ["I went to the shop.", 1],
          ["Good.", 3],
        ],
      ],
      ["text has exactly 2 sentences", "One. And", [["And", 1]]],
      ['text avoids "went"', "I went, you went.", [["went, you went", 2]]],
      ['text contains "went"', "I go.", [["I go.", 1]]],
      ['text contains "go" at least 3 times', "Go, go!", [["Go, go", 1]]],
      ['first line is "roses are red"', "Roses were very red\nx", [["Roses were very red", 2]]],
      ['last word is one of "home", "harbor"', "Go there.", [["there", 1]]],
      ['text contains "a", "b", "c" in this order', "b a c", [["a", 2]]],
      ['text avoids the letter "e"', "see", [["ee", 2]]],
      ["text repeats no word", "a b a c b", [["a", 2]]],
      ["text has its lines in alphabetical order", "c\nb\na", [["b", 2]]],
      ["each line has more words than the one before", "a b\nc\nd e", [["c", 2]]],
      ["each word is lowercase", "all SMall", [["SM", 2]]],
      ['each line is like "Milk - $4"', "milk – $4\nEgg - $5", [["m", 2]]],
      ["text matches /[a-z]{5}/", "abc", [["", 2]]],
      ["numbers of text add up to exactly 12", "5 and 3.5", [["5 and 3.5", 3.5]]],
      ["numbers of text add up to at most 12", "20", [["20", 8]]],
      ['line 4 is "x"', "a\nb", [["a\nb", 2]]],
    ];
    for (const [line, given, failures] of cases) {
      const found = only(line, given).failures;
      const shown = found.map(({ start, end, distance }) => [normalise(given).slice(start, end), distance]);
      assert.deepEqual(shown, failures, line);
    }
    assert.deepEqual(only("text has exactly 1 word", "one").failures, []);
  });

  it("stays short however much fails", () => {
    const found = only("each word has at most 1 character", "word ".repeat(1000));
    assert.equal(found.offsets.length, 20);
    assert.ok(found.evidence.length < 300);
    assert.ok(only('text is "x"', "y".repeat(100_000)).evidence.length < 300);
  });

  it("has offsets inside the text, for any contract and text", () => {
    const prose = fc.array(fc.constantFrom("cold", "가을", "It", ".", " ", "! ", "\n", "\n\n", "😀"), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(arbitraryContract, prose, (contract, pieces) => {
        const text = pieces.join("");
        const { passed, checks } = check(contract, text);
        const length = normalise(text).length;
        assert.equal(
          passed,
          checks.every((one) => one.passed),
        );
        assert.deepEqual(
          checks.slice(contract.form === undefined ? 0 : 1).map(({ clause }) => clause),
          contract.clauses.map(printClause),
        );
        for (const { offsets, evidence, failures, passed: holds } of checks) {
          assert.ok(failures.length <= 20 && (!holds || failures.length === 0));
          for (const { start, end, distance } of failures) {
            assert.ok(0 <= start && start <= end && end <= length && distance > 0);
          }
          assert.ok(evidence.length > 0 && offsets.length <= 20);
          for (const [start, end] of offsets) assert.ok(0 <= start && start <= end && end <= length);
        }
      }),
    );
  });
});

describe("opposite clauses", () => {
  it("never both hold of a text, and one of them does", () => {
    const prose = fc.array(fc.constantFrom("cold", "가을", "It", ".", " ", "! ", "\n"), { maxLength: 40 });
    fc.assert(
      fc.property(
        prose,
        fc.constantFrom("cold", "It", "가을", "It cold", "!"),
        fc.nat({ max: 6 }),
        (pieces, word, count) => {
          const text = pieces.join("");
          const value = JSON.stringify(word);
          assert.notEqual(
            only(`text contains ${value}`, text).passed,
            only(`text avoids ${value}`, text).passed,
          );
          const [low, high] = [`text has at most ${count} words`, `text has at least ${count + 1} words`];
          assert.notEqual(only(low, text).passed, only(high, text).passed);
        },
      ),
    );
  });
});

describe("a huge contract on a huge text", () => {
  const text = "The quick brown fox jumps over the lazy dog again. ".repeat(20_000);
  const forms: ((index: number) => string)[] = [
    (index) => `text avoids "word${index}"`,
    (index) => `text contains "the lazy dog${index}"`,
    (index) => `each word has at most ${index} characters`,
    (index) => `each sentence has at most ${index} words`,
    (index) => `text avoids "가${index}"`,
  ];

  it("is checked: a million characters, ten thousand clauses", () => {
    const contract = parseContract(
      Array.from({ length: 10_000 }, (_, index) => forms[index % forms.length](index)).join("\n"),
    );
    const { checks } = check(contract, text);
    assert.equal(checks.length, 10_000);
    assert.deepEqual(
      checks.slice(0, 5).map(({ passed }) => passed),
      [true, false, false, false, true],
    );
  });
});
