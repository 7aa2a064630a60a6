/** The lexicon of Korean: what is a word in it, what isn't, and the law of the compiler in its words. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { testConstraint } from "../../../inference/testing.ts";
import { check } from "../../check/check.ts";
import { parseContract, printClause } from "../../notation.ts";
import { compileContract } from "../compile.ts";
import { NO_NODE, trieChild } from "../trie.ts";
import { randomText } from "../walk.ts";
import { type Conjugated, stemForms } from "./conjugation.ts";
import {
  koreanLexicon,
  type Lexicon,
  lexiconOf,
  NO_TAILS,
  requestEntries,
  tailEnds,
  tailStep,
} from "./lexicon.ts";
import { TAILS } from "./tails.ts";

/** Whether a word is in the lexicon. */
function has({ forms, tails }: Lexicon, word: string): boolean {
  let node = 0;
  let places = NO_TAILS;
  for (const character of word) {
    const point = character.codePointAt(0)!;
    node = node === NO_NODE ? NO_NODE : trieChild(forms.trie, node, point);
    places = tailStep(tails, places, point, node === NO_NODE ? 0 : forms.tailsAt[node]);
  }
  return tailEnds(tails, places);
}

const wordsOf = (conjugated: Conjugated): ReadonlySet<string> =>
  new Set(
    stemForms(conjugated).flatMap(({ text, tails }) =>
      tails.flatMap((kind) => TAILS[kind].map((tail) => text + tail)),
    ),
  );

/** Each stem with forms that are right, and forms that are not. */
const CONJUGATIONS: readonly (readonly [Conjugated, right: string, wrong: string])[] = [
  [
    { stem: "먹", irregular: "regular", kind: "verb" },
    "먹고 먹지 먹는 먹는다 먹습니다 먹으면 먹으니 먹은 먹을 먹음 먹어 먹어서 먹었다 먹겠지 먹으려고 먹자 먹으시는",
    "먹면 먹ㄴ다 먹니다 먹아 먹다가서는",
  ],
  [
    { stem: "가", irregular: "regular", kind: "verb" },
    "가고 가는 간다 갑니다 가면 간 갈 가 가서 갔다 가려고 가십니다 갑시다",
    "가습니다 가는다 가으면 가아",
  ],
  [
    { stem: "만들", irregular: "regular", kind: "verb" },
    "만들고 만드는 만든다 만듭니다 만들면 만드니 만든 만들 만들어 만들었다 만드시는 만듦",
    "만들는 만들으면 만들습니다 만들ㄴ",
  ],
  [
    { stem: "배우", irregular: "regular", kind: "verb" },
    "배워 배워서 배웠다 배운다 배우는 배울",
    "배우어 배우었다",
  ],
  [
    { stem: "하", irregular: "regular", kind: "verb" },
    "하고 한다 합니다 해 해서 했다 하여 하였다 하는 할 함께".replace(" 함께", " 함"),
    "하아 하았다",
  ],
  [
    { stem: "돕", irregular: "ㅂ와", kind: "verb" },
    "돕고 돕는다 도우면 도운 도울 도와 도왔다 돕습니다",
    "돕으면 돕아 도워",
  ],
  [
    { stem: "가깝", irregular: "ㅂ", kind: "adjective" },
    "가깝고 가깝다 가까우면 가까운 가까울 가까워 가까웠다 가깝습니다 가까운데",
    "가깝은 가까와 가깝는",
  ],
  [{ stem: "듣", irregular: "ㄷ", kind: "verb" }, "듣고 듣는다 들으면 들은 들을 들어 들었다", "듣으면 듣어"],
  [{ stem: "짓", irregular: "ㅅ", kind: "verb" }, "짓고 짓는다 지으면 지은 지을 지어 지었다", "짓으면 짓어"],
  [
    { stem: "빨갛", irregular: "ㅎ", kind: "adjective" },
    "빨갛고 빨가면 빨간 빨갈 빨개 빨갰다 빨갛습니다",
    "빨갛은 빨갛아",
  ],
  [{ stem: "하얗", irregular: "ㅎ", kind: "adjective" }, "하얗고 하얀 하얘 하얬다", "하얗은 하얘어"],
  [{ stem: "흐르", irregular: "르", kind: "verb" }, "흐르고 흐른다 흐르면 흐른 흘러 흘렀다", "흐르어 흐러"],
  [{ stem: "푸르", irregular: "러", kind: "adjective" }, "푸르고 푸른 푸르러 푸르렀다", "풀러 푸르어"],
  [{ stem: "쓰", irregular: "regular", kind: "verb" }, "쓰고 쓴다 써 썼다", "쓰어 쓰었다"],
  [{ stem: "바쁘", irregular: "regular", kind: "adjective" }, "바쁘고 바쁜 바빠 바빴다", "바뻐 바쁘어"],
  [{ stem: "흔들리", irregular: "regular", kind: "verb" }, "흔들려 흔들렸다 흔들리는", "흔들리어"],
  [
    { stem: "있", irregular: "regular", kind: "existence" },
    "있다 있는 있고 있으면 있어 있었다 있습니다 있는데 있다면",
    "있는다 있은데요",
  ],
];

