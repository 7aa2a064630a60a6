/**
 * What the follower is told when it repairs: what was asked, and the text as it is.
 * @module
 */
import type { Language } from "../../contract/compile/language.ts";
import type { Message } from "../../model/token-model.ts";

const WITH_DRAFT: Readonly<Record<Language, (order: string, text: string) => string>> = {
  en: (order, text) =>
    `${order}

Here is a text that is nearly right:

${text}

Write it again with as few changes as possible.`,
  ko: (order, text) => `${order}

거의 다 된 글:

${text}

되도록 적게 고쳐서 다시 써 줘.`,
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
