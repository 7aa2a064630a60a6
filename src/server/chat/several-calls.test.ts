import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { testConstraint } from "../../inference/testing.ts";
import { closingText } from "../sampling/closing.ts";
import { documentsOf, severalCalls } from "./several-calls.ts";
import { Speech } from "./speech.ts";
import { callSchema, schemaConstraint } from "./structure.ts";

const parameters = {
  type: "object",
  properties: { say: { enum: ["a", "</tool_call>"] } },
  required: ["say"],
  additionalProperties: false,
};
const tools = [{ type: "function" as const, function: { name: "f", parameters } }];
const constraint = severalCalls(schemaConstraint(callSchema(tools), "tools"));
const ONE = '{"name": "f", "arguments": {"say": "a"}}';
const TAG = '{"name": "f", "arguments": {"say": "</tool_call>"}}';

const stateAfter = (text: string): unknown =>
  [...text].reduce<unknown>(
    (state, letter) => (state === undefined ? undefined : constraint.next(state, letter.codePointAt(0)!)),
    constraint.start,
  );

suite("calls one behind another", () => {
  const both = "\n</tool_call>\n<tool_call>\n";
  const table: readonly [text: string, admitted: boolean, calls: number][] = [
    [ONE, true, 1],
    [`${ONE}\n`, true, 1],
    [`${ONE}\n</tool_call>`, true, 1],
    [`${ONE}\n</tool_call>\n`, true, 1],
    [ONE + both + TAG, true, 2],
    [`${ONE}</tool_call><tool_call>${ONE}`, true, 2],
    [Array(8).fill(ONE).join(both), true, 8],
    [Array(9).fill(ONE).join(both), false, 0],
    [ONE + ONE, false, 0],
    [`${ONE}\n\n</tool_call>`, false, 0],
    [`${ONE}</tool_call>and`, false, 0],
    [`${ONE}${both}{"name": "g"`, false, 0],
  ];
  for (const [text, admitted, calls] of table) {
    test(`${text.slice(0, 20)}… of ${text.length} characters: ${admitted ? calls : "impossible"}`, () => {
      const state = stateAfter(text);
      assert.equal(state !== undefined && constraint.mayEnd(state), admitted);
      if (!admitted) return;
      const speech = new Speech({ kind: "call" });
      speech.add(text);
      const { calls: found } = speech.end();
      assert.equal(found.length, calls);
      for (const { function: call } of found) assert.ok("say" in JSON.parse(call.arguments));
    });
  }

  test("wherever a text is cut, there is an end that makes it whole", () => {
    const text = ONE + both + TAG + both + ONE;
    for (let length = 0; length <= text.length; length += 1) {
      const state = stateAfter(text.slice(0, length));
      const closing = closingText(constraint, { state, partial: undefined });
      assert.ok(closing !== undefined, text.slice(0, length));
      const whole = documentsOf(text.slice(0, length) + closing);
      for (const document of whole) assert.ok("say" in JSON.parse(document).arguments);
      assert.ok(whole.length >= 1);
    }
  });

  test("they keep the laws of constraints", () => {
    testConstraint(constraint, { alphabet: [...new Set(TAG + both)].join(""), limit: 3000 });
  });
});
