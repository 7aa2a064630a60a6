/**
 * Lines and paragraphs. A line is one that isn't empty; a paragraph is a block of lines with no blank line among them.
 * @module
 */
import { type Span, trimmed } from "./normalise.ts";

/** Non-empty lines, without the white space around them. */
export function lineSpans(text: string): Span[] {
  const spans: Span[] = [];
  for (const span of rawLines(text)) {
    if (span.start < span.end) spans.push(span);
  }
  return spans;
}

/** Blocks of lines separated by blank lines (white space alone is blank). */
export function paragraphSpans(text: string): Span[] {
  const spans: Span[] = [];
  let open: Span | undefined;
  for (const line of rawLines(text)) {
    if (line.start < line.end) {
      open = { start: open?.start ?? line.start, end: line.end };
    } else if (open) {
      spans.push(open);
      open = undefined;
    }
  }
  if (open) spans.push(open);
  return spans;
}

function* rawLines(text: string): Generator<Span> {
  let start = 0;
  while (start <= text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    yield trimmed(text, { start, end });
    start = end + 1;
  }
}
