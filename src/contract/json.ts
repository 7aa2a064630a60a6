/**
 * Contracts as JSON: the same flat list of clauses. The schema is published in `docs/contract.schema.json`.
 * @module
 */
import type { z } from "zod";
import { SijoError } from "../errors.ts";
import { parseContract } from "./notation.ts";
import { type Contract, contractSchema } from "./schema.ts";

/**
 * Reads a contract in its JSON form.
 * @throws SijoError `contract.json` (usage) with the path of what is wrong, and what was expected there.
 */
export function parseContractJson(text: string): Contract {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SijoError("contract.json", `This is not JSON: ${reason.slice(0, 300)}.`, {
      kind: "usage",
      data: { path: "" },
      cause,
    });
  }
  return contractFrom(value);
}

/**
 * Takes any value for a contract, if it is one.
 * @throws SijoError `contract.json` (usage)
 */
export function contractFrom(value: unknown): Contract {
  const checked = contractSchema.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const path = jsonPath(issue.path);
  throw new SijoError("contract.json", `At ${path || "the top"}: ${issue.message}.`.replace("..", "."), {
    kind: "usage",
    hint: "The JSON form is described in docs/contract.schema.json.",
    data: { path, issues: checked.error.issues.slice(0, 20).map(plainIssue) },
  });
}

const plainIssue = ({ path, message }: z.core.$ZodIssue): { path: string; message: string } => ({
  path: jsonPath(path),
  message,
});

/** `clauses[3].scope[0].at` */
function jsonPath(path: readonly PropertyKey[]): string {
  return path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("")
    .replace(/^\./, "");
}

/** Reads a contract in the notation or in JSON: JSON begins with a brace. */
export function readContract(text: string): Contract {
  return /^\ufeff?\s*\{/.test(text) ? parseContractJson(text) : parseContract(text);
}
