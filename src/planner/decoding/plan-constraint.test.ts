import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import {
  type Contract,
  clauseTemplates,
  formTemplate,
  parseContract,
  printContract,
} from "../../contract/index.ts";
import { random } from "../../inference/index.ts";
import { testConstraint } from "../../inference/testing.ts";
import { type Evidence, evidenceOf, placesOf, textsOf } from "../evidence/evidence.ts";
import { lineAutomaton } from "./automaton.ts";
import { type PlanConstraint, type PlanState, planConstraint } from "./plan-constraint.ts";

const REQUEST =
  "Write a poem of 3 lines about the old sea with fewer than 10 words. Line 2 ends with 'salt', and avoid \"cold\" in every line.";
const constraint = planConstraint(evidenceOf(REQUEST));

/** Where a plan is refused, or its last state. */
function read(plan: string, by: PlanConstraint = constraint): PlanState | number {
  let state = by.start;
  let at = 0;
  for (const character of plan) {
    const next = by.next(state, character.codePointAt(0) as number);
    if (next === undefined) return at;
    state = next;
    at += character.length;
  }
  return state;
}

const accepts = (plan: string, by = constraint): boolean => {
  const state = read(plan, by);
  return typeof state !== "number" && by.mayEnd(state);
};

suite("a plan is accepted, character by character", () => {
  const plans: readonly string[] = [
    "form: poem\n",
    "form: poem\ntopic: the old sea\n",
    "form: poem\ntext has exactly 3 lines\n",
    "form: poem\ntopic: sea\ntext has exactly 3 lines\ntext has at most 9 words\n",
    'form: poem\nlast word of line 2 is "salt"\ntext avoids "cold"\n',
    "form: poem\nlast line has at most 9 words\n",
    'form: poem\neach line avoids "cold"\n',
    'form: poem\nline 2 ends with "salt"\n',
  ];
  for (const plan of plans) {
    test(JSON.stringify(plan), () => {
      assert.ok(accepts(plan), `refused at ${read(plan)}`);
      const state = read(plan) as PlanState;
      assert.deepEqual(constraint.lines(state), plan.trimEnd().split("\n"));
      assert.equal(printContract(parseContract(plan)), plan);
    });
  }
});

test("what shows up later than another text is told by one line, which no whole plan lacks", () => {
  const evidence = evidenceOf(
    "One sentence of 13 words where 'reluctant' is the fifth word and 'bridge' shows up somewhere later.",
  );
  const ordered = planConstraint(evidence, { complete: true });
  const plan = 'form: sentence\ntext has exactly 13 words\nword 5 is "reluctant"\n';
  assert.ok(!accepts(plan, ordered));
  assert.ok(accepts(`${plan}text contains "reluctant", "bridge" in this order\n`, ordered));
  assert.ok(!accepts(`${plan}text contains "bridge"\n`, ordered));
  assert.equal(typeof read('form: sentence\nword 5 is "bridge"\n', ordered), "number");
});

