import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { parseContract } from "../../contract/index.ts";
import { infer, runCheck } from "../../program/index.ts";
import { answerOf, nearestExamples, programMessages } from "./api.ts";
import { type Draft, readDraft } from "./draft.ts";
import { PROGRAM_EXAMPLES } from "./examples.ts";
import { trialModel } from "./toy.ts";
import { openDraft, tryDraft } from "./trial.ts";

const check = "function check(text) { return { passed: text.length > 0, reason: text }; }";

/** What dry runs say about a program, with a toy for a follower. */
const tried = (source: string, other: Partial<Draft> = {}) =>
  tryDraft(
    { source, check, ...other },
    { request: "A text.", follower: trialModel(), limits: { tokens: 1000 } },
  );

suite("worked examples", () => {
  for (const example of PROGRAM_EXAMPLES) {
    test(`“${example.request.slice(0, 60)}…” runs, and is what its answer says`, async () => {
      const draft = readDraft(answerOf(example));
      assert.ok(typeof draft !== "string", String(draft));
      using sandboxed = await openDraft(draft);
      const model = trialModel(example.program);
      const { bound, best } = await infer(sandboxed.program, {
        model,
        particles: 4,
        seed: 1,
        limits: { tokens: 9_000 },
      });
      assert.equal(bound, null);
      const text = (best as string | undefined) ?? "";
      assert.equal(typeof (await runCheck(draft.check, text)).passed, "boolean");
    });
  }

  test("those most like a request are shown, the nearest last", () => {
    const [nearest] = nearestExamples(
      "A five-line poem about rain whose lines begin with the letters R, I, V, E, R.",
    );
    assert.match(nearest.request, /R, O, S, E/);
    const messages = programMessages(
      "A dialogue between a fox and a hen, each line with the speaker's name.",
    );
    assert.equal(messages.length, 1 + 2 * 3 + 1);
    assert.match(messages.at(-3)!.content, /baker/);
    assert.match(messages[0].content, /writeText/);
  });
});

test("texts of a sandboxed program with writeText and a contract keep the contract", async () => {
  const contract = 'form: sentence\ntext has exactly 4 words\ntext contains "sea"';
  const source = `function* program() {
    const follower = yield* context("Write.");
    return (yield* writeText(follower, { constraint: { contract: ${JSON.stringify(contract)} } })).text;
  }`;
  using sandboxed = await openDraft({ source, check });
  const { outcomes } = await infer(sandboxed.program, { model: trialModel(), particles: 20, seed: 2 });
  assert.ok(outcomes.length > 0);
  for (const { result } of outcomes) {
    assert.ok(
      parseContract(contract) && String(result).split(" ").length === 4 && /sea/i.test(String(result)),
      String(result),
    );
  }
});

const WRONG: Readonly<Record<string, readonly [source: string, says: RegExp, other?: Partial<Draft>]>> = {
  "a syntax error": ["function* program() { return 'a' +; }", /line 1.*unexpected token/i],
  "no generator": ["function program() { return 'a'; }", /function\* program/],
  "a type error": [
    'function* program() {\n  const follower = yield* context("Go.");\n  return follower.write("a");\n}',
    /line 3.*not a function/,
  ],
  "another API": ["function* program() { const m = yield* getModel(); return m; }", /getModel/],
  "a host's object": ["function* program() { return process.env.HOME; }", /process/],
  "a loop that never ends": ["function* program() { while (true) {} }", /ran for too long/],
  "a loop that always asks": [
    'function* program() {\n  const follower = yield* context("Go.");\n  let text = "";\n  while (true) { text += (yield* sample(follower)).text; }\n}',
    /not come to its end/,
  ],
  "another result than a text": [
    'function* program() { return { text: "a" }; }',
    /returned a object|returned an? object/,
  ],
  nothing: ["function* program() {}", /returned nothing|returned a undefined|must return/],
  "an empty text": ['function* program() { return " "; }', /empty text/],
  "a contract that can't be read": [
    'function* program() {\n  const f = yield* context("Go.");\n  return (yield* writeText(f, { constraint: { contract: "nine words" } })).text;\n}',
    /contract can't be used/,
  ],
  "a check that throws": [
    'function* program() { return "a"; }',
    /check.*line 1/,
    { check: "function check(text) { return text.nope(); }" },
  ],
  "a check that answers nothing": [
    'function* program() { return "a"; }',
    /passed, reason/,
    { check: "function check(text) {}" },
  ],
  "a check that never ends": [
    'function* program() { return "a"; }',
    /too long/,
    { check: "function check(text) { for (;;) {} }" },
  ],
};

for (const [what, [source, says, other]] of Object.entries(WRONG)) {
  test(`a dry run tells of ${what}`, async () => {
    const problem = await tried(source, other);
    assert.ok(problem, "nothing was found");
    assert.match(problem.message, says);
    assert.equal(problem.mild, false);
  });
}

test("a program that ends its only copy may have had bad luck", async () => {
  const problem = await tried("function* program() { yield* factor(-Infinity); return 'a'; }");
  assert.equal(problem?.mild, true);
});

test("a slow follower is no fault of the program", async () => {
  const draft = readDraft(answerOf(PROGRAM_EXAMPLES[0])) as Draft;
  const options = { request: "A poem.", follower: trialModel(draft.source), limits: { seconds: 1e-6 } };
  assert.equal(await tryDraft(draft, options), undefined);
});

test("drafts are found in prose, in one block or two, without fences, and behind thoughts", () => {
  const program = 'function* program() { return "a"; }';
  const right = { source: `${program}\n`, check: `${check}\n` };
  const fenced = (code: string, language = "js") => `\`\`\`${language}\n${code}\n\`\`\`\n`;
  assert.deepEqual(
    readDraft(`Here you are:\n${fenced(program)}and the check:\n${fenced(check, "javascript")}Enjoy!`),
    right,
  );
  assert.deepEqual(
    readDraft(`<think>\n${fenced("function* program() {}")}</think>${fenced(program)}${fenced(check)}`),
    right,
  );
  const both = readDraft(fenced(`${program}\n${check}`));
  assert.ok(typeof both !== "string" && both.source === both.check);
  const bare = readDraft(`${program}\n${check}`);
  assert.ok(typeof bare !== "string" && bare.source.includes("program"));
  const withClauses = readDraft(
    fenced(program) + fenced(check) + fenced("form: sentence\ntext has exactly 3 words", "sijo"),
  );
  assert.ok(typeof withClauses !== "string" && withClauses.contract?.clauses.length === 1);
  assert.match(String(readDraft("I can't do that.")), /no code block with function\* program/);
  assert.match(String(readDraft(fenced(program))), /no code block with function check/);
  assert.match(
    String(readDraft(fenced(program) + fenced(check) + fenced("nine words", "sijo"))),
    /clauses can't be read/,
  );
  assert.match(String(readDraft("")), /no code block/);
  assert.match(String(readDraft("```js\nfunction* program() {")), /function check/);
});
