/**
 * Regular expressions: `each line matches /[A-Z][a-z]+ - \$[0-9]+/`.
 * @module
 */
import { z } from "zod";
import type { Span, TextView } from "../../text/index.ts";
import { atEveryPlace, type Finding, type Outcome, quote } from "../check/outcome.ts";
import { choice, patternSlot, quotedSlot, sequence } from "../grammar/expression.ts";
import { anyScope } from "../grammar/scope.ts";
import { editDistance } from "../pattern/edit-distance.ts";
import { isPatternError, type PatternAutomaton, patternAutomaton } from "../pattern/pattern.ts";
import { scopeSchema } from "../scope.ts";
import type { ClauseKind } from "./clause-kind.ts";

const schema = z
  .strictObject({
    relation: z.literal("matches"),
    scope: scopeSchema,
    value: z
      .string()
      .min(1)
      .superRefine((source, context) => {
        try {
          patternAutomaton(source);
        } catch (error) {
          if (!isPatternError(error)) throw error;
          context.addIssue({ code: "custom", message: `${error.message} ${error.hint}` });
        }
      })
      .describe(
        "A JavaScript regular expression, as with the flag u, that the whole part fits. No references back, no looks behind.",
      ),
  })
  .readonly();

export type PatternClause = z.infer<typeof schema>;

function check({ scope, value }: PatternClause, view: TextView): Outcome {
  const automaton = patternAutomaton(value);
  return atEveryPlace({
    scope,
    view,
    wanted: `it to match /${value}/`,
    passes: ({ span }) => automaton.matches(view.slice(span)),
    describe: ({ span }) => departure(automaton, span, view),
  });
}

/** Where a part stops to be what an automaton follows. */
export function departure(automaton: PatternAutomaton, span: Span, view: TextView): Finding {
  const text = view.slice(span);
  let state = automaton.start;
  let at = 0;
  for (const character of text) {
    const next = automaton.next(state, character.codePointAt(0)!);
    if (!automaton.alive(next)) {
      const place = { start: span.start + at, end: span.start + at + character.length };
      const distance = editDistance(automaton, text) ?? [...text.slice(at)].length;
      return { found: `${quote(text)} departs at ${quote(text.slice(at))}`, spans: [place], distance };
    }
    state = next;
    at += character.length;
  }
  return automaton.mayEnd(state)
    ? { found: quote(text) }
    : {
        found: `${quote(text)} ends too soon`,
        spans: [{ start: span.end, end: span.end }],
        distance: editDistance(automaton, text) ?? 1,
      };
}

export const pattern: ClauseKind<PatternClause> = {
  relations: ["matches"],
  schema,
  templates: [
    {
      id: "pattern.matches",
      expression: sequence(anyScope, " matches ", choice([patternSlot("value"), quotedSlot("value")])),
      example: "each line matches /[A-Z][a-z]+ - \\$[0-9]+/",
      meaning: "The whole part fits the regular expression.",
      read: (values) => ({ relation: "matches", ...values }) as PatternClause,
      write: (clause) => ({ ...clause }),
    },
  ],
  check,
};
