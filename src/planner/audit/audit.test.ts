import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { parseContract } from "../../contract/index.ts";
import { evidenceOf } from "../evidence/evidence.ts";
import { auditPlan, type Finding } from "./audit.ts";

const audit = (request: string, contract: readonly string[]): Finding[] =>
  auditPlan(parseContract(contract.join("\n")), evidenceOf(request));

interface Row {
  readonly what: string;
  readonly request: string;
  readonly contract: readonly string[];
  readonly kind: Finding["kind"];
  readonly message: RegExp;
}

const SENTENCE = "Write a sentence of 9 words with 'sea'.";

const mistakes: readonly Row[] = [
  {
    what: "a number that no clause uses",
    request: SENTENCE,
    contract: ["form: sentence", 'text contains "sea"'],
    kind: "unused",
    message: /number 9/,
  },
  {
    what: "a quoted text that no clause uses",
    request: SENTENCE,
    contract: ["form: sentence", "text has exactly 9 words"],
    kind: "unused",
    message: /“sea”/,
  },
  {
    what: "a number that isn't in the request",
    request: SENTENCE,
    contract: ["form: sentence", "text has exactly 12 words", 'text contains "sea"'],
    kind: "invented",
    message: /number 12/,
  },
  {
    what: "a number used more often than it is said",
    request: "Write a paragraph of 4 sentences, each short.",
    contract: ["form: paragraph", "text has exactly 4 sentences", "each sentence has exactly 4 words"],
    kind: "invented",
    message: /number 4 is used more often/,
  },
  {
    what: "a relation that the request doesn't speak of",
    request: SENTENCE,
    contract: ["form: sentence", "text has exactly 9 words", 'text avoids "sea"'],
    kind: "invented",
    message: /avoids/,
  },
  {
    what: "an order that nobody asked for",
    request: "List 5 lines of fruits.",
    contract: ["form: list", "text has exactly 5 lines", "text has its lines in alphabetical order"],
    kind: "invented",
    message: /alphabetical/,
  },
  {
    what: "a unit that the request doesn't speak of",
    request: SENTENCE,
    contract: ["form: sentence", "text has exactly 9 words", 'each line contains "sea"'],
    kind: "invented",
    message: /lines/,
  },
  {
    what: "a first part that the request doesn't speak of",
    request: "Write a paragraph with the word 'sea'.",
    contract: ["form: paragraph", 'first word is "sea"'],
    kind: "invented",
    message: /first part/,
  },
  {
    what: "a last part that the request doesn't speak of",
    request: "Write a paragraph with the word 'sea'.",
    contract: ["form: paragraph", 'last word is "sea"'],
    kind: "invented",
    message: /last part/,
  },
  {
    what: "each, where one part is meant",
    request: "The sentence with the word 'sea' is here.",
    contract: ["form: sentence", 'each sentence contains "sea"'],
    kind: "invented",
    message: /not of each/,
  },
  {
    what: "the wrong unit of a number",
    request: SENTENCE,
    contract: ["form: sentence", "text has exactly 9 sentences", 'text contains "sea"'],
    kind: "misread",
    message: /number of words, not of sentences/,
  },
  {
    what: "an exact count for an upper bound",
    request: "Write a sentence of at most 9 words.",
    contract: ["form: sentence", "text has exactly 9 words"],
    kind: "misread",
    message: /at most 9/,
  },
  {
    what: "a lower bound for an upper one",
    request: "Write a sentence of no more than 9 words.",
    contract: ["form: sentence", "text has at least 9 words"],
    kind: "misread",
    message: /at most 9/,
  },
  {
    what: "a Korean bound the wrong way round",
    request: "9단어 이하의 문장을 써 줘.",
    contract: ["form: sentence", "text has at least 9 words"],
    kind: "misread",
    message: /at most 9/,
  },
  {
    what: "a place taken for an amount",
    request: "Write a sentence whose 3rd word is 'sea'.",
    contract: ["form: sentence", "text has exactly 3 words", 'text contains "sea"'],
    kind: "misread",
    message: /names a place/,
  },
  {
    what: "an amount taken for a place",
    request: "Write a sentence of 30 words with 'sea'.",
    contract: ["form: sentence", 'word 30 is "sea"'],
    kind: "misread",
    message: /is an amount/,
  },
  {
    what: "the same line twice",
    request: "Write a paragraph of 3 sentences, 3 sentences!",
    contract: ["form: paragraph", "text has exactly 3 sentences", "text has exactly 3 sentences"],
    kind: "invented",
    message: /twice/,
  },
  {
    what: "a quoted text used more often than it is quoted",
    request: "Start with 'sea', and avoid nothing.",
    contract: ["form: text", 'text starts with "sea"', 'text contains "sea"'],
    kind: "invented",
    message: /more often than it is quoted/,
  },
  {
    what: "a word without quotes beside quoted ones",
    request: "Write about Thursday with the word 'sea'.",
    contract: ["form: text", 'text contains "sea"', 'text contains "Thursday"'],
    kind: "invented",
    message: /“Thursday” isn't quoted/,
  },
  {
    what: "a mark that is to be left out, and is in no clause",
    request: "A post of 9 words without hashtags.",
    contract: ["form: text", "text has exactly 9 words"],
    kind: "unused",
    message: /avoids “#”/,
  },
  {
    what: "syllables of a text in English",
    request: "A poem of 5 syllables.",
    contract: ["form: poem", "text has exactly 5 syllables"],
    kind: "invented",
    message: /Hangul only/,
  },
  {
    what: "a form that nobody asked for",
    request: SENTENCE,
    contract: ["form: poem", "text has exactly 9 words", 'text contains "sea"'],
    kind: "invented",
    message: /poem/,
  },
];

