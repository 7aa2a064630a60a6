import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Clause, Contract, Form, Scope } from "../types.ts";
import { compileContract } from "./compile.ts";
import type { TextConstraint, TextState } from "./text-constraint.ts";
import { wordList } from "./word-list.ts";

/** Few words of few letters, so that every state can be visited. */
const TOY = wordList(["a", "be", "sea", "Bea", "cat"]);
const LETTERS = [..."abcestBASC ,.!?\n"].map((char) => char.codePointAt(0)!);

const each = (unit: "sentence" | "line" | "word"): Scope => [{ unit, at: "each" }];
const exactly = (
  value: number,
  subject: "word" | "character" | "sentence" | "line",
  scope: Scope = [],
): Clause => ({
  relation: "exactly",
  scope,
  subject,
  value,
});

/** Every state that can be reached, up to a limit; fails where a state has no way on. */
function assertNoDeadEnd(constraint: TextConstraint, limit = 20_000): void {
  const seen = new Set<string>();
  const waiting: { state: TextState; text: string }[] = [{ state: constraint.start, text: "" }];
  while (waiting.length > 0 && seen.size < limit) {
    const { state, text } = waiting.pop()!;
    const ways = LETTERS.flatMap((letter) => {
      const next = constraint.next(state, letter);
      return next === undefined ? [] : [{ state: next, text: text + String.fromCodePoint(letter) }];
    });
    assert.ok(ways.length > 0 || constraint.mayEnd(state), `dead end after ${JSON.stringify(text)}`);
    for (const way of ways) {
      const name = JSON.stringify(way.state);
      if (!seen.has(name)) {
        seen.add(name);
        waiting.push(way);
      }
    }
  }
}

/** All finished texts of at most `length` characters. */
function texts(constraint: TextConstraint, length: number): string[] {
  const found: string[] = [];
  const visit = (state: TextState, text: string): void => {
    if (constraint.mayEnd(state)) found.push(text);
    if (text.length === length) return;
    for (const letter of LETTERS) {
      const next = constraint.next(state, letter);
      if (next !== undefined) visit(next, text + String.fromCodePoint(letter));
    }
  };
  visit(constraint.start, "");
  return found;
}

function compiled(contract: Contract): TextConstraint {
  const result = compileContract({ contract, list: TOY });
  assert.equal(result.kind, "compiled", JSON.stringify(result));
  return (result as { constraint: TextConstraint }).constraint;
}

test("a sentence of two words is exactly the pairs of words that the list allows", () => {
  const found = texts(compiled({ form: "sentence", clauses: [exactly(2, "word")] }), 9);
  const first = ["A", "Be", "Sea", "Bea", "Cat"];
  // "a" and "be" lean on the next word: no comma and no full stop stands behind them.
  const second = ["sea", "Bea", "cat"];
  const wanted = first.flatMap((one) =>
    second.flatMap((two) =>
      (one === "A" || one === "Be" ? [" "] : [" ", ", "]).flatMap((gap) =>
        [".", "!", "?"].map((stop) => one + gap + two + stop),
      ),
    ),
  );
  assert.deepEqual(found.sort(), wanted.filter((text) => text.length <= 9).sort());
});

test("an exact length is met together with a fixed last word", () => {
  const contract: Contract = {
    form: "sentence",
    clauses: [exactly(11, "character"), { relation: "is", scope: [{ unit: "word", at: -1 }], value: "zeal" }],
  };
  const result = compileContract({ contract, list: TOY });
  assert.equal(result.kind, "compiled");
  if (result.kind !== "compiled") return;
  const open: [TextState, string][] = [[result.constraint.start, ""]];
  const found: string[] = [];
  while (open.length > 0) {
    const [state, text] = open.pop()!;
    if (result.constraint.mayEnd(state)) found.push(text);
    for (const letter of [...LETTERS, ..."zZl".split("").map((char) => char.codePointAt(0)!)]) {
      const next = result.constraint.next(state, letter);
      if (next) open.push([next, text + String.fromCodePoint(letter)]);
    }
  }
  assert.ok(found.length > 0);
  for (const text of found) assert.match(text, /^.{5} zeal[.!?]$/);
});

const scopes: fc.Arbitrary<Scope> = fc.constantFrom<Scope>(
  [],
  each("sentence"),
  [{ unit: "sentence", at: 1 }],
  [{ unit: "sentence", at: -1 }],
  [{ unit: "sentence", at: 2 }],
);
const wordScopes: fc.Arbitrary<Scope> = fc
  .tuple(scopes, fc.constantFrom<number | "each">(1, 2, -1, -2, "each"))
  .map(([scope, at]) => [...scope, { unit: "word", at }]);
