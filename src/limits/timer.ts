/**
 * How long a timer can be.
 * @module
 */

/** Milliseconds. Node counts them in 32 bits; a timer that is to take longer takes one of them. */
export const LONGEST_TIMER = 2 ** 31 - 1;
