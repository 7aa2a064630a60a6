/**
 * When to ask again: twice as long after each failure, or as long as the engine says.
 * @module
 */

export const FIRST_MILLISECONDS = 500;
/** Longer than this nobody waits in front of a command: the error says what the engine asked for. */
export const LONGEST_MILLISECONDS = 60_000;

/** `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3). */
export function retryAfter(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined;
  const given = header.trim();
  if (/^\d+(?:\.\d+)?$/.test(given)) return Number(given) * 1000;
  const date = Date.parse(given);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * How long to wait before the next attempt; undefined: too long. A random half keeps those who failed together from
 * coming back together.
 */
export function delayBefore(
  attempt: number,
  { afterMilliseconds, uniform }: { afterMilliseconds?: number | undefined; uniform: number },
): number | undefined {
  if (afterMilliseconds !== undefined) {
    return afterMilliseconds <= LONGEST_MILLISECONDS ? afterMilliseconds : undefined;
  }
  return Math.min(LONGEST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** (attempt - 1)) * (0.5 + 0.5 * uniform);
}
