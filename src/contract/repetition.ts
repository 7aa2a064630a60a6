/**
 * What makes small models go round in circles: words that follow the same words once more. Each costs something, as part
 * of the target, and the cost is known before a token is drawn.
 * @module
 */
import type { TokenId } from "../model/token-model.ts";
import { stopsAtEnd } from "../text/index.ts";

/** ln of what a token costs behind the two that it has followed before. */
const AGAIN = -2;
/** … and behind the beginning of a sentence, for which there are few words. */
const BEGUN_AGAIN = -0.7;
/** Fewer letters say nothing by themselves. */
const WORDY = /\p{L}/u;
/** Words and marks as vocabularies cut texts before they look for tokens, the space before them included. */
const RUNS = / ?[\p{L}\p{N}]+| ?[^\s\p{L}\p{N}]+/gu;
/** Stands for whatever ended a sentence, so that sentences which begin alike are noticed. */
const BEGINNING = -1;

/** The tokens of one text, as far as it is written. */
export class Repetition {
  /** What has followed two tokens. */
  readonly #followers = new Map<string, Map<TokenId, number>>();
  #before: TokenId = BEGINNING;
  #last: TokenId = BEGINNING;

  /** ln of the factors on what would be said again; undefined: nothing would. */
  get bias(): ReadonlyMap<TokenId, number> | undefined {
    return this.#followers.get(this.#key);
  }

  /** Takes note of a token and of the characters that it completed. */
  wrote(token: TokenId, text: string): void {
    const key = this.#key;
    const isEnd = stopsAtEnd(text);
    if (WORDY.test(text) && !isEnd) {
      const known = this.#followers.get(key) ?? new Map<TokenId, number>();
      known.set(token, this.#last === BEGINNING ? BEGUN_AGAIN : AGAIN);
      this.#followers.set(key, known);
    }
    this.#before = isEnd ? BEGINNING : this.#last;
    this.#last = isEnd ? BEGINNING : token;
  }

  get #key(): string {
    return `${this.#before} ${this.#last}`;
  }
}

/** A text as the tokens that it would have been written with, each with the word or mark that it belongs to. */
export function spellOut(
  text: string,
  tokenize: (text: string) => readonly TokenId[],
): { readonly token: TokenId; readonly text: string }[] {
  return (text.match(RUNS) ?? []).flatMap((run) => tokenize(run).map((token) => ({ token, text: run })));
}
