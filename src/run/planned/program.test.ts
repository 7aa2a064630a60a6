import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { SijoError } from "../../errors.ts";
import { openRemoteChat } from "../../model/remote/index.ts";
import {
  type Behaviour,
  fails,
  neverAnswers,
  says,
  standInServer,
} from "../../model/remote/testing/stand-in-server.ts";
import { localChat } from "../../planner/index.ts";
import { programMessages } from "../../planner/program/api.ts";
import { trialModel } from "../../planner/program/toy.ts";
import { planningMessages } from "../../planner/prompt.ts";
import { readTrace } from "../../trace/index.ts";
import { replay } from "../replay/replay.ts";
import type { Verdict } from "../verdict.ts";
import { Budget } from "./budget.ts";
import { askByChat } from "./by-chat.ts";
import { OWN_CHECK } from "./judge.ts";
import { type AskProgramOptions, askProgram } from "./program.ts";
import * as recorded from "./testing/recordings.ts";

const { REQUEST } = recorded;

/** A run against recorded answers, on a toy that writes words at random. */
async function asked(
  answers: readonly (string | Behaviour)[],
  {
    contractPlanner = false,
    ...options
  }: Partial<AskProgramOptions> & { readonly contractPlanner?: boolean } = {},
) {
  await using server = await standInServer(
    ...answers.map((answer) => (typeof answer === "string" ? says(answer) : answer)),
  );
  const planner = openRemoteChat({
    address: `openai:${server.url}/v1/strong`,
    key: "sk-secret",
    retries: 1,
    pause: async () => {},
  });
  const follower = trialModel(recorded.GOOD);
  const verdict = await askProgram({
    request: REQUEST,
    planner,
    follower,
    particles: 2,
    seed: 1,
    limits: { seconds: 100 },
    ...(contractPlanner && {
      fallback: (left) =>
        askByChat({
          ...{ request: REQUEST, chat: planner, follower, particles: 4, ...left },
          ...(options.traceFolder !== undefined && { traceFolder: options.traceFolder }),
        }),
    }),
    ...options,
  });
  const returned = server.requests.slice(1).map(({ body }) => body.messages.at(-1).content as string);
  const ceilings = server.requests.map(({ body }) => body.max_tokens as number);
  return { verdict, returned, ceilings, asked: server.requests.length };
}

test("a program that is right at once is carried out, and judged by clauses and by its planner's own check", async () => {
  const { verdict, asked: times } = await asked([recorded.GOOD]);
  // The same seed and the same answers give the same text.
  assert.equal((await asked([recorded.GOOD])).verdict.answer, verdict.answer);
  assert.equal(verdict.status, "answered", JSON.stringify(verdict.handOff));
  assert.deepEqual(
    verdict.answer?.split("\n").map((line) => line[0]),
    ["S", "E", "A"],
  );
  assert.deepEqual(
    verdict.checks.map(({ clause, how, passed }) => [clause, how, passed]),
    [
      ["form: poem", "proved", true],
      ["text has exactly 3 lines", "proved", true],
      [OWN_CHECK, "judged", true],
    ],
  );
  assert.equal(verdict.checks[2].evidence, "the lines begin with SEA");
  assert.equal(times, 1);
  assert.match(verdict.program?.source ?? "", /function\* program/);
  assert.equal(verdict.program?.attempts, 1);
  assert.deepEqual(
    verdict.models.map(({ role, name }) => [role, name]),
    [
      ["planner", "strong"],
      ["follower", "table"],
    ],
  );
  assert.equal(verdict.bill.tokens.planner, 12);
  assert.ok(verdict.bill.tokens.follower > 0);
  assert.deepEqual(verdict.bill.money, { amount: null, source: "unknown" });
});

for (const [what, answer, says] of [
  ["another API", recorded.WRONG_API, /loadModel/],
  ["Python", recorded.PYTHON, /no code block with function\* program/],
  ["a type error", recorded.TYPE_ERROR, /line 13.*not a function.*lines\.trim/],
  ["a loop without end", recorded.ENDLESS, /ran for too long/],
  ["an escape", recorded.ESCAPE, /require/],
] as const) {
  test(`${what} goes back to the planner, whose second answer is taken`, async () => {
    // What happens to programs that run is the concern of other tests.
    const { verdict, returned } = await asked([answer, recorded.GOOD], { approve: async () => false });
    assert.equal(verdict.program?.attempts, 2);
    assert.equal(returned.length, 1);
    assert.match(returned[0], says);
  });
}

test("after k times the contract planner takes over, and the verdict says why", async () => {
  const { verdict, asked: times } = await asked([recorded.REFUSAL, recorded.WRONG_API, recorded.CONTRACT], {
    retries: 1,
    contractPlanner: true,
  });
  assert.equal(times, 3);
  assert.equal(verdict.program, undefined);
  assert.equal(verdict.notation, recorded.CONTRACT);
  const note = verdict.checks.find(({ clause }) => clause === "the program");
  assert.match(note?.evidence ?? "", /no program ran after 2 answers.*a contract was planned in its place/);
  assert.equal(verdict.bill.tokens.planner, 36);
});

