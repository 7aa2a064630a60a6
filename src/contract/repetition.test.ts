import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { Repetition, spellOut } from "./repetition.ts";

/** Words as tokens; returns what each cost as it was written. */
function costs(text: string): number[] {
  const tokens = new Map<string, number>();
  const repetition = new Repetition();
  return (text.match(/\s?[^\s.!?]+|[.!?]/g) ?? []).map((piece) => {
    const name = piece.trim();
    if (!tokens.has(name)) tokens.set(name, tokens.size);
    const token = tokens.get(name) as number;
    const cost = repetition.bias?.get(token) ?? 0;
    repetition.wrote(token, piece);
    return cost;
  });
}

suite("what is said again", () => {
  test("costs nothing where it is new, or where only two words come again", () => {
    assert.ok(costs("The old man saw the old dog by the sea.").every((cost) => cost === 0));
  });

  test("costs from the third word on", () => {
    const found = costs("He sat in the long grass and ran in the long grass.");
    assert.deepEqual(
      found.flatMap((cost, at) => (cost < 0 ? [at] : [])),
      [10, 11],
    );
  });

  test("costs at the beginning of sentences, less for their first word", () => {
    const found = costs("When it rains we read. When it rains we sleep.");
    assert.ok(found[6] < 0 && found[7] < found[6], String(found));
  });

  test("costs behind a text that was read", () => {
    const tokens = new Map<string, number>();
    const tokenize = (piece: string): number[] => {
      const name = piece.trim();
      if (!tokens.has(name)) tokens.set(name, tokens.size);
      return [tokens.get(name) as number];
    };
    const repetition = new Repetition();
    for (const { token, text } of spellOut("When it rains, we read.", tokenize))
      repetition.wrote(token, text);
    assert.deepEqual([...(repetition.bias?.keys() ?? [])], tokenize("When"));
    for (const piece of ["When", " it"]) repetition.wrote(tokenize(piece)[0], piece);
    assert.deepEqual([...(repetition.bias?.keys() ?? [])], tokenize("rains"));
    repetition.wrote(tokenize("rains")[0], " rains");
    assert.equal(repetition.bias, undefined, "a comma may come again");
  });

  test("marks and numbers may come again", () => {
    assert.ok(costs("1, 2. 3, 4. 1, 2. 3, 4.").every((cost) => cost === 0));
  });
});
