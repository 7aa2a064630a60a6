/**
 * What is taken for a request, and what is not.
 * @module
 */
import { type Contract, printClause } from "../contract/index.ts";
import { SijoError } from "../errors.ts";

/** Longest request, in characters. */
const LONGEST = 20_000;

/**
 * The request of a run; of a contract alone, one that says the same in words.
 * @throws SijoError `ask.request` (usage) when it is empty, too long or not text.
 */
export function requestOf({ request, contract }: { request?: string; contract?: Contract }): string {
  const given = request?.trim() ?? "";
  if (given === "") {
    if (contract) return requestFor(contract);
    throw new SijoError("ask.request", "The request is empty.", {
      kind: "usage",
      hint: 'Say what to write, as in: sijo ask "Write a sentence of exactly 9 words about the sea."',
    });
  }
  if (given.length > LONGEST) {
    throw new SijoError(
      "ask.request",
      `The request has ${given.length.toLocaleString("en")} characters; at most ${LONGEST.toLocaleString("en")} can be read.`,
      { kind: "usage", hint: "Shorten it, or give its rules as a contract with --contract." },
    );
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]|\ufffd{3}/.test(given)) {
    throw new SijoError("ask.request", "The request is not text: it holds control characters.", {
      kind: "usage",
      hint: "Give the request as UTF-8 text.",
    });
  }
  return given;
}

function requestFor({ form = "text", topic, clauses }: Contract): string {
  const about = topic === undefined ? "" : ` Topic: ${topic}.`;
  const rules =
    clauses.length === 0 ? "" : ` Requirements: ${clauses.slice(0, 40).map(printClause).join("; ")}.`;
  return `Write ${form === "json" ? "JSON" : `a ${form}`}.${about}${rules}`;
}
