/**
 * Words that a text owes are looked for rather than waited for, and words that aren't due yet are left alone: where one
 * may begin, its first token is drawn as much more or less often as it is worth. The optimal proposal of twisted SMC is
 * the follower times the twist (Guarniero et al. 2017, section 3; Zhao et al. 2024, section 3.2); this is that for the
 * next token.
 * @module
 */
import type { TokenId } from "../model/token-model.ts";
import { capitalise } from "./compile/word-list.ts";
import type { Taste } from "./korean-taste.ts";

/** Marks stand right behind words. */
const WORDY = /^[\p{L}\p{N}]/u;

export class Promises {
  readonly #ahead: NonNullable<Taste["ahead"]>;
  readonly #tokenize: (text: string) => readonly TokenId[];
  readonly #spelled = new Map<string, readonly (readonly TokenId[])[]>();

  constructor(ahead: NonNullable<Taste["ahead"]>, tokenize: (text: string) => readonly TokenId[]) {
    this.#ahead = ahead;
    this.#tokenize = tokenize;
  }

  /** ln of the factors on tokens. */
  bias(text: string): ReadonlyMap<TokenId, number> {
    const bias = new Map<TokenId, number>();
    for (const [word, worth] of this.#ahead(text)) {
      for (const [first, ...rest] of this.#spell(word, text === "")) {
        // Many words begin like one that isn't due, and are as good as ever.
        if (first !== undefined && (worth > 0 || rest.length === 0)) bias.set(first, worth);
      }
    }
    return bias;
  }

  #spell(word: string, atStart: boolean): readonly (readonly TokenId[])[] {
    const key = `${atStart ? "" : " "}${word}`;
    let spelled = this.#spelled.get(key);
    if (!spelled) {
      const texts = !WORDY.test(word)
        ? [word]
        : atStart
          ? [word, capitalise(word)]
          : [` ${word}`, ` ${capitalise(word)}`];
      spelled = texts.map((text) => this.#tokenize(text));
      this.#spelled.set(key, spelled);
    }
    return spelled;
  }
}
