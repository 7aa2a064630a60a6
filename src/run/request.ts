/**
 * The request of a run.
 * @module
 */
import { type Contract, printClause } from "../contract/index.ts";
import { checkedRequest } from "./checked-request.ts";

/**
 * The request of a run; of a contract alone, one that says the same in words.
 * @throws SijoError `ask.request` (usage) when it is empty, too long or not text.
 */
export const requestOf = ({ request = "", contract }: { request?: string; contract?: Contract }): string =>
  contract && request.trim() === "" ? requestFor(contract) : checkedRequest(request);

function requestFor({ form = "text", topic, clauses }: Contract): string {
  const about = topic === undefined ? "" : ` Topic: ${topic}.`;
  const rules =
    clauses.length === 0 ? "" : ` Requirements: ${clauses.slice(0, 40).map(printClause).join("; ")}.`;
  return `Write ${form === "json" ? "JSON" : `a ${form}`}.${about}${rules}`;
}
