/**
 * What readers of Korean mind: words that come again in other endings, lines taken over from somewhere else.
 * @module
 */
import { foldWord, hasHangul, wordsOf } from "../text/index.ts";

/** A potential over texts, weighed in as they are written: ln of how much less likely a text is for it. */
export interface Taste {
  /** Of a text as far as it is written, up to the end of a word. */
  readonly unfinished: (text: string) => number;
  readonly finished: (text: string) => number;
}

/** ln for each word that has been there, and for each pair of words that was taken over. */
const REPEATED = -1.5;
const TAKEN_OVER = -6;
/** ln of what each word of the topic is worth, once. */
const ON_TOPIC = 1.5;
/** Words that say that a topic is one. */
const ABOUT = new Set(["대한", "대해", "관한", "관해", "주제", "위한", "향한", "소재"]);
/** Korean words are alike when they begin alike: what changes is at their end. */
const STEM = 2;

/**
 * The taste of Korean texts: words of the topic, no word that has been there in other endings, no two words in a row that
 * are known.
 */
export function koreanTaste({
  topic = "",
  quoted = [],
  known = [],
}: {
  /** Texts that speak of it in its words are liked. */
  topic?: string | undefined;
  /** Texts whose words may be repeated: the contract asks for them. */
  quoted?: readonly string[];
  /** Texts that are not to be copied. */
  known?: readonly string[];
} = {}): Taste {
  const free = new Set(quoted.flatMap(stemsOf));
  const wanted = new Set(stemsOf(topic).filter((stem) => hasHangul(stem) && !ABOUT.has(stem)));
  const pairs = new Set(known.flatMap(pairsOf));
  const potential = (text: string): number => {
    const seen = new Set<string>();
    let sum = 0;
    for (const stem of stemsOf(text)) {
      if (seen.has(stem)) sum += free.has(stem) ? 0 : REPEATED;
      else if (wanted.has(stem)) sum += ON_TOPIC;
      seen.add(stem);
    }
    for (const pair of pairsOf(text)) if (pairs.has(pair)) sum += TAKEN_OVER;
    return sum;
  };
  return { unfinished: potential, finished: potential };
}

const stemsOf = (text: string): string[] =>
  wordsOf(text).flatMap((word) => (word.length < STEM ? [] : [foldWord(word).slice(0, STEM)]));

function pairsOf(text: string): string[] {
  const words = wordsOf(text).map(foldWord);
  return words.slice(1).map((word, index) => `${words[index]} ${word}`);
}
