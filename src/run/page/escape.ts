/**
 * Texts inside HTML.
 * @module
 */

const NAMES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text for an element or a quoted attribute; control characters that HTML doesn't know are shown as what they are. */
export const escaped = (text: string): string =>
  text
    .replace(/[&<>"']/g, (character) => NAMES[character])
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "\ufffd");

/** Data for a script element: no text in it can end the element. */
export const asScriptData = (data: unknown): string =>
  JSON.stringify(data).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