const clause: fc.Arbitrary<Clause> = fc.oneof(
  fc.record({
    relation: fc.constantFrom("exactly" as const, "at least" as const, "at most" as const),
    scope: scopes,
    subject: fc.constantFrom("word" as const, "character" as const, "sentence" as const),
    value: fc.integer({ min: 1, max: 8 }),
  }),
  fc.record({
    relation: fc.constantFrom(
      "is" as const,
      "starts with" as const,
      "ends with" as const,
      "contains" as const,
    ),
    scope: wordScopes,
    value: fc.constantFrom("a", "sea", "be"),
  }),
  fc.record({
    relation: fc.constantFrom(
      "starts with" as const,
      "ends with" as const,
      "contains" as const,
      "avoids" as const,
    ),
    scope: scopes,
    value: fc.constantFrom("a", "sea", "sea be", "be a", "a a"),
  }),
);
const contracts: fc.Arbitrary<Contract> = fc.record({
  form: fc.constantFrom<Form>("sentence", "paragraph", "text"),
  clauses: fc.array(clause, { minLength: 1, maxLength: 3 }),
});

test("no state of any contract is a dead end", () => {
  fc.assert(
    fc.property(contracts, (contract) => {
      const result = compileContract({ contract, list: TOY });
      if (result.kind === "compiled") assertNoDeadEnd(result.constraint, 400);
    }),
    { numRuns: 150 },
  );
});

test("states with the same key admit the same pieces", () => {
  fc.assert(
    fc.property(contracts, (contract) => {
      const result = compileContract({ contract, list: TOY });
      if (result.kind !== "compiled") return;
      const { constraint } = result;
      const pieces = [
        "a",
        "sea",
        " ",
        " a",
        " sea",
        ",",
        ", c",
        ".",
        ". A",
        "!",
        "ea",
        "be",
        " be",
        " B",
        "\n\nA",
      ].filter((piece) => constraint.usable?.(piece) ?? true);
      const admitted = (state: TextState): string =>
        [...pieces.filter((piece) => run(constraint, state, piece)), constraint.mayEnd(state)].join("|");
      const byKey = new Map<string | number, string>();
      const waiting = [constraint.start];
      for (let count = 0; waiting.length > 0 && count < 300; count += 1) {
        const state = waiting.pop()!;
        const known = byKey.get(constraint.key(state));
        if (known === undefined) byKey.set(constraint.key(state), admitted(state));
        else assert.equal(admitted(state), known);
        for (const letter of LETTERS) {
          const next = constraint.next(state, letter);
          if (next) waiting.push(next);
        }
      }
    }),
    { numRuns: 80 },
  );
});

function run(constraint: TextConstraint, start: TextState, piece: string): TextState | undefined {
  let state: TextState | undefined = start;
  for (const char of piece) state = state && constraint.next(state, char.codePointAt(0)!);
  return state;
}

test("a contradiction is refused with a smallest set of clauses that clash", () => {
  const contains = ["red", "blue", "green", "yellow", "black"].map(
    (value): Clause => ({ relation: "contains", scope: [], value }),
  );
  const aside: Clause = { relation: "at most", scope: [], subject: "character", value: 200 };
  const result = compileContract({
    contract: { form: "sentence", clauses: [aside, exactly(4, "word"), ...contains] },
  });
  assert.equal(result.kind, "contradiction");
  if (result.kind === "contradiction") assert.deepEqual(result.clauses, [exactly(4, "word"), ...contains]);
});

test("a text that nothing else lets keep its contract ends without a stop; a sentence never does", () => {
  const last: Clause = { relation: "is", scope: [{ unit: "character", at: -1 }], value: "t" };
  assert.deepEqual(texts(compiled({ clauses: [last] }), 3), ["Cat"]);
  const letter = [exactly(1, "word"), exactly(1, "character")];
  assert.deepEqual(texts(compiled({ form: "text", clauses: letter }), 4), ["A"]);
  assert.ok(
    texts(compiled({ form: "text", clauses: [exactly(1, "word")] }), 4).every((text) => /[.!?]$/.test(text)),
  );
  for (const contract of [
    { form: "sentence" as const, clauses: [last] },
    { clauses: [last, exactly(1, "sentence")] },
  ])
    assert.equal(compileContract({ contract, list: TOY }).kind, "contradiction");
});

test("lines and words that can't add up are refused, whatever the words", () => {
  const clauses = [exactly(3, "line"), exactly(4, "word", each("line")), exactly(15, "word")];
  assert.equal(compileContract({ contract: { form: "poem", clauses } }).kind, "contradiction");
  assert.equal(
    compileContract({ contract: { form: "poem", clauses: [...clauses.slice(0, 2), exactly(12, "word")] } })
      .kind,
    "compiled",
  );
});
