/**
 * Words that a text still owes, looked for rather than waited for: where one may begin, its first token is drawn as often
 * as it is worth having. The optimal proposal of twisted SMC is the follower times the twist (Guarniero et al. 2017,
 * section 3; Zhao et al. 2024, section 3.2); this is that for the next token.
 * @module
 */
import type { TokenId } from "../model/token-model.ts";
import { capitalise } from "./compile/word-list.ts";
import type { Taste } from "./korean-taste.ts";

export class Promises {
  readonly #owed: NonNullable<Taste["owed"]>;
  readonly #tokenize: (text: string) => readonly TokenId[];
  readonly #firsts = new Map<string, readonly TokenId[]>();

  constructor(owed: NonNullable<Taste["owed"]>, tokenize: (text: string) => readonly TokenId[]) {
    this.#owed = owed;
    this.#tokenize = tokenize;
  }

  /** ln of the factors on tokens that a word which is owed begins with; undefined: none is owed. */
  bias(text: string): ReadonlyMap<TokenId, number> | undefined {
    const { words, worth } = this.#owed(text);
    if (words.length === 0) return undefined;
    const bias = new Map<TokenId, number>();
    for (const word of words) for (const token of this.#first(word, text === "")) bias.set(token, worth);
    return bias;
  }

  #first(word: string, atStart: boolean): readonly TokenId[] {
    const key = `${atStart ? "" : " "}${word}`;
    let tokens = this.#firsts.get(key);
    if (!tokens) {
      const spelled = atStart ? [word, capitalise(word)] : [` ${word}`];
      tokens = spelled.flatMap((text) => this.#tokenize(text).slice(0, 1));
      this.#firsts.set(key, tokens);
    }
    return tokens;
  }
}
