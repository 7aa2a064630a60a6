import assert from "node:assert/strict";
import { test } from "node:test";
import { SijoError } from "../errors.ts";
import { tableModel } from "../model/index.ts";
import { testTokenModel } from "../model/testing/token-model.ts";
import { accountedModel } from "./accounted-model.ts";

const table = () =>
  tableModel({ vocabulary: ["a", "b"], next: (tokens) => [1, tokens.length % 3, 1], contextLength: 50 });

test("it is a token model like any other", () =>
  testTokenModel(accountedModel({ model: table() }), { texts: ["abab", "ba"] }));

test("an account counts what its own request needed, whatever others do", async () => {
  const model = table();
  const [one, other] = [accountedModel({ model }), accountedModel({ model })];
  const [first, second] = [one.context([0, 1, 0]), other.context([0, 1, 0])];
  await Promise.all([one.next([first]), other.next([second])]);
  assert.deepEqual([one.evaluated, other.evaluated], [3, 3]);
  const fork = first.fork();
  first.extend([1]);
  fork.extend([1]);
  await one.next([first, fork]);
  assert.deepEqual([one.evaluated, other.evaluated], [4, 3], "the same text is paid for once");
  await one.score(fork, [0, 0]);
  assert.equal(one.evaluated, 6);
  for (const context of [first, fork, second]) context.drop();
  assert.equal(model.openContexts, 0);
});

test("what was dropped and is asked for again is paid for again", async () => {
  const one = accountedModel({ model: table() });
  for (const total of [2, 4]) {
    const context = one.context([0, 1]);
    await one.next([context]);
    context.drop();
    assert.equal(one.evaluated, total);
  }
});

test("a text that has as many tokens as it may is full, and its prompt counts for nothing", async () => {
  const one = accountedModel({ model: table(), mostWritten: 2 });
  const context = one.context([0, 1, 0, 1]);
  const fork = context.fork();
  fork.extend([0, 1]);
  await one.next([context, fork]);
  fork.extend([1]);
  await assert.rejects(
    one.next([fork]),
    (error) => error instanceof SijoError && error.code === "model.context-full",
  );
});
