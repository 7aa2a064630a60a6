/**
 * What a command leaves to be done when it has said all it has to say.
 * @module
 */

/** Run side by side before the process ends; each bounds its own time. */
export const atEnd: (() => Promise<void>)[] = [];
