import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { random } from "../../inference/random.ts";
import { tableModel } from "../../model/index.ts";
import { PLAIN_SAMPLING, Sampler, type SamplingOptions, scoresOf } from "./sampler.ts";

const PROBABILITIES = [0.5, 0.25, 0.15, 0.08, 0.02];
const LOGITS = Float32Array.from(PROBABILITIES, Math.log);
const { vocabulary } = tableModel({ vocabulary: ["a", "b", "c", "d"], next: () => PROBABILITIES });
const DRAWS = 20_000;

/** How often each token is drawn by samplers that have drawn nothing else. */
function shares(options: Partial<SamplingOptions>, mask?: { parts: Int32Array[] }): number[] {
  const counts = new Array<number>(LOGITS.length).fill(0);
  const stream = random(11);
  for (let count = 0; count < DRAWS; count += 1) {
    const sampler = new Sampler({ ...PLAIN_SAMPLING, ...options, vocabulary, random: stream });
    counts[sampler.draw(LOGITS, mask)!] += 1;
  }
  return counts.map((count) => count / DRAWS);
}
const normalised = (weights: readonly number[]): number[] => {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
};
const close = (found: readonly number[], expected: readonly number[]): void => {
  for (const [index, share] of expected.entries()) {
    // Five standard errors.
    const error = 5 * Math.sqrt((share * (1 - share)) / DRAWS) + 1e-9;
    assert.ok(Math.abs(found[index] - share) <= error, `${found} for ${expected}`);
  }
};

suite("tokens are drawn as the parameters say", () => {
  const table: readonly [string, Partial<SamplingOptions>, readonly number[]][] = [
    ["plainly", {}, PROBABILITIES],
    ["temperature 0: the likeliest", { temperature: 0 }, [1, 0, 0, 0, 0]],
    ["temperature 2: square roots", { temperature: 2 }, normalised(PROBABILITIES.map(Math.sqrt))],
    ["top_p 0.7: the two likeliest", { topP: 0.7 }, normalised([0.5, 0.25, 0, 0, 0])],
    ["top_p 0.75: the same, since they reach it", { topP: 0.75 }, normalised([0.5, 0.25, 0, 0, 0])],
    ["top_p 0.01: the likeliest", { topP: 0.01 }, [1, 0, 0, 0, 0]],
    ["top_p after temperature", { temperature: 2, topP: 0.3 }, [1, 0, 0, 0, 0]],
    ["a bias of ln 2", { logitBias: new Map([[1, Math.LN2]]) }, normalised([0.5, 0.5, 0.15, 0.08, 0.02])],
    ["a bias that bans", { logitBias: new Map([[0, -100]]) }, normalised([0, 0.25, 0.15, 0.08, 0.02])],
  ];
  for (const [name, options, expected] of table) test(name, () => close(shares(options), expected));

  test("a mask leaves nothing else", () => {
    close(shares({}, { parts: [Int32Array.of(1), Int32Array.of(3)] }), normalised([0, 0.25, 0, 0.08, 0]));
  });

  test("penalties count what was drawn", () => {
    const sampler = new Sampler({
      ...PLAIN_SAMPLING,
      temperature: 0,
      frequencyPenalty: 0.3,
      presencePenalty: 0.5,
      vocabulary,
      random: random(1),
    });
    // ln p − 0.5 − 0.3 for each time it was drawn: −0.69, −1.39, −1.49, −1.79, −1.90.
    assert.deepEqual(
      [1, 2, 3, 4, 5].map(() => sampler.draw(LOGITS)),
      [0, 1, 0, 0, 2],
    );
    assert.deepEqual(LOGITS, Float32Array.from(PROBABILITIES, Math.log));
  });

  test("nothing is drawn where nothing has probability", () => {
    const sampler = new Sampler({ ...PLAIN_SAMPLING, vocabulary, random: random(1) });
    assert.equal(sampler.draw(LOGITS, { parts: [] }), undefined);
  });
});

test("log-probabilities are the model's own, the likeliest first", () => {
  const { chosen, top } = scoresOf(
    Float32Array.from(LOGITS, (score) => score + 3),
    { token: 3, top: 2 },
  );
  assert.ok(Math.abs(chosen.logProbability - Math.log(0.08)) < 1e-5);
  assert.deepEqual(
    top.map(({ token }) => token),
    [0, 1],
  );
});
