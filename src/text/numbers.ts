/**
 * Numbers in a text: words that are written in digits, with a unit or without (`4`, `1,200.50`, `250g`, `4000원`).
 * @module
 */

/** A number in millionths, so that sums of decimals are exact. */
export type Millionths = bigint;

const MILLION = 1_000_000n;
const NUMBER = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,6})\d*)?(\p{L}\p{M}*)*$/u;
const ORDINAL = /^[\d,]+(?:st|nd|rd|th)$/i;

/** The number that a word is, or undefined: times, dates, ranges and places (`10:30`, `3-4`, `2nd`) are none. */
export function numberOf(word: string): Millionths | undefined {
  const found = NUMBER.exec(word);
  if (!found || ORDINAL.test(word)) return undefined;
  const [, whole, decimals = ""] = found;
  return BigInt(whole.replaceAll(",", "")) * MILLION + BigInt(decimals.padEnd(6, "0"));
}

/** From an ordinary number, exact to six decimals. */
export const millionths = (value: number): Millionths => BigInt(Math.round(value * 1e6));

/** As people write it: `24.5`. */
export function printNumber(value: Millionths): string {
  const sign = value < 0n ? "-" : "";
  const size = value < 0n ? -value : value;
  const decimals = String(size % MILLION)
    .padStart(6, "0")
    .replace(/0+$/, "");
  return `${sign}${size / MILLION}${decimals === "" ? "" : `.${decimals}`}`;
}
