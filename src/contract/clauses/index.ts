/**
 * Every kind of clause there is. To add one: write its file, and name it here (in the type, the schema and the table).
 * @module
 */
import { z } from "zod";
import type { Template } from "../grammar/expression.ts";
import { type ArrangementClause, arrangement } from "./arrangement.ts";
import { type CasingClause, casing } from "./casing.ts";
import type { ClauseKind } from "./clause-kind.ts";
import { type CountClause, count } from "./count.ts";
import { STRUCTURED_KINDS, type StructuredClause, structuredSchemas } from "./fields/index.ts";
import { type GroupsClause, groups } from "./groups.ts";
import { type GrowthClause, growth } from "./growth.ts";
import { type LetterClause, letter } from "./letter.ts";
import { type LikeClause, like } from "./like.ts";
import { type NumberOrderClause, numberOrder } from "./number-order.ts";
import { type OccurrencesClause, occurrences } from "./occurrences.ts";
import { type OneOfClause, oneOf } from "./one-of.ts";
import { type PatternClause, pattern } from "./pattern.ts";
import { type QuotedClause, quoted } from "./quoted.ts";
import { inSequence, type SequenceClause } from "./sequence.ts";
import { type SumClause, sum } from "./sum.ts";

/** One requirement of an answer, of any of the kinds of clauses. */
export type Clause = ProseClause | StructuredClause;

/** What a clause asks of a text for people. */
export type ProseClause =
  | CountClause
  | QuotedClause
  | OccurrencesClause
  | OneOfClause
  | SequenceClause
  | LetterClause
  | GroupsClause
  | ArrangementClause
  | GrowthClause
  | CasingClause
  | PatternClause
  | LikeClause
  | SumClause
  | NumberOrderClause;

export const clauseSchema = z.discriminatedUnion("relation", [
  count.schema,
  quoted.schema,
  occurrences.schema,
  oneOf.schema,
  inSequence.schema,
  letter.schema,
  groups.schema,
  arrangement.schema,
  growth.schema,
  casing.schema,
  pattern.schema,
  like.schema,
  sum.schema,
  numberOrder.schema,
  ...structuredSchemas,
]);

/** The kinds, as a table; the casts forget which clauses each kind takes, `relations` remembers it. */
export const CLAUSE_KINDS = [
  count,
  quoted,
  occurrences,
  oneOf,
  inSequence,
  letter,
  groups,
  arrangement,
  growth,
  casing,
  pattern,
  like,
  sum,
  numberOrder,
] as readonly unknown[] as readonly ClauseKind<Clause>[];

const byRelation = new Map(
  [...CLAUSE_KINDS, ...(STRUCTURED_KINDS as readonly unknown[] as readonly ClauseKind<Clause>[])].flatMap(
    (kind) => kind.relations.map((relation) => [relation, kind]),
  ),
);

/** The kind of a clause. */
export const clauseKind = (clause: Clause): ClauseKind<Clause> => byRelation.get(clause.relation)!;

const templatesOf = (kinds: readonly ClauseKind<Clause>[]): readonly Template<Clause>[] =>
  kinds.flatMap(({ schema, templates: forms }) =>
    forms.map(
      (form): Template<Clause> => ({ ...form, accepts: (clause) => schema.safeParse(clause).success }),
    ),
  );

const templates = templatesOf(CLAUSE_KINDS);
const structured = templatesOf(STRUCTURED_KINDS as readonly unknown[] as readonly ClauseKind<Clause>[]);

/** Every form that a clause about a text for people can take: the one source of parser, printer, grammar and decoding. */
export const clauseTemplates = (): readonly Template<Clause>[] => templates;

/** The same of clauses about texts for machines: JSON documents, and what follows a grammar. */
export const structuredTemplates = (): readonly Template<Clause>[] => structured;

/** All of them. */
export const allTemplates = (): readonly Template<Clause>[] => [...templates, ...structured];
