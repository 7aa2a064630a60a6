/**
 * A grammar on one line: `text follows the grammar "root ::= \"yes\" | \"no\""`.
 * @module
 */
import { z } from "zod";
import { SijoError } from "../../../errors.ts";
import type { TextView } from "../../../text/index.ts";
import { type Outcome, quote } from "../../check/outcome.ts";
import { parseGrammar } from "../../gbnf/parse.ts";
import { recognise } from "../../gbnf/recognise.ts";
import { quotedSlot, sequence } from "../../grammar/expression.ts";
import type { ClauseKind } from "../clause-kind.ts";
import { noScope } from "./common.ts";

const schema = z
  .strictObject({
    relation: z.literal("follows the grammar"),
    scope: noScope,
    value: z
      .string()
      .superRefine((source, context) => {
        try {
          parseGrammar(source);
        } catch (error) {
          if (!(error instanceof SijoError)) throw error;
          context.addIssue({ code: "custom", message: error.message });
        }
      })
      .describe("A grammar in GBNF, the notation of llama.cpp; texts begin at `root`."),
  })
  .readonly();

export type GrammarClause = z.infer<typeof schema>;

function check({ value }: GrammarClause, { text, whole }: TextView): Outcome {
  const grammar = parseGrammar(value);
  const { follows, reached } = recognise(grammar, text);
  if (follows) return { passed: true, evidence: "follows the grammar", spans: [whole] };
  const points = [...text];
  const at = points.slice(0, reached).join("").length;
  const evidence =
    reached >= points.length
      ? "the text ends too soon"
      : `departs from the grammar at ${quote(text.slice(at))}`;
  return { passed: false, evidence, spans: [{ start: Math.min(at, text.length), end: text.length }] };
}

export const grammar: ClauseKind<GrammarClause> = {
  relations: ["follows the grammar"],
  schema,
  templates: [
    {
      id: "grammar.follows",
      expression: sequence("text follows the grammar ", quotedSlot("value")),
      example: 'text follows the grammar "root ::= \\"yes\\" | \\"no\\""',
      meaning: "The whole text is one that the grammar, in GBNF, has from its rule `root`.",
      read: ({ value }) => ({ relation: "follows the grammar", scope: [], value: value as string }),
      write: (clause) => ({ ...clause }),
    },
  ],
  check,
};
