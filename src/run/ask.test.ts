import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import { parseContract } from "../contract/index.ts";
import { SijoError } from "../errors.ts";
import { openLlama } from "../model/llama/llama-model.ts";
import { tableModel } from "../model/table/table-model.ts";
import { testWeights } from "../model/testing/weights.ts";
import { plannerPrefix } from "../planner/index.ts";
import { ask } from "./ask.ts";
import type { RunEvent } from "./events.ts";
import { followerMessages } from "./messages.ts";
import type { AskOptions } from "./options.ts";
import type { Verdict } from "./verdict.ts";

const model = await openLlama({ path: await testWeights(), contextLength: 6144, maxContexts: 24 });
// The planner's book is read once, as a warm prompt would be, and held for all tests.
const book = model.context(plannerPrefix({ model, request: "Write a sentence of 9 words." }));
await model.next([book]);
after(() => model.close());

const run = (options: Partial<AskOptions>): Promise<Verdict> =>
  ask({ follower: model, particles: 4, seed: 7, ...options });

const contractOf = (...lines: string[]) => parseContract(lines.join("\n"));

/** The definitions once more, as short as they can be said. */
const wordsOf = (text: string): string[] => text.split(/\s+/).filter((run) => /[\p{L}\p{N}]/u.test(run));
const bare = (word: string): string => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").toLowerCase();
const linesOf = (text: string): string[] => text.split("\n").filter((line) => line.trim() !== "");

/** Everything a verdict says, but for what two runs can't share. */
const repeatable = ({
  traceId: _,
  bill: { seconds: __, cpuSeconds: ___, joules: ____, ...bill },
  ...verdict
}: Verdict) => ({
  ...verdict,
  bill,
});

function assertPlain(verdict: Verdict): void {
  assert.deepEqual(JSON.parse(JSON.stringify(verdict)), verdict, "a verdict is JSON");
}

suite("a contract of counts is kept, as an independent count finds", () => {
  const rows: readonly (readonly [lines: readonly string[], holds: (answer: string) => boolean])[] = [
    [
      ["form: sentence", "text has exactly 7 words"],
      (answer) => wordsOf(answer).length === 7 && /^[^.!?]+[.!?]+$/.test(answer.trim()),
    ],
    [
      ["text has exactly 3 lines", "each line has exactly 4 words"],
      (answer) => linesOf(answer).length === 3 && linesOf(answer).every((line) => wordsOf(line).length === 4),
    ],
    [
      ["text has at most 8 words", 'text contains "sea"', 'text avoids the letter "z"'],
      (answer) =>
        wordsOf(answer).length <= 8 && wordsOf(answer).map(bare).includes("sea") && !/z/i.test(answer),
    ],
    [
      ["form: sentence", "text has between 5 and 9 words", "each word has at most 5 characters"],
      (answer) =>
        wordsOf(answer).length >= 5 &&
        wordsOf(answer).length <= 9 &&
        wordsOf(answer).every((word) => bare(word).length <= 5),
    ],
    [
      ["text has exactly 6 words", 'word 2 is "old"', 'last word is "night"'],
      (answer) => {
        const words = wordsOf(answer).map(bare);
        return words.length === 6 && words[1] === "old" && words[5] === "night";
      },
    ],
  ];
  for (const [lines, holds] of rows) {
    test(lines.join("; "), async () => {
      const verdict = await run({ contract: contractOf(...lines), request: "Write about the sea." });
      assertPlain(verdict);
      assert.equal(verdict.status, "answered", JSON.stringify(verdict.handOff));
      assert.equal(verdict.answer, verdict.best);
      assert.ok(holds(verdict.answer ?? ""), verdict.answer ?? "");
      assert.equal(verdict.handOff, null);
      assert.equal(verdict.limits.bound, null);
      assert.ok(verdict.checks.every(({ how, passed }) => how === "proved" && passed));
      assert.ok(verdict.checks.length >= lines.length);
      for (const { offsets } of verdict.checks) {
        for (const [start, end] of offsets)
          assert.ok(0 <= start && start <= end && end <= verdict.answer!.length);
      }
      for (const { text, passed } of verdict.candidates) if (passed) assert.ok(holds(text), text);
      const shares = verdict.candidates.reduce((sum, { share }) => sum + share, 0);
      assert.ok(Math.abs(shares - 1) < 1e-9, "candidates share the posterior");
      assert.equal(verdict.bill.tokens.planner, 0);
      assert.ok(verdict.bill.tokens.follower > 0);
      assert.deepEqual(
        verdict.models.map(({ role }) => role),
        ["follower"],
      );
    });
  }
});