suite("a plan is refused where it leaves the notation or the request", () => {
  const plans: readonly (readonly [what: string, plan: string, from: string])[] = [
    ["an invented number", "form: poem\ntext has exactly 4 lines\n", "4 lines"],
    ["a number that goes on", "form: poem\ntext has exactly 31 lines\n", "1 lines"],
    ["the number a comparative excludes", "form: poem\ntext has at most 10 words\n", "10 words"],
    ["an invented quoted text", 'form: poem\ntext avoids "warm"\n', "warm"],
    ["a quoted text that goes on", 'form: poem\ntext avoids "colder"\n', 'er"'],
    ["a quoted text cut short", 'form: poem\nlast word of line 2 is "sal"\n', '"\n'],
    ["an invented topic", "form: poem\ntopic: the young sea\n", "young"],
    ["half a word as a topic", "form: poem\ntopic: th\n", "\n"],
    ["an unknown form", "form: novel\n", "novel"],
    ["a plan without a form", "text has exactly 3 lines\n", "text has"],
    ["a second form", "form: poem\nform: text\n", "orm: text"],
    ["a relation the request has no word for", "form: poem\ntext repeats no word\n", "repeats"],
    ["an order that was not asked", 'form: poem\ntext contains "cold", "salt" in this order\n', "contains"],
    [
      "a number once more",
      "form: poem\nfirst line has at most 9 words\nlast line has at most 9 words\n",
      "has at most 9 words\n",
    ],
    ["a text that is to be left out", 'form: poem\nlast line ends with "cold"\n', "ends with"],
    ["another part than the text's", 'form: poem\nlast line ends with "salt"\n', "ends"],
    ["the part counted from behind", 'form: poem\nline 2 from the end ends with "salt"\n', "from the end"],
    ["a text that stands at an end", 'form: poem\ntext contains "salt"\n', "contains"],
    ["a word that is not quoted", 'form: poem\ntext avoids "old"\n', 'old"'],
    ["a unit the request doesn't name", "form: poem\ntext has exactly 3 paragraphs\n", "paragraphs"],
    ["the same line twice", "form: poem\ntext has exactly 3 lines\ntext has exactly 3 lines\n", "exactly"],
    ["a number of other units", "form: poem\ntext has at most 9 lines\n", "lines"],
    ["a topic behind a clause", "form: poem\ntext has exactly 3 lines\ntopic: sea\n", "opic: sea"],
    ["a clause in other words", "form: poem\ntext must have 3 lines\n", "must"],
    ["an empty line", "form: poem\n\n", "\n"],
    ["white space before a clause", "form: poem\n text has exactly 3 lines\n", " text"],
  ];
  for (const [what, plan, from] of plans) {
    test(what, () => assert.equal(read(plan), plan.lastIndexOf(from)));
  }

  test("a plan that stops in the middle of a line may not end there", () => {
    for (const part of ["", "form: poem", "form: poem\ntext has", "form: poem\ntext has exactly 3 lines"]) {
      const state = read(part);
      assert.ok(typeof state !== "number", part);
      assert.equal(constraint.mayEnd(state), false, part);
    }
  });
});

suite("the constraint of plans", () => {
  // States hold their text, so that what can be visited is a small part; requests of each kind start elsewhere.
  for (const request of ["a word", "3 lines, no 'x'", "세 줄로 '비'를 써 줘", ""]) {
    test(`keeps the laws of constraints for ⟨${request}⟩`, () => {
      const small = planConstraint(evidenceOf(request));
      const alphabet = String.fromCodePoint(...(small.alphabet as ReadonlySet<number>));
      testConstraint(small, { alphabet: `${alphabet}Qß`, limit: 1500 });
    });
  }

  test("admits nothing outside the alphabet that it names", () => {
    const { start, next, alphabet } = constraint;
    for (let point = 1; point < 0x3000; point += 1) {
      if (next(start, point) !== undefined) assert.ok(alphabet?.has(point), String.fromCodePoint(point));
    }
  });

  test("finishes random walks as contracts whose numbers, places, quotes and topics are the request's", () => {
    const evidence = evidenceOf(REQUEST);
    for (let seed = 0; seed < 60; seed += 1) {
      // A line can fit the grammar and say nothing sound: "between 9 and 3 lines".
      const lines = randomWalk(constraint, seed)
        .split("\n")
        .filter((line) => !isUnsound(line));
      assertFromEvidence(parseContract(lines.join("\n")), evidence);
    }
  });

  test("quotes texts with quotation marks and backslashes as the notation does", () => {
    const by = planConstraint(evidenceOf('Use “a "b" \\c”'));
    const plan = `form: text\ntext contains ${JSON.stringify('a "b" \\c')}\n`;
    assert.ok(accepts(plan, by));
    assert.deepEqual(parseContract(plan).clauses[0], {
      relation: "contains",
      scope: [],
      value: 'a "b" \\c',
    });
  });

  test("is built for any request whatever, and has a plan for it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (request) => {
        assert.ok(accepts("form: text\n", planConstraint(evidenceOf(request))));
      }),
      { numRuns: 12 },
    );
  });
});

