import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { parseContract } from "../notation.ts";
import { compileContract } from "./compile.ts";

/** Whether the word behind the last one of this text is said to decide much. */
function decides(notation: string, text: string): boolean {
  const compiled = compileContract({ contract: parseContract(notation) });
  assert.ok(compiled.kind === "compiled");
  const { constraint } = compiled;
  let { start: state } = constraint;
  for (const character of text) {
    const next = constraint.next(state, character.codePointAt(0) as number);
    assert.ok(next !== undefined, `${text}: ${character}`);
    state = next;
  }
  return constraint.isDecisive?.(state) ?? false;
}

suite("words that decide much", () => {
  const contract = 'form: sentence\ntext has exactly 6 words\nword 5 is "sea"';

  test("stand before a word that is asked for at its place", () => {
    assert.equal(decides(contract, "The man saw"), true, "word 4 does");
    assert.equal(decides(contract, "The man"), false);
    assert.equal(decides(contract, "The"), false);
  });

  test("stand at the end of a sentence of counted words", () => {
    assert.equal(decides("form: sentence\ntext has exactly 4 words", "The man saw"), true);
    assert.equal(decides("form: sentence\ntext has exactly 4 words", "The man"), false);
  });

  test("are none where there is all the room in the world", () => {
    assert.equal(decides("form: sentence", "The man saw"), false);
  });

  test("are told in texts that repeat no word as well", () => {
    assert.equal(decides(`${contract}\ntext repeats no word`, "The man saw"), true);
  });
});
