import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { amountsOf, evidenceOf, textsOf, timesSaid } from "./evidence.ts";

/** `9`, `3rd`, `≤9`, `≥12`: a number as the table says it. */
const shown = (request: string): string =>
  evidenceOf(request)
    .numbers.map(({ value, ordinal, bound }) => {
      const sign = bound === "at most" ? "≤" : bound === "at least" ? "≥" : "";
      return `${sign}${value}${ordinal ? "." : ""}`;
    })
    .join(" ");

const numbers: Readonly<Record<string, readonly (readonly [request: string, found: string])[]>> = {
  "in digits": [
    ["a sentence of 9 words", "9"],
    ["a 9-word sentence", "9"],
    ["1,200 words", "1200"],
    ["5 lines with 5 words", "5 5"],
    ["글자 수는 6-8-6", "6 8 6"],
    ["정확히 8단어로", "8"],
    ["no digits at all", ""],
  ],
  "in words": [
    ["nine words", "9"],
    ["Nine words", "9"],
    ["a nine-word line", "9"],
    ["twenty-one words", "21"],
    ["ninety-nine words", "99"],
    ["a dozen lines", "12"],
    ["a single sentence", "1"],
    ["say it once, not twice", "1 2"],
    ["two hundred words", "200"],
    ["one hundred and twenty-five words", "125"],
    ["a hundred and five words", "105"],
    ["a hundred words", "100"],
    ["a phone, a tent and a stone", ""],
    ["half a dozen words", "6"],
    ["at most a half-dozen words", "≤6"],
    ["no more than a dozen words", "≤12"],
    ["two dozen words", "24"],
    ["a couple of sentences", "2"],
    ["a couple in love", ""],
    ["a five-sentence paragraph", "5"],
    ["two thousand characters", "2000"],
    ["a thousand words", "1000"],
    ["three thousand five hundred words", "3500"],
    ["one thousand two hundred and fifty words", "1250"],
    ["a thousand stars", ""],
    ["twenty five words", "25"],
    ["a hundred and twenty five words", "125"],
    ["at most forty two words", "≤42"],
    ["8 to twenty five words", "8 25"],
    ["twenty five-word lines", "20 5"],
  ],
  "of places": [
    ["the 3rd word", "3."],
    ["the third word", "3."],
    ["the twenty-first word", "21."],
    ["the 2nd, 6th and 11th words", "2. 6. 11."],
    ["the first line has 5 words", "1. 5"],
    ["word 3 is to be 'a' and word 14 'b'", "3. 14."],
    ["sentence two ends in 'smoke'", "2."],
    ["letter 5 is 'm'", "5."],
    ["words two, five and eight are 'a', 'b', 'c'", "2. 5. 8."],
    ["10 words, 3 lines", "10 3"],
    ["a line 9 words long", "9"],
    ["each sentence ten to twelve words", "10 12"],
  ],
  "that bound from above": [
    ["at most 7 words", "≤7"],
    ["up to thirty words", "≤30"],
    ["no more than 20 words", "≤20"],
    ["not more than 20 words", "≤20"],
    ["a maximum of 8 lines", "≤8"],
    ["max. 9 words", "≤9"],
    ["within 20 words", "≤20"],
    ["limited to 8 words", "≤8"],
    ["no more words than 8", "≤8"],
    ["a hundred words or fewer", "≤100"],
    ["12 words or fewer", "≤12"],
    ["12 or fewer words", "≤12"],
    ["8 words max", "≤8"],
    ["no word is longer than 7 letters", "≤7"],
    ["each line no longer than 35 characters", "≤35"],
    ["don't use more than 5 words", "≤5"],
    ["don’t use more than 5 words", "≤5"],
    ["it must not exceed 12 words", "≤12"],
    ["nothing longer than 9 words", "≤9"],
    ["at the most 9 words", "≤9"],
    ["less than or equal to 10 words", "≤10"],
    ["equal to or less than 10 words", "≤10"],
    ["<= 100 characters", "≤100"],
    ["≤ 12 words", "≤12"],
    ["≤12 words", "≤12"],
  ],
  "that bound from below": [
    ["at least 12 words", "≥12"],
    ["no fewer than 12 words", "≥12"],
    ["no less than twelve words", "≥12"],
    ["a minimum of 5 words", "≥5"],
    ["12 words or more", "≥12"],
    ["12 or more words", "≥12"],
    ["not shorter than 5 words", "≥5"],
    ["greater than or equal to 10 words", "≥10"],
    ["A poem of 20+ words", "≥20"],
    ["20+5 words", "20 5"],
    [">= 5 words", "≥5"],
    ["≥ 5 words", "≥5"],
  ],
  "that a comparative excludes": [
    ["fewer than 10 words", "≤9"],
    ["fewer than ten words", "≤9"],
    ["less than 10 words", "≤9"],
    ["shorter than 40 characters", "≤39"],
    ["under 50 words", "≤49"],
    ["fewer words than 10", "≤9"],
    ["below 50", "≤49"],
    ["more than 5 words", "≥6"],
    ["longer than 5 words", "≥6"],
    ["over 50 words", "≥51"],
    ["exceeding 12 words", "≥13"],
    ["fewer than 0 words", "≤0"],
    ["less than $30 in all", "≤29"],
    ["no more than $60", "≤60"],
    ["none of them under 15 words", "≥15"],
    ["never a word of over seven letters", "≤7"],
  ],
  "beside the bound of another": [
    ["3 lines with at most 8 words", "3 ≤8"],
    ["4 sentences having at least 5 words", "4 ≥5"],
    ["4 sentences having at least five words", "4 ≥5"],
    ["4 lines of max 5 words", "4 ≤5"],
    ["3 lines, at most 8 words each", "3 ≤8"],
    ["5 sentences at least", "≥5"],
    ["8 words at most per line", "≤8"],
    ["10 words at the most.", "≤10"],
    ["at least 3 and at most 5 words", "≥3 ≤5"],
    ["more than 3 but fewer than 8 words", "≥4 ≤7"],
    ["no sentence shorter than 3 words or longer than 9 words", "≥3 ≤9"],
    ["세 줄로, 줄마다 5자 이상", "3 ≥5"],
    ["5단어 이하로 세 문장", "≤5 3"],
  ],
  "whose comparative is denied elsewhere": [
    ["don't use 'x', fewer than 10 words", "≤9"],
    ["never use 'blue' and write less than 20 words", "≤19"],
    ["no title, over 50 words", "≥51"],
    ["No rhymes. More than 4 lines", "≥5"],
    ["Don't rhyme; fewer than 4 lines", "≤3"],
  ],
  "of a range": [
    ["between 5 and 8 words", "5 8"],
    ["5 to 8 words", "5 8"],
    ["5-8 words", "5 8"],
    ["5개에서 7개 사이", "5 7"],
  ],
  "in Korean": [
    ["세 줄", "3"],
    ["네 줄짜리 시", "4"],
    ["열두 단어", "12"],
    ["스물한 글자", "21"],
    ["스무 단어", "20"],
    ["문장은 네 개", "4"],
    ["한 문장으로", "1"],
    ["두 개의 문장", "2"],
    ["셋째 줄", "3."],
    ["세 번째 단어", "3."],
    ["첫 단어", "1."],
    ["3번째 단어", "3."],
    ["다섯 단어 이상", "≥5"],
    ["7자 이하", "≤7"],
    ["세 문장 이하로", "≤3"],
    ["공백 포함 30자 이내", "≤30"],
    ["100자까지", "≤100"],
    ["30자를 넘지 않게", "≤30"],
    ["10개 미만", "≤9"],
    ["다섯 글자 미만", "≤4"],
    ["10자 초과", "≥11"],
    ["10자 넘게 20자 미만", "≥11 ≤19"],
    ["열 단어 넘는 문장", "≥11"],
    ["10단어보다 많게", "≥11"],
    ["20자보다 짧게", "≤19"],
    ["20000원이 넘지 않게", "≤20000"],
    ["한 글자도 빼지 말고", ""],
    ["한국의 두부와 세상", ""],
  ],
  "that are none": [
    ["each one has to rhyme", ""],
    ["the last one ends softly, and the second one too", "2."],
    ["this one, that one, no one", ""],
    ["say 'nine words' and “3 lines”", ""],
  ],
};