const NINE = contractOf("form: sentence", "text has exactly 9 words");

suite("a run", () => {
  const events: RunEvent[] = [];
  let first: Promise<Verdict> | undefined;
  /** Not before the tests above are done: tokens are counted of one run at a time. */
  const once = (): Promise<Verdict> => {
    first ??= run({ contract: NINE, onEvent: (event) => events.push(event) });
    return first;
  };

  test("gives the same verdict with the same seed, and says which seed it drew", async () => {
    const [one, again] = [await once(), await run({ contract: NINE })];
    assert.deepEqual(repeatable(one), repeatable(again));
    const { seed: _, ...unseeded } = { follower: model, particles: 2, contract: NINE, seed: 0 };
    const drawn = await ask(unseeded);
    assert.deepEqual(repeatable(await ask({ ...unseeded, seed: drawn.seed })), repeatable(drawn));
  });

  test("tells its stages in their order, and how it goes on", async () => {
    await once();
    const stages = events.flatMap((event) => (event.kind === "stage" ? [event.stage] : []));
    assert.deepEqual(stages, ["compile", "write", "check"]);
    const progress = events.filter((event) => event.kind === "progress");
    assert.ok(progress.length > 0);
    for (const { alive, particles, effectiveSampleSize } of progress) {
      assert.ok(alive >= 1 && alive <= particles && particles === 4);
      assert.ok(effectiveSampleSize > 0 && effectiveSampleSize <= 4 + 1e-9);
    }
  });

  test("plans and writes with one model, and bills each token to one of the two", async () => {
    const request = "Write a sentence of exactly 6 words about the sea.";
    const before = model.evaluated;
    const events: RunEvent[] = [];
    const verdict = await run({ request, planner: model, onEvent: (event) => events.push(event) });
    assertPlain(verdict);
    const { planner, follower } = verdict.bill.tokens;
    assert.equal(planner + follower, model.evaluated - before);
    assert.ok(planner > 0 && follower > 0);
    assert.deepEqual(
      verdict.models.map(({ role }) => role),
      ["planner", "follower"],
    );
    assert.equal(events.filter(({ kind }) => kind === "contract").length, 1);
    assert.ok(events.some(({ kind }) => kind === "plan"));
    assert.equal(verdict.status === "answered", verdict.candidates[0]?.passed ?? false);
    if (verdict.answer !== null && verdict.notation.includes("text has exactly 6 words"))
      assert.equal(wordsOf(verdict.answer).length, 6);
  });

  test("hands a contradiction off with the clauses that clash, and decodes nothing", async () => {
    const before = model.evaluated;
    const contract = contractOf(
      "text has exactly 3 words",
      'text contains "sea"',
      "text has at least 5 words",
      "text has at most 90 characters",
    );
    const verdict = await run({ contract });
    assertPlain(verdict);
    assert.equal(verdict.status, "handed_off");
    assert.deepEqual([verdict.answer, verdict.best, verdict.candidates], [null, null, []]);
    assert.equal(verdict.handOff?.reason, "contradiction");
    assert.deepEqual(verdict.handOff.clauses, ["text has exactly 3 words", "text has at least 5 words"]);
    assert.equal(verdict.handOff.suggestions.length, 2);
    assert.equal(model.evaluated, before);
    assert.deepEqual(verdict.bill.tokens, { planner: 0, follower: 0 });
  });
});

