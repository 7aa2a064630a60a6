/**
 * One of several given values.
 * @module
 */
import { canonical } from "../schema/equal.ts";
import type { Json } from "../schema/keywords.ts";
import { type Frame, NO_STEPS, noValueInside, PLAIN_FRAME, type Step, type Written } from "./frame.ts";

export interface LiteralText {
  /** As it is written, in code points. */
  readonly points: readonly number[];
  readonly written: Written;
}

/** Given values as they are written, in the order of their characters. */
export interface LiteralPlan {
  readonly id: number;
  readonly texts: readonly LiteralText[];
}

/** JSON on one line, with a space behind colons and commas. */
export function writeJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(writeJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(Object.is(value, -0) ? 0 : value);
  return `{${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)}: ${writeJson(member)}`)
    .join(", ")}}`;
}

export function literalPlan(id: number, values: readonly Json[]): LiteralPlan {
  const texts = values.map((value): LiteralText => {
    const points = Array.from(writeJson(value), (character) => character.codePointAt(0)!);
    return {
      points,
      written: { canonical: canonical(value), ...(typeof value === "string" && { text: value }) },
    };
  });
  return { id, texts: texts.sort((one, other) => compare(one.points, other.points)) };
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (let index = 0; index < one.length && index < other.length; index += 1) {
    if (one[index] !== other[index]) return one[index] - other[index];
  }
  return one.length - other.length;
}

/** The same without values that are excluded. */
export function withoutLiterals(plan: LiteralPlan, exclude: ReadonlySet<string> | undefined): LiteralPlan {
  if (!exclude || exclude.size === 0) return plan;
  return { id: plan.id, texts: plan.texts.filter(({ written }) => !exclude.has(written.canonical!)) };
}

/** `at` characters have been written, which the texts from `low` up to `high` begin with. */
export function literalFrame(plan: LiteralPlan, low = 0, high = plan.texts.length, at = 0): Frame {
  const { texts } = plan;
  /** The first text that goes on with this character or a later one. */
  const firstFrom = (codePoint: number): number => {
    let [from, to] = [low, high];
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((texts[middle].points[at] ?? -1) < codePoint) from = middle + 1;
      else to = middle;
    }
    return from;
  };
  return {
    ...PLAIN_FRAME,
    key: `l${plan.id}.${texts.length}.${low}.${high}.${at}`,
    step(codePoint): readonly Step[] {
      // The shortest of texts that begin alike comes first.
      const whole = at > 0 && texts[low]?.points.length === at ? texts[low] : undefined;
      const from = firstFrom(codePoint);
      const to = firstFrom(codePoint + 1);
      if (from === to) return whole ? [{ kind: "over", written: whole.written }] : NO_STEPS;
      if (to - from === 1 && texts[from].points.length === at + 1) {
        return [{ kind: "done", written: texts[from].written }];
      }
      return [{ kind: "stay", frame: literalFrame(plan, from, to, at + 1) }];
    },
    admitsBeyondAscii: (first, last) => firstFrom(first) < firstFrom(last + 1),
    wholeAs: () => (at > 0 && texts[low]?.points.length === at ? texts[low].written : undefined),
    resume: noValueInside,
  };
}
