/**
 * Random numbers that are the same in every run with the same seed.
 * @module
 */

/** A stream of random numbers. */
export interface Random {
  /** Uniform in [0, 1), a multiple of 2⁻⁵³. */
  next(): number;
  /** An independent stream: the same name gives the same stream, however many numbers were drawn before. */
  split(name: number | string): Random;
}

type Key = readonly [number, number, number, number];

const GOLDEN = 0x9e3779b9;

/**
 * A seeded stream: xoshiro128** (Blackman and Vigna 2018), its state filled by splitmix32. Streams have keys of 128 bits,
 * so those split from one seed don't meet.
 * @example
 * const stream = random(7);
 * const dice = stream.split("dice");
 * Math.floor(dice.next() * 6) + 1;
 */
export function random(seed: number): Random {
  return streamOf(absorb([GOLDEN, 2 * GOLDEN, 3 * GOLDEN, 4 * GOLDEN], wordsOf(seed)));
}

/**
 * Streams that take over from one another: numbers come from `streams[now()]`, and what was split goes over with it.
 * @example
 * let turned = 0;
 * const stream = inTurn([random(1), random(2)], () => turned);
 */
export function inTurn(streams: readonly Random[], now: () => number): Random {
  return {
    next: () => streams[now()].next(),
    split: (name) =>
      inTurn(
        streams.map((stream) => stream.split(name)),
        now,
      ),
  };
}

function streamOf(key: Key): Random {
  let [a, b, c, d] = key;
  const bits = (): number => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  return {
    next: () => (bits() * 2 ** 21 + (bits() >>> 11)) / 2 ** 53,
    split: (name) => streamOf(absorb(key, wordsOf(name))),
  };
}

/** Each lane goes through a bijection for each word, so different words never give the same key. */
function absorb(key: Key, words: readonly number[]): Key {
  const lane = (state: number): number =>
    words.reduce((mixed, word) => finish((mixed ^ word) + GOLDEN), finish(state));
  return [lane(key[0]), lane(key[1]), lane(key[2]), lane(key[3])];
}

/** Words of 32 bits. Texts end with a word that no number has, so that "1" is not 1. */
function wordsOf(name: number | string): number[] {
  if (typeof name === "number") return [(name % 2 ** 32) | 0, Math.floor(name / 2 ** 32) | 0];
  return [...Array.from(name, (char) => char.codePointAt(0) as number), -1, name.length];
}

/** The finaliser of splitmix32: a bijection of 32 bits. */
function finish(word: number): number {
  let value = word | 0;
  value = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
  value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
  return (value ^ (value >>> 15)) >>> 0;
}
