/** Syllable groups and the sijo: every parting is found, and what can't be parted is told by the nearest one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { check } from "./check/check.ts";
import { compileContract } from "./compile/compile.ts";
import { randomText } from "./compile/walk.ts";
import { parseClause, parseContract } from "./notation.ts";
import { boundsOfGroups, groupCounter, nearestParting } from "./syllable-groups.ts";

const sijo = parseContract("form: sijo");
const only = (line: string, text: string) => check(parseContract(line), text).checks[0];

/** Old sijo in today's spelling, as they are parted by everybody. */
const POEMS = [
  "동창이 밝았느냐 노고지리 우지진다\n소 치는 아이는 상기 아니 일었느냐\n재 너머 사래 긴 밭을 언제 갈려 하나니",
  "이 몸이 죽고 죽어 일백 번 고쳐 죽어\n백골이 진토 되어 넋이라도 있고 없고\n임 향한 일편단심이야 가실 줄이 있으랴",
  "청산리 벽계수야 수이 감을 자랑 마라\n일도 창해하면 돌아오기 어려우니\n명월이 만공산하니 쉬어 간들 어떠리",
];

test("sijo that everybody knows are sijo", () => {
  for (const poem of POEMS)
    assert.deepEqual(
      check(sijo, poem).checks.filter(({ passed }) => !passed),
      [],
    );
});

test("a sijo has three lines of 14 to 16 syllables, each in its groups", () => {
  const [poem] = POEMS;
  const [first, second, third] = poem.split("\n");
  const broken: [text: string, evidence: RegExp][] = [
    [`${first}\n${second}`, /2 lines.*line 3/],
    [`${poem}\n${third}`, /4 lines/],
    [`${first} 가네\n${second}\n${third}`, /line 1: 17 syllables/],
    [`동창이 밝았느냐 노고지리우지지진다\n${second}\n${third}`, /line 1.*3 words of 16 syllables/],
    [
      `${first}\n${second}\n재너머에 사래긴밭을언제 갈려 하나니`,
      /line 3: .*group 2 \("사래긴밭을언제"\) has 1 too many/,
    ],
  ];
  for (const [text, evidence] of broken) {
    const { checks, passed } = check(sijo, text);
    assert.equal(passed, false, text);
    assert.match(checks[0].evidence, evidence);
  }
});

test("a group that fails is named with the place and the amount", () => {
  const text = "가을밤 달빛이 창가에 흐르는데";
  const { passed, evidence, offsets } = only("line 1 has syllable groups 3, 3, 3, 3 within 0", text);
  assert.equal(passed, false);
  assert.match(evidence, /groups of 3, 3, 3, 4 at the nearest: group 4 \("흐르는데"\) has 1 too many/);
  assert.equal(text.slice(...offsets[0]), "흐르는데");
  assert.equal(only("line 1 has syllable groups 3, 3, 3, 4 within 0", text).passed, true);
  assert.equal(only("line 1 has syllable groups 6, 7 within 0", text).passed, true);
  assert.equal(only("line 1 has syllable groups 13 within 0", text).passed, true);
});

test("the clause reads and prints", () => {
  assert.deepEqual(parseClause("line 1 has syllable groups 3, 4, 4, 4 within 1"), {
    relation: "in groups",
    scope: [{ unit: "line", at: 1 }],
    value: [3, 4, 4, 4],
    within: 1,
  });
});

const lengths = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 9 });
const groupSizes = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
  within: fc.integer({ min: 0, max: 2 }),
});

/** Every way to part the words, tried one by one. */
function canBeParted(syllables: readonly number[], sizes: readonly number[], within: number): boolean {
  if (sizes.length === 0) return syllables.length === 0;
  let sum = 0;
  for (let end = 1; end <= syllables.length; end += 1) {
    sum += syllables[end - 1];
    const fits = Math.abs(sum - sizes[0]) <= within;
    if (fits && canBeParted(syllables.slice(end), sizes.slice(1), within)) return true;
  }
  return false;
}

test("every parting is followed, and no other", () => {
  fc.assert(
    fc.property(lengths, groupSizes, (syllables, { sizes, within }) => {
      const counter = groupCounter(boundsOfGroups({ sizes, within }));
      const holds = counter.holds(syllables.reduce(counter.next, counter.start));
      assert.equal(holds, canBeParted(syllables, sizes, within));
      const ends = nearestParting(syllables, { sizes, within });
      if (!ends) return assert.equal(holds && syllables.length >= sizes.length, false);
      const fits = ends.every((end, index) => {
        const sum = syllables.slice(ends[index - 1] ?? 0, end).reduce((total, count) => total + count, 0);
        return Math.abs(sum - sizes[index]) <= within;
      });
      assert.equal(fits, holds, "the nearest parting is right where some parting is");
    }),
    { numRuns: 2_000 },
  );
});

test("what is written under the form is a sijo, and its last line turns", () => {
  const compiled = compileContract({ contract: sijo, lexicon: "open" });
  assert.equal(compiled.kind, "compiled");
  if (compiled.kind !== "compiled") return;
  let seed = 7;
  const random = (): number => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  for (let count = 0; count < 20; count += 1) {
    const text: string = randomText(compiled.constraint, { random, letters: "가나다라마 .,\n" })!;
    assert.equal(check(sijo, text).passed, true, text);
    const turn = groupCounter([
      { min: 3, max: 3 },
      { min: 5, max: 6 },
      { min: 3, max: 5 },
      { min: 2, max: 4 },
    ]);
    const words = text.split("\n")[2].match(/[가-힣]+/gu)!;
    assert.ok(
      turn.holds(words.reduce((partings, word) => turn.next(partings, word.length), turn.start)),
      text,
    );
  }
});

test("a sijo of four lines, or of fifty syllables, is refused by the form's name", () => {
  for (const clause of ["text has exactly 4 lines", "text has at least 50 syllables"]) {
    const compiled = compileContract({ contract: parseContract(`form: sijo\n${clause}`), language: "ko" });
    assert.equal(compiled.kind, "contradiction");
    if (compiled.kind !== "contradiction") continue;
    assert.equal(compiled.form, true);
    assert.deepEqual(compiled.clauses, [parseClause(clause)]);
  }
});
