/**
 * What a model says in a choice: text, or the call of a tool, told apart as it comes.
 * @module
 */
import { randomUUID } from "node:crypto";
import { CALL_OPENS } from "./messages.ts";

/** `call`: nothing but a call; `either`: a call where the text begins with its sign. */
export type SpeechKind = "text" | "either" | "call";

export interface ToolCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}

export class Speech {
  #kind: SpeechKind;
  #held = "";

  constructor(kind: SpeechKind) {
    this.#kind = kind;
  }

  /** Takes in what was written; returns the text of it that can be shown. */
  add(text: string): string {
    if (this.#kind === "text") return text;
    this.#held += text;
    if (this.#kind === "call") return "";
    if (this.#held.startsWith(CALL_OPENS)) {
      this.#kind = "call";
      this.#held = this.#held.slice(CALL_OPENS.length);
    } else if (!CALL_OPENS.startsWith(this.#held)) return this.#release();
    return "";
  }

  /** What is left at the end: text, or a call. */
  end(): { readonly text: string; readonly call: ToolCall | undefined } {
    if (this.#kind !== "call") return { text: this.#release(), call: undefined };
    return { text: "", call: callOf(this.#held) };
  }

  #release(): string {
    const text = this.#held;
    this.#kind = "text";
    this.#held = "";
    return text;
  }
}

/** Undefined for a call that was cut off: it is none. */
export function callOf(text: string): ToolCall | undefined {
  try {
    const { name, arguments: given } = JSON.parse(text) as { name: string; arguments: unknown };
    return {
      id: `call_${randomUUID().replaceAll("-", "")}`,
      type: "function",
      function: { name, arguments: JSON.stringify(given) },
    };
  } catch {
    return undefined;
  }
}
