/**
 * What the follower is told when it repairs: what was asked, and the text as it is.
 * @module
 */
import type { Language } from "../../contract/compile/language.ts";
import type { Message } from "../../model/token-model.ts";

const WITH_DRAFT: Readonly<Record<Language, (order: string, text: string) => string>> = {
  en: (order, text) =>
    `${order}\n\nThis is a draft:\n\n${text}\n\nWrite the finished text. Keep what is right of the draft.`,
  ko: (order, text) => `${order}\n\n초고:\n\n${text}\n\n완성된 글을 써 줘. 초고에서 맞는 부분은 그대로 둬.`,
};

/** A conversation whose last message, an order, comes with a draft. */
export function withDraft(
  messages: readonly Message[],
  { text, language }: { text: string; language: Language },
): Message[] {
  return messages.map((message, index) =>
    index === messages.length - 1
      ? { ...message, content: WITH_DRAFT[language](message.content, text) }
      : message,
  );
}
