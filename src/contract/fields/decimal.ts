/**
 * Decimal numbers, exactly: a whole number of units of 10^−places.
 * @module
 */

export interface Decimal {
  readonly units: bigint;
  /** 0 or more; as few as the number needs. */
  readonly places: number;
}

/** The decimal that JavaScript prints for a finite number: the shortest that reads as the same double. */
export function decimalOf(number: number): Decimal {
  return decimalFrom(String(number))!;
}

/** The decimal that a JSON number writes; undefined: it is none. */
export function decimalFrom(text: string): Decimal | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole, fraction = "", exponent = "0"] = match;
  let digits = whole + fraction;
  let places = fraction.length - Number(exponent);
  if (places < 0) {
    digits += "0".repeat(-places);
    places = 0;
  }
  while (places > 0 && digits.endsWith("0")) {
    digits = digits.slice(0, -1);
    places -= 1;
  }
  const units = BigInt(digits || "0");
  return { units: sign ? -units : units, places: units === 0n ? 0 : places };
}

/** How many units of 10^−places it is; `places` are at least its own. */
export const unitsAt = ({ units, places: own }: Decimal, places: number): bigint =>
  units * 10n ** BigInt(places - own);

/** The largest whole number of units of 10^−places that isn't above it. */
export function floorAt({ units, places: own }: Decimal, places: number): bigint {
  if (own <= places) return unitsAt({ units, places: own }, places);
  return floorDivide(units, 10n ** BigInt(own - places));
}

/** The smallest whole number of units of 10^−places that isn't below it. */
export const ceilingAt = ({ units, places }: Decimal, to: number): bigint =>
  -floorAt({ units: -units, places }, to);

export function compareDecimals(one: Decimal, other: Decimal): number {
  const places = Math.max(one.places, other.places);
  const difference = unitsAt(one, places) - unitsAt(other, places);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

export function addDecimals(one: Decimal, other: Decimal): Decimal {
  const places = Math.max(one.places, other.places);
  return tidy({ units: unitsAt(one, places) + unitsAt(other, places), places });
}

export const subtractDecimals = (one: Decimal, { units, places }: Decimal): Decimal =>
  addDecimals(one, { units: -units, places });

/** The smallest positive number that both divide. */
export function leastCommonMultiple(one: Decimal, other: Decimal): Decimal {
  const places = Math.max(one.places, other.places);
  const [first, second] = [unitsAt(one, places), unitsAt(other, places)];
  return tidy({ units: (first / greatestCommonDivisor(first, second)) * second, places });
}

/** Whether a number is a whole multiple of a step above 0. */
export function isMultiple(number: Decimal, step: Decimal): boolean {
  const places = Math.max(number.places, step.places);
  return unitsAt(number, places) % unitsAt(step, places) === 0n;
}

/** As people write it: `-0.5`, `12`. */
export function printDecimal({ units, places }: Decimal): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  return `${units < 0n ? "-" : ""}${whole}${places > 0 ? `.${digits.slice(digits.length - places)}` : ""}`;
}

function tidy({ units, places }: Decimal): Decimal {
  let [left, rest] = [units, places];
  while (rest > 0 && left % 10n === 0n) [left, rest] = [left / 10n, rest - 1];
  return { units: left, places: left === 0n ? 0 : rest };
}

export function greatestCommonDivisor(one: bigint, other: bigint): bigint {
  let [a, b] = [one < 0n ? -one : one, other < 0n ? -other : other];
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/** ⌊a / b⌋ for b > 0. */
export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n ? quotient - 1n : quotient;
}

/** ⌈a / b⌉ for b > 0. */
export const ceilingDivide = (a: bigint, b: bigint): bigint => -floorDivide(-a, b);
