import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { amountsOf, evidenceOf } from "./evidence.ts";
import { textsInOrder } from "./implied.ts";
import { isAllOfIt, isSample } from "./polarity.ts";
import { isOfEach, isOfSum, isOfTimes, unitOf } from "./units.ts";

suite("the ends of a range are said by a range alone", () => {
  const cases: readonly (readonly [request: string, ends: readonly number[]])[] = [
    ["between 8 and 12 words", [8, 12]],
    ["Five to eight words", [5, 8]],
    ["9 or 10 words", [9, 10]],
    ["8 or 12 words", []],
    ["12-15 words", [12, 15]],
    ["5-7-5 syllables", []],
    ["두세 줄", [2, 3]],
    ["6단어에서 10단어 사이", [6, 10]],
    ["100자 이상 150자 이하", []],
    ["3 sentences and 20 words", []],
  ];
  for (const [request, ends] of cases) {
    test(request, () => {
      const evidence = evidenceOf(request);
      const found = evidence.numbers.filter(({ range }) => range !== undefined);
      assert.deepEqual(
        found.map(({ value }) => value),
        ends,
      );
      for (const end of ends) assert.ok(!amountsOf(evidence, "exactly").includes(end));
      assert.deepEqual(amountsOf(evidence, "between").length >= ends.length, true);
    });
  }

  test("one bound alone is no range", () => {
    assert.deepEqual(amountsOf(evidenceOf("no sentence may be longer than 15 words"), "between"), []);
  });

  test("a number is above what is stated, and at least the next", () => {
    const evidence = evidenceOf("seats, an integer greater than 0");
    assert.deepEqual(amountsOf(evidence, "field is number above"), [0]);
    assert.deepEqual(amountsOf(evidence, "field is number of at least"), [1]);
  });
});

suite("of what a number is said", () => {
  const cases: readonly (readonly [request: string, said: readonly string[]])[] = [
    ["Each line should contain the word 'blue' and have exactly 5 words.", ["5 word each"]],
    ["8 lines in two stanzas of four", ["8 line", "2 paragraph", "4 line each"]],
    [
      "Three sentences, each of at most 12 words, and 30 words in all",
      ["3 sentence", "12 word each", "30 word"],
    ],
    ["8 to 12 words in every sentence, 4 sentences", ["8 word each", "12 word each", "4 sentence"]],
    ["Two lines, six words each, but no more than 10 words", ["2 line", "6 word each", "10 word"]],
    ["6 sentences of 9 words", ["6 sentence", "9 word each"]],
    ["use 'lava' at least twice, and 'ash' 3 times", ["2 times", "3 times"]],
    ["10 countries, one per line", ["10 line"]],
    ["five lines like 'Tent: 3 kg', and the weights together must not exceed 15", ["5 line", "15 sum"]],
    ["과일 세 가지를 한 줄에 하나씩 쓰고 가격 합이 정확히 9000원", ["3 line", "9000 sum"]],
    ["세 줄짜리 시인데 한 줄에 다섯 단어씩", ["3 line", "5 word each"]],
    ["30자 이내로 문장 하나", ["30 character", "1 sentence"]],
    ["A poem of 20+ words", ["20 word"]],
    ["2k words, under 1.5k characters", ["2000 word", "1499 character"]],
    ["a 2k-word essay", ["2000 word"]],
    ["1.5 thousand characters", ["1500 character"]],
    ["2k+ words, 0.5K characters or fewer", ["2000 word", "500 character"]],
    ["1k to 1.5k words", ["1000 word", "1500 word"]],
    ["2-3k words", ["2000 word", "3000 word"]],
    ["500 to 2k words", ["500 word", "2000 word"]],
    ["a 5k run and a 4k screen in 20 words", ["5", "4", "20 word"]],
    ["between 1 and 2k words", ["1000 word", "2000 word"]],
    ["3 lines, 1,5k characters", ["3 line", "1500 character"]],
    ["use 2 k words", ["2"]],
    ["2k자 이내", ["2000 character"]],
    ["two thousand characters or twenty five lines", ["2000 character", "25 line"]],
    ["Neither sentence may have more than 6 words.", ["6 word each"]],
    ["avoid sentences longer than 12 words", ["12 word each"]],
  ];
  for (const [request, said] of cases) {
    test(request, () => {
      const found = evidenceOf(request).numbers.map((number) =>
        [
          number.value,
          unitOf(number, request),
          isOfTimes(number, request) && "times",
          isOfSum(number, request) && "sum",
          isOfEach(number, request) && "each",
        ]
          .filter(Boolean)
          .join(" "),
      );
      assert.deepEqual(found, said);
    });
  }
});

suite("what is wanted of quotations", () => {
  test("a sample is none that is to stand there", () => {
    const samples = (request: string): boolean[] => {
      const evidence = evidenceOf(request);
      return evidence.quotes.map((quote) => isSample(quote, evidence));
    };
    assert.deepEqual(samples("four items, each written like 'Rope - $9', and 'Thanks' at the end"), [
      true,
      false,
    ]);
    assert.deepEqual(samples("'우유 - 3000원'처럼 한 줄에 하나씩"), [true]);
    assert.deepEqual(samples("I'd like 'route 66' in it"), [false]);
  });

  test("what a part is, is all of it", () => {
    const wholes = (request: string): boolean[] => {
      const evidence = evidenceOf(request);
      return evidence.quotes.map((quote) => isAllOfIt(quote, evidence));
    };
    assert.deepEqual(wholes("The last sentence must be 'So I stayed.'"), [true]);
    assert.deepEqual(wholes("The last sentence ends with 'stayed'"), [false]);
    assert.deepEqual(wholes("마지막 문장은 반드시 '그래서 나는 웃었다.'여야 해."), [true]);
    assert.deepEqual(wholes("첫 문장은 '어제'로 시작할 것."), [false]);
  });

  const orders: readonly (readonly [request: string, texts: readonly string[]])[] = [
    ["'창문'과 '바람'이 이 순서로 나오는 문장", ["창문", "바람"]],
    ["the words ladder, honey and Thursday in it, in exactly that order", ["ladder", "honey", "Thursday"]],
    ["three sentences begin with 'First', 'Then' and 'Finally', in that order", []],
    ["words 2 and 5 are 'a' and 'b', in that order", []],
  ];
  for (const [request, texts] of orders) {
    test(request, () => assert.deepEqual(textsInOrder(request, evidenceOf(request).quotes), texts));
  }
});
