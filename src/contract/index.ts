/**
 * Contracts: what must be true of an answer, in a notation that reads like English, one clause a line.
 * @module
 */
export { type Check, type CheckReport, CONVENTIONS, type Conventions, check } from "./check/check.ts";
export { allTemplates, clauseTemplates, structuredTemplates } from "./clauses/index.ts";
export {
  type Compilation,
  type CompileOptions,
  compileContract,
} from "./compile/compile.ts";
export { contractConstraint } from "./compile/contract-constraint.ts";
export {
  type Expression,
  literal,
  type Meaning,
  type SlotType,
  type Template,
  type Values,
} from "./grammar/expression.ts";
export { formTemplate, headerTemplates, topicTemplate } from "./grammar/header.ts";
export { nearestLine } from "./grammar/nearest.ts";
export { type Reading, readLine } from "./grammar/parse.ts";
export { printLine } from "./grammar/print.ts";
export { contractFrom, parseContractJson, readContract } from "./json.ts";
export {
  exampleClauses,
  parseClause,
  parseContract,
  printClause,
  printContract,
  printForm,
} from "./notation.ts";
export { pattern } from "./pattern/constraint.ts";
export {
  type Clause,
  type Contract,
  contractSchema,
  type Form,
  type Scope,
  type Selector,
  type Unit,
} from "./schema.ts";
export { type PlaceUnit, UNITS } from "./scope.ts";
export { textsSaid } from "./texts-said.ts";
