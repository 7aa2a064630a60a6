/** Each worked example, on real weights, keeps what it promises. Small enough to be run each time: few particles. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, suite, test } from "node:test";
import {
  check,
  context,
  contractConstraint,
  infer,
  observe,
  openModel,
  type Posterior,
  type ProgramDefinition,
  parseContract,
  write,
} from "sijo";
import { testWeights } from "../src/model/testing/weights.ts";

const FOLDER = new URL("../examples/", import.meta.url);
const model = await openModel(await testWeights(), { maxContexts: 120 });
after(() => model.close());

const examples = readdirSync(FOLDER).filter((name) => name.endsWith(".ts") && name !== "main.ts");

async function run(
  name: string,
  options: { particles?: number; seed?: number; algorithm?: "beam"; params?: Record<string, never> } = {},
): Promise<Posterior<string>> {
  const { default: example } = (await import(new URL(`${name}.ts`, FOLDER).href)) as {
    default: ProgramDefinition<Record<never, never>, string>;
  };
  const found = await infer(example, { model, particles: 2, seed: 1, ...options });
  assert.ok(found.outcomes.length > 0, "nothing was finished");
  assert.ok(Number.isFinite(found.logZ));
  return found;
}

const SEEDS = 3;
/** Of the example's sentences. */
const CONTRACT = "form: sentence\ntext has between 6 and 12 words";

const texts = ({ outcomes }: Posterior<string>): string[] => outcomes.map(({ result }) => result);

/** ln p(text | prompt), beginning of the answer included: a program that only observes. */
async function score(prompt: string, text: string): Promise<number> {
  const { logZ } = await infer(
    function* () {
      yield* observe(yield* context(prompt), text);
    },
    { model, particles: 1, seed: 1 },
  );
  return logZ;
}

/** What one seed shows may be another's chance, and differs from one kind of processor to the next. */
async function meanOfSeeds(measure: (seed: number) => Promise<number>): Promise<number> {
  let sum = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) sum += await measure(seed);
  return sum / SEEDS;
}

