/**
 * What the follower is told when it repairs: what was asked, and the text as it is.
 * @module
 */
import type { Language } from "../../contract/compile/language.ts";
import type { Form } from "../../contract/index.ts";
import type { Message } from "../../model/token-model.ts";
import { followerMessages } from "../messages.ts";

const WORDS: Readonly<Record<Language, (request: string, text: string) => string>> = {
  en: (request, text) =>
    `${request}\n\nThis is a draft:\n\n${text}\n\nWrite the finished text. Keep what is right of the draft.`,
  ko: (request, text) =>
    `${request}\n\n초고:\n\n${text}\n\n완성된 글을 써 줘. 초고에서 맞는 부분은 그대로 둬.`,
};

/** A conversation that ends where the finished text begins. */
export function repairMessages({
  request,
  text,
  language,
  form,
}: {
  readonly request: string;
  readonly text: string;
  readonly language: Language;
  readonly form: Form | undefined;
}): Message[] {
  return followerMessages(WORDS[language](request, text), { language, ...(form && { form }) });
}
