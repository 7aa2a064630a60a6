/**
 * How often: `text contains "river" at least 2 times`.
 * @module
 */
import { z } from "zod";
import type { TextView } from "../../text/index.ts";
import { amount, atEveryPlace, type Outcome, quote } from "../check/outcome.ts";
import { occurrencesOf, sought } from "../check/words.ts";
import { choice, constant, numberSlot, quotedSlot, sequence, type Template } from "../grammar/expression.ts";
import { scopeLargerThanWord } from "../grammar/scope.ts";
import { aboveWord, numberSchema, quotedTextSchema, scopeSchema } from "../scope.ts";
import type { ClauseKind } from "./clause-kind.ts";

const BOUNDS = ["exactly", "at least", "at most"] as const;
const RELATIONS = ["occurs exactly", "occurs at least", "occurs at most"] as const;

const schema = z
  .strictObject({
    relation: z.enum(RELATIONS),
    scope: scopeSchema,
    value: quotedTextSchema,
    times: numberSchema,
  })
  .readonly()
  .refine(...aboveWord);

export type OccurrencesClause = z.infer<typeof schema>;

function check({ relation, scope, value, times }: OccurrencesClause, view: TextView): Outcome {
  const target = sought(value, view);
  const most = relation === "occurs at least" ? times : times + 1;
  const passes = (count: number): boolean =>
    relation === "occurs at least"
      ? count >= times
      : relation === "occurs at most"
        ? count <= times
        : count === times;
  return atEveryPlace({
    scope,
    view,
    wanted: `${quote(value)} ${relation.replace("occurs ", "")} ${amount(times, "time")}`,
    passes: (place) => passes(occurrencesOf(target, { place, view, most }).length),
    describe: (place) => {
      const spans = occurrencesOf(target, { place, view, most: Number.POSITIVE_INFINITY });
      const found = `${quote(value)} ${amount(spans.length, "time")}`;
      const distance = Math.abs(spans.length - times);
      return spans.length > 0 ? { found, spans, distance } : { found, distance };
    },
  });
}

export const occurrences: ClauseKind<OccurrencesClause> = {
  relations: RELATIONS,
  schema,
  templates: BOUNDS.map((bound): Template<OccurrencesClause> => {
    const relation = `occurs ${bound}` as const;
    return {
      id: `occurrences.${bound.replace(" ", "-")}`,
      expression: sequence(
        scopeLargerThanWord,
        " contains ",
        quotedSlot("value"),
        ` ${bound} `,
        numberSlot("times"),
        choice([
          constant(" time", "noun", "times", ({ times }) => times === 1),
          constant(" times", "noun", "times", ({ times }) => times !== 1),
        ]),
      ),
      example: `text contains "river" ${bound} 2 times`,
      meaning: `The word, or the words one after the other, occur ${bound} that often in the part.`,
      read: ({ scope, value, times }) => ({ relation, scope, value, times }) as OccurrencesClause,
      write: (clause) => (clause.relation === relation ? { ...clause, noun: "times" } : undefined),
    };
  }),
  check,
};