suite("examples", () => {
  test("there are ten, of 30 to 80 lines, that import nothing but sijo", () => {
    assert.equal(examples.length, 10);
    for (const name of examples) {
      const source = readFileSync(new URL(name, FOLDER), "utf8");
      const lines = source.trimEnd().split("\n").length;
      assert.ok(lines >= 30 && lines <= 80, `${name} has ${lines} lines`);
      for (const [, from] of source.matchAll(/from "([^"]+)"/g)) assert.match(from, /^sijo(\/\w+)?$/, name);
    }
  });

  test("constrained-sentence keeps its contract", async () => {
    const contract = parseContract(
      'form: sentence\ntext contains "gardener"\ntext contains "spring"\ntext has at most 14 words',
    );
    for (const text of texts(await run("constrained-sentence")))
      assert.ok(check(contract, text).passed, text);
  });

  test("acrostic: the lines begin with the letters of the word", async () => {
    for (const text of texts(await run("acrostic"))) {
      assert.equal(
        text
          .split("\n")
          .map(([letter]) => letter)
          .join(""),
        "SEA",
        text,
      );
    }
  });

  test("product-of-prompts of an instruction with itself is that instruction, and of two a sentence", async () => {
    const winter = "Write a sentence about winter.";
    // Without chance: products and single contexts are drawn from by sums of their own, so a seed may not tell the same.
    const byBeam = { algorithm: "beam", particles: 1 } as const;
    const twice = await run("product-of-prompts", {
      ...byBeam,
      params: { first: winter, second: winter, balance: 0.3 } as never,
    });
    const alone = await infer(
      function* () {
        return (yield* write(yield* context(winter), { constraint: contractConstraint(CONTRACT) })).text;
      },
      { model, ...byBeam, seed: 1 },
    );
    assert.deepEqual(texts(twice), texts(alone));
    assert.ok(Math.abs(twice.logZ - alone.logZ) < 1e-3, `${twice.logZ} ${alone.logZ}`);
    for (const text of texts(await run("product-of-prompts"))) {
      assert.ok(check(parseContract(CONTRACT), text).passed, text);
    }
  });

  test("infilling stands between its passages", async () => {
    for (const text of texts(await run("infilling"))) {
      assert.match(
        text,
        /^Mara had lost her keys somewhere on the beach\. [A-Z][^.]+\. She laughed, unlocked the door and went inside\.$/,
      );
    }
  });

  test("prompt-intersection ends both beginnings better than what one of them alone leads to", async () => {
    const question = "Tell me something about yourself in one short sentence.";
    const beginnings = ["My favorite season is", "My favorite animal is"];
    const [first, second] = beginnings;
    const begun = await score(question, second);
    /** ln p(ending | second beginning) a character, the mean of endings behind these. */
    const worthOf = (beginnings: readonly string[]): Promise<number> =>
      meanOfSeeds(async (seed) => {
        const params = { beginnings } as never;
        const { outcomes, best } = await run("prompt-intersection", { particles: 8, seed, params });
        assert.match(best ?? "", /^[a-z]+( [a-z]+){0,4}\.$/);
        let sum = 0;
        for (const { result, probability } of outcomes)
          sum += (probability * ((await score(question, `${second} ${result}`)) - begun)) / result.length;
        return sum;
      });
    const [both, alone] = [await worthOf(beginnings), await worthOf([first])];
    assert.ok(both > alone, `${both} of both, ${alone} of one`);
  });

  test("lookahead comes round to words oftener than a writer who isn't told them", async () => {
    // Words that the smallest model has a way to: the example's own need a larger one.
    const words = ["dog", "beach"];
    const found = ({ outcomes }: Posterior<string>): number =>
      outcomes.reduce((sum, { result, probability }) => {
        const there = words.filter((word) => new RegExp(`\\b${word}\\b`, "i").test(result));
        return sum + probability * there.length;
      }, 0);
    const constraint = contractConstraint("form: sentence\ntext has between 8 and 16 words");
    const [looking, plain] = [
      await meanOfSeeds(async (seed) =>
        found(await run("lookahead", { particles: 12, seed, params: { words } as never })),
      ),
      await meanOfSeeds(async (seed) =>
        found(
          await infer(
            function* () {
              const { text } = yield* write(yield* context("Write a sentence about a walk."), { constraint });
              return text;
            },
            { model, particles: 12, seed },
          ),
        ),
      ),
    ];
    assert.ok(looking > plain, `${looking} by looking ahead, ${plain} without`);
  });

  test("chain-of-thought calculates right, and answers by it", async () => {
    for (const text of texts(await run("chain-of-thought", { particles: 8 }))) {
      const [, left, sign, right, value, answer] =
        /So (\d+) ([+*-]) (\d+) = (\d+)\. The answer is (\d+) [a-z ]+\.$/.exec(text) ?? [];
      const numbers = [Number(left), Number(right)] as const;
      const exact =
        sign === "+"
          ? numbers[0] + numbers[1]
          : sign === "-"
            ? numbers[0] - numbers[1]
            : numbers[0] * numbers[1];
      assert.deepEqual([Number(value), Number(answer)], [exact, exact], text);
      assert.deepEqual(new Set(numbers), new Set([7, 6]), text);
    }
  });

  test("rhyme-scheme rhymes AABB, and no word with itself", async () => {
    const families = [
      /[nlsf]+i?ight$|bright$/,
      /(sea|free|tree|me)$/,
      /[a-z]ay$/,
      /(snow|slow|glow|know|go)$/,
    ];
    const others = [/(rain|again|plain|lane)$/];
    const familyOf = (word: string): number =>
      [...families, ...others].findIndex((family) => family.test(word));
    for (const text of texts(await run("rhyme-scheme"))) {
      const ends = text.split("\n").map((line) => /([a-z]+)[.,]$/.exec(line)?.[1] ?? "");
      assert.equal(new Set(ends).size, 4, text);
      const [a, b, c, d] = ends.map(familyOf);
      assert.ok(a >= 0 && c >= 0 && a === b && c === d && a !== c, text);
    }
  });

  test("bilingual-pair is an English line over a French one", async () => {
    for (const text of texts(await run("bilingual-pair"))) {
      assert.match(text, /^[A-Z][a-z ]+\.\n[A-ZÀÉÊ][a-zàâçéèêëîïôûùü'’ ]+\.$/);
    }
  });

  test("dialogue: they take turns, one asks and one answers", async () => {
    for (const text of texts(await run("dialogue"))) {
      assert.match(text, /^Child: [^\n]+\?\nSailor: [^\n]+\.\nChild: [^\n]+\?\nSailor: [^\n]+\.$/);
    }
  });
});
