/** Masks of Korean texts: states with equal keys share one, so what it admits must be what each of them admits. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { masks, tokensOf } from "../../inference/mask.ts";
import type { Vocabulary } from "../../model/token-model.ts";
import { parseContract } from "../notation.ts";
import { compileContract } from "./compile.ts";

const PIECES = [
  ..."가 나 다 하 을 바 람 음 주 눈 . ! , ? - : ; 1 2".split(" "),
  ..." |\n|\n\n| 가|가나|하하|나하|하나|가을|을 |. |.\n| 다음|다음 주| 주|가나다|나다가나|월|3월|,\n| 12|:\n".split(
    "|",
  ),
];
const encoder = new TextEncoder();
/** The pieces, and single bytes of two syllables. */
const BYTES = [
  ...PIECES.map((piece) => encoder.encode(piece)),
  ...[...encoder.encode("가힣")].map((byte) => Uint8Array.of(byte)),
  encoder.encode("가").subarray(0, 2),
];
const vocabulary: Vocabulary = {
  size: BYTES.length + 1,
  bytes: (token) => BYTES[token] ?? new Uint8Array(),
  endTokens: [BYTES.length],
  isControl: (token) => token === BYTES.length,
  tokenize: () => [],
  fingerprint: "korean",
};

const CONTRACTS = [
  "form: sentence\ntext has exactly 4 words",
  'text has exactly 3 words\ntext contains "가을"\ntext avoids "하나"\nword 2 contains "하"',
  "form: poem\ntext has exactly 2 lines\neach line has exactly 5 syllables",
  "form: poem\ntext has exactly 2 lines\neach line has exactly 2 words\ntext repeats no word",
  'text has exactly 12 characters\ntext contains "다음 주"',
  'text has exactly 2 words\nword 1 has exactly 4 characters\nword 1 ends with "하나"',
];

test("a mask holds the usable tokens that lead somewhere, whichever state it was made for", () => {
  let seed = 1;
  const random = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  for (const notation of CONTRACTS) {
    const compiled = compileContract({ contract: parseContract(notation), language: "ko", lexicon: "open" });
    assert.equal(compiled.kind, "compiled");
    if (compiled.kind !== "compiled") return;
    const { constraint } = compiled;
    const made = masks({ vocabulary, constraint });
    for (let count = 0; count < 60; count += 1) {
      let position = made.start;
      let text = "";
      for (let length = 0; length < 200; length += 1) {
        const admitted = tokensOf(made.mask(position));
        const expected = BYTES.flatMap((bytes, token) => {
          const piece = PIECES[token];
          const isUsable = piece === undefined || constraint.usable!(piece);
          return bytes.length > 0 && isUsable && made.advance(position, token) ? [token] : [];
        });
        const ends = !position.partial && constraint.mayEnd(position.state) ? [BYTES.length] : [];
        assert.deepEqual([...admitted], [...expected, ...ends], `${notation}: after ${JSON.stringify(text)}`);
        const token = admitted[Math.floor(random() * admitted.length)];
        if (token === BYTES.length) break;
        const next = made.advance(position, token)!;
        position = next.position;
        text += next.text;
      }
    }
  }
});
