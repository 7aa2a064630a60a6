import assert from "node:assert/strict";
import { test } from "node:test";
import { printContract } from "../contract/index.ts";
import { openRemoteChat } from "../model/remote/index.ts";
import { fails, says, standInServer } from "../model/remote/testing/stand-in-server.ts";
import { planByChat } from "./chat-plan.ts";

const REQUEST = "Write a sentence about the harbour with exactly 9 words that contains the word 'lantern'.";
const RIGHT = 'form: sentence\ntopic: the harbour\ntext has exactly 9 words\ntext contains "lantern"\n';

/** Plans against recorded answers; what went back to the planner comes with it. */
async function planned(answers: readonly string[], { request = REQUEST, replans = 2 } = {}) {
  await using server = await standInServer(...answers.map((answer) => says(answer)));
  const refused: string[] = [];
  const plan = await planByChat({
    request,
    chat: openRemoteChat({ address: `openai:${server.url}/v1/strong`, key: "" }),
    replans,
    onRefused: ({ reason }) => refused.push(reason),
  });
  const objections = server.requests.map(({ body }) => body.messages.at(-1).content as string).slice(1);
  return {
    plan,
    refused,
    objections,
    asked: server.requests.length,
    first: server.requests[0].body.messages,
  };
}

test("a contract is read from prose, from a fence, and behind thoughts", async () => {
  for (const answer of [
    RIGHT,
    `Here is the contract:\n\n${RIGHT}`,
    `Sure! The contract:\n\n\`\`\`sijo\n${RIGHT}\`\`\`\n\nIt asks for nine words.`,
    `<think>Nine words, one of them lantern. form: poem?</think>\n${RIGHT}`,
    `${RIGHT}text has exactly 9 words\n`,
  ]) {
    const { plan, asked } = await planned([answer]);
    assert.equal(plan && printContract(plan.contract), RIGHT, answer);
    assert.equal(asked, 1);
  }
});

test("what is no contract goes back with its line", async () => {
  const { plan, refused, objections } = await planned(["form: sentence\ntext has precisely 9 words", RIGHT]);
  assert.equal(plan && printContract(plan.contract), RIGHT);
  assert.match(refused[0], /Line 2.*`precisely`/);
  assert.match(objections[0], /not a contract.*`precisely`/);
});

test("what the audit finds goes back: a number that was not asked for, a word left out", async () => {
  const invented = RIGHT.replace("9 words", "12 words");
  const lacking = "form: sentence\ntopic: the harbour\ntext has exactly 9 words\n";
  const { plan, objections, asked } = await planned([invented, lacking, RIGHT]);
  assert.equal(plan && printContract(plan.contract), RIGHT);
  assert.equal(asked, 3);
  assert.match(objections[0], /12/);
  assert.match(objections[1], /lantern/);
  assert.equal(plan?.attempts.length, 3);
});

test("after k times the mildest stands, with its findings", async () => {
  const lacking = "form: sentence\ntopic: the harbour\ntext has exactly 9 words\n";
  const { plan, asked } = await planned([lacking, "I can't.", lacking], { replans: 2 });
  assert.equal(asked, 3);
  assert.equal(plan && printContract(plan.contract), lacking);
  assert.ok(plan?.findings.some(({ message }) => message.includes("lantern")));
});

test("no contract at all is no plan", async () => {
  const { plan, asked } = await planned(["I'm sorry, I can't help with that."], { replans: 1 });
  assert.equal(plan, undefined);
  assert.equal(asked, 2);
});

test("what the engine fails at is said, and not taken for an answer", async () => {
  await using server = await standInServer(fails(401, "no such key"));
  const chat = openRemoteChat({ address: `openai:${server.url}/v1/strong`, key: "" });
  await assert.rejects(planByChat({ request: REQUEST, chat }), { code: "remote.key" });
});
