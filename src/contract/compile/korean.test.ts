/** Korean texts: any word of a few syllables, and every clause kept. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { testConstraint } from "../../inference/testing.ts";
import { check } from "../check/check.ts";
import { parseContract, printClause, printContract } from "../notation.ts";
import type { Clause, Contract, Form, Scope } from "../types.ts";
import { type Compilation, type CompileOptions, compileContract } from "./compile.ts";
import { assertLaw } from "./testing.ts";
import type { TextConstraint } from "./text-constraint.ts";

/** Enough of the alphabet to write anything that a contract asks for. */
const lettersFor = (contract: Contract): string =>
  `${printContract(contract)} 이다는에서하고까나라따마바빠사싸아자짜차카타파 0379 .!?,;:\n-`.replaceAll(
    '"',
    "",
  );

const korean = (notation: string, options: Omit<CompileOptions, "contract"> = {}): Compilation =>
  compileContract({ contract: parseContract(notation), language: "ko", lexicon: "open", ...options });

function constraintOf(compiled: Compilation): TextConstraint {
  assert.equal(compiled.kind, "compiled", JSON.stringify(compiled));
  return (compiled as Extract<Compilation, { kind: "compiled" }>).constraint;
}

/** Whether the constraint lets exactly this text be written. */
function admits(constraint: TextConstraint, text: string): boolean {
  let state: typeof constraint.start | undefined = constraint.start;
  for (const character of text) {
    state = constraint.next(state, character.codePointAt(0)!);
    if (state === undefined) return false;
  }
  return constraint.mayEnd(state);
}

const OPEN = { language: "ko", lexicon: "open", longest: 600 } as const;

const EXAMPLES = [
  "form: sentence\ntext has exactly 7 words",
  "each word has at most 3 characters\ntext has between 6 and 9 words",
  "form: poem\ntext has exactly 3 lines\nline 1 has exactly 5 syllables\nline 2 has exactly 7 syllables\nline 3 has exactly 5 syllables",
  "form: poem\ntext has exactly 3 lines\neach line has exactly 15 syllables\nfirst word of last line has exactly 3 syllables",
  'form: paragraph\ntext has exactly 3 sentences\neach sentence starts with "문득"',
  'text has exactly 5 words\nword 1 starts with "가"\nword 2 starts with "나"\nword 3 starts with "다"\nword 4 starts with "라"\nword 5 starts with "마"',
  'text has exactly 3 paragraphs\ntext contains "납기"\ntext contains "다음 주"',
  'form: list\ntext has exactly 8 lines\neach line starts with "-"',
  'form: paragraph\ntext has exactly 2 sentences\ntext contains "AI"\ntext contains "3월"\ntext avoids "가을"\ntext ends with "다음에 봐요!"',
  'form: sentence\ntext has exactly 40 characters\nlast word is "등대"\ntext contains "하하하"',
];

for (const [seed, notation] of EXAMPLES.entries()) {
  test(`random Korean texts obey: ${notation.replaceAll("\n", "; ")}`, () => {
    const contract = parseContract(notation);
    const compiled = korean(notation);
    const constraint = constraintOf(compiled);
    assert.deepEqual((compiled as { unenforced: unknown }).unenforced, []);
    testConstraint(constraint, { alphabet: lettersFor(contract), limit: 800 });
    assert.ok(assertLaw(contract, { ...OPEN, compiled, seed, texts: 4, letters: lettersFor(contract) }) > 0);
  });
}

test("sentences that people write are admitted", () => {
  const ways: [string, string][] = [
    ["form: sentence\ntext has exactly 7 words", "오늘은 바람이 차서 창문을 꼭 닫아 두었다."],
    ["form: sentence\ntext has exactly 7 words", "3월에는 10년 전 그 바다를 다시 찾았다."],
    [
      "each word has at most 3 characters\ntext has between 6 and 9 words",
      "밤새 눈이 와서 온 산이 하얗게 빛났다.",
    ],
    ['text contains "다음 주"', "납기는 다음 주까지입니다."],
  ];
  for (const [notation, text] of ways) {
    assert.ok(admits(constraintOf(korean(notation)), text), text);
    assert.ok(check(parseContract(notation), text).passed);
  }
});

test("words of the request stand in their spelling, with particles behind those that are not Hangul", () => {
  const constraint = constraintOf(korean("text has exactly 1 sentence", { extraWords: ["Priya", "AI를"] }));
  assert.ok(admits(constraint, "Priya가 AI는 쓴다."));
  assert.ok(!admits(constraint, "Priyas 쓴다."));
  assert.ok(!admits(constraint, "priya 쓴다."));
});

test("a line of counted syllables is not filled with numbers or names, which have none", () => {
  const verse = "form: poem\ntext has exactly 1 line\neach line has exactly 5 syllables";
  const constraint = constraintOf(korean(verse, { extraWords: ["15글자", "AI", "7"] }));
  assert.ok(admits(constraint, "바람이 분다"));
  assert.ok(!admits(constraint, "바람이 12 분다"));
  assert.ok(!admits(constraint, "바람이 7 분다"));
  assert.ok(!admits(constraint, "바람이 AI 분다"));
  assert.ok(admits(constraintOf(korean(`${verse}\ntext contains "AI"`)), "AI 바람 불다가"));
});