for (const [kind, rows] of Object.entries(numbers)) {
  suite(`numbers ${kind}`, () => {
    for (const [request, found] of rows) {
      test(`“${request}” says ${found || "none"}`, () => assert.equal(shown(request), found));
    }
  });
}

test("every number tells where it stands, and they come in the order of the request", () => {
  const request = "Write three lines: 5 words, then at least nine, 두 번째 줄은 7자 이하.";
  const places = evidenceOf(request).numbers.map(({ start, end }) => request.slice(start, end));
  assert.deepEqual(places, ["three", "5", "nine", "두", "7"]);
});

const quotes: readonly (readonly [request: string, texts: readonly string[]])[] = [
  ["the word 'cold'", ["cold"]],
  ['the word "cold"', ["cold"]],
  ["the word “cold”", ["cold"]],
  ["the word ‘cold’", ["cold"]],
  ["„Haus“, «froid», `code`", ["Haus", "froid", "code"]],
  ["「가을」과 『겨울』", ["가을", "겨울"]],
  ["'one', 'two', 'three'", ["one", "two", "three"]],
  ["'a'/'b' (\"c\")", ["a", "b", "c"]],
  ["'home,' and 'away'.", ["home", "away"]],
  ["each line starts with '- '", ["- "]],
  ["begin with '-'", ["-"]],
  ["don't use 'don't' here", ["don't"]],
  ["don’t use ‘it’s’ here", ["it’s"]],
  ["my grandmother's garden isn't 'old'", ["old"]],
  ["the dogs' bowl and the cats' bed", []],
  ["O'Brien's 'hat'", ["hat"]],
  ["music of the '90s and the '80s", []],
  ["'우산'을 꼭 넣고 '우울'은 쓰지 마", ["우산", "우울"]],
  ['"우산"과 “비”를', ["우산", "비"]],
  ["\"He said 'go' to me\"", ["He said 'go' to me"]],
  ["'He said \"go\" to me'", ['He said "go" to me']],
  ['"We never went back", "The door stayed open"', ["We never went back", "The door stayed open"]],
  ["'cold' and 'cold' again", ["cold", "cold"]],
  ["the liners' price", []],
  ["end with 'the liners' price', 'no', respectively", ["the liners' price", "no"]],
  ["say 'biting' it hard', 'a coup d'état'", ["biting' it hard", "a coup d'état"]],
  ["'house', the 7th word 'river' and the last word 'home'", ["house", "river", "home"]],
  ["use 'spring' and the dogs' tails", ["spring"]],
  ["ending in ''I saw it.'', ''No.''", ["'I saw it.'", "'No.'"]],
  ['Write a "square" poem with the word "sea"', ["sea"]],
  ['unclosed "quote', []],
  ["without the letter e", ["e"]],
  ["THE LETTERS A, E AND O", ["A", "E", "O"]],
  ["write a letter a friend would like", []],
  ["these words in this order: apple, river, stone", ["apple", "river", "stone"]],
  ["다음 단어를 순서대로 넣어: 기차, 우산, 편지", ["기차", "우산", "편지"]],
  ["lines of so many words: 5, 7, 5", []],
  ["'' and \" \"", []],
  ["", []],
];

