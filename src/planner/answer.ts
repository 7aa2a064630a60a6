/**
 * What a planner's answer holds beside its prose: fenced blocks of code.
 * @module
 */

export interface Block {
  /** As the fence names it, in lower case; empty where it names none. */
  readonly language: string;
  readonly code: string;
}

/** Fenced blocks in their order; one that is never closed goes on to the end. */
export function blocksOf(answer: string): Block[] {
  const blocks: Block[] = [];
  const fence = /^[ \t]*(`{3,}|~{3,})[ \t]*([^\s`]*)[^\n]*\n([\s\S]*?)(?:^[ \t]*\1[ \t]*$|(?![\s\S]))/gm;
  for (const [, , language, code] of answer.replace(/\r\n?/g, "\n").matchAll(fence)) {
    blocks.push({ language: language.toLowerCase(), code });
  }
  return blocks;
}

/** What a model thought aloud before it answered is no part of the answer. */
export const withoutThoughts = (answer: string): string =>
  answer.replace(/^\s*<think(?:ing)?>[\s\S]*?<\/think(?:ing)?>/i, "");
