/**
 * Why a JSON Schema is refused: always with the keyword and its place.
 * @module
 */
import { SijoError } from "../../../errors.ts";

export const SCHEMA_ERROR = "contract.schema";
export const SCHEMA_TOO_INTRICATE = "contract.schema-too-intricate";

/** Where in a schema: a JSON Pointer (RFC 6901) in a URI fragment, as in `#/properties/age/minimum`. */
export type Pointer = string;

export const pointerTo = (pointer: Pointer, ...tokens: readonly (string | number)[]): Pointer =>
  tokens.reduce<Pointer>(
    (before, token) => `${before}/${String(token).replaceAll("~", "~0").replaceAll("/", "~1")}`,
    pointer,
  );

/** The schema says what can't be followed, or says it wrongly. */
export const schemaError = (
  pointer: Pointer,
  sentence: string,
  { hint, keyword }: { readonly hint?: string; readonly keyword?: string } = {},
): SijoError =>
  new SijoError(SCHEMA_ERROR, `In the JSON Schema, at ${shorten(pointer)}: ${sentence}`, {
    kind: "usage",
    ...(hint !== undefined && { hint }),
    data: { pointer, ...(keyword !== undefined && { keyword }) },
  });

export const tooIntricateSchema = (what: string, pointer: Pointer = "#"): SijoError =>
  new SijoError(SCHEMA_TOO_INTRICATE, `This JSON Schema takes too much to follow: ${what}.`, {
    kind: "usage",
    hint: "Use fewer alternatives inside one another, or smaller bounds.",
    data: { pointer },
  });

const LONGEST = 200;
const shorten = (pointer: string): string =>
  pointer.length > LONGEST ? `${pointer.slice(0, LONGEST - 1)}…` : pointer;

/** Whether an error says that a schema was refused. */
export const isSchemaError = (error: unknown): error is SijoError =>
  error instanceof SijoError && error.code.startsWith("contract.schema");