suite("counts that a list implies", () => {
  const implied = (request: string): string =>
    evidenceOf(request)
      .numbers.filter(({ unit }) => unit !== undefined)
      .map(({ value, unit }) => `${value} ${unit}`)
      .join(", ");
  for (const [request, found] of [
    ["paragraphs having the last sentence to be 'A', 'B', 'C', respectively;\nno 'x'", "3 paragraph"],
    ["Poem whose lines start with 's', 'e' and 'a', in that order", "3 line"],
    ["문단이 각각 '봄', '여름'으로 시작하게", ""],
    ["exactly 3 sentences, the sentences ending with 'a', 'b', 'c' respectively", ""],
    ["with the 4th and 8th words to be 'a', 'b' respectively", ""],
    ["a sentence with the words 'a' and 'b' in that order", ""],
    ["a haiku about frost", "3 line"],
    ["a haiku in three lines", ""],
    ["a sentence about a haiku", ""],
    ["two haiku", ""],
    ["겨울 하이쿠 한 수", "3 line"],
    ["A limerick, please", "5 line"],
  ]) {
    test(`⟨${request}⟩: ${found || "none"}`, () => assert.equal(implied(request), found));
  }
});

suite("quoted texts", () => {
  for (const [request, texts] of quotes) {
    test(`⟨${request}⟩ quotes ${texts.length === 0 ? "nothing" : texts.join(" | ")}`, () => {
      assert.deepEqual(
        evidenceOf(request).quotes.map(({ text }) => text),
        texts,
      );
    });
  }

  test("tell where they stand, quotation marks included", () => {
    const request = "the words 'sea' and “salt”.";
    assert.deepEqual(
      evidenceOf(request).quotes.map(({ start, end }) => request.slice(start, end)),
      ["'sea'", "“salt”"],
    );
  });
});

