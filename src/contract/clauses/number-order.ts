/**
 * Numbers in order of size: `numbers of text increase`.
 * @module
 */
import { z } from "zod";
import { printNumber, type TextView } from "../../text/index.ts";
import { type FoundNumber, numbersIn } from "../check/numbers.ts";
import { atEveryPlace, type Outcome } from "../check/outcome.ts";
import { sequence, type Template } from "../grammar/expression.ts";
import { scopeLargerThanWord } from "../grammar/scope.ts";
import { aboveWord, scopeSchema } from "../scope.ts";
import type { ClauseKind } from "./clause-kind.ts";

const RELATIONS = ["numbers increase", "numbers decrease"] as const;

const schema = z
  .strictObject({ relation: z.enum(RELATIONS), scope: scopeSchema })
  .readonly()
  .refine(...aboveWord);

export type NumberOrderClause = z.infer<typeof schema>;

/** The numbers that don't follow the one before them as they should. */
function offenders(relation: NumberOrderClause["relation"], numbers: readonly FoundNumber[]): FoundNumber[] {
  return numbers.filter(({ value }, index) => {
    if (index === 0) return false;
    const before = numbers[index - 1].value;
    return relation === "numbers increase" ? value <= before : value >= before;
  });
}

function check({ relation, scope }: NumberOrderClause, view: TextView): Outcome {
  return atEveryPlace({
    scope,
    view,
    wanted: `its numbers to ${relation.replace("numbers ", "")}`,
    passes: (place) => offenders(relation, numbersIn(place, view)).length === 0,
    describe: (place) => {
      const numbers = numbersIn(place, view);
      const wrong = offenders(relation, numbers);
      if (wrong.length === 0) return { found: `${numbers.length} numbers in order` };
      const before = numbers[numbers.indexOf(wrong[0]) - 1];
      return {
        found: `${printNumber(wrong[0].value)} after ${printNumber(before.value)}`,
        spans: [wrong[0].span],
        distance: wrong.length,
      };
    },
  });
}

export const numberOrder: ClauseKind<NumberOrderClause> = {
  relations: RELATIONS,
  schema,
  templates: RELATIONS.map((relation): Template<NumberOrderClause> => {
    const way = relation.replace("numbers ", "");
    return {
      id: `number-order.${way}`,
      expression: sequence("numbers of ", scopeLargerThanWord, ` ${way}`),
      example: `numbers of text ${way}`,
      meaning: `Each number in the part is ${way === "increase" ? "larger" : "smaller"} than the one before it.`,
      read: (values) => ({ relation, ...values }) as NumberOrderClause,
      write: (clause) => (clause.relation === relation ? { ...clause } : undefined),
    };
  }),
  check,
};
