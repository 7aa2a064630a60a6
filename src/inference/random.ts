/**
 * Random numbers that are the same in every run with the same seed.
 * @module
 */

/** A stream of random numbers. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** An independent stream: the same name gives the same stream. */
  split(name: number): Random;
}

/** A seeded stream (xoshiro128**, seeded by splitmix32; Blackman and Vigna 2018). */
export function random(seed: number): Random {
  let mix = seed >>> 0;
  const splitmix = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let value = mix;
    value = Math.imul(value ^ (value >>> 16), 0x21f0aaad);
    value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
    return (value ^ (value >>> 15)) >>> 0;
  };
  let [a, b, c, d] = [splitmix(), splitmix(), splitmix(), splitmix()];
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
    split: (name) =>
      random((Math.imul(seed ^ 0x5bd1e995, 0x85ebca6b) + Math.imul(name + 1, 0xc2b2ae35)) >>> 0),
  };
}
