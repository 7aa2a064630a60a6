/**
 * Programs over the toy language with their exact answers, each from the definition of what it should sample.
 * @module
 */
import type { ExactAnswer } from "../../inference/testing.ts";
import type { TokenId } from "../../model/token-model.ts";
import {
  barrier,
  type ContextHandle,
  call,
  context,
  factor,
  observe,
  type Program,
  type SampleOptions,
  sample,
} from "../effects.ts";
import type { Tools } from "../tools.ts";
import { exactAnswer, exactly, obeys, type Spaced, spacedBs, tempered, texts, toy } from "./toys.ts";

export interface Case {
  readonly name: string;
  readonly program: Program<string>;
  readonly exact: ExactAnswer;
  /** ln of a bound that no weight exceeds; absent where rejection would keep next to nothing. */
  readonly logBound?: number;
  /** Whether masks cost mass, so that forgetting their weights gives other answers. */
  readonly masked: boolean;
  readonly tools?: Tools;
  /** Where weights vary so much that Z takes more runs to be known. */
  readonly runs?: number;
}

/** A conversation that is nothing but the toy's prompt. */
const prompted = (content: string) => context([{ role: "user", content }]);

/** Writes to the end, with a barrier after each token, where `onBarrier` may weigh. */
const write = ({
  prompts = [""],
  hint,
  options = {},
  onBarrier = () => 0,
  onEnd = () => 0,
  width = () => 1,
  bias,
}: {
  /** One context each; of several the product is sampled. */
  prompts?: readonly string[];
  /** Prompt of the context that proposes. */
  hint?: string;
  options?: SampleOptions<Spaced>;
  onBarrier?: (text: string) => number;
  onEnd?: (text: string, tokens: number) => number;
  /** How many times as many particles what follows this text is worth. */
  width?: (text: string) => number;
  /** ln of factors on the tokens behind this one; -1: on the first. */
  bias?: (last: TokenId) => ReadonlyMap<TokenId, number>;
}): Program<string> =>
  function* () {
    const followers: ContextHandle[] = [];
    for (const prompt of prompts) followers.push(yield* prompted(prompt));
    const proposal = hint === undefined ? {} : { proposal: yield* prompted(hint) };
    let text = "";
    let { position } = options;
    let last: TokenId = -1;
    for (let tokens = 0; ; tokens += 1) {
      const step = yield* sample(followers, {
        ...options,
        ...proposal,
        ...(position && { position }),
        ...(bias && { bias: bias(last) }),
      });
      last = step.token;
      if (step.ended) {
        yield* factor(onEnd(text, tokens));
        return text;
      }
      position = step.position;
      const before = onBarrier(text);
      text += step.text;
      yield* factor(onBarrier(text) - before);
      yield* barrier({ width: width(text) });
    }
  };

const late = (text: string): number =>
  (text.startsWith("a") ? 0 : Math.log(0.2)) + (text.endsWith("b") ? Math.log(3) : 0);

/** ∏ᵢ pᵢ(text)^αᵢ of the toy's two styles, by definition. */
const product = (
  [formal, loud]: readonly [number, number],
  potential: (written: { text: string }) => number,
  options = toy,
): ExactAnswer => {
  const others = new Map(
    texts(options, [4]).map(({ tokens, logProbability }) => [tokens.join(), logProbability]),
  );
  return exactAnswer(
    texts(options, [3]).map(({ text, tokens, logProbability }) => ({
      text,
      logWeight: formal * logProbability + loud * (others.get(tokens.join()) as number) + potential({ text }),
    })),
  );
};

/** An a behind an a is unwelcome, and the end behind a b welcome. */
const LIKES: readonly ReadonlyMap<TokenId, number>[] = [new Map([[0, -1.2]]), new Map([[5, 0.7]])];
const likes = (last: TokenId): ReadonlyMap<TokenId, number> => LIKES[last] ?? new Map();
const liked = ({ tokens }: { tokens: readonly TokenId[] }): number =>
  [...tokens, 5].reduce((sum, token, at, all) => sum + (likes(all[at - 1] ?? -1).get(token) ?? 0), 0);