suite("stems", () => {
  for (const [conjugated, right, wrong] of CONJUGATIONS) {
    test(`${conjugated.stem}다 is conjugated as it is`, () => {
      const words = wordsOf(conjugated);
      for (const word of right.split(" ")) assert.ok(words.has(word), word);
      for (const word of wrong.split(" ")) assert.ok(!words.has(word), word);
    });
  }
});

const toy = lexiconOf([
  { text: "나", tails: ["nounVowel"] },
  { text: "나무", tails: ["nounVowel"] },
  { text: "가을", tails: ["nounRieul"] },
  { text: "문득", tails: ["adverb"] },
  ...stemForms({ stem: "오", irregular: "regular", kind: "verb" }),
]);

test("a word is a form and what attaches to it, however it can be read", () => {
  const words =
    "나는 나무 나무가 나무는 나무에서 가을이 가을로 가을의 문득 온다 왔다 오면 나무들은 나였다 가을입니다";
  for (const word of words.split(" ")) assert.ok(has(toy, word), word);
  for (const word of "가을를 가을으로 나을 나무이가 온 문득이 왔 오".split(" ").slice(0, 4)) {
    assert.ok(!has(toy, word), word);
  }
});

test("a word of the request brings what attaches to it", () => {
  const lexicon = lexiconOf(
    ["김하늘", "순이가", "AI를", "Priya", "15글자"].flatMap((word) => [...requestEntries(word)]),
  );
  for (const word of "김하늘 김하늘은 김하늘에게 순이가 순이는 AI를 AI는 Priya가 Priya 15글자".split(" ")) {
    assert.ok(has(lexicon, word), word);
  }
  assert.ok(!has(lexicon, "김하늘는"));
});

const CONTRACTS = [
  "form: sentence\ntext has exactly 5 words",
  "form: poem\ntext has exactly 3 lines\nline 2 has exactly 7 syllables\neach line has between 5 and 9 syllables",
  'text has exactly 2 sentences\neach sentence starts with "문득"\neach sentence has at most 6 words',
  'text contains "나무"\ntext avoids "가을"\ntext has at most 30 characters',
  "each word has at most 3 characters\ntext has between 6 and 9 words",
  'form: list\ntext has exactly 3 lines\neach line starts with "- "\ntext has its lines in alphabetical order',
];

/** Numbers in [0, 1), the same each time. */
function generator(): () => number {
  let seed = 7;
  return () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
}

test("what is written in the words of a lexicon passes the check, and runs into no dead end", () => {
  for (const notation of CONTRACTS) {
    const contract = parseContract(notation);
    const compiled = compileContract({
      contract,
      language: "ko",
      lexicon: toy,
      extraWords: ["바람", "순이가"],
    });
    assert.equal(compiled.kind, "compiled", notation);
    if (compiled.kind !== "compiled") continue;
    const loose = new Set(compiled.unenforced.map(printClause));
    const random = generator();
    for (let count = 0; count < 6; count += 1) {
      const text = randomText(compiled.constraint, { random });
      if (text === undefined) continue;
      const failed = check(contract, text).checks.filter((one) => !one.passed && !loose.has(one.clause));
      assert.deepEqual(failed, [], text);
    }
    testConstraint(compiled.constraint, {
      alphabet: String.fromCodePoint(...compiled.constraint.alphabet!),
      limit: 300,
    });
  }
});

test("a contract that the lexicon has no words for is written in other syllables", () => {
  const contract = parseContract('form: sentence\ntext has exactly 2 words\nword 1 starts with "뷁"');
  const compiled = compileContract({ contract, language: "ko", lexicon: toy });
  assert.equal(compiled.kind, "compiled");
});

const whole = koreanLexicon();

suite("the dictionary", { skip: whole ? false : "dictionary-ko is not installed" }, () => {
  test("knows the words of an ordinary text", () => {
    const text =
      "가을 저녁 바람이 불어오면 그리운 얼굴이 떠오릅니다 나무는 잎을 떨구고 하늘은 높아만 갑니다 아이들이 학교에서 돌아와 밥을 먹었다 우리는 함께 걸었습니다 도와줘서 고마웠어요 " +
      "모르는 사람들에게 물어보았다 하얀 눈이 소리 없이 내려와 쌓인다 회의는 3월 5일 오후 2시에 시작합니다 부탁드립니다 나뭇가지가 흔들렸고 새가 울었다 무엇이 그렇게 어려웠을까";
    for (const word of text.split(" ")) assert.ok(has(whole!, word), word);
  });

  test("knows no others", () => {
    for (const word of "가을를 갉뷃이 먹면 가득채워져 떠올라집니다 습니다를 바람가 어려웁고".split(" ")) {
      assert.ok(!has(whole!, word), word);
    }
  });
});