suite("the automaton of lines", () => {
  const slots = {
    number: ["3", "30"],
    place: ["3", "30"],
    namedPlace: { word: ["3", "30"], character: [] },
    quoted: ['"a"'],
    rest: ["the old, old sea"],
  };
  const forms = lineAutomaton([{ expression: formTemplate.expression, slots }]);
  const clauses = lineAutomaton(clauseTemplates().map(({ expression }) => ({ expression, slots })));

  const run = (automaton: typeof forms, line: string): boolean => {
    let state = 0;
    for (const character of line) {
      state = automaton.next(state, character.codePointAt(0) as number);
      if (state < 0) return false;
    }
    return automaton.accepts(state);
  };

  for (const [line, accepted] of [
    ["text has exactly 3 words", true],
    ["text has exactly 30 words", true],
    ["text has exactly 33 words", false],
    ["text has exactly 0 words", false],
    ['text contains "a"', true],
    ['text contains "aa"', false],
    ["text has exactly 3 wor", false],
  ] as const) {
    test(`${accepted ? "accepts" : "refuses"} ⟨${line}⟩`, () => assert.equal(run(clauses, line), accepted));
  }

  test("is deterministic: the same line comes to the same state, however often it is asked", () => {
    const walk = (): number[] => {
      const states = [0];
      for (const character of "text has exactly 3 words")
        states.push(clauses.next(states.at(-1) as number, character.codePointAt(0) as number));
      return states;
    };
    assert.deepEqual(walk(), walk());
  });

  test("has no lines where a slot has nothing to offer", () => {
    const none = { number: [], place: [], namedPlace: { word: [], character: [] }, quoted: [], rest: [] };
    const without = lineAutomaton(clauseTemplates().map(({ expression }) => ({ expression, slots: none })));
    assert.equal(run(without, "text has exactly 3 words"), false);
    assert.equal(without.next(0, "w".codePointAt(0) as number), -1, "“word 3” has no number to hold");
    assert.equal(run(forms, "form: poem"), true);
  });
});

/** Every number, quoted text and topic of a contract is one that the request gives. */
function assertFromEvidence({ topic, clauses }: Contract, evidence: Evidence): void {
  if (topic !== undefined) assert.ok(evidence.request.includes(topic), topic);
  for (const clause of clauses) {
    const line = JSON.stringify(clause);
    for (const { at } of clause.scope) {
      if (typeof at === "number") assert.ok([1, ...placesOf(evidence)].includes(Math.abs(at)), line);
    }
    const said = ["value" in clause ? clause.value : [], "times" in clause ? clause.times : []].flat(2);
    for (const value of said) {
      if (typeof value === "number")
        assert.ok(
          evidence.numbers.some((found) => found.value === value),
          line,
        );
      else assert.ok(textsOf(evidence).includes(value), line);
    }
  }
}

const isUnsound = (line: string): boolean => {
  try {
    parseContract(line);
    return false;
  } catch (error) {
    assert.match(
      String(error),
      /column 1:(?! Expected)/,
      `only clauses that mean nothing are refused: ${line}`,
    );
    return true;
  }
};

/** A plan made by chance: any code point that may come, and the end as soon as it may and a coin says so. */
function randomWalk(by: PlanConstraint, seed: number): string {
  const stream = random(seed);
  const alphabet = [...(by.alphabet as ReadonlySet<number>)];
  let state = by.start;
  let plan = "";
  while (!(by.mayEnd(state) && stream.next() < 0.3)) {
    const admitted = alphabet.filter((point) => by.next(state, point) !== undefined);
    if (admitted.length === 0) break;
    const point = admitted[Math.floor(stream.next() * admitted.length)];
    state = by.next(state, point) as PlanState;
    plan += String.fromCodePoint(point);
  }
  assert.ok(by.mayEnd(state), "a walk ended where no plan may end");
  return plan;
}
