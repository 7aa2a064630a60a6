/** Taking texts apart, joining them again, and the repairs that need no model. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { testConstraint } from "../../inference/testing.ts";
import { normalise } from "../../text/index.ts";
import { check } from "../check/check.ts";
import { compileContract } from "../compile/compile.ts";
import { randomText } from "../compile/walk.ts";
import { wordList } from "../compile/word-list.ts";
import { parseContract } from "../notation.ts";
import { between } from "./between.ts";
import { mendsOf } from "./mends.ts";
import { filled, holeAt, piecesOf } from "./units.ts";

const slices = (contract: string, text: string): string[] => {
  const { view, spans } = piecesOf(parseContract(contract), text);
  return spans.map((span) => view.slice(span));
};

suite("a text", () => {
  test("of prose is sentences, with what is unfinished, paragraph by paragraph", () => {
    assert.deepEqual(slices("form: paragraph", 'It rains. "No!" she said. And so'), [
      "It rains.",
      '"No!" she said.',
      "And so",
    ]);
    assert.deepEqual(slices("form: text", "A title\n\nIt rains. We stay.\n"), [
      "A title",
      "It rains.",
      "We stay.",
    ]);
  });

  test("has what is quoted as one sentence in one piece", () => {
    const text = "It rains. “It is gone.” He wept. So it was.";
    assert.equal(slices("form: paragraph", text).length, 4);
    assert.deepEqual(slices('form: paragraph\nsentence 2 is "“It is gone.” He wept."', text), [
      "It rains.",
      "“It is gone.” He wept.",
      "So it was.",
    ]);
  });

  test("of verse is lines", () => {
    assert.deepEqual(slices("form: poem", "It rains. We stay\nand wait.\n\nSo"), [
      "It rains. We stay",
      "and wait.",
      "So",
    ]);
    assert.deepEqual(slices("each line has exactly 2 words", "a b\nc d"), ["a b", "c d"]);
  });

  test("is the same when its pieces are put back where they were", () => {
    const prose = fc
      .array(
        fc.constantFrom("It rains.", "No!", '"So," he said.', "and", "Mr. Kim", "\n", "\n\n", " ", "  "),
        {
          minLength: 1,
          maxLength: 12,
        },
      )
      .map((parts) => parts.join(" "))
      .filter((text) => /[a-z]/i.test(text));
    fc.assert(
      fc.property(
        prose,
        fc.constantFrom("form: text", "form: poem"),
        fc.nat(),
        fc.nat(),
        (text, form, one, two) => {
          const pieces = piecesOf(parseContract(form), text);
          const from = one % pieces.spans.length;
          const to = from + 1 + (two % (pieces.spans.length - from));
          const { replaced, ...around } = holeAt(pieces, from, to);
          assert.equal(filled(around, replaced), normalise(text));
        },
      ),
    );
  });

  test("keeps the quotation marks around all that is replaced, and no others", () => {
    const hole = (text: string) => holeAt(piecesOf(parseContract("form: text"), text), 0, 1);
    assert.deepEqual(hole('"It rains," (he said) "again."'), {
      before: "",
      replaced: '"It rains," (he said) "again."',
      after: "",
    });
    assert.deepEqual(hole("(“It rains.”) So."), { before: "(“", replaced: "It rains.", after: "”) So." });
  });

  test("is joined by the wider gap where a piece is taken out, and by one of its kind where one is put in", () => {
    const text = "One. Two.\n\nThree. Four.";
    const pieces = piecesOf(parseContract("form: text"), text);
    assert.equal(filled(holeAt(pieces, 1, 2), ""), "One.\n\nThree. Four.");
    assert.equal(filled(holeAt(pieces, 2, 3), ""), "One. Two.\n\nFour.");
    assert.equal(filled(holeAt(pieces, 0, 1), ""), "Two.\n\nThree. Four.");
    assert.equal(filled(holeAt(pieces, 0, 4), ""), "");
    assert.equal(filled(holeAt(pieces, 2, 2), "New."), "One. Two. New.\n\nThree. Four.");
    assert.equal(filled(holeAt(pieces, 0, 0), "New."), "New. One. Two.\n\nThree. Four.");
    assert.equal(filled(holeAt(pieces, 4, 4), "New."), "One. Two.\n\nThree. Four. New.");
  });
});

suite("what stands between two texts", () => {
  const list = wordList(["sea", "cat", "ran", "salt"]);
  const inner = (notation: string) => {
    const compilation = compileContract({ contract: parseContract(notation), list });
    assert.equal(compilation.kind, "compiled");
    return compilation.kind === "compiled" ? compilation.constraint : assert.fail();
  };
  const walk = (constraint: ReturnType<typeof between>, seed: number): string => {
    let state = seed;
    const random = (): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state / 2_147_483_648;
    };
    return randomText({ ...constraint, wordsBegun: () => 0 }, { random })!;
  };

  test("keeps the laws of a constraint", () => {
    for (const [lead, tail] of [
      [" ", " We stay."],
      ["", "\n“So” – he"],
      ["\n\n", ""],
      ["", ""],
    ]) {
      const constraint = between({ lead, inner: inner("form: sentence\ntext has at most 3 words"), tail });
      testConstraint(constraint, { alphabet: `seacatrnlSCR. ,!?\n${lead}${tail}`, limit: 1500 });
    }
  });

  test("is the one, a text of its own, and the other", () => {
    const sentence = inner("form: sentence\ntext has exactly 2 words");
    const constraint = between({ lead: " ", inner: sentence, tail: " We stay." });
    for (let seed = 1; seed < 20; seed += 1) {
      assert.match(walk(constraint, seed), /^ [A-Z][a-z]+,? ?[;:]? ?[a-z]+[.!?] We stay\.$/);
    }
  });

  test("may be left where it says", () => {
    const words = inner("form: sentence\ntext has exactly 3 words");
    const constraint = between({
      lead: "",
      inner: words,
      tail: " — and so on",
      mayLeave: (state) => words.wordsBegun(state) === 2 && words.next(state, 32) !== undefined,
      leaveKey: (state) => 2 - words.wordsBegun(state),
    });
    testConstraint(constraint, { alphabet: "seacatrnlSCR. ,!?— ndo", limit: 1500 });
    for (let seed = 1; seed < 20; seed += 1) {
      assert.match(walk(constraint, seed), /^[A-Z][a-z]+[,;:]? [a-z]+[,;:]? — and so on$/);
    }
  });
});

suite("without a model", () => {
  const rows: readonly (readonly [contract: string, text: string, mended: string])[] = [
    ["text has its lines in alphabetical order", "- pear\n- Apple\n- fig", "- Apple\n- fig\n- pear"],
    ["text has its lines in reverse alphabetical order", "a\nc\nb", "c\nb\na"],
    ["text repeats no line", "- pear\n- fig\n- Pear!", "- pear\n- fig"],
    ["text is lowercase", "It RAINS.", "it rains."],
    ["each line is uppercase", "a\nb", "A\nB"],
  ];
  for (const [notation, text, mended] of rows) {
    test(`${JSON.stringify(text)} is made to keep: ${notation}`, () => {
      const contract = parseContract(notation);
      assert.deepEqual(mendsOf(contract, text), [mended]);
      assert.ok(check(contract, mended).passed);
      assert.deepEqual(mendsOf(contract, mended), []);
    });
  }
});
