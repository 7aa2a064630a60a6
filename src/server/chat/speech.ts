/**
 * What a model says in a choice: text, or the call of a tool, told apart as it comes.
 * @module
 */
import { randomUUID } from "node:crypto";
import type { CallSigns } from "./call-signs.ts";
import { documentsOf } from "./several-calls.ts";

/** `call`: nothing but a call; `either`: a call where the text begins with the sign of one. */
export type SpeechKind =
  | { readonly kind: "text" | "call" }
  | { readonly kind: "either"; readonly signs: CallSigns };

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
    if (this.#kind.kind === "text") return text;
    this.#held += text;
    if (this.#kind.kind !== "either") return "";
    const read = this.#kind.signs(this.#held);
    if (read.kind === "text") return this.#release();
    if (read.kind === "call") {
      this.#kind = { kind: "call" };
      this.#held = read.document;
    }
    return "";
  }

  /** What is left at the end: text, or calls. */
  end(): { readonly text: string; readonly calls: readonly ToolCall[] } {
    if (this.#kind.kind !== "call") return { text: this.#release(), calls: [] };
    return { text: "", calls: documentsOf(this.#held).flatMap((document) => callOf(document) ?? []) };
  }

  #release(): string {
    const text = this.#held;
    this.#kind = { kind: "text" };
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
