/**
 * Long quotations by short names. A planner that has to copy five sentences writes them token by token, and loses its
 * way; it copies `text A` at once, and the contract gets the sentence.
 * @module
 */
import type { Clause, Contract } from "../../contract/index.ts";
import { quotesIn } from "./quotes.ts";
import { spelledOut } from "./spelled.ts";

/** Quotations of more words than this, or longer than this many characters, get a name. */
const MOST_WORDS = 4;
const LONGEST = 40;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

export interface Shortened {
  /** The request with names in place of its long quotations. */
  readonly request: string;
  /** The contract with what the names stand for. */
  expand(contract: Contract): Contract;
  /** The same for any text. */
  expandText(text: string): string;
}

/** Gives the long quotations of a request names, the same quotation the same name; and takes out what is spelled. */
export function shortened(asked: string): Shortened {
  const { request, clauses: spelled } = spelledOut(asked);
  const withSpelled = (contract: Contract): Contract =>
    spelled.length === 0 ? contract : { ...contract, clauses: [...contract.clauses, ...spelled] };
  const names = new Map<string, string>();
  let short = "";
  let from = 0;
  for (const { text, start, end } of quotesIn(request)) {
    if (text.length <= LONGEST && text.split(/\s+/u).length <= MOST_WORDS) continue;
    const name = names.get(text) ?? nameOf(names.size, request);
    if (name === undefined) break;
    names.set(text, name);
    short += `${request.slice(from, start)}'${name}'`;
    from = end;
  }
  if (names.size === 0) return { request, expand: withSpelled, expandText: (text) => text };
  const texts = new Map([...names].map(([text, name]) => [name, text]));
  const named = new RegExp(`\\b(?:${[...texts.keys()].join("|")})\\b`, "g");
  const whole = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(whole);
    return typeof value === "string" ? (texts.get(value) ?? value) : value;
  };
  return {
    request: short + request.slice(from),
    expand: (contract) =>
      withSpelled({
        ...contract,
        clauses: contract.clauses.map((clause) =>
          "value" in clause ? ({ ...clause, value: whole(clause.value) } as Clause) : clause,
        ),
      }),
    expandText: (text) => text.replace(named, (name) => texts.get(name) as string),
  };
}

/** A name that the request doesn't say; undefined when there are no more. */
function nameOf(index: number, request: string): string | undefined {
  if (index >= LETTERS.length) return undefined;
  const name = `text ${LETTERS[index]}`;
  return request.includes(name) ? `quoted ${name}` : name;
}
