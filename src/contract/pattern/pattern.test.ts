import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { SijoError } from "../../errors.ts";
import { NO_STATE, type PatternAutomaton, patternAutomaton } from "./pattern.ts";

const errorOf = (attempt: () => unknown): SijoError => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof SijoError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: "no error was thrown" });
};

/** Expressions of every supported kind, over few characters. */
const expressions: fc.Arbitrary<string> = fc.letrec<{ expression: string; atom: string }>((tie) => ({
  atom: fc.oneof(
    fc.constantFrom(
      ..."ab-_ \n가😀".split(""),
      ".",
      "\\w",
      "\\W",
      "\\d",
      "\\s",
      "[ab]",
      "[^a]",
      "[a-c_]",
      "\\p{L}",
    ),
    fc.constantFrom("^", "$", "\\b", "\\B", "\\.", "\\u0061", "[^]", "[]", "\\S"),
  ),
  expression: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    tie("atom"),
    fc.tuple(tie("expression"), tie("expression")).map(([one, other]) => one + other),
    fc.tuple(tie("expression"), tie("expression")).map(([one, other]) => `(?:${one}|${other})`),
    fc
      .tuple(tie("expression"), fc.constantFrom("*", "+", "?", "{2}", "{0,2}", "{1,}", "*?"))
      .map(([one, many]) => `(${one})${many}`),
    tie("expression").map((one) => `(?=${one})`),
    tie("expression").map((one) => `(?!${one})`),
  ),
})).expression;

const texts = fc
  .array(fc.constantFrom("a", "b", "c", "-", "_", " ", "\n", ".", "1", "가", "😀", "A"), { maxLength: 7 })
  .map((characters) => characters.join(""));

/** Follows the automaton, and asserts that it stops where it should. */
function fits(automaton: PatternAutomaton, text: string): boolean {
  let state = automaton.start;
  for (const character of text) state = automaton.next(state, character.codePointAt(0)!);
  assert.equal(automaton.matches(text), automaton.mayEnd(state));
  return automaton.mayEnd(state);
}