suite("limits", () => {
  const messages = followerMessages("Write about the sea.");
  const promptTokens = model.chat(messages).length;
  const limited = (options: Partial<AskOptions>) =>
    run({ contract: NINE, request: "Write about the sea.", ...options });

  for (const beyondPrompt of [-promptTokens + 1, 1, 8, 15]) {
    test(`on tokens bind: ${beyondPrompt > 0 ? `${beyondPrompt} beyond the prompt` : "1"}, one decode step too many at most`, async () => {
      const tokens = promptTokens + beyondPrompt;
      const verdict = await limited({ limits: { tokens } });
      assertPlain(verdict);
      const { follower } = verdict.bill.tokens;
      const step = tokens < promptTokens ? promptTokens : 4;
      assert.ok(follower >= tokens && follower < tokens + step, `${follower} of ${tokens}`);
      assert.deepEqual([verdict.status, verdict.limits.bound], ["handed_off", "tokens"]);
      assert.equal(verdict.handOff?.reason, "limit");
      assert.match(verdict.handOff.message, /tokens/);
      assert.deepEqual(verdict.limits.set, { tokens });
    });
  }

  test("that leave room enough don't bind", async () => {
    const contract = contractOf("form: sentence", "text has exactly 3 words");
    const verdict = await limited({ contract, limits: { tokens: 1e6, seconds: 1e6 } });
    assert.deepEqual([verdict.status, verdict.limits.bound], ["answered", null]);
  });

  test("on seconds bind before the first decode where they are over by then", async () => {
    const verdict = await limited({ limits: { seconds: Number.MIN_VALUE } });
    assert.deepEqual([verdict.status, verdict.limits.bound], ["handed_off", "seconds"]);
    assert.equal(verdict.handOff?.reason, "limit");
    assert.equal(verdict.bill.tokens.follower, 0);
  });

  const spent = { cpuSeconds: 1e-9, joules: 1e-9, deadline: 1, memoryBytes: 1 };
  for (const [name, most] of Object.entries(spent)) {
    test(`on ${name} bind before the first decode where they are passed by then`, async () => {
      const verdict = await limited({ limits: { [name]: most } });
      assert.deepEqual([verdict.status, verdict.limits.bound], ["handed_off", name]);
      assert.equal(verdict.handOff?.reason, "limit");
      assert.match(verdict.handOff.suggestions[0], /--(max|deadline)/);
      assert.equal(verdict.bill.tokens.follower, 0);
    });
  }

  test("on seconds bind while planning, too", async () => {
    const verdict = await run({
      request: "Write a sentence of 9 words.",
      planner: model,
      limits: { seconds: Number.MIN_VALUE },
    });
    assertPlain(verdict);
    assert.deepEqual([verdict.status, verdict.limits.bound, verdict.best], ["handed_off", "seconds", null]);
    assert.deepEqual(verdict.bill.tokens, { planner: 0, follower: 0 });
  });

  test("on tokens bind while planning, too, and no follower is asked then", async () => {
    const request = "Write a sentence of 9 words.";
    const verdict = await run({ request, planner: model, limits: { tokens: 5 } });
    assert.deepEqual([verdict.status, verdict.limits.bound], ["handed_off", "tokens"]);
    assert.equal(verdict.bill.tokens.follower, 0);
    assert.ok(verdict.bill.tokens.planner >= 5);
  });

  test("out of range are the caller's mistake", async () => {
    await assert.rejects(limited({ limits: { tokens: 0 } }), code("limits.range"));
    await assert.rejects(limited({ limits: { seconds: -1 } }), code("limits.range"));
  });
});

const code = (wanted: string) => (error: unknown) =>
  error instanceof SijoError && error.code === wanted && error.kind === "usage";

suite("whoever cancels", () => {
  const cancelledAt = async (stop: (event: RunEvent) => boolean, options: Partial<AskOptions>) => {
    const abort = new AbortController();
    const verdict = await run({
      signal: abort.signal,
      onEvent: (event) => stop(event) && abort.abort(),
      ...options,
    });
    assertPlain(verdict);
    assert.deepEqual([verdict.status, verdict.limits.bound], ["handed_off", "cancelled"]);
    assert.equal(verdict.handOff?.reason, "cancelled");
    assert.equal(verdict.answer, null);
    return verdict;
  };

  test("before the start gets a hand-off without a decode", async () => {
    const before = model.evaluated;
    await cancelledAt(() => false, { contract: NINE, signal: AbortSignal.abort() });
    assert.equal(model.evaluated, before);
  });

  test("while it writes gets what was written so far", async () => {
    let barriers = 0;
    const { best } = await cancelledAt((event) => event.kind === "progress" && ++barriers === 3, {
      contract: NINE,
    });
    const words = wordsOf(best ?? "").length;
    assert.ok(words >= 1 && words < 9, best ?? "");
  });

  test("while it plans gets a hand-off, and nothing is written", async () => {
    const before = model.evaluated;
    await cancelledAt((event) => event.kind === "stage" && event.stage === "plan", {
      request: "Write a sentence of 9 words.",
      planner: model,
    });
    assert.equal(model.evaluated, before);
  });
});

