/**
 * Tokens as text that can be sent: whole characters, and nothing that may turn out to be a stop sequence.
 * @module
 */
import type { TokenId } from "../../model/token-model.ts";
import type { Scored } from "./sampler.ts";

/** A token that was written, with its log-probabilities where they were asked for. */
export interface WrittenToken {
  readonly token: TokenId;
  readonly scores?: { readonly chosen: Scored; readonly top: readonly Scored[] } | undefined;
}

/** Text that stands, and the tokens that it is made of. */
export interface Piece {
  readonly text: string;
  readonly tokens: readonly WrittenToken[];
}

export class Pieces {
  readonly #stops: readonly string[];
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  /** Text that isn't sent yet. */
  #held = "";
  /** Tokens of it, each with where it begins in `#held`. */
  #tokens: { readonly written: WrittenToken; readonly from: number }[] = [];
  /** Whether a stop sequence was met: nothing more is part of the text. */
  stopped = false;

  constructor(stops: readonly string[]) {
    this.#stops = stops;
  }

  /** Adds a token; returns what can be sent now. */
  add(written: WrittenToken, bytes: Uint8Array): Piece {
    this.#tokens.push({ written, from: this.#held.length });
    this.#held += this.#decoder.decode(bytes, { stream: true });
    return this.#settle();
  }

  /** Adds text that no token stands for; it is sent with the end. */
  addText(text: string): void {
    this.#held += this.#decoder.decode() + text;
  }

  /** What is left when the text ends here. */
  end(): Piece {
    if (this.stopped) return { text: "", tokens: [] };
    this.#held += this.#decoder.decode();
    const piece = this.#settle();
    if (this.stopped) return piece;
    const rest = this.#take(this.#held.length);
    // Tokens that came to no text belong to the end.
    const tokens = [...piece.tokens, ...rest.tokens, ...this.#tokens.map(({ written }) => written)];
    this.#tokens = [];
    return { text: piece.text + rest.text, tokens };
  }

  #settle(): Piece {
    // The one that is whole first, however the text was cut into tokens; of those that end together, the longest.
    const [first] = this.#stops
      .map((stop) => ({ from: this.#held.indexOf(stop), stop }))
      .filter(({ from }) => from >= 0)
      .sort(
        (one, other) => one.from + one.stop.length - other.from - other.stop.length || one.from - other.from,
      );
    if (first) {
      this.stopped = true;
      return this.#take(first.from);
    }
    return this.#take(this.#held.length - this.#doubtful());
  }

  /** How many of the last characters may be the beginning of a stop sequence. */
  #doubtful(): number {
    let longest = 0;
    for (const stop of this.#stops) {
      for (let length = Math.min(stop.length - 1, this.#held.length); length > longest; length -= 1) {
        if (this.#held.endsWith(stop.slice(0, length))) longest = length;
      }
    }
    return longest;
  }

  #take(length: number): Piece {
    const text = this.#held.slice(0, length);
    // A token goes with the text that it begins.
    const ready = this.#tokens.filter(({ from }) => from < length);
    this.#tokens = this.#tokens
      .filter(({ from }) => from >= length)
      .map(({ written, from }) => ({ written, from: from - length }));
    this.#held = this.#held.slice(length);
    return { text, tokens: ready.map(({ written }) => written) };
  }
}
