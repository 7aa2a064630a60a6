import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Vocabulary } from "../model/token-model.ts";
import { boundedCache } from "./bounded-cache.ts";
import type { Constraint } from "./constraint.ts";
import { masks, type Position, tokensOf } from "./mask.ts";
import { completions, utf8Step } from "./utf8.ts";

/** A vocabulary of these byte strings; the last token ends. */
function byteVocabulary(pieces: readonly Uint8Array[]): Vocabulary {
  return {
    size: pieces.length + 1,
    bytes: (token) => pieces[token] ?? new Uint8Array(),
    endTokens: [pieces.length],
    isControl: (token) => token === pieces.length,
    tokenize: () => [],
    fingerprint: "test",
  };
}

/** Exactly the texts of a list: a trie by definition, without dead ends. */
function oneOf(
  texts: readonly string[],
  extra: Partial<Constraint<readonly number[]>> = {},
): Constraint<readonly number[]> {
  const wanted = texts.map((text) => Array.from(text, (char) => char.codePointAt(0) as number));
  const begins = (state: readonly number[]) =>
    wanted.some((text) => state.every((point, at) => text[at] === point));
  return {
    start: [],
    next: (state, point) => (begins([...state, point]) ? [...state, point] : undefined),
    mayEnd: (state) => wanted.some((text) => text.join() === state.join()),
    key: (state) => state.join(),
    ...extra,
  };
}

const characters = fc.constantFrom("a", "b", " ", "é", "가", "각", "𝄞", "🌊", "🌍");
const texts = fc.array(fc.string({ unit: characters, minLength: 1, maxLength: 4 }), {
  minLength: 1,
  maxLength: 5,
});
/** Every byte, so that any text can be written, and random slices of the texts, which may cut characters. */
const piecesFor = (list: readonly string[], cuts: readonly [number, number, number][]): Uint8Array[] => [
  ...Array.from({ length: 256 }, (_, byte) => Uint8Array.of(byte)),
  ...cuts.flatMap(([which, from, length]) => {
    const bytes = new TextEncoder().encode(list[which % list.length]);
    const piece = bytes.slice(from % bytes.length, (from % bytes.length) + length);
    return piece.length > 0 ? [piece] : [];
  }),
];
const cutsOf = fc.array(fc.tuple(fc.nat(9), fc.nat(15), fc.integer({ min: 1, max: 9 })), { maxLength: 40 });

test("a mask holds exactly the tokens that some allowed text goes on with, wherever characters are cut", () => {
  fc.assert(
    fc.property(texts, cutsOf, fc.boolean(), fc.infiniteStream(fc.nat()), (list, cuts, alphabet, choices) => {
      const pieces = piecesFor(list, cuts);
      const constraint = oneOf(
        list,
        alphabet ? { alphabet: new Set(Array.from(list.join(""), (char) => char.codePointAt(0) ?? 0)) } : {},
      );
      const made = masks({ vocabulary: byteVocabulary(pieces), constraint });
      const goals = list.map((text) => Buffer.from(text).toString("latin1"));
      let written = "";
      for (let position: Position<readonly number[]> = made.start; ; ) {
        const expected = pieces.flatMap((piece, token) => {
          const longer = written + Buffer.from(piece).toString("latin1");
          return goals.some((goal) => goal.startsWith(longer)) ? [token] : [];
        });
        if (goals.includes(written)) expected.push(pieces.length);
        const tokens = Array.from(tokensOf(made.mask(position)));
        assert.deepEqual(tokens, expected);
        const admitted = Array.from({ length: pieces.length + 1 }, (_, token) => token).filter((token) =>
          made.admits(position, token),
        );
        assert.deepEqual(admitted, expected);
        const token = tokens[choices.next().value % tokens.length];
        if (token === pieces.length) break;
        const next = made.advance(position, token);
        assert.ok(next, "an admitted token can be taken");
        position = next.position;
        written += Buffer.from(pieces[token]).toString("latin1");
      }
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("pieces that are not usable and control tokens are in no mask", () => {
  const pieces = ["a", "b", "ab"].map((text) => new TextEncoder().encode(text));
  const constraint = oneOf(["ab"], { usable: (piece) => piece !== "ab" });
  const made = masks({ vocabulary: byteVocabulary(pieces), constraint });
  assert.deepEqual([...tokensOf(made.mask({ state: [] }))], [0]);
  assert.deepEqual(
    [0, 1, 2, 3].map((token) => made.admits({ state: [] }, token)),
    [true, false, false, false],
  );
});

test("states with one key share one mask", () => {
  const pieces = ["a", "b"].map((text) => new TextEncoder().encode(text));
  let asked = 0;
  const constraint: Constraint<number> = {
    start: 0,
    next: (state) => {
      asked += 1;
      return state + 1;
    },
    mayEnd: () => true,
    key: (state) => state % 2,
  };
  const made = masks({ vocabulary: byteVocabulary(pieces), constraint });
  const first = made.mask({ state: 0 });
  const before = asked;
  assert.equal(made.mask({ state: 2 }), first);
  assert.equal(asked, before);
});

test("every character is read from its bytes, and its beginnings may become it", () => {
  const points = [
    0x00, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x3ffff, 0x40000, 0x10ffff,
  ];
  for (const point of [...points, ...Array.from({ length: 3000 }, (_, index) => index * 363)]) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    let partial: Parameters<typeof utf8Step>[0];
    for (const byte of new TextEncoder().encode(String.fromCodePoint(point))) {
      const step = utf8Step(partial, byte);
      assert.notEqual(step.kind, "invalid", `U+${point.toString(16)}`);
      if (step.kind === "whole") assert.equal(step.codePoint, point);
      if (step.kind !== "partial") continue;
      partial = step.partial;
      const [low, high] = completions(partial);
      assert.ok(low <= point && point <= high, `U+${point.toString(16)} in ${low}..${high}`);
    }
  }
});

for (const bytes of [
  "c080",
  "c1bf",
  "e08080",
  "e09fbf",
  "eda080",
  "edbfbf",
  "f0808080",
  "f08fbfbf",
  "f4908080",
  "f5808080",
  "80",
  "c341",
  "e28041",
]) {
  test(`the bytes ${bytes} are no UTF-8`, () => {
    let partial: Parameters<typeof utf8Step>[0];
    const kinds = Array.from(Buffer.from(bytes, "hex"), (byte) => {
      const step = utf8Step(partial, byte);
      partial = step.kind === "partial" ? step.partial : undefined;
      return step.kind;
    });
    assert.ok(kinds.includes("invalid"));
  });
}

test("a bounded cache lets go of what was unused for longest", () => {
  const cache = boundedCache<string>(10);
  for (const key of ["a", "b", "c"]) cache.set(key, key.toUpperCase(), 3);
  assert.equal(cache.get("a"), "A");
  assert.equal(cache.set("d", "D", 2), true);
  assert.deepEqual(
    ["a", "b", "c", "d"].map((key) => cache.get(key)),
    ["A", undefined, undefined, "D"],
  );
  assert.equal(cache.size, 5);
});
