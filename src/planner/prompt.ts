/**
 * What the planner is told: the notation by its examples, and the worked examples of one book.
 * @module
 */
import { exampleClauses, structuredTemplates } from "../contract/index.ts";
import type { Message, TokenId, TokenModel } from "../model/token-model.ts";
import { tokensBeforeLast } from "../model/warm.ts";
import { shortened } from "./evidence/aliases.ts";
import { plainRequest } from "./evidence/plain.ts";
import type { Book } from "./examples.ts";
import { nearestBook } from "./likeness.ts";

const INSTRUCTIONS = `You turn a request for a text into a contract: what must be true of the text, one requirement a line. You don't write the text.
The first line is form: text, word, sentence, paragraph, poem or list. Then, if there is one, topic: what it is about. Then only requirements that the request states, each in one of these forms:
`;

function instructions({ about }: Book): string {
  if (about !== "json") return INSTRUCTIONS + exampleClauses().join("\n");
  const lines = structuredTemplates().map(({ example }) => example);
  return JSON_INSTRUCTIONS + lines.slice(0, -2).join("\n");
}

const JSON_INSTRUCTIONS = `You turn a request for a JSON document into a contract: what must be true of the document, one requirement a line. You don't write the document.
The first line is form: json. Then the names of the fields, then what the request states of each, each in one of these forms:
`;

/** The part of the conversation that is the same for every request with this book. */
export function bookMessages(book: Book): Message[] {
  return [
    { role: "system", content: instructions(book) },
    ...book.examples.flatMap(({ request, contract }): Message[] => [
      { role: "user", content: plainRequest(request) },
      { role: "assistant", content: `${contract.join("\n")}\n` },
    ]),
  ];
}

/** The conversation in which a request, its long quotations shortened, is planned: the book nearest to it, and itself. */
export const planningMessages = (request: string): Message[] => [
  ...bookMessages(nearestBook(request)),
  { role: "user", content: plainRequest(request) },
];

/** Tokens that every conversation with the book of this request begins with. */
export const plannerPrefix = ({
  model,
  request,
}: {
  readonly model: TokenModel;
  readonly request: string;
}): readonly TokenId[] => tokensBeforeLast(model, planningMessages(shortened(request).request));

/** What a plan is sent back with. */
export const objection = (findings: readonly { readonly message: string }[]): string =>
  `That contract is not right yet: ${findings.map(({ message }) => message).join("; ")}. Write the whole contract again.`;
