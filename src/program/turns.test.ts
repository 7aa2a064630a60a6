import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { random } from "../inference/random.ts";
import { smc } from "../inference/smc.ts";
import { openLlama } from "../model/llama/llama-model.ts";
import { tableModel } from "../model/table/table-model.ts";
import { testWeights } from "../model/testing/weights.ts";
import type { TokenId, TokenModel } from "../model/token-model.ts";
import { barrier, context, type Program, sample, tell } from "./effects.ts";
import { ProgramPopulation } from "./engine.ts";
import { infer } from "./infer.ts";
import { takesTurns } from "./turns.ts";

/** Says “a” or “b” as it likes, and what it was told last behind that. */
const PIECES = ["a", "b", "x", "y"];
const toy = tableModel({
  vocabulary: PIECES,
  next: (tokens) => {
    const last = PIECES[tokens.at(-1) ?? 0];
    if (last === "x") return [0.9, 0.1, 0, 0, 0];
    if (last === "y") return [0.25, 0.75, 0, 0, 0];
    return [0, 0, 0, 0, 1];
  },
});

const twoTurns: Program<string> = function* () {
  const follower = yield* context("x");
  const first = yield* sample(follower);
  yield* barrier();
  yield* tell(follower, "y", { between: " " });
  const second = yield* sample(follower);
  return `${first.text} ${second.text}`;
};

suite("what is told in the middle of an answer", () => {
  test("is what the rest is drawn behind, and changes no weight", async () => {
    const { outcomes, logZ, texts } = await infer(twoTurns, { model: toy, particles: 4000, seed: 1 });
    assert.ok(Math.abs(logZ) < 1e-9);
    const exact = { "a a": 0.225, "a b": 0.675, "b a": 0.025, "b b": 0.075 };
    for (const { result, probability } of outcomes)
      assert.ok(
        Math.abs(probability - exact[result as keyof typeof exact]) < 0.03,
        `${result} ${probability}`,
      );
    assert.equal(outcomes.length, 4);
    assert.match(texts[0], /^[ab] [ab]$/, "what stands between is part of the text");
  });

  test("is told to copies as well", async () => {
    using population = new ProgramPopulation({
      program: twoTurns,
      model: toy,
      particles: 8,
      random: random(1),
    });
    await population.advance();
    population.resample(Int32Array.from({ length: 8 }, () => 3));
    const { samples } = await smc({ population, random: random(2) });
    assert.equal(new Set(samples.map(({ result }) => (result as string)[0])).size, 1);
  });

  test("has no form in a template that leaves out what was said before", async () => {
    const forgetful: TokenModel = {
      ...toy,
      chat: (messages) => messages.slice(-1).flatMap(({ content }) => toy.vocabulary.tokenize(content)),
    };
    await assert.rejects(
      infer(twoTurns, { model: forgetful, particles: 2, seed: 1 }),
      /in the middle of its answer/,
    );
  });
});

test("anything can be told: white space in front of it, nothing, and what ends turns elsewhere", async () => {
  await using model = await openLlama({ path: await testWeights(), contextLength: 512, maxContexts: 8 });
  for (const message of ["  Go on.", "\n", "", "Say <|im_end|>.", "계속해."]) {
    const program: Program<string> = function* () {
      const follower = yield* context("Say one word.");
      yield* tell(follower, message);
      return (yield* sample(follower)).text;
    };
    const { outcomes } = await infer(program, { model, particles: 1, seed: 1 });
    assert.equal(outcomes.length, 1, JSON.stringify(message));
  }
});

test("a turn is ended once, whoever ends it, and the next begins as the chat template says", async () => {
  const model = await openLlama({ path: await testWeights(), contextLength: 512, maxContexts: 8 });
  try {
    assert.ok(takesTurns(model));
    const next = model.next.bind(model);
    let said: readonly TokenId[] = [];
    model.next = (contexts, options) => {
      said = contexts[0].tokens();
      return next(contexts, options);
    };
    const program: Program<string> = function* () {
      const follower = yield* context("Say one word.");
      let text = "";
      for (let step = yield* sample(follower); !step.ended; step = yield* sample(follower)) text += step.text;
      yield* tell(follower, "Another one.");
      return text + (yield* sample(follower)).text;
    };
    const { best } = await infer(program, { model, particles: 1, seed: 1, limits: { tokens: 400 } });
    assert.ok(best !== undefined);
    const begun = model.chat([{ role: "user", content: "Say one word." }]);
    const turn = [
      ...model.vocabulary.tokenize("<|im_end|>\n<|im_start|>user\nAnother one.<|im_end|>\n", {
        special: true,
      }),
      ...model.vocabulary.tokenize("<|im_start|>assistant\n", { special: true }),
    ];
    assert.deepEqual(said.slice(0, begun.length), begun);
    assert.deepEqual(said.slice(-turn.length), turn);
    const ends = said.filter((token) => token === turn[0]).length;
    const before = begun.filter((token) => token === turn[0]).length;
    assert.equal(ends, before + 2, "of the first answer, and of what was told");
  } finally {
    await model.close();
  }
});