test("no word has one syllable three times in a row, unless it is quoted", () => {
  const free = constraintOf(korean("form: sentence\ntext has exactly 2 words"));
  assert.ok(admits(free, "하하 웃었다."));
  assert.ok(!admits(free, "하하하 웃었다."));
  const quoted = constraintOf(korean('form: sentence\ntext has exactly 2 words\nword 1 is "하하하"'));
  assert.ok(admits(quoted, "하하하 웃었다."));
});

test("clauses that no Korean text keeps are named", () => {
  const notation =
    'text has at most 10 characters\ntext contains "가나다라마"\ntext contains "바사아자차"\ntext contains "카타파하거"\ntext avoids "눈"';
  const compiled = korean(notation);
  assert.equal(compiled.kind, "contradiction");
  if (compiled.kind === "contradiction") {
    assert.ok(compiled.clauses.every(({ relation }) => relation !== "avoids"));
  }
});

test("the language is that of the request, then that of the contract", () => {
  const writes = (options: CompileOptions, text: string): boolean =>
    admits(constraintOf(compileContract(options)), text);
  const plain = parseContract("text has exactly 2 words");
  const quoting = parseContract('text has exactly 3 words\ntext contains "가을"');
  const english = ["Write", "two", "words"];
  const hangul = ["낱말", "둘을", "쓰세요"];
  assert.ok(writes({ contract: plain, extraWords: hangul }, "바람이 분다."));
  assert.ok(!writes({ contract: plain, extraWords: hangul, language: "en" }, "바람이 분다."));
  assert.ok(writes({ contract: plain, extraWords: english }, "Two words."));
  assert.ok(!writes({ contract: plain, extraWords: english }, "바람이 분다."));
  assert.ok(writes({ contract: quoting }, "가을 바람이 분다."));
  assert.ok(writes({ contract: quoting, extraWords: english }, "The 가을 wind."));
  assert.ok(writes({ contract: { ...plain, topic: "바다의 밤" } }, "바람이 분다."));
});

const QUOTES = ["가", "가을", "다음 주", "하하", "문득", "AI", "3월", "하다", "다하", "!", "12", "나가다"];
const position = fc.constantFrom<number | "each">("each", 1, 2, -1, -2);
const scope = (units: readonly Scope[number]["unit"][]): fc.Arbitrary<Scope> =>
  fc
    .subarray([...units], { maxLength: Math.min(2, units.length) })
    .chain((some) => fc.tuple(...some.map((unit) => position.map((at) => ({ unit, at })))));
const quote = fc.constantFrom(...QUOTES);
const clauses: fc.Arbitrary<Clause> = fc
  .oneof(
    fc.record({
      relation: fc.constantFrom("exactly", "at least", "at most"),
      scope: scope(["paragraph", "line", "sentence", "word"]),
      subject: fc.constantFrom("word", "character", "sentence", "line", "syllable"),
      value: fc.integer({ min: 1, max: 9 }),
    }),
    fc.record({
      relation: fc.constantFrom("is", "starts with", "ends with", "contains", "avoids"),
      scope: scope(["paragraph", "line", "sentence", "word"]),
      value: quote,
    }),
    fc.record({
      relation: fc.constantFrom("occurs exactly", "occurs at least", "occurs at most"),
      scope: scope(["line", "sentence"]),
      value: quote,
      times: fc.integer({ min: 0, max: 2 }),
    }),
    fc.record({
      relation: fc.constant("contains in order"),
      scope: scope(["line", "sentence"]),
      value: fc.array(quote, { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      relation: fc.constantFrom("in alphabetical order", "in reverse alphabetical order"),
      scope: scope(["paragraph"]),
      unit: fc.constantFrom("line", "word"),
    }),
    fc.record({
      relation: fc.constantFrom("contains the letter", "avoids the letter"),
      scope: scope(["sentence", "word"]),
      value: fc.constantFrom("가", "다", "a"),
    }),
  )
  .filter((made) => {
    try {
      parseContract(printClause(made as Clause));
      return true;
    } catch {
      return false;
    }
  }) as fc.Arbitrary<Clause>;

test("a finished Korean text passes the check of every clause that is enforced", () => {
  const contracts = fc.record({
    form: fc.constantFrom<Form>("sentence", "paragraph", "text", "poem", "list", "word"),
    clauses: fc.array(clauses, { minLength: 1, maxLength: 4 }),
  });
  fc.assert(
    fc.property(contracts, fc.nat(), (contract, seed) => {
      assertLaw(contract, { ...OPEN, seed, texts: 2, letters: lettersFor(contract) });
    }),
    { numRuns: 30 },
  );
});

test("many quoted texts, some inside others, are all enforced and can all be written", () => {
  const words = "가을 바람 나무 하늘 바다 노을 등대 편지 기차 구름 가을바람 나무하늘바다".split(" ");
  const contract = parseContract(words.map((word) => `text contains "${word}"`).join("\n"));
  const compiled = compileContract({ contract });
  const constraint = constraintOf(compiled);
  assert.deepEqual((compiled as { unenforced: unknown }).unenforced, []);
  assert.ok(admits(constraint, "가을바람은 나무하늘바다에 노을 등대 편지 기차 구름이다."));
});
