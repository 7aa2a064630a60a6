/**
 * What is taken for a request, and what is not. Loaded before models are: it imports nothing that takes time.
 * @module
 */
import { SijoError } from "../errors.ts";

/** Longest request, in characters. */
const LONGEST = 20_000;

/** @throws SijoError `ask.request` (usage) when it is empty, too long or not text. */
export function checkedRequest(request: string): string {
  const given = request.trim();
  if (given === "") {
    throw new SijoError("ask.request", "The request is empty.", {
      kind: "usage",
      hint: 'Say what to write, as in: sijo ask "Write a sentence of exactly 9 words about the sea."',
    });
  }
  if (given.length > LONGEST) {
    throw new SijoError(
      "ask.request",
      `The request has ${given.length.toLocaleString("en")} characters; at most ${LONGEST.toLocaleString("en")} can be read.`,
      { kind: "usage", hint: "Shorten it, or give its rules as a contract with --contract." },
    );
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
  if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f]|\ufffd{3}/.test(given)) {
    throw new SijoError("ask.request", "The request is not text: it holds control characters.", {
      kind: "usage",
      hint: "Give the request as UTF-8 text.",
    });
  }
  return given;
}
