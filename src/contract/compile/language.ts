/**
 * Which language a text is to be written in: the one that the request asks for, or else that of the request itself, or
 * of the contract where there is none.
 * @module
 */
import { hasHangul } from "../../text/index.ts";
import { textsSaid } from "../texts-said.ts";
import type { Contract } from "../types.ts";

export const LANGUAGES = ["en", "ko"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What may stand behind "in Korean", so that it is no "Korean culture". */
const AFTER =
  "(?=[^\\p{L}\\p{N}]*(?:$|[.,;:!?)]|(?:about|with|of|on|that|and|please|where|which|using|for|to|from|only|in|at|no|it|not|but|having|containing)\\b))";
const ASKED: readonly (readonly [Language, RegExp])[] = [
  ["en", /영어로|영문으로|영어 ?단어|영단어/u],
  ["ko", /한국어로|한국말로|우리말로|한글로/u],
  ["en", new RegExp(`\\b(?:in|into) English${AFTER}`, "iu")],
  ["ko", new RegExp(`\\b(?:in|into) (?:Korean|Hangul|Hangeul)${AFTER}`, "iu")],
];
const QUOTED =
  /"[^"]*"|“[^“”]*”|‘[^‘’]*’|「[^「」]*」|『[^『』]*』|(?<![\p{L}\p{N}])'[^'\n]*'(?!\p{Script=Latin})/gu;

/** The language that a request asks for in so many words. */
export function askedLanguage(request: string): Language | undefined {
  const said = request.replace(QUOTED, " ");
  return ASKED.find(([, words]) => words.test(said))?.[0];
}

/**
 * What a text is to be written in. Of a request: what it asks for; a sijo is Korean, a single word is what the letters
 * asked of it are; what most of its words are. Of a contract alone: what its topic and its quoted texts are.
 * @example
 * languageOf({ request: "Write a sentence about autumn in Korean.", contract }); // "ko"
 */
export function languageOf({
  contract,
  request,
  extraWords = [],
}: {
  contract: Contract;
  request?: string | undefined;
  /** Words of the request, where the request itself is not known. */
  extraWords?: readonly string[];
}): Language {
  const asked = askedLanguage(request ?? extraWords.join(" "));
  if (asked !== undefined) return asked;
  if (contract.form === "sijo") return "ko";
  const letters = contract.form === "word" ? languageOfLetters(contract) : undefined;
  if (letters) return letters;
  const words = request?.split(/\s+/u) ?? extraWords;
  return majority(words) ?? majority(wordsOfContract(contract)) ?? "en";
}

/** Of the letters that clauses quote; undefined where they quote none. */
function languageOfLetters({ clauses }: Contract): Language | undefined {
  const texts = clauses.flatMap(textsSaid);
  if (texts.some(hasHangul)) return "ko";
  return texts.some((text) => /\p{Script=Latin}/u.test(text)) ? "en" : undefined;
}

/** Of the words with letters; undefined where there is none. */
function majority(words: readonly string[]): Language | undefined {
  const written = words.filter((word) => /\p{L}/u.test(word));
  if (written.length === 0) return undefined;
  return written.filter(hasHangul).length * 2 > written.length ? "ko" : "en";
}

function wordsOfContract({ topic, clauses }: Contract): string[] {
  if (topic !== undefined && /\p{L}/u.test(topic)) return topic.split(/\s+/u);
  return clauses.flatMap(textsSaid).flatMap((text) => text.split(/\s+/u));
}
