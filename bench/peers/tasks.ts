/**
 * What everybody writes. The peers' programs in `python/` say the same in their own way.
 * @module
 */
import type { Constraint } from "../../src/inference/constraint.ts";
import { barrier, context, type Program, sample } from "../../src/program/effects.ts";
import type { Task } from "./contestant.ts";

/** Without the system message that the model's template has by itself: as short as those of the goals. */
export const MESSAGES = [
  { role: "system" as const, content: "" },
  { role: "user" as const, content: "Write a sentence with exactly 12 words about the sea." },
];

/** Any text, which never ends: `decode` wants the same number of tokens from everybody. */
const ENDLESS: Constraint<unknown> = { start: 0, next: () => 0, mayEnd: () => false, key: () => 0 };

const LONGEST = 6;
const isLetter = (point: number): boolean => (point >= 65 && point <= 90) || (point >= 97 && point <= 122);

/** Words of at most six letters with one space between them, which never end. The state: letters of the last word. */
const WORDS: Constraint<unknown> = {
  start: 0,
  next(state, point) {
    const letters = state as number;
    if (isLetter(point)) return letters < LONGEST ? letters + 1 : undefined;
    return point === 32 && letters > 0 ? 0 : undefined;
  },
  mayEnd: () => false,
  key: (state) => state as number,
};

/** So hot that hardly two particles draw the same first token: in `decode` texts part at once, as llama.cpp's do. */
const HOT = 100;

/** Particles are compared after every token, as both peers do; in `decode` never. */
export function programOf(task: Task, tokens: number): Program<number> {
  const constraint = { decode: ENDLESS, free: undefined, words: WORDS }[task];
  return function* () {
    const follower = yield* context(MESSAGES);
    let position: { readonly state: unknown } | undefined;
    for (let written = 1; ; written += 1) {
      const step = yield* sample(follower, {
        ...(constraint && { constraint }),
        ...(constraint && position && { position }),
        ...(task === "decode" && written === 1 && { temperature: HOT }),
      });
      position = step.position;
      if (step.ended || written === tokens) return written;
      if (task !== "decode") yield* barrier();
    }
  };
}
