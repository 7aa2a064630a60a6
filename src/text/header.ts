/**
 * What a header of HTTP may hold. Whoever sends one it may not is told so by an error that quotes it: secrets are looked at
 * before.
 * @module
 */

/** Whether a value can be sent: bytes of Latin-1 without line breaks and other control characters. */
export const fitsHeader = (value: string): boolean => /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
