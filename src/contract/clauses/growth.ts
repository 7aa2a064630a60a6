/**
 * Parts that grow or shrink: `each line has more words than the one before`.
 * @module
 */
import { z } from "zod";
import type { TextView } from "../../text/index.ts";
import { amount, atEveryPlace, type Outcome } from "../check/outcome.ts";
import { findPlaces, type Place } from "../check/places.ts";
import { choice, constant, sequence, type Template } from "../grammar/expression.ts";
import { scopeEndingAt } from "../grammar/scope.ts";
import { LEVELS, levelOf, scopeSchema, unitSchema, unitsWithin } from "../scope.ts";
import type { ClauseKind } from "./clause-kind.ts";

const RELATIONS = ["has more than before", "has fewer than before"] as const;

const schema = z
  .strictObject({ relation: z.enum(RELATIONS), scope: scopeSchema, counted: unitSchema })
  .readonly()
  .refine(({ scope }) => scope.at(-1)?.at === "each", {
    path: ["scope"],
    error: "What grows are all such parts in turn: each line, each sentence.",
  })
  .refine(({ scope, counted }) => unitsWithin(levelOf(scope)).includes(counted), {
    path: ["counted"],
    error: "What is counted must be smaller than the part it is counted in.",
  });

export type GrowthClause = z.infer<typeof schema>;

function check({ relation, scope, counted }: GrowthClause, view: TextView): Outcome {
  const grows = relation === "has more than before";
  const count = ({ span, words }: Place): number =>
    counted === "word" ? words[1] - words[0] : view.count(counted, span);
  const { found } = findPlaces(scope, view);
  const before = (index: number): Place | undefined => {
    const [place, last] = [found[index], found[index - 1]];
    return last && place.step?.parent.span.start === last.step?.parent.span.start ? last : undefined;
  };
  const way = grows ? "more" : "fewer";
  return atEveryPlace({
    scope,
    view,
    wanted: `${way} ${counted}s than the ${scope.at(-1)!.unit} before`,
    passes: (place, index) => {
      const last = before(index);
      return !last || (grows ? count(place) > count(last) : count(place) < count(last));
    },
    describe: (place) => {
      const last = before(found.indexOf(place));
      if (!last) return { found: amount(count(place), counted) };
      const distance = grows ? count(last) + 1 - count(place) : count(place) + 1 - count(last);
      return { found: `${amount(count(place), counted)} after ${count(last)}`, distance };
    },
  });
}

export const growth: ClauseKind<GrowthClause> = {
  relations: RELATIONS,
  schema,
  templates: RELATIONS.map((relation): Template<GrowthClause> => {
    const way = relation === "has more than before" ? "more" : "fewer";
    return {
      id: `growth.${way}`,
      expression: sequence(
        choice(
          LEVELS.filter((level) => level !== "text").map((level) =>
            sequence(
              scopeEndingAt(level),
              ` has ${way} `,
              choice(unitsWithin(level).map((unit) => constant(`${unit}s`, "counted", unit))),
            ),
          ),
        ),
        " than the one before",
      ),
      example: `each line has ${way} words than the one before`,
      meaning: `Each such part has ${way} of these units than the part before it.`,
      read: (values) => ({ relation, ...values }) as GrowthClause,
      write: (clause) => (clause.relation === relation ? { ...clause } : undefined),
    };
  }),
  check,
};