suite("the audit finds", () => {
  for (const { what, request, contract, kind, message } of mistakes) {
    test(what, () => {
      const findings = audit(request, contract);
      const found = findings.filter((finding) => finding.kind === kind && message.test(finding.message));
      assert.equal(found.length, 1, findings.map((finding) => finding.message).join("; "));
      assert.ok(found[0].logPenalty < 0);
    });
  }
});

const sound: readonly (readonly [request: string, contract: readonly string[]])[] = [
  [SENTENCE, ["form: sentence", "text has exactly 9 words", 'text contains "sea"']],
  ["Write one sentence of 9 words.", ["form: sentence", "text has exactly 9 words"]],
  ["Write a sentence with fewer than 10 words.", ["form: sentence", "text has at most 9 words"]],
  [
    "3 lines with at most 8 words each, please.",
    ["form: list", "text has exactly 3 lines", "each line has at most 8 words"],
  ],
  [
    "A paragraph of 5 sentences, each with 5 words.",
    ["form: paragraph", "text has exactly 5 sentences", "each sentence has exactly 5 words"],
  ],
  ["A text between 20 and 30 words.", ["form: text", "text has between 20 and 30 words"]],
  ["A sentence whose 3rd word is 'sea'.", ["form: sentence", 'word 3 is "sea"']],
  ["A sentence that ends with 'sea'.", ["form: sentence", 'text ends with "sea"']],
  ["A poem without the word 'blue'.", ["form: poem", 'text avoids "blue"']],
  ["Use the word Thursday in a sentence.", ["form: sentence", 'text contains "Thursday"']],
  ["세 줄, 줄마다 5글자 이하로 써 줘.", ["text has exactly 3 lines", "each line has at most 5 syllables"]],
  ["How do tides work?", ["form: text"]],
  ["A post of 9 words without hashtags.", ["form: text", "text has exactly 9 words", 'text avoids "#"']],
  ["A haiku: 5, 7 and 5 syllables.", ["form: poem", "text has exactly 3 lines"]],
  [
    "A sentence with 'a' and 'b', each exactly once.",
    ["form: sentence", 'text contains "a" exactly 1 time', 'text contains "b" exactly 1 time'],
  ],
  [
    "Lines, each written like 'Rope - $9', total no more than $60.",
    ["form: list", 'each line is like "Rope - $9"', "numbers of text add up to at most 60"],
  ],
  ["Two stanzas, every line rhyming.", ["form: poem", "text has exactly 2 paragraphs"]],
  [
    "모든 줄이 '너'로 시작하는 네 줄 시",
    ["form: poem", "text has exactly 4 lines", 'each line starts with "너"'],
  ],
  [
    "각 문장이 앞 문장보다 단어가 많은 세 문장짜리 글",
    ["form: text", "text has exactly 3 sentences", "each sentence has more words than the one before"],
  ],
  [
    "된장찌개를 다섯 줄로. 한 줄에 한 문장씩.",
    ["text has exactly 5 lines", "each line has exactly 1 sentence"],
  ],
  ["", []],
];

suite("the audit has nothing serious to say of", () => {
  for (const [request, contract] of sound) {
    test(`⟨${request}⟩ as ${contract.join("; ") || "nothing"}`, () => {
      const serious = audit(request, contract).filter(({ logPenalty }) => logPenalty <= -2);
      assert.deepEqual(
        serious.map(({ message }) => message),
        [],
      );
    });
  }
});

suite("penalties", () => {
  const total = (request: string, contract: readonly string[]): number =>
    audit(request, contract).reduce((sum, { logPenalty }) => sum + logPenalty, 0);

  test("are natural logs of something below 1, and finite", () => {
    for (const { request, contract } of mistakes) {
      for (const { logPenalty } of audit(request, contract)) {
        assert.ok(Number.isFinite(logPenalty) && logPenalty < 0);
      }
    }
  });

  test("prefer the plan that uses all of the request to each that leaves a line out", () => {
    const whole = ["form: sentence", "text has exactly 9 words", 'text contains "sea"'];
    for (const left of [1, 2]) {
      assert.ok(total(SENTENCE, whole) > total(SENTENCE, whole.toSpliced(left, 1)));
    }
  });

  test("don't depend on the order of clauses", () => {
    for (const { request, contract } of mistakes) {
      const [form, ...clauses] = contract;
      assert.equal(
        total(request, contract).toFixed(6),
        total(request, [form, ...clauses.reverse()]).toFixed(6),
      );
    }
  });
});
