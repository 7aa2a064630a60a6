/**
 * How a text reads to a model that wasn't told what had been asked for.
 * @module
 */
import type { Contract } from "../src/contract/index.ts";
import type { LlamaModel } from "../src/model/llama/llama-model.ts";
import { sentenceSpans, wordsOf } from "../src/text/index.ts";

export interface Reading {
  /** Mean natural-log probability a character (code point). */
  readonly perCharacter: number;
  /** Tokens under 10⁻⁵ in words that the contract doesn't quote. */
  readonly strange: number;
}

const STRANGE = Math.log(1e-5);

/** Scores a text under the judge, after a plain order for a text of its form. */
export async function readText({
  judge,
  contract,
  text,
}: {
  judge: LlamaModel;
  contract: Contract;
  text: string;
}): Promise<Reading> {
  const form = contract.form === "sentence" || contract.form === "word" ? contract.form : "paragraph";
  const context = judge.context(judge.chat([{ role: "user", content: `Write a ${form}.` }]));
  const tokens = judge.vocabulary.tokenize(text);
  const scores = await judge.score(context, tokens);
  context.drop();
  const quoted = new Set(
    contract.clauses.flatMap((clause) =>
      "value" in clause
        ? [clause.value].flat().flatMap((value) => (typeof value === "string" ? folded(value) : []))
        : [],
    ),
  );
  const decoder = new TextDecoder();
  let strange = 0;
  let before = "";
  for (const [index, score] of scores.entries()) {
    const piece = decoder.decode(judge.vocabulary.bytes(tokens[index]), { stream: true });
    before += piece;
    if (score >= STRANGE) continue;
    const word = wordsOf(wordAround(text, before.length - 1)).map((part) => part.toLowerCase());
    if (!word.some((part) => quoted.has(part))) strange += 1;
  }
  return {
    perCharacter: scores.reduce((sum, score) => sum + score, 0) / [...text].length,
    strange,
  };
}

const folded = (text: string): string[] => wordsOf(text).map((word) => word.toLowerCase());

/** The run without white space that holds this place. */
function wordAround(text: string, at: number): string {
  const start = Math.max(text.lastIndexOf(" ", at), text.lastIndexOf("\n", at)) + 1;
  const rest = /^\S*/u.exec(text.slice(start));
  return rest?.[0] ?? "";
}

/** Whether two words follow one another twice in one sentence. */
export function repeatsBigram(text: string): boolean {
  return sentenceSpans(text).finished.some(({ start, end }) => {
    const words = folded(text.slice(start, end));
    const pairs = words.slice(1).map((word, index) => `${words[index]} ${word}`);
    return new Set(pairs).size < pairs.length;
  });
}
