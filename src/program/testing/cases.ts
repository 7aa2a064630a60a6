/**
 * Programs over the toy language with their exact answers, each from the definition of what it should sample.
 * @module
 */
import type { ExactAnswer } from "../../inference/testing.ts";
import { barrier, context, factor, observe, type Program, type SampleOptions, sample } from "../effects.ts";
import { exactly, obeys, type Spaced, spacedBs, tempered } from "./toys.ts";

export interface Case {
  readonly name: string;
  readonly program: Program<string>;
  readonly exact: ExactAnswer;
  /** ln of a bound that no weight exceeds. */
  readonly logBound: number;
  /** Whether masks cost mass, so that forgetting their weights gives other answers. */
  readonly masked: boolean;
}

/** Writes to the end, with a barrier after each token, where `onBarrier` may weigh. */
const write = ({
  options = {},
  onBarrier = () => 0,
  onEnd = () => 0,
}: {
  options?: SampleOptions<Spaced>;
  onBarrier?: (text: string) => number;
  onEnd?: (text: string, tokens: number) => number;
}): Program<string> =>
  function* () {
    const follower = yield* context([]);
    let text = "";
    let { position } = options;
    for (let tokens = 0; ; tokens += 1) {
      const step = yield* sample(follower, { ...options, ...(position && { position }) });
      if (step.ended) {
        yield* factor(onEnd(text, tokens));
        return text;
      }
      position = step.position;
      const before = onBarrier(text);
      text += step.text;
      yield* factor(onBarrier(text) - before);
      yield* barrier();
    }
  };

const late = (text: string): number =>
  (text.startsWith("a") ? 0 : Math.log(0.2)) + (text.endsWith("b") ? Math.log(3) : 0);

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
];
