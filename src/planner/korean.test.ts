/** Korean requests: what a planner is offered for them, and what is found in their plans. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { parseContract } from "../contract/index.ts";
import { auditPlan } from "./audit/audit.ts";
import { asksForSijo } from "./audit/cues.ts";
import { planConstraint } from "./decoding/plan-constraint.ts";
import { evidenceOf } from "./evidence/evidence.ts";
import { numbersIn } from "./evidence/numbers.ts";
import { unitOf } from "./evidence/units.ts";
import { nearestBook } from "./likeness.ts";

/** Whether a planner may write this plan for this request. */
function offers(request: string, lines: readonly string[]): boolean {
  const constraint = planConstraint(evidenceOf(request));
  let state: typeof constraint.start | undefined = constraint.start;
  for (const character of `${lines.join("\n")}\n`) {
    state = constraint.next(state, character.codePointAt(0)!);
    if (!state) return false;
  }
  return constraint.mayEnd(state);
}

suite("a sijo", () => {
  test("is what is written for those who ask for one, and for nobody else", () => {
    const cases: [request: string, asked: boolean][] = [
      ["달밤에 대한 시조를 써 줘", true],
      ["시조 한 수 부탁드려요. 주제는 바다.", true],
      ["Write a sijo about the river.", true],
      ["시조에 대한 문장을 하나 써 줘", false],
      ["시조의 역사를 세 문장으로 써 줘", false],
      ["Write two sentences about sijo poets.", false],
      ["달밤에 대한 시를 써 줘", false],
    ];
    for (const [request, asked] of cases) {
      assert.equal(asksForSijo(request), asked, request);
      assert.equal(offers(request, ["form: poem"]) || offers(request, ["form: text"]), !asked, request);
    }
    assert.ok(offers("달밤에 대한 시조를 써 줘", ["form: sijo", "topic: 달밤에 대한"]));
    assert.ok(!offers("달밤에 대한 시를 써 줘", ["form: sijo"]));
  });

  test("says that it has three lines", () => {
    const request = "눈에 대한 시조를 세 줄로, 줄마다 정확히 15음절로 써 주세요.";
    const plan = parseContract("form: sijo\ntopic: 눈에 대한\neach line has exactly 15 syllables");
    const serious = auditPlan(plan, evidenceOf(request)).filter(({ logPenalty }) => logPenalty <= -2);
    assert.deepEqual(serious, []);
  });
});

test("words that are described in turn have their places", () => {
  const request = "세 단어로 된 문장을 지어 줘. 단어들이 차례대로 카, 타, 파로 시작해야 해.";
  const lines = [
    "form: sentence",
    "text has exactly 3 words",
    'first word starts with "카"',
    'word 2 starts with "타"',
    'word 3 starts with "파"',
  ];
  assert.ok(offers(request, lines));
  assert.deepEqual(
    auditPlan(parseContract(lines.join("\n")), evidenceOf(request)).filter(
      ({ logPenalty }) => logPenalty <= -2,
    ),
    [],
  );
});

suite("numbers", () => {
  const cases: [text: string, numbers: string][] = [
    ["삼 줄로", "3 line"],
    ["십오 음절", "15 syllable"],
    ["이십 자 이하", "20 at most character"],
    ["백이십 자 이내", "120 at most character"],
    ["두세 줄", "2 line, 3 line"],
    ["서너 문장", "3 sentence, 4 sentence"],
    ["단어 열 개", "10 word"],
    ["단어 수는 6개에서 9개 사이", "6 word, 9 word"],
    ["문장은 두 개", "2 sentence"],
    ["최소 10단어", "10 at least word"],
    ["최대 20단어", "20 at most word"],
    ["140자까지", "140 at most character"],
    ["트윗 하나, 140자까지", "1, 140 at most character"],
    ["셋째 줄", "3rd line"],
    ["이 문장은", ""],
    ["일 문장", ""],
    ["삼월 줄거리", ""],
  ];
  for (const [text, wanted] of cases) {
    test(`of ⟨${text}⟩`, () => {
      const found = numbersIn(text).map((number) => {
        const unit = unitOf(number, text) ?? "";
        return `${number.value}${number.ordinal ? "rd" : ""} ${number.bound ? `${number.bound} ` : ""}${unit}`.trim();
      });
      assert.equal(found.join(", "), wanted);
    });
  }
});

test("Korean requests are planned with the Korean book", () => {
  for (const request of [
    "바다에 대한 시조를 써 줘",
    "여행을 주제로 두 문단을 써 주세요. '기차'를 넣어서요.",
    "꽃 이름 4개를 한 줄에 하나씩 적어 줘",
    "왜 하늘은 파래?",
    "'행복' 두 글자로 이행시 지어줘",
    "영어로 한 문장 써줘. 'sunrise'와 'coffee' 포함.",
  ]) {
    assert.equal(nearestBook(request).name, "korean", request);
  }
});
