/**
 * How a text reads to a model that wasn't told what had been asked for.
 * @module
 */
import type { Contract } from "../src/contract/index.ts";
import { SijoError } from "../src/errors.ts";
import type { TokenModel } from "../src/model/token-model.ts";
import { type Reading, readTexts } from "../src/run/second-reading.ts";
import { foldedWords, sentenceSpans } from "../src/text/index.ts";

export type { Reading };

/**
 * Scores a text under the judge, after a plain order for a text of its form.
 * @throws SijoError `bench.room` where the judge has no room for it.
 */
export async function readText({
  judge,
  contract,
  text,
}: {
  judge: TokenModel;
  contract: Contract;
  text: string;
}): Promise<Reading> {
  const form = contract.form === "sentence" || contract.form === "word" ? contract.form : "paragraph";
  const messages = [{ role: "user", content: `Write a ${form}.` }] as const;
  const [reading] = (await readTexts([text], { model: judge, messages, contract })) ?? [];
  if (!reading)
    throw new SijoError("bench.room", `The judge has no room for ${[...text].length} characters.`);
  return reading;
}

/** Whether two words follow one another twice in one sentence. */
export function repeatsBigram(text: string): boolean {
  return sentenceSpans(text).finished.some(({ start, end }) => {
    const words = foldedWords(text.slice(start, end));
    const pairs = words.slice(1).map((word, index) => `${words[index]} ${word}`);
    return new Set(pairs).size < pairs.length;
  });
}