test("the trace of the contract in a program's place holds the verdict's whole bill and limits", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sijo-program-"));
  try {
    for (const [answer, limits, { planner, bound }] of [
      [recorded.CONTRACT, { seconds: 100 }, { planner: 24, bound: null }],
      [recorded.CONTRACT, { tokensOf: { strong: 20 } }, { planner: 24, bound: "tokensOf" }],
      [neverAnswers, { seconds: 0.5 }, { planner: 12, bound: "seconds" }],
    ] as const) {
      const { verdict } = await asked([recorded.REFUSAL, answer], {
        ...{ retries: 0, contractPlanner: true, limits, traceFolder: folder },
      });
      const { events } = readTrace(join(folder, `${verdict.traceId}.jsonl`));
      const written = events.find(({ kind }) => kind === "verdict")?.data as Verdict;
      assert.equal(verdict.limits.bound, bound);
      assert.deepEqual(
        [written.bill, written.limits, written.models],
        [verdict.bill, verdict.limits, verdict.models],
      );
      assert.deepEqual([verdict.bill.tokens.planner, verdict.limits.set], [planner, limits]);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("without a fallback it is a hand-off, with the last error", async () => {
  const { verdict } = await asked([recorded.REFUSAL], { retries: 0 });
  assert.equal(verdict.status, "handed_off");
  assert.match(verdict.handOff?.message ?? "", /no code block/);
});

test("a text that fails the planner's check is handed off with it, marked as the planner's own", async () => {
  const { verdict } = await asked([recorded.STRICT_CHECK]);
  assert.equal(verdict.status, "handed_off");
  assert.equal(verdict.handOff?.reason, "failed-checks");
  assert.deepEqual(verdict.handOff?.clauses, [OWN_CHECK]);
  assert.ok(verdict.best);
});

test("a person sees the program before it is carried out, and may decline", async () => {
  const seen: string[] = [];
  const { verdict } = await asked([recorded.GOOD], {
    approve: async ({ source, check }) => {
      seen.push(source, check);
      return false;
    },
  });
  assert.equal(seen.length, 2);
  assert.equal(verdict.status, "handed_off");
  assert.match(verdict.handOff?.message ?? "", /declined/);
  assert.deepEqual(verdict.candidates, []);
});

test("the time in which a person reads is no part of the run", async () => {
  const chat = openRemoteChat({ address: "openai:http://localhost/v1/strong", key: "" });
  const budget = new Budget({ chat, follower: trialModel(), limits: { seconds: 100 } });
  await budget.waiting(() => new Promise((resolve) => setTimeout(resolve, 3000)));
  assert.ok(budget.seconds() < 2, String(budget.seconds()));
  assert.ok((budget.left().seconds ?? 0) > 98);
  assert.equal(budget.bound(), undefined);
});

test("what the engine fails at ends the run; its limits and a Ctrl-C end it as a hand-off", async () => {
  await assert.rejects(
    asked([fails(401, "bad key")]),
    (error) => error instanceof SijoError && error.code === "remote.key",
  );
  const late = await asked([neverAnswers], { limits: { seconds: 0.3 } });
  assert.equal(late.verdict.limits.bound, "seconds");
  const gone = await asked([neverAnswers], { signal: AbortSignal.timeout(200) });
  assert.equal(gone.verdict.limits.bound, "cancelled");
  assert.equal(gone.verdict.handOff?.reason, "cancelled");
  const spent = await asked([recorded.GOOD], { limits: { tokens: 5 } });
  assert.equal(spent.verdict.limits.bound, "tokens");
});

for (const [what, messages, run] of [
  ["program", programMessages(REQUEST), askProgram],
  ["contract", planningMessages(REQUEST), askByChat],
] as const) {
  test(`a ceiling on tokens ends a local planner's answer with a ${what} in the middle`, async () => {
    for (const limitsOf of [
      (tokens: number) => ({ tokens }),
      (tokens: number) => ({ tokensOf: { table: tokens } }),
    ]) {
      const follower = trialModel();
      const chat = localChat(follower);
      const most = follower.chat(messages).length + 5;
      const limits = limitsOf(most);
      const onAttempt = () => assert.fail("no answer came to its end");
      const options = { request: REQUEST, follower, particles: 2, seed: 1, limits };
      const verdict = await run({ ...options, chat, planner: chat, onAttempt, onRefused: onAttempt });
      assert.equal(verdict.limits.bound, Object.keys(limits)[0]);
      assert.equal(verdict.handOff?.reason, "limit");
      assert.deepEqual(verdict.bill.tokens, { planner: most, follower: 0 });
    }
  });
}

test("an engine is asked for answers no longer than what is left of a ceiling on tokens", async () => {
  const tries = (limits: AskProgramOptions["limits"]) => asked([recorded.REFUSAL], { limits, retries: 2 });
  assert.deepEqual((await tries({ tokens: 100 })).ceilings, [100, 88, 76]);
  assert.deepEqual(
    (await tries({ tokens: 100, tokensOf: { strong: 50, table: 10 } })).ceilings,
    [50, 38, 26],
  );
  assert.deepEqual((await tries({ seconds: 100 })).ceilings, [4000, 4000, 4000]);
});

test("a ceiling on the planner's tokens holds for a contract in place of a program too", async () => {
  const { verdict, ceilings } = await asked([recorded.REFUSAL], {
    retries: 1,
    contractPlanner: true,
    limits: { tokensOf: { strong: 30 } },
  });
  assert.deepEqual(ceilings, [30, 18, 6]);
  assert.equal(verdict.limits.bound, "tokensOf");
  assert.equal(verdict.bill.tokens.planner, 36);
});

test("the trace tells of attempts, program and texts, and of no key", async () => {
  const folder = mkdtempSync(join(tmpdir(), "sijo-program-"));
  try {
    const { verdict } = await asked([recorded.TYPE_ERROR, recorded.GOOD], { traceFolder: folder });
    const path = join(folder, `${verdict.traceId}.jsonl`);
    const kinds = readTrace(path).events.map(({ kind }) => kind);
    assert.deepEqual(
      [...new Set(kinds)],
      [
        ...["request", "stage", "program-attempt", "program", "approval"],
        ...["barrier", "written", "checks", "verdict", "end"],
      ],
    );
    assert.ok(!readFileSync(path, "utf8").includes("sk-secret"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a contract planned by chat is written to like any other, and what it leaves out is said", async () => {
  await using server = await standInServer(says("form: sentence\ntext has exactly 5 words\n"));
  const chat = openRemoteChat({ address: `openai:${server.url}/v1/strong`, key: "" });
  const events: unknown[] = [];
  const verdict = await askByChat({
    request: "A sentence of exactly 5 words with the word 'sea'.",
    chat,
    follower: trialModel(),
    particles: 8,
    seed: 1,
    replans: 1,
    trace: { id: "t", failure: undefined, add: (kind, data) => events.push([kind, data]), end: () => {} },
  });
  const [kind, asked] = events[0] as [string, { plannedBy: object }];
  assert.deepEqual([kind, asked.plannedBy], ["request", { name: chat.name, sha256: null, attempts: 2 }]);
  assert.equal(verdict.notation, "form: sentence\ntext has exactly 5 words\n");
  assert.equal(verdict.status, "answered", JSON.stringify(verdict.handOff));
  assert.ok(verdict.checks.some(({ clause, evidence }) => clause === "the plan" && evidence.includes("sea")));
  assert.equal(verdict.bill.tokens.planner, 24);
  const [, written] = events.find((event) => (event as [string])[0] === "verdict") as [string, Verdict];
  assert.deepEqual(
    [written.bill, written.limits, written.models],
    [verdict.bill, verdict.limits, verdict.models],
  );
  const none = await standInServer(says(recorded.REFUSAL));
  const folder = mkdtempSync(join(tmpdir(), "sijo-by-chat-"));
  try {
    const { handOff, status, traceId } = await askByChat({
      request: REQUEST,
      chat: openRemoteChat({ address: `openai:${none.url}/v1/strong`, key: "" }),
      follower: trialModel(),
      replans: 0,
      traceFolder: folder,
    });
    assert.equal(status, "handed_off");
    assert.match(handOff?.message ?? "", /no contract/);
    const { events } = readTrace(join(folder, `${traceId}.jsonl`));
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ["request", "verdict", "end"],
    );
    const { models } = events[0].data as { models: { role: string; name: string }[] };
    assert.deepEqual([models[0].role, models[0].name], ["planner", chat.name]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await none[Symbol.asyncDispose]();
  }
});

test("a contract planned by chat is replayed, whether or not a ceiling ended its planning", async () => {
  await using server = await standInServer(says("form: sentence\ntext has exactly 5 words\n"));
  const chat = openRemoteChat({ address: `openai:${server.url}/v1/strong`, key: "" });
  const folder = mkdtempSync(join(tmpdir(), "sijo-by-chat-"));
  try {
    for (const most of [12, 1000]) {
      const bound = most === 12 ? "tokensOf" : null;
      const { status, limits, traceId } = await askByChat({
        request: "A sentence of exactly 5 words with the word 'sea'.",
        chat,
        follower: trialModel(),
        particles: 8,
        seed: 1,
        limits: { tokensOf: { strong: most } },
        traceFolder: folder,
      });
      assert.deepEqual([status, limits.bound], ["answered", bound]);
      const { events } = readTrace(join(folder, `${traceId}.jsonl`));
      const again = await replay({ events, open: async () => trialModel() });
      assert.ok(again.same, JSON.stringify(again.differences));
      assert.ok(again.compared.checks > 0);
      assert.match(again.endedEarly ?? "null", new RegExp(`${bound}`));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
