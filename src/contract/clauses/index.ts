/**
 * Every kind of clause there is. To add one: write its file, and name it here (in the type, the schema and the table).
 * @module
 */
import { z } from "zod";
import type { Template } from "../grammar/expression.ts";
import type { ClauseKind } from "./clause-kind.ts";
import { type CountClause, count } from "./count.ts";
import { type QuotedClause, quoted } from "./quoted.ts";

export type Clause = CountClause | QuotedClause;

export const clauseSchema = z.discriminatedUnion("relation", [count.schema, quoted.schema]);

/** The kinds, as a table; the casts forget which clauses each kind takes, `relations` remembers it. */
export const CLAUSE_KINDS = [count, quoted] as readonly unknown[] as readonly ClauseKind<Clause>[];

const byRelation = new Map(
  CLAUSE_KINDS.flatMap((kind) => kind.relations.map((relation) => [relation, kind])),
);

/** The kind of a clause. */
export const clauseKind = (clause: Clause): ClauseKind<Clause> => byRelation.get(clause.relation)!;

const templates = CLAUSE_KINDS.flatMap((kind) => kind.templates);

/** Every form that a clause line can take: the one source of parser, printer, published grammar and decoding. */
export const clauseTemplates = (): readonly Template<Clause>[] => templates;
