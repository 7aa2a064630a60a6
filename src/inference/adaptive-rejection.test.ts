/** Draws by rejection have the law of draws from the mask, and weights that are right on average. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { drawByRejection, type RejectionDrawOptions } from "./adaptive-rejection.ts";
import { logSumExp } from "./distribution.ts";
import { random } from "./random.ts";
import { testMeans } from "./testing.ts";

interface Toy {
  readonly logits: Float32Array;
  readonly admitted: ReadonlySet<number>;
}

const toy = (weights: readonly number[], admitted: readonly number[]): Toy => ({
  logits: Float32Array.from(weights, Math.log),
  admitted: new Set(admitted),
});

const maskOf = ({ admitted }: Toy) => ({ parts: [Int32Array.from(admitted).sort()] });

const draw = (given: Toy, seed: number, options: Partial<RejectionDrawOptions> = {}) =>
  drawByRejection({
    logits: given.logits,
    admits: (token) => given.admitted.has(token),
    mask: () => maskOf(given),
    random: random(seed),
    ...options,
  });

/** The mean of the weight of each token is the token's mass: the law and the weights in one. */
const testDraws = (
  given: Toy,
  {
    runs = 5000,
    altered = () => ({}),
    temperature = 1,
    ...options
  }: Partial<RejectionDrawOptions> & {
    runs?: number;
    altered?: (given: Toy, seed: number) => Partial<RejectionDrawOptions>;
  } = {},
) => {
  const { logits, admitted } = given;
  const logMass = logSumExp(Array.from(admitted, (token) => logits[token] / temperature));
  const name = (token: number): string => `token ${token}`;
  const expected = new Map(
    [...admitted]
      .filter((token) => logits[token] > Number.NEGATIVE_INFINITY)
      .map((token) => [name(token), Math.exp(logits[token] / temperature - logMass)]),
  );
  return testMeans(
    async (seed) => {
      const drawn = draw(given, seed, { temperature, ...options, ...altered(given, seed) });
      return new Map(drawn ? [[name(drawn.token), Math.exp(drawn.logMass - logMass)]] : []);
    },
    { expected, runs },
  );
};

const flat = toy([1, 1, 1, 1, 1, 1], [0, 2, 3]);
const peaked = toy([20, 3, 0.5, 0.2, 0.1, 0], [1, 3, 4, 5]);
const heavy = toy([0.1, 0.2, 0.2, 0.1, 0.4], [3, 4]);
const one = toy([0.5, 0.5], [1]);
const toys = { flat, peaked, heavy, one, all: toy([3, 1, 2], [0, 1, 2]) };

for (const [name, given] of Object.entries(toys)) {
  for (const options of [{}, { looks: 1 }, { looks: 2 }, { mostRefused: 1 }, { temperature: 1.7 }]) {
    test(`weighted draws are right on average: ${name}, ${JSON.stringify(options)}`, async () => {
      await testDraws(given, options);
    });
  }
}