describe("a pattern's automaton", () => {
  it("accepts what JavaScript's own regular expressions accept, as a whole", () => {
    fc.assert(
      fc.property(expressions, fc.array(texts, { minLength: 5, maxLength: 20 }), (source, some) => {
        const automaton = patternAutomaton(source);
        const native = new RegExp(`^(?:${source})$`, "u");
        for (const text of some) assert.equal(fits(automaton, text), native.test(text), JSON.stringify(text));
      }),
      { numRuns: 2000 },
    );
  });

  it("finds what they find anywhere in a text, with any flags", () => {
    fc.assert(
      fc.property(
        expressions,
        fc.subarray(["i", "m", "s"]),
        // V8 looks for empty matches in the middle of a surrogate pair, too.
        fc.array(
          texts.filter((text) => !text.includes("😀")),
          { minLength: 5, maxLength: 20 },
        ),
        (source, flags, some) => {
          const automaton = patternAutomaton(source, { flags: flags.join(""), whole: false });
          const native = new RegExp(source, `u${flags.join("")}`);
          for (const text of some)
            assert.equal(fits(automaton, text), native.test(text), JSON.stringify(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("has a way on from every state, and no two states that are alike", () => {
    fc.assert(
      fc.property(expressions, (source) => {
        const automaton = patternAutomaton(source);
        const { stateCount, representatives } = automaton;
        const rows = Array.from({ length: stateCount }, (_, state) =>
          Array.from(representatives, (point) => automaton.next(state, point)),
        );
        const finishes = new Set(rows.keys().filter((state) => automaton.mayEnd(state)));
        for (let before = -1; before !== finishes.size; ) {
          before = finishes.size;
          for (const [state, row] of rows.entries())
            if (row.some((next) => finishes.has(next))) finishes.add(state);
        }
        assert.equal(finishes.size, stateCount);
        if (automaton.start === NO_STATE) assert.equal(stateCount, 0);
        // Partition refinement, the plain way.
        let block: string[] = rows.map((_, state) => (automaton.mayEnd(state) ? "1" : "0"));
        for (let count = 0; ; ) {
          const refined = rows.map(
            (row, state) => `${block[state]}:${row.map((next) => block[next] ?? "-").join()}`,
          );
          const names = [...new Set(refined)];
          block = refined.map((name) => String(names.indexOf(name)));
          if (names.length === count) break;
          count = names.length;
        }
        assert.equal(new Set(block).size, stateCount);
      }),
      { numRuns: 500 },
    );
  });

  it("knows which characters are alike", () => {
    const automaton = patternAutomaton("[A-Z][a-z]+ - \\$[0-9]+");
    const total = automaton.sizes.reduce((sum, size) => sum + size, 0);
    assert.equal(total, 0x110000);
    assert.equal(automaton.likenessOf("q".codePointAt(0)!), automaton.likenessOf("z".codePointAt(0)!));
    assert.notEqual(automaton.likenessOf("Q".codePointAt(0)!), automaton.likenessOf("q".codePointAt(0)!));
    for (const [index, point] of automaton.representatives.entries())
      assert.equal(automaton.likenessOf(point), index);
  });

  const cases: [source: string, flags: string, passing: string[], failing: string[]][] = [
    ["[A-Z][a-z]+ - \\$[0-9]+", "", ["Milk - $4", "Bread - $12"], ["milk - $4", "Milk - $4 ", "Milk - $"]],
    ["^(?=.*[0-9])(?=.*[A-Z]).{8,}$", "", ["Passw0rdX"], ["password1", "Sh0rt"]],
    ["(?:(?!bad).)*", "", ["a bat", ""], ["so bad"]],
    ["\\d{4}-\\d{2}-\\d{2}", "", ["2024-05-01"], ["2024-5-1"]],
    ["\\p{Script=Hangul}+", "", ["가을"], ["autumn", ""]],
    ["straße", "i", ["STRAßE", "Straße"], ["strasse"]],
    ['a\\-b\\#\\"', "", ['a-b#"'], ["ab"]],
    ["a/b", "", ["a/b"], ["a\\/b"]],
    ["", "", [""], ["x"]],
    [".", "", ["😀", "\u00e9"], ["e\u0301", "\n"]],
  ];
  for (const [source, flags, passing, failing] of cases) {
    it(`says what fits /${source}/${flags}`, () => {
      const automaton = patternAutomaton(source, { flags });
      for (const text of passing) assert.ok(automaton.matches(text), text);
      for (const text of failing) assert.ok(!automaton.matches(text), text);
    });
  }
});

describe("a pattern that can't be followed", () => {
  const refused: [name: string, source: string, code: string, sentence: RegExp][] = [
    ["unclosed", "a(b", "contract.pattern", /unterminated group/],
    ["a set that ends before it begins", "[z-a]", "contract.pattern", /out of order/],
    ["nothing to repeat", "*a", "contract.pattern", /nothing to repeat/],
    ["a reference back", "(a+)b\\1", "contract.pattern", /references back/],
    ["a look behind", "(?<=a)b", "contract.pattern", /looks behind/],
    ["flags inside", "(?i:a)", "contract.pattern", /flags inside/],
    ["a state for each of 2^30 beginnings", "(a|b)*a(a|b){30}", "contract.pattern-too-intricate", /too much/],
    [
      "repetitions of repetitions",
      "((a{1,1000}){1,1000}){1,1000}",
      "contract.pattern-too-intricate",
      /too much/,
    ],
    ["a huge repetition", "a{1000000000}", "contract.pattern-too-intricate", /too much/],
    ["a long source", "a".repeat(20_000), "contract.pattern-too-intricate", /too much/],
    [
      "deep parentheses",
      `${"(".repeat(4990)}a${")".repeat(4990)}`,
      "contract.pattern-too-intricate",
      /too much/,
    ],
    [
      "many looks ahead",
      "(?:(?=.*a.{9})(?=.*b.{9})(?=.*c.{9}).)*",
      "contract.pattern-too-intricate",
      /too much/,
    ],
  ];
  for (const [name, source, code, sentence] of refused) {
    it(`is refused with a reason, soon: ${name}`, { timeout: 20_000 }, () => {
      const error = errorOf(() => patternAutomaton(source));
      assert.equal(error.code, code);
      assert.equal(error.kind, "usage");
      assert.match(error.message, sentence);
      assert.ok(error.message.length < 300 && error.hint !== undefined);
    });
  }

  it("is not what takes long elsewhere: backtracking costs nothing here", { timeout: 20_000 }, () => {
    const long = "a".repeat(100_000);
    for (const source of ["(a+)+b", "(a|a)*b", "(a|aa)+$b", "^(([a-z])+.)+[A-Z]([a-z])+$"]) {
      assert.ok(!patternAutomaton(source).matches(long));
    }
  });
});