suite("what a plan may copy", () => {
  test("each number once, under the relations that its bound allows", () => {
    const evidence = evidenceOf("5 lines with 5 words, fewer than 10 e's");
    assert.deepEqual(amountsOf(evidence, "exactly"), [5]);
    assert.deepEqual(amountsOf(evidence, "at most"), [5, 9]);
    assert.deepEqual(amountsOf(evidence, "at least"), [5]);
    assert.deepEqual(amountsOf(evidenceOf("a poem"), "exactly"), []);
  });

  test("each quoted text once, and words that are named without quotes", () => {
    const texts = textsOf(evidenceOf("'sea', 'sea' and the word Thursday"));
    assert.deepEqual(texts, ["sea", "Thursday"]);
  });

  test("no word that only holds a request together, and no number", () => {
    assert.deepEqual(evidenceOf("Please write a sentence of exactly 9 words about the").quotes, []);
  });

  test("marks that are called by their names", () => {
    for (const [request, mark] of [
      ["a dash in front", "- "],
      ["bullets", "- "],
      ["no exclamation marks", "!"],
      ["a question mark", "?"],
      ["느낌표 없이", "!"],
    ] as const) {
      assert.ok(evidenceOf(request).marks.includes(mark), request);
    }
  });

  test("marks that a text is to be without", () => {
    for (const [request, marks] of [
      ["don't use hashtags", ["#"]],
      ["no commas, hashtags or exclamation marks", ["!", "#", ","]],
      ["without using a dash", ["- "]],
      ["no title; a dash in front of each line", []],
      ["no hashtags, and start each line with a dash", ["#"]],
      ["an email without a subject line", ["Subject:"]],
      ["an email with a subject line", []],
      ["느낌표나 물음표 없이", ["!", "?"]],
      ["쉼표는 쓰지 말고", [","]],
      ["제목 줄 없이", ["제목:"]],
      ["느낌표로 끝내 줘", []],
    ] as const) {
      assert.deepEqual(evidenceOf(request).denied, marks, request);
    }
  });

  test("a number once, or once for each of the texts that it is said of", () => {
    for (const [request, times] of [
      ["'a', 'b' and 'c', each exactly once", 3],
      ["'a' and 'b' two times each", 2],
      ["'a'와 'b'를 각각 두 번", 2],
      ["'a' twice, and each line short", 1],
      ["'a' and 'b', each line with 3 words", 1],
    ] as const) {
      const evidence = evidenceOf(request);
      assert.equal(timesSaid(evidence.numbers[0], evidence), times, request);
    }
  });

  test("nothing that stands in a quotation is a number or a named word", () => {
    const evidence = evidenceOf("the line “Nine 9 lives”");
    assert.deepEqual([evidence.numbers, evidence.quotes.length], [[], 1]);
  });
});

const LONG = ["not over 9 or ", "twenty five ", "two thousand ", "30자 넘게 ", "5자 이상 쓰지 "];

test("reading a request of 20,000 characters doesn't hang, whatever it is full of", () => {
  for (const piece of [
    "'",
    '"',
    "“",
    "a'",
    "9 ",
    "nine-",
    "no more than ",
    "세 ",
    "1,",
    "(",
    " ",
    "a-",
    ...LONG,
  ]) {
    const evidence = evidenceOf(piece.repeat(20_000 / piece.length));
    assert.ok(Array.isArray(evidence.numbers));
  }
});
