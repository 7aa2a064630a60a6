/**
 * How a text begins that is the call of a tool. Models were trained to open one with a tag; small ones often leave it
 * out and begin with the name of the tool at once.
 * @module
 */
import { CALL_OPENS } from "./messages.ts";

/** `maybe`: more of the text will tell; `call`: what stands of the call's document so far. */
export type Reading =
  | { readonly kind: "maybe" }
  | { readonly kind: "text" }
  | { readonly kind: "call"; readonly document: string };

export type CallSigns = (text: string) => Reading;

export function callSigns(names: readonly string[]): CallSigns {
  const documents = names.flatMap((name) => [`{"name": "${name}"`, `{"name":"${name}"`]);
  const signs = [{ sign: CALL_OPENS, at: CALL_OPENS.length }, ...documents.map((sign) => ({ sign, at: 0 }))];
  return (text) => {
    const found = signs.find(({ sign }) => text.startsWith(sign));
    if (found) return { kind: "call", document: text.slice(found.at) };
    return { kind: signs.some(({ sign }) => sign.startsWith(text)) ? "maybe" : "text" };
  };
}
