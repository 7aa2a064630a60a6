/**
 * What numbers add up to: `numbers of text add up to exactly 25`.
 * @module
 */
import { z } from "zod";
import { type Millionths, millionths, printNumber, type Span, type TextView } from "../../text/index.ts";
import { numbersIn } from "../check/numbers.ts";
import { atEveryPlace, type Outcome } from "../check/outcome.ts";
import type { Place } from "../check/places.ts";
import { decimalSlot, sequence, type Template } from "../grammar/expression.ts";
import { scopeLargerThanWord } from "../grammar/scope.ts";
import { aboveWord, LARGEST_NUMBER, scopeSchema } from "../scope.ts";
import type { ClauseKind } from "./clause-kind.ts";

const BOUNDS = ["exactly", "at least", "at most"] as const;
const RELATIONS = ["sum exactly", "sum at least", "sum at most"] as const;

const MISFIT = "A sum is a number from 0 up, with six decimals at most.";
const sumSchema = z
  .number()
  .min(0, { error: MISFIT })
  .max(LARGEST_NUMBER)
  .refine((value) => Number(value.toFixed(6)) === value, { error: MISFIT });

const bound = z
  .strictObject({ relation: z.enum(RELATIONS), scope: scopeSchema, value: sumSchema })
  .readonly()
  .refine(...aboveWord);

const range = z
  .strictObject({
    relation: z.literal("sum between"),
    scope: scopeSchema,
    value: z.tuple([sumSchema, sumSchema]).readonly(),
  })
  .readonly()
  .refine(...aboveWord)
  .refine(({ value: [low, high] }) => low <= high, {
    path: ["value"],
    error: "The lower bound comes first.",
  });

export type SumClause = z.infer<typeof bound> | z.infer<typeof range>;

/** Both ends of what the clause allows; undefined: no upper end. */
export function sumBounds(clause: SumClause): {
  readonly min: Millionths;
  readonly max: Millionths | undefined;
} {
  if (clause.relation === "sum between") {
    return { min: millionths(clause.value[0]), max: millionths(clause.value[1]) };
  }
  const value = millionths(clause.value);
  return {
    min: clause.relation === "sum at most" ? 0n : value,
    max: clause.relation === "sum at least" ? undefined : value,
  };
}

function sumOf(place: Place, view: TextView): { readonly sum: Millionths; readonly spans: readonly Span[] } {
  const numbers = numbersIn(place, view);
  return { sum: numbers.reduce((sum, { value }) => sum + value, 0n), spans: numbers.map(({ span }) => span) };
}

function check(clause: SumClause, view: TextView): Outcome {
  const { min: least, max } = sumBounds(clause);
  // Numbers that somebody else wrote may be below 0.
  const min = clause.relation === "sum at most" ? undefined : least;
  const way = clause.relation.replace("sum ", "");
  const wanted =
    clause.relation === "sum between"
      ? `between ${printNumber(least)} and ${printNumber(max!)}`
      : `${way} ${printNumber(min ?? max!)}`;
  return atEveryPlace({
    scope: clause.scope,
    view,
    wanted: `its numbers to add up to ${wanted}`,
    passes: (place) => {
      const { sum } = sumOf(place, view);
      return (min === undefined || sum >= min) && (max === undefined || sum <= max);
    },
    describe: (place) => {
      const { sum, spans } = sumOf(place, view);
      const off =
        min !== undefined && sum < min ? min - sum : max !== undefined && sum > max ? sum - max : 0n;
      const distance = Number(printNumber(off));
      if (spans.length === 0) return { found: "no numbers", distance };
      return {
        found: `${spans.length === 1 ? "a number, " : `${spans.length} numbers that add up to `}${printNumber(sum)}`,
        spans,
        distance,
      };
    },
  });
}

export const sum: ClauseKind<SumClause> = {
  relations: [...RELATIONS, "sum between"],
  schema: z.discriminatedUnion("relation", [bound, range]),
  templates: [
    ...BOUNDS.map((way): Template<SumClause> => {
      const relation = `sum ${way}` as const;
      return {
        id: `sum.${way.replace(" ", "-")}`,
        expression: sequence("numbers of ", scopeLargerThanWord, ` add up to ${way} `, decimalSlot("value")),
        example: `numbers of text add up to ${way} 25`,
        meaning: `The numbers that are written in digits in the part, with a unit or without, have a sum of ${way} that.`,
        read: (values) => ({ relation, ...values }) as SumClause,
        write: (clause) => (clause.relation === relation ? { ...clause } : undefined),
      };
    }),
    {
      id: "sum.between",
      expression: sequence(
        "numbers of ",
        scopeLargerThanWord,
        " add up to between ",
        decimalSlot("low"),
        " and ",
        decimalSlot("high"),
      ),
      example: "numbers of text add up to between 20 and 25",
      meaning:
        "The numbers that are written in digits in the part have a sum between these two, both included.",
      read: ({ scope, low, high }) => ({ relation: "sum between", scope, value: [low, high] }) as SumClause,
      write: (clause) =>
        clause.relation === "sum between"
          ? { scope: clause.scope, low: clause.value[0], high: clause.value[1] }
          : undefined,
    },
  ],
  check,
};
