import assert from "node:assert/strict";
import { after, suite, test } from "node:test";
import { parseContract } from "../contract/index.ts";
import { random } from "../inference/index.ts";
import { openLlama } from "../model/llama/llama-model.ts";
import { tableModel } from "../model/table/table-model.ts";
import { testWeights } from "../model/testing/weights.ts";
import type { TokenModel } from "../model/token-model.ts";
import { evidenceOf, placesOf, textsOf } from "./evidence/evidence.ts";
import { nearestBook } from "./likeness.ts";
import { type Plan, type PlanAttempt, planRequest } from "./plan.ts";
import { bookMessages, plannerPrefix } from "./prompt.ts";

const REQUEST = "Write a sentence of at most 7 words with 'sea' about \"salt\".";

/** A planner that finds every character as likely as any other: what it writes is the constraint's doing. */
function babbler(request: string) {
  const spoken = [...bookMessages(nearestBook(request)).map(({ content }) => content), request].join("");
  const printable = String.fromCodePoint(...Array.from({ length: 95 }, (_, index) => 32 + index));
  const vocabulary = [...new Set(`${spoken}${printable}“”…`)];
  return tableModel({
    vocabulary,
    next: () => [...vocabulary.map(() => 1), 4],
    contextLength: 20_000,
  });
}

/** Every number in the contract's lines, and every quoted text, is one that the request gives. */
function assertFromRequest(notation: string, request: string): void {
  const evidence = evidenceOf(request);
  const numbers = new Set([...evidence.numbers.map(({ value }) => value), ...placesOf(evidence)].map(String));
  const texts = new Set(textsOf(evidence).map((text) => JSON.stringify(text)));
  for (const line of notation.split("\n").filter((each) => !each.startsWith("topic: "))) {
    for (const [quoted] of line.matchAll(/"(?:[^"\\]|\\.)*"/g)) assert.ok(texts.has(quoted), line);
    const bare = line.replace(/"(?:[^"\\]|\\.)*"/g, "");
    for (const [number] of bare.matchAll(/\d+/g)) assert.ok(numbers.has(number), line);
  }
  const { topic } = parseContract(notation);
  if (topic !== undefined) assert.ok(request.includes(topic), topic);
}

function assertSound(plan: Plan | undefined, request: string): asserts plan is Plan {
  assert.ok(plan);
  for (const { votes } of plan.attempts) {
    for (const { contract } of votes) assertFromRequest(contract, request);
    const total = votes.reduce((sum, { share }) => sum + share, 0);
    assert.ok(Math.abs(total - 1) < 1e-9, "the votes are shares");
    assert.deepEqual(
      votes.map(({ share }) => share),
      votes.map(({ share }) => share).sort((one, other) => other - one),
    );
  }
}

const untimed = ({ attempts, stopped }: Plan) => ({
  stopped,
  attempts: attempts.map(({ seconds: _, ...attempt }: PlanAttempt) => attempt),
});

suite("planning with a model that knows nothing", () => {
  const plan = (options: {
    seed: number;
    request?: string;
    replans?: number;
    shouldStop?: () => boolean;
  }) => {
    const { seed, request = REQUEST, replans = 0, shouldStop = () => false } = options;
    const model = babbler(request);
    return planRequest({ request, model, random: random(seed), samples: 6, replans, shouldStop });
  };

  const plans = [0, 1, 2].map((seed) => plan({ seed }));

  test("makes plans that hold nothing but numbers, quotes and topics of the request", async () => {
    for (const found of await Promise.all(plans)) assertSound(found, REQUEST);
    for (const request of ["세 줄짜리 시를 써 줘. '비'를 넣고 10단어 미만으로!", "tell me"]) {
      for (let seed = 0; seed < 3; seed += 1) assertSound(await plan({ seed, request }), request);
    }
  });

  test("makes the same plans with the same seed, and others with another", async () => {
    const [one, again, other] = [await plans[1], await plan({ seed: 1 }), await plans[2]];
    assert.ok(one && again && other);
    assert.deepEqual(untimed(one), untimed(again));
    assert.notDeepEqual(untimed(one), untimed(other));
  });

  test("goes back to the planner at most as often as it may, and keeps the plan with the mildest findings", async () => {
    const found = await plan({ seed: 3, replans: 2 });
    assertSound(found, REQUEST);
    assert.ok(found.attempts.length <= 3);
    const severities = found.attempts.map(({ findings }) =>
      findings.reduce((sum, { logPenalty }) => sum + logPenalty, 0),
    );
    const kept = found.findings.reduce((sum, { logPenalty }) => sum + logPenalty, 0);
    assert.equal(kept, Math.max(...severities));
  });

  test("is stopped before its first decode by whoever says so, and has no plan then", async () => {
    const model = babbler(REQUEST);
    const found = await planRequest({ request: REQUEST, model, random: random(1), shouldStop: () => true });
    assert.equal(found, undefined);
    assert.deepEqual([model.evaluated, model.openContexts], [0, 0]);
  });

  test("is asked before every decode, stops at the first yes, and frees its contexts", async () => {
    const model = babbler(REQUEST);
    let decodes = 0;
    const counting: TokenModel = {
      ...model,
      next: (contexts) => {
        decodes += 1;
        return model.next(contexts);
      },
    };
    let asked = 0;
    const shouldStop = (): boolean => {
      asked += 1;
      return asked > 12;
    };
    const found = await planRequest({ request: REQUEST, model: counting, random: random(1), shouldStop });
    assert.equal(decodes, 12);
    assert.ok(found === undefined || found.stopped);
    assert.equal(model.openContexts, 0);
  });

  test("frees its contexts where the model fails", async () => {
    const model = babbler(REQUEST);
    const failing: TokenModel = { ...model, next: () => Promise.reject(new Error("no memory")) };
    await assert.rejects(planRequest({ request: REQUEST, model: failing, random: random(1) }), /no memory/);
    assert.equal(model.openContexts, 0);
  });
});

suite("planning with SmolLM2", async () => {
  const model = await openLlama({ path: await testWeights(), contextLength: 6144, maxContexts: 16 });
  // The book is read once, and held for all tests.
  const prompt = model.context(plannerPrefix({ model, request: REQUEST }));
  after(async () => {
    prompt.drop();
    await model.close();
  });
  const plan = (request: string, seed: number) =>
    planRequest({ request, model, random: random(seed), samples: 2, replans: 0 });

  test("makes sound plans, and the same with the same seed", async () => {
    const [one, again] = [await plan(REQUEST, 5), await plan(REQUEST, 5)];
    assertSound(one, REQUEST);
    assert.ok(again);
    assert.deepEqual(untimed(one), untimed(again));
  });

  test("the beginning that requests share is what every conversation with the book begins with", () => {
    const prefix = plannerPrefix({ model, request: REQUEST });
    assert.ok(prefix.length > 100);
    for (const request of [REQUEST, "A sentence of 12 words.", "가"]) {
      const messages = [...bookMessages(nearestBook(REQUEST)), { role: "user" as const, content: request }];
      assert.deepEqual(model.chat(messages).slice(0, prefix.length), prefix);
    }
  });
});