suite("a contract that asks nothing", () => {
  /** Says “so.” and nothing else. */
  const says = "so.";
  const characters = [
    ...new Set(
      followerMessages("Say it. Write a text.\n")
        .map(({ content }) => content)
        .join(""),
    ),
  ];
  const follower = tableModel({
    vocabulary: characters,
    contextLength: 10_000,
    next(tokens) {
      const written = tokens
        .slice(-3)
        .map((token) => characters[token])
        .join("");
      const at = [1, 2, 3].findLast((length) => written.endsWith(says.slice(0, length))) ?? 0;
      return [...characters.map((character) => (character === says[at] ? 1 : 0)), at === says.length ? 1 : 0];
    },
  });

  test("is answered, and says that nobody checked the answer", async () => {
    const verdict = await run({ follower, contract: { clauses: [] }, request: "Say it" });
    assertPlain(verdict);
    assert.deepEqual([verdict.status, verdict.answer], ["answered", "so."]);
    assert.deepEqual(
      verdict.checks.map(({ clause, how, passed }) => ({ clause, how, passed })),
      [{ clause: "the answer", how: "unverified", passed: null }],
    );
    assert.equal(follower.openContexts, 0, "what a run opened it closes");
  });

  test("says of a topic that nobody checked it either", async () => {
    const contract = contractOf("topic: it");
    const verdict = await run({ follower, contract, request: "Say it" });
    assert.deepEqual(
      verdict.checks.map(({ clause, how }) => `${clause}: ${how}`),
      ["the answer: unverified", "topic: it: unverified"],
    );
  });
});

test("a text that outgrows the model's context is handed off with what there is", async () => {
  const request = "Write a text of many old and new words about the sea and its ships.";
  const messages = followerMessages(request);
  const characters = [...new Set(messages.map(({ content }) => content).join(""))];
  const follower = tableModel({
    vocabulary: characters,
    contextLength: messages.map(({ content }) => content).join("").length + 60,
    next: () => [...characters.map(() => 1), 1],
  });
  const verdict = await run({ follower, contract: contractOf("text has at least 150 words"), request });
  assert.equal(verdict.status, "handed_off");
  assert.ok((verdict.best ?? "").length > 0);
  assert.equal(verdict.limits.bound, "memory");
});

suite("options that can't be worked with are the caller's mistake, and cost no decode", () => {
  const rows: readonly (readonly [what: string, options: Partial<AskOptions>, code: string])[] = [
    ["no particles", { particles: 0 }, "ask.particles"],
    ["10,000 particles", { particles: 10_000 }, "ask.particles"],
    ["half a particle", { particles: 1.5 }, "ask.particles"],
    ["NaN particles", { particles: Number.NaN }, "ask.particles"],
    ["a negative seed", { seed: -1 }, "ask.seed"],
    ["a seed that is no whole number", { seed: 0.5 }, "ask.seed"],
    ["an empty request without a contract", { request: " " }, "ask.request"],
    ["a request of a megabyte", { request: "a".repeat(2 ** 20) }, "ask.request"],
    ["a request without planner and contract", { request: "Write a word." }, "ask.planner"],
  ];
  for (const [what, options, wanted] of rows) {
    test(what, async () => {
      const before = model.evaluated;
      await assert.rejects(
        run({ ...("request" in options ? {} : { contract: NINE }), ...options }),
        code(wanted),
      );
      assert.equal(model.evaluated, before);
    });
  }
});
