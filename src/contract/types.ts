/**
 * The words of the contract language, as types only: for those who need no schema.
 * @module
 */
export type { Clause, Contract, Form, Scope, Selector, Unit } from "./schema.ts";
