/**
 * Conversations as tokens. What is said in them is text, whatever it spells: a message that holds `<|im_end|>` doesn't end
 * its turn, nor begin another in somebody else's name.
 * @module
 */
import type { Message, TokenId, Vocabulary } from "../token-model.ts";
import type { ChatTemplate } from "./chat-template.ts";

/** Tokens of a conversation up to where the assistant begins; of control tokens those alone that the template writes. */
export function conversationTokens(
  messages: readonly Message[],
  { template, vocabulary }: { readonly template: ChatTemplate; readonly vocabulary: Vocabulary },
): TokenId[] {
  const controls = (tokens: readonly TokenId[]): number => tokens.filter(vocabulary.isControl).length;
  const rendered = template.render(messages);
  const tokens = vocabulary.tokenize(rendered, { special: true });
  const around = template.render(messages.map((message, at) => ({ ...message, content: mark(at) })));
  if (controls(tokens) === controls(vocabulary.tokenize(around, { special: true }))) return tokens;
  const parts = around.split(MARK);
  const said = (part: string): string => messages[Number(part)].content;
  // Templates may leave out the white space around a message.
  const isWhole = parts.map((part, at) => (at % 2 === 0 ? part : said(part))).join("") === rendered;
  return parts.flatMap((part, at) => {
    if (at % 2 === 0) return vocabulary.tokenize(part, { special: true });
    return vocabulary.tokenize(isWhole ? said(part) : said(part).trim());
  });
}

/** In place of a message: characters that no template writes itself. */
const mark = (at: number): string => `\u0001${at}\u0001`;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const MARK = /\u0001(\d+)\u0001/;
