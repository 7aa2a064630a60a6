/**
 * Texts one after the other, anything between: `text contains "ladder", "honey", "Thursday" in this order`.
 * @module
 */
import { z } from "zod";
import type { Span, TextView } from "../../text/index.ts";
import { atEveryPlace, type Outcome, quote } from "../check/outcome.ts";
import type { Place } from "../check/places.ts";
import { occurrencesOf, type Sought, sought } from "../check/words.ts";
import { quotedList, sequence } from "../grammar/expression.ts";
import { scopeLargerThanWord } from "../grammar/scope.ts";
import { aboveWord, quotedTextSchema, scopeSchema } from "../scope.ts";
import type { ClauseKind } from "./clause-kind.ts";

const schema = z
  .strictObject({
    relation: z.literal("contains in order"),
    scope: scopeSchema,
    value: z.array(quotedTextSchema).min(2).readonly(),
  })
  .readonly()
  .refine(...aboveWord);

export type SequenceClause = z.infer<typeof schema>;

function check({ scope, value }: SequenceClause, view: TextView): Outcome {
  const targets = value.map((text) => sought(text, view));
  return atEveryPlace({
    scope,
    view,
    wanted: `${value.map(quote).join(", ")} in this order`,
    passes: (place) => inOrder(targets, place, view).length === targets.length,
    describe: (place) => {
      const spans = inOrder(targets, place, view);
      if (spans.length === targets.length) return { found: value.map(quote).join(", "), spans };
      const behind = spans.length === 0 ? "" : ` behind ${quote(value[spans.length - 1])}`;
      const distance = targets.length - spans.length;
      return {
        found: `no ${quote(value[spans.length])}${behind}`,
        distance,
        ...(spans.length > 0 && { spans }),
      };
    },
  });
}

/** The earliest occurrence of each behind the one before, until one is missing. */
function inOrder(targets: readonly Sought[], place: Place, view: TextView): Span[] {
  const spans: Span[] = [];
  let rest = place;
  for (const target of targets) {
    const [span] = occurrencesOf(target, { place: rest, view, most: 1 });
    if (!span) break;
    spans.push(span);
    const behind = { start: span.end, end: place.span.end };
    rest = { ...place, span: behind, words: view.wordRange(behind) };
  }
  return spans;
}

export const inSequence: ClauseKind<SequenceClause> = {
  relations: ["contains in order"],
  schema,
  templates: [
    {
      id: "sequence.contains-in-order",
      expression: sequence(
        scopeLargerThanWord,
        " contains ",
        quotedList("value", { min: 2 }),
        " in this order",
      ),
      example: 'text contains "ladder", "honey", "Thursday" in this order',
      meaning: "All of them stand in the part, each somewhere behind the one before.",
      read: (values) => ({ relation: "contains in order", ...values }) as SequenceClause,
      write: (clause) => ({ ...clause }),
    },
  ],
  check,
};
