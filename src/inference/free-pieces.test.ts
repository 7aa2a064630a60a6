import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Vocabulary } from "../model/token-model.ts";
import type { Constraint, PieceKind } from "./constraint.ts";
import { masks, type Position, tokensOf } from "./mask.ts";

const vocabularyOf = (pieces: readonly Uint8Array[]): Vocabulary => ({
  size: pieces.length + 1,
  bytes: (token) => pieces[token] ?? new Uint8Array(),
  endTokens: [pieces.length],
  isControl: (token) => token === pieces.length,
  tokenize: () => [],
  fingerprint: "test",
});

/** Quoted texts of at most so many letters, where a letter is anything but a quotation mark. */
interface Quoted {
  readonly inside: boolean;
  readonly letters: number;
}
const QUOTE = 0x22;
const letters: PieceKind = { has: (piece) => !piece.includes('"') };

function quoted(most: number, { table }: { table: boolean }): Constraint<Quoted> {
  const plain: Constraint<Quoted> = {
    start: { inside: false, letters: 0 },
    next: ({ inside, letters: count }, point) => {
      if (point === QUOTE) return { inside: !inside, letters: 0 };
      return inside && count < most ? { inside, letters: count + 1 } : undefined;
    },
    mayEnd: ({ inside }) => !inside,
    key: ({ inside, letters: count }) => `${inside}${count}`,
  };
  if (!table) return plain;
  return {
    ...plain,
    freely: ({ inside, letters: count }) => (inside ? { kind: letters, most: most - count } : undefined),
    admitsBetween: ({ inside, letters: count }, low, high) =>
      (low <= QUOTE && QUOTE <= high) || (inside && count < most),
  };
}

test("masks from tables of free pieces are those that a walk finds", () => {
  const piece = fc.string({
    unit: fc.constantFrom("a", "b", '"', "é", "가", "🌊"),
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 30 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(3)), { maxLength: 10 }),
      fc.nat({ max: 5 }),
      fc.infiniteStream(fc.nat()),
      (texts, cuts, most, choices) => {
        const whole = texts.map((text) => new TextEncoder().encode(text));
        const cut = cuts.flatMap(([which, from]) => {
          const bytes = whole[which % Math.max(1, whole.length)]?.slice(from) ?? [];
          return bytes.length > 0 ? [bytes] : [];
        });
        const vocabulary = vocabularyOf([Uint8Array.of(QUOTE), ...whole, ...cut] as Uint8Array[]);
        const walked = masks({ vocabulary, constraint: quoted(most, { table: false }) });
        const listed = masks({ vocabulary, constraint: quoted(most, { table: true }) });
        let position: Position<Quoted> = walked.start;
        for (let step = 0; step < 12; step += 1) {
          const tokens = Array.from(tokensOf(walked.mask(position)));
          assert.deepEqual(Array.from(tokensOf(listed.mask(position))), tokens);
          const token = tokens[choices.next().value % tokens.length];
          if (token === undefined || token === vocabulary.size - 1) break;
          const next = walked.advance(position, token);
          assert.ok(next);
          position = next.position;
        }
      },
    ),
    { numRuns: 300 },
  );
});
