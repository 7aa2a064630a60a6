/**
 * Clauses about texts for machines: fields of JSON documents, JSON Schemas, grammars.
 * @module
 */
import type { ClauseKind } from "../clause-kind.ts";
import { type FieldCountClause, fieldCount } from "./field-count.ts";
import { type FieldListClause, fieldList } from "./field-list.ts";
import { type FieldNamesClause, fieldNames } from "./field-names.ts";
import { type FieldOrderClause, fieldOrder } from "./field-order.ts";
import { type FieldRangeClause, fieldRange } from "./field-range.ts";
import { type FieldSumClause, fieldSum } from "./field-sum.ts";
import { type FieldTextClause, fieldText } from "./field-text.ts";
import { type FieldTypeClause, fieldType } from "./field-type.ts";
import { type GrammarClause, grammar } from "./grammar.ts";
import { type JsonSchemaClause, jsonSchema } from "./json-schema.ts";

/** What a clause asks of a JSON document. */
export type FieldClause =
  | FieldNamesClause
  | FieldTypeClause
  | FieldListClause
  | FieldRangeClause
  | FieldCountClause
  | FieldTextClause
  | FieldSumClause
  | FieldOrderClause
  | JsonSchemaClause;

export type StructuredClause = FieldClause | GrammarClause;

export const structuredSchemas = [
  fieldNames.schema,
  fieldType.schema,
  fieldList.schema,
  fieldRange.schema,
  fieldCount.schema,
  fieldText.schema,
  fieldSum.schema,
  fieldOrder.schema,
  jsonSchema.schema,
  grammar.schema,
] as const;

export const STRUCTURED_KINDS = [
  fieldNames,
  fieldType,
  fieldList,
  fieldRange,
  fieldCount,
  fieldText,
  fieldSum,
  fieldOrder,
  jsonSchema,
  grammar,
] as readonly unknown[] as readonly ClauseKind<StructuredClause>[];

const relations: ReadonlySet<string> = new Set(STRUCTURED_KINDS.flatMap((kind) => kind.relations));

/** Whether a clause is about a text for machines. */
export const isStructured = (clause: { readonly relation: string }): clause is StructuredClause =>
  relations.has(clause.relation);

/** Whether a clause asks for a JSON document. */
export const isAboutFields = (clause: { readonly relation: string }): clause is FieldClause =>
  isStructured(clause) && clause.relation !== "follows the grammar";
