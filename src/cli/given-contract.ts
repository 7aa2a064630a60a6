/**
 * The contract that a command is given: as a file, or as the JSON Schema or the grammar that the text is to follow.
 * @module
 */
import { parseGrammar } from "../contract/gbnf/parse.ts";
// Not from the index, which brings more than is needed before a model is opened.
import { contractFrom, readContract } from "../contract/json.ts";
import { compileStructured, isForMachines } from "../contract/structured/compile.ts";
import type { Contract } from "../contract/types.ts";
import { SijoError } from "../errors.ts";
import { readText } from "./input.ts";

export interface GivenContractOptions {
  readonly contract?: string;
  readonly schema?: string;
  readonly grammar?: string;
}

/**
 * Reads it; undefined where none is given.
 * @throws SijoError (usage) where more than one is given, or what is given can't be read.
 */
export async function givenContract(options: GivenContractOptions): Promise<Contract | undefined> {
  const contract = await readGiven(options);
  // What can't be followed is said before any model is loaded.
  if (contract && isForMachines(contract)) compileStructured(contract);
  return contract;
}

async function readGiven({ contract, schema, grammar }: GivenContractOptions): Promise<Contract | undefined> {
  if ([contract, schema, grammar].filter((path) => path !== undefined).length > 1) {
    throw new SijoError("usage.contract", "Only one of --contract, --schema and --grammar can be given.", {
      kind: "usage",
      hint: "A contract may hold a schema and other clauses: text is JSON of the schema {…}",
    });
  }
  if (contract !== undefined) return readContract(await readText(contract));
  if (schema !== undefined) {
    const rules = readSchema(await readText(schema), schema);
    return contractFrom({ form: "json", clauses: [{ relation: "is json of", scope: [], schema: rules }] });
  }
  if (grammar === undefined) return undefined;
  const value = await readText(grammar);
  // Its own words on what can't be read, rather than those on the JSON form of contracts.
  parseGrammar(value);
  return contractFrom({ clauses: [{ relation: "follows the grammar", scope: [], value }] });
}

function readSchema(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SijoError("usage.schema", `The file ${path} is not JSON: ${reason.slice(0, 200)}.`, {
      kind: "usage",
      hint: "A JSON Schema is a JSON object.",
      cause,
    });
  }
}
