import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { masks } from "../../inference/mask.ts";
import { tableModel } from "../../model/index.ts";
import { callSigns } from "./call-signs.ts";
import { Speech } from "./speech.ts";
import { callOrText, callSchema, schemaConstraint } from "./structure.ts";

const parameters = {
  type: "object",
  properties: { n: { enum: [1, 2] } },
  required: ["n"],
  additionalProperties: false,
};
const names = ["roll", "roll_twice"];
const signs = callSigns(names);
const tools = names.map((name) => ({ type: "function" as const, function: { name, parameters } }));
const constraint = callOrText(schemaConstraint(callSchema(tools), "tools"), signs);

const admits = (text: string): boolean => {
  let state: unknown = constraint.start;
  for (const character of text) {
    state = constraint.next(state, character.codePointAt(0)!);
    if (state === undefined) return false;
  }
  return constraint.mayEnd(state);
};

suite("a text is the call of a tool", () => {
  const table: readonly [string, boolean, unknown][] = [
    ["Hello.", true, undefined],
    ["", true, undefined],
    ["<tool", true, undefined],
    ['{"names": []}', true, undefined],
    ['{"name": "jump"}', true, undefined],
    ['<tool_call>{"name": "roll", "arguments": {"n": 2}}', true, { name: "roll", arguments: '{"n":2}' }],
    ['{"name": "roll_twice", "arguments": {"n": 1}}', true, { name: "roll_twice", arguments: '{"n":1}' }],
    ['{"name":"roll", "arguments": {"n": 1}}', true, { name: "roll", arguments: '{"n":1}' }],
    ['{"name": "roll", "arguments": {"n": 3}}', false, undefined],
    ['{"name": "roll"', false, undefined],
    ["<tool_call>Hello", false, undefined],
  ];
  for (const [text, admitted, call] of table) {
    test(`${text || "nothing"}: ${admitted ? (call ? "a call" : "a text") : "impossible"}`, () => {
      assert.equal(admits(text), admitted);
      if (!admitted) return;
      const speech = new Speech({ kind: "either", signs });
      const shown = [...text].map((letter) => speech.add(letter)).join("");
      const end = speech.end();
      assert.deepEqual(end.calls[0]?.function, call);
      assert.equal(shown + end.text, call ? "" : text);
    });
  }

  test("masks over a vocabulary say the same", () => {
    const pieces = ["<tool_call>", '{"name": "roll"', ', "arguments": {"n": ', "1", "3", "}}", "Hi"];
    const { vocabulary } = tableModel({ vocabulary: pieces, next: () => [1, 1, 1, 1, 1, 1, 1, 1] });
    const all = masks({ vocabulary, constraint });
    let position = all.start;
    for (const [token, refused] of [
      [0, 6],
      [1, 6],
      [2, 4],
      [3, 6],
      [5, 6],
    ] as const) {
      assert.ok(all.admits(position, token), pieces[token]);
      if (token > 0) assert.ok(!all.admits(position, refused), pieces[refused]);
      position = all.advance(position, token)!.position;
    }
    assert.ok(constraint.mayEnd(position.state));
  });
});