test("weighted draws of random distributions are right on average", async () => {
  const distribution = fc.array(
    fc.record({ weight: fc.double({ min: 1e-3, max: 1, noNaN: true }), admitted: fc.boolean() }),
    { minLength: 1, maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(distribution, async (tokens) => {
      const admitted = tokens.flatMap((token, index) => (token.admitted ? [index] : []));
      fc.pre(admitted.length > 0);
      const given = toy(
        tokens.map(({ weight }) => weight),
        admitted,
      );
      // A bias shows as a total that is off: of many tokens, one would be by chance.
      const total = logSumExp(admitted.map((token) => given.logits[token]));
      await testMeans(
        async (seed) => new Map([["mass", Math.exp((draw(given, seed)?.logMass ?? 0) - total)]]),
        { expected: new Map([["mass", 1]]), runs: 2000, sigmas: 5 },
      );
    }),
    { numRuns: 25, seed: 11 },
  );
});

test("a vocabulary of many blocks", async () => {
  const weights = Array.from({ length: 2000 }, (_, token) => 1 / (1 + (token % 700)));
  const given = toy(
    weights,
    [...weights.keys()].filter((token) => token % 3 !== 0),
  );
  const total = logSumExp([...given.admitted].map((token) => given.logits[token]));
  const thirds = (token: number): string => `third ${Math.floor((3 * token) / weights.length)}`;
  const expected = new Map<string, number>();
  for (const token of given.admitted)
    expected.set(thirds(token), (expected.get(thirds(token)) ?? 0) + Math.exp(given.logits[token] - total));
  await testMeans(
    async (seed) => {
      const drawn = draw(given, seed);
      assert.ok(drawn);
      return new Map([[thirds(drawn.token), Math.exp(drawn.logMass - total)]]);
    },
    { expected, runs: 3000 },
  );
});

const mutants: Record<string, (given: Toy, seed: number) => Partial<RejectionDrawOptions>> = {
  "looks that believe every token": ({ admitted }) => {
    let found = false;
    return {
      admits: (token) => {
        const answer = found || admitted.has(token);
        found ||= answer;
        return answer;
      },
    };
  },
  "looks that believe no token": ({ admitted }) => {
    let found = false;
    return {
      admits: (token) => {
        const answer = !found && admitted.has(token);
        found ||= answer;
        return answer;
      },
    };
  },
  "draws that favour the first tokens": (_, seed) => {
    const stream = random(seed);
    return { random: { ...stream, next: () => 0.97 * stream.next() } };
  },
  "a mask that lacks a token": ({ admitted }) => ({
    mostRefused: 1,
    mask: () => ({ parts: [Int32Array.from(admitted).sort().subarray(1)] }),
  }),
};

for (const [name, altered] of Object.entries(mutants)) {
  test(`the test of weighted draws catches ${name}`, async () => {
    await assert.rejects(testDraws(heavy, { altered, runs: 20_000 }), /instead of/);
  });
}

test("more looks vary less", async () => {
  const errors: number[] = [];
  for (const looks of [1, 2, 4]) {
    const total = logSumExp([...flat.admitted].map((token) => flat.logits[token]));
    const found = await testMeans(
      async (seed) => new Map([["mass", Math.exp((draw(flat, seed, { looks })?.logMass ?? 0) - total)]]),
      { expected: new Map([["mass", 1]]), runs: 4000 },
    );
    errors.push((found.get("mass") as { error: number }).error);
  }
  assert.ok(errors[0] > 1.15 * errors[1] && errors[1] > 1.15 * errors[2], errors.join());
});

test("nothing is drawn where nothing is admitted, or what is has no probability", () => {
  for (const given of [toy([0.1, 0.2, 0.3], []), toy([0.9, 0.1, 0, 0], [2, 3]), toy([0, 0], [0, 1])]) {
    for (const options of [{}, { mostRefused: 1 }]) assert.equal(draw(given, 3, options), undefined);
  }
});

test("an admitted token is found and has weight, however small", () => {
  const rare = toy([...new Array(4).fill(0.24), ...new Array(179).fill(0.00024)], [56]);
  const rounding = toy([1, ...new Array(10).fill(1e-16)], [1]);
  const vanishing: Toy = { logits: Float32Array.of(0, -300, -310), admitted: new Set([1, 2]) };
  for (const given of [rare, rounding, vanishing]) {
    for (const mostRefused of [2, 1000]) {
      for (let seed = 0; seed < 100; seed += 1) {
        const drawn = draw(given, seed, { mostRefused });
        assert.ok(drawn && given.admitted.has(drawn.token));
        const own = given.logits[drawn.token];
        assert.ok(drawn.logMass >= own - 1e-7, `${drawn.logMass} is below ${own}`);
      }
    }
  }
});

test("a few tokens are asked about, not all", () => {
  const weights = Array.from({ length: 10_000 }, (_, token) => 1 / (1 + token) ** 2);
  const given = toy(
    weights,
    [...weights.keys()].filter((token) => token % 2 === 0),
  );
  let asked = 0;
  const runs = 200;
  for (let seed = 0; seed < runs; seed += 1) {
    draw(given, seed, {
      admits: (token) => {
        asked += 1;
        return given.admitted.has(token);
      },
      mask: () => assert.fail("the mask was made"),
    });
  }
  assert.ok(asked / runs < 8, `${asked / runs} tokens were asked about`);
});

test("the weight is the whole mass where all is admitted, to the last digit", () => {
  const { logits } = toys.all;
  for (let seed = 0; seed < 50; seed += 1) {
    const drawn = draw(toys.all, seed);
    assert.ok(drawn && Math.abs(drawn.logMass - logSumExp(logits)) < 1e-7);
  }
});
