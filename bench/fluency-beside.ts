/**
 * The same follower by other ways, for texts side by side: its greedy text, the best of n samples at about the cost of
 * ours, and sequential Monte Carlo as it is mostly done, with masks and a comparison at every token.
 * @module
 */
import { compileContract } from "../src/contract/compile/compile.ts";
import { type Contract, check } from "../src/contract/index.ts";
import { baselines, type CollieCase } from "../src/evaluation/collie/index.ts";
import { random } from "../src/inference/index.ts";
import type { TokenModel } from "../src/model/token-model.ts";
import { wordsOfRequest } from "../src/planner/index.ts";
import { barrier, context, type Program, sample } from "../src/program/index.ts";
import { followerMessages } from "../src/run/messages.ts";
import { write } from "../src/run/write.ts";

export interface Beside {
  readonly way: "greedy" | "best of n" | "naive SMC";
  readonly text: string;
  readonly passed: boolean;
}

export interface BesideOptions {
  readonly item: CollieCase;
  readonly contract: Contract;
  readonly follower: TokenModel;
  readonly particles: number;
  /** Tokens that our text cost. */
  readonly tokens: number;
  readonly seed: number;
}

/** Writes the same case three other ways. */
export async function writeBeside(options: BesideOptions): Promise<readonly Beside[]> {
  const { item, contract, follower, tokens, seed } = options;
  const { greedy, bestOfN } = await baselines({
    request: item.prompt,
    constraint: item.constraint,
    contract,
    follower,
    tokens,
    temperature: 0.8,
    random: random(seed),
    shouldStop: () => false,
  });
  const naive = await naiveText(options);
  return [
    { way: "greedy", text: greedy.text, passed: greedy.check === true },
    { way: "best of n", text: bestOfN.text, passed: bestOfN.check === true },
    { way: "naive SMC", text: naive, passed: check(contract, naive).passed },
  ];
}

async function naiveText({ item, contract, follower, particles, seed }: BesideOptions): Promise<string> {
  const compiled = compileContract({ contract, extraWords: wordsOfRequest(item.prompt) });
  if (compiled.kind !== "compiled") return "";
  const { constraint } = compiled;
  const program: Program<{ text: string; logProbability: number; logTaste: number }> = function* () {
    const prompt = yield* context(followerMessages(item.prompt));
    let text = "";
    let logProbability = 0;
    let position = { state: constraint.start };
    while (true) {
      const step = yield* sample(prompt, { constraint, position });
      logProbability += step.logProbability;
      if (step.ended) return { text, logProbability, logTaste: 0 };
      text += step.text;
      position = step.position;
      yield* barrier();
    }
  };
  const { texts } = await write({
    program,
    follower,
    particles,
    random: random(seed),
    shouldStop: () => false,
    onBarrier: () => {},
  });
  // Any of them would do: they are samples.
  return texts[0]?.text ?? "";
}
