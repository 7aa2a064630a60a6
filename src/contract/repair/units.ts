/**
 * A text as the pieces that a repair keeps or writes anew: lines of verse, sentences of prose, what stands unfinished.
 * @module
 */
import type { Span, TextView } from "../../text/index.ts";
import { isVerse } from "../compile/contract-gaps.ts";
import { contractView } from "../quoted-sentences.ts";
import type { Contract } from "../types.ts";

export interface Pieces {
  readonly unit: "line" | "sentence";
  readonly view: TextView;
  /** In order; what stands between them are white space and marks. */
  readonly spans: readonly Span[];
}

/** Takes a text apart, as the contract speaks of it. Spans are places in the normalised text. */
export function piecesOf(contract: Contract, text: string): Pieces {
  const view = contractView(contract, text);
  const lines = view.parts("line", view.whole);
  if (isVerse(contract)) return { unit: "line", view, spans: lines };
  const spans = lines.flatMap((line): Span[] => {
    const { finished, unfinished } = view.sentences(line);
    return [...finished, ...(unfinished ? [unfinished] : [])];
  });
  return { unit: "sentence", view, spans };
}

/** What is kept around a hole. */
export interface Surroundings {
  /** With the white space at its end. */
  readonly before: string;
  /** With the white space at its front. */
  readonly after: string;
}

/**
 * The text without pieces `from` to `to` (the latter not included), and room for one piece or more in their place.
 * Quotation marks and brackets around all that is replaced stay.
 */
export function holeAt(
  { unit, view, spans }: Pieces,
  from: number,
  to: number,
): Surroundings & { readonly replaced: string } {
  const { text } = view;
  if (from < to) {
    const { start, end } = unquoted(text, { start: spans[from].start, end: spans[to - 1].end });
    return { before: text.slice(0, start), replaced: text.slice(start, end), after: text.slice(end) };
  }
  const separator = unit === "line" ? "\n" : " ";
  const replaced = "";
  if (from === 0) return { before: "", replaced, after: text === "" ? "" : separator + text };
  const { end } = spans[from - 1];
  return { before: text.slice(0, end) + separator, replaced, after: text.slice(end) };
}

const PAIRS: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["“", "”"],
  ["‘", "’"],
  ["«", "»"],
  ["「", "」"],
  ["『", "』"],
  ["(", ")"],
]);

function unquoted(text: string, span: Span): Span {
  let { start, end } = span;
  for (
    let close = PAIRS.get(text[start]);
    close !== undefined && text.indexOf(close, start + 1) === end - 1 && end - start > 2;
    close = PAIRS.get(text[start])
  ) {
    start += 1;
    end -= 1;
  }
  return { start, end };
}

/** The text with this in the hole; with nothing, what stood around it is joined. */
export function filled({ before, after }: Surroundings, middle: string): string {
  if (middle !== "") return before + middle + after;
  const front = before.trimEnd();
  const back = after.trimStart();
  if (front === "" || back === "") return front + back;
  // The wider of the two gaps: a blank line parts more than a space.
  const gaps = [before.slice(front.length), after.slice(0, after.length - back.length)];
  const breaks = (gap: string): number => gap.split("\n").length;
  return front + (breaks(gaps[0]) >= breaks(gaps[1]) ? gaps[0] : gaps[1]) + back;
}
