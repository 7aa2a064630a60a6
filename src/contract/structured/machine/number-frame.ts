/**
 * A number.
 * @module
 */
import { canonical } from "../schema/equal.ts";
import { canBecome, type NumberLanguage, writtenNumber } from "../values/numbers.ts";
import { type Frame, NO_STEPS, noValueInside, PLAIN_FRAME, type Step, type Written } from "./frame.ts";

export interface NumberOptions {
  /** Tells languages apart. */
  readonly id: string;
  readonly language: NumberLanguage;
  readonly excluded?: ReadonlySet<bigint>;
}

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const POINT = 0x2e;
const MINUS = 0x2d;

export function numberFrame(options: NumberOptions, typed = ""): Frame {
  const { id, language, excluded } = options;
  const whole = (): Written | undefined => {
    const units = writtenNumber(language, typed, excluded);
    return units === undefined
      ? undefined
      : { number: { units, places: language.places }, canonical: canonical(Number(typed)) };
  };
  return {
    ...PLAIN_FRAME,
    key: `n${id}.${typed}`,
    step(codePoint): readonly Step[] {
      const isPart =
        (codePoint >= DIGIT_0 && codePoint <= DIGIT_9) ||
        codePoint === POINT ||
        (codePoint === MINUS && typed === "");
      if (isPart) {
        const longer = typed + String.fromCodePoint(codePoint);
        return canBecome(language, longer, excluded)
          ? [{ kind: "stay", frame: numberFrame(options, longer) }]
          : NO_STEPS;
      }
      const written = whole();
      return written ? [{ kind: "over", written }] : NO_STEPS;
    },
    wholeAs: whole,
    resume: noValueInside,
  };
}