const hope = (text: string): number => 0.9 * (text.split("b").length - 1);

export const cases: readonly Case[] = [
  {
    name: "a mask",
    program: write({ options: { constraint: spacedBs(2) } }),
    exact: exactly(obeys(2)),
    logBound: 0,
    masked: true,
  },
  {
    name: "a factor that comes late",
    program: write({ onEnd: late }),
    exact: exactly(({ text }) => late(text)),
    logBound: Math.log(3),
    masked: false,
  },
  {
    name: "hopes at each barrier that are taken back at the end",
    program: write({ onBarrier: hope, onEnd: (text) => late(text) - hope(text) }),
    exact: exactly(({ text }) => late(text)),
    logBound: Math.log(3),
    masked: false,
  },
  {
    name: "an early end that weighs more than the particles still writing",
    program: write({ onEnd: (_, tokens) => (tokens <= 2 ? Math.log(4) : 0) }),
    exact: exactly(({ tokens }) => (tokens.length <= 2 ? Math.log(4) : 0)),
    logBound: Math.log(4),
    masked: false,
  },
  {
    name: "a factor that comes late, and more particles before it",
    program: write({ onEnd: late, width: (text) => (text.length > 1 ? 3 : 1) }),
    exact: exactly(({ text }) => late(text)),
    logBound: Math.log(3),
    masked: false,
  },
  {
    name: "a mask, with more particles where some of them are asked for",
    program: write({
      options: { constraint: spacedBs(2) },
      width: (text) => (text.endsWith("b") ? 2 : text.length),
    }),
    exact: exactly(obeys(2)),
    // They do, but where particles become fewer again, resampling has put the weights to use before they are forgotten.
    masked: false,
  },
  {
    name: "an observed beginning",
    program: function* () {
      const follower = yield* context([]);
      yield* observe(follower, "ab");
      let text = "ab";
      while (true) {
        yield* barrier();
        const step = yield* sample(follower);
        if (step.ended) return text;
        text += step.text;
      }
    },
    // The toy reads “ab” as its third token.
    exact: exactly(({ tokens }) => (tokens[0] === 2 ? 0 : Number.NEGATIVE_INFINITY)),
    logBound: 0,
    masked: false,
  },
  {
    name: "a mask at temperature 0.6",
    program: write({ options: { constraint: spacedBs(1), temperature: 0.6 } }),
    exact: exactly(obeys(1), tempered(0.6)),
    logBound: 0,
    masked: true,
  },
  {
    name: "a mask at temperature 1.7",
    program: write({ options: { constraint: spacedBs(1), temperature: 1.7 } }),
    exact: exactly(obeys(1), tempered(1.7)),
    logBound: 0,
    masked: true,
  },
  {
    name: "a product of two contexts",
    program: write({ prompts: ["?", "!"] }),
    exact: product([1, 1], () => 0),
    masked: false,
  },
  {
    name: "a product of powers at temperature 1.4 under a mask",
    program: write({
      prompts: ["?", "!"],
      options: { constraint: spacedBs(1), powers: [0.7, 0.5], temperature: 1.4 },
    }),
    exact: product([0.7, 0.5], obeys(1), tempered(1.4)),
    masked: true,
  },
  {
    name: "a proposal from another context",
    program: write({ hint: "!" }),
    exact: exactly(() => 0),
    masked: false,
  },
  {
    name: "a proposal under a mask at temperature 0.8",
    program: write({ hint: "?", options: { constraint: spacedBs(1), temperature: 0.8 } }),
    exact: exactly(obeys(1), tempered(0.8)),
    masked: true,
  },
  {
    name: "a proposal for a product",
    program: write({ prompts: ["?", "!"], hint: "" }),
    exact: product([1, 1], () => 0),
    masked: false,
  },
  {
    name: "a potential that a tool knows",
    program: function* () {
      const follower = yield* context([]);
      for (let text = ""; ; ) {
        const step = yield* sample(follower);
        if (step.ended) return text;
        text += step.text;
        const { share } = yield* call<{ share: number }>("lengthen", { more: step.text });
        yield* factor(Math.log(share));
        yield* barrier();
      }
    },
    tools: { lengthen: async (input) => ({ share: (input as { more: string }).more === "ab" ? 0.9 : 0.6 }) },
    exact: exactly(({ tokens }) => tokens.reduce((sum, token) => sum + Math.log(token === 2 ? 0.9 : 0.6), 0)),
    logBound: 0,
    masked: false,
  },
  {
    name: "a mask, by rejection",
    program: write({ options: { constraint: spacedBs(2), by: "rejection" } }),
    exact: exactly(obeys(2)),
    logBound: 0,
    masked: true,
  },
  {
    name: "a mask at temperature 0.6 and a factor that comes late, by rejection",
    program: write({
      options: { constraint: spacedBs(1), temperature: 0.6, by: "rejection" },
      onEnd: late,
    }),
    exact: exactly((written) => obeys(1)(written) + late(written.text), tempered(0.6)),
    logBound: Math.log(3),
    masked: true,
  },
  {
    name: "a product of powers under a mask, by rejection",
    program: write({
      prompts: ["?", "!"],
      options: { constraint: spacedBs(1), powers: [0.7, 0.5], by: "rejection" },
    }),
    exact: product([0.7, 0.5], obeys(1)),
    masked: true,
  },
  {
    name: "a proposal under a mask at temperature 0.8, by rejection",
    program: write({
      hint: "?",
      options: { constraint: spacedBs(1), temperature: 0.8, by: "rejection" },
    }),
    exact: exactly(obeys(1), tempered(0.8)),
    masked: true,
  },
  {
    name: "a bias on tokens, and a mask",
    program: write({ bias: likes, options: { constraint: spacedBs(1) } }),
    exact: exactly((written) => liked(written) + obeys(1)(written)),
    masked: true,
  },
  {
    name: "a bias on tokens that a hint proposes",
    program: write({ bias: likes, hint: "?" }),
    exact: exactly(liked),
    masked: false,
  },
  {
    name: "a condition that many particles fail on their way",
    program: write({ onBarrier: apart }),
    exact: exactly(({ text }) => apart(text)),
    logBound: 0,
    masked: false,
  },
  {
    name: "a context that is made for what was written, and how both go together",
    program: function* () {
      const first = yield* sample([yield* prompted("")]);
      if (first.ended) return "";
      yield* barrier();
      const follower = yield* prompted(styleFor(first.text));
      let rest = "";
      while (true) {
        const step = yield* sample([follower]);
        if (step.ended) break;
        rest += step.text;
        yield* barrier();
      }
      yield* factor(alike(first.text, rest));
      return `${first.text} ${rest}`;
    },
    exact: exactAnswer(answersToFirst()),
    logBound: Math.log(3),
    runs: 900,
    masked: false,
  },
];

/** No two b side by side; what fails can't be mended. */
function apart(text: string): number {
  return text.includes("bb") ? Number.NEGATIVE_INFINITY : 0;
}

function styleFor(first: string): string {
  return first === "a" ? "?" : "!";
}

function alike(first: string, rest: string): number {
  return rest.startsWith(first) ? Math.log(3) : 0;
}

/** All first tokens, each with all texts in the style that it asks for. */
function* answersToFirst(): Generator<{ text: string; logWeight: number }> {
  const row = toy.next([]);
  const total = row.reduce((sum, value) => sum + value, 0);
  for (const [token, value] of row.entries()) {
    if (value === 0) continue;
    const first = toy.vocabulary[token];
    const logFirst = Math.log(value / total);
    if (first === undefined) yield { text: "", logWeight: logFirst };
    else {
      for (const { text: rest, logProbability } of texts(toy, [toy.vocabulary.indexOf(styleFor(first))])) {
        const logWeight = logFirst + logProbability + alike(first, rest);
        yield { text: `${first} ${rest}`, logWeight };
      }
    }
  }
}
