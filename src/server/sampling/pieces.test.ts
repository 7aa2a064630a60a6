import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Pieces } from "./pieces.ts";

/** Feeds bytes cut at these places; the pieces that came. */
function feed(text: string, { stops = [] as string[], cuts = [] as number[] }) {
  const bytes = Buffer.from(text);
  const places = [
    0,
    ...cuts.map((cut) => cut % (bytes.length + 1)).sort((one, other) => one - other),
    bytes.length,
  ];
  const pieces = new Pieces(stops);
  const texts: string[] = [];
  let tokens = 0;
  let fed = 0;
  for (let at = 1; at < places.length && !pieces.stopped; at += 1) {
    const piece = pieces.add({ token: at }, bytes.subarray(places[at - 1], places[at]));
    fed += 1;
    texts.push(piece.text);
    tokens += piece.tokens.length;
  }
  const last = pieces.end();
  return { texts: [...texts, last.text], tokens: tokens + last.tokens.length, fed, stopped: pieces.stopped };
}

test("whatever it is cut into, the text comes out as it was, up to the first stop", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "b", "é", "한", "🙂"), maxLength: 20 }),
      fc.array(fc.nat({ max: 100 }), { maxLength: 12 }),
      fc.array(fc.string({ unit: fc.constantFrom("a", "b", "한"), minLength: 1, maxLength: 3 }), {
        maxLength: 3,
      }),
      (text, cuts, stops) => {
        const { texts, tokens, fed, stopped } = feed(text, { stops, cuts });
        const whole = Array.from(text, (_, at) => at + 1).map((length) =>
          [...text].slice(0, length).join(""),
        );
        const ended = whole.find((beginning) => stops.some((stop) => beginning.endsWith(stop)));
        assert.equal(stopped, ended !== undefined);
        const longest = Math.max(
          0,
          ...stops.filter((stop) => ended?.endsWith(stop)).map(({ length }) => length),
        );
        assert.equal(texts.join(""), ended === undefined ? text : ended.slice(0, ended.length - longest));
        assert.ok(!texts.some((piece) => piece.includes("\ufffd")));
        if (!stopped) assert.equal(tokens, fed);
      },
    ),
    { numRuns: 500 },
  );
});

test("nothing is held back but what may begin a stop", () => {
  const pieces = new Pieces(["STOP"]);
  const sent = [..."go STO go"].map(
    (letter, index) => pieces.add({ token: index }, Buffer.from(letter)).text,
  );
  assert.deepEqual(sent, ["g", "o", " ", "", "", "", "STO ", "g", "o"]);
});

test("bytes that are no text come out as signs of replacement, and end", () => {
  assert.deepEqual(new Pieces([]).add({ token: 0 }, Uint8Array.of(0xff)).text, "\ufffd");
  const pieces = new Pieces([]);
  assert.equal(pieces.add({ token: 0 }, Uint8Array.of(0xed)).text, "");
  assert.equal(pieces.end().text, "\ufffd");
});
