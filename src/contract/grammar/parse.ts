/**
 * Reads one line by an expression, and says where and what was expected when it can't.
 * @module
 */
import type { Expression, Values } from "./expression.ts";

/** What was read of a text, or where and why it could not be. */
export type Reading =
  | { readonly kind: "read"; readonly values: Values }
  | {
      readonly kind: "unread";
      /** UTF-16 index of the first place where nothing fits. */
      readonly at: number;
      /** What would have fitted there: literal texts, or `a number`, `a quoted text`, `the end of the line`. */
      readonly expected: readonly string[];
    };

/** The farthest place any attempt reached, with what it wanted there. */
class Frontier {
  at = 0;
  #expected = new Set<string>();

  note(at: number, wanted: string): void {
    if (at < this.at) return;
    if (at > this.at) this.#expected.clear();
    this.at = at;
    this.#expected.add(wanted);
  }

  get expected(): readonly string[] {
    return [...this.#expected];
  }
}

interface Match {
  readonly end: number;
  readonly values: Values;
}

/** The first way to read the whole line. */
export function readLine(expression: Expression, line: string): Reading {
  const values = readValues(expression, line);
  if (values) return { kind: "read", values };
  const frontier = new Frontier();
  for (const match of matches(expression, { line, at: 0, values: {}, frontier })) {
    frontier.note(match.end, "the end of the line");
  }
  return { kind: "unread", at: frontier.at, expected: frontier.expected };
}

/** What `readLine` reads, without a reason where it can't: many times faster on lines of another form. */
export function readValues(expression: Expression, line: string): Values | undefined {
  for (const text of requiredTexts(expression)) if (!line.includes(text)) return undefined;
  for (const match of matches(expression, { line, at: 0, values: {}, frontier: undefined })) {
    if (match.end === line.length) return match.values;
  }
  return undefined;
}

const required = new WeakMap<Expression, readonly string[]>();

/** Texts that stand in every line of the expression. */
function requiredTexts(expression: Expression): readonly string[] {
  let texts = required.get(expression);
  if (!texts) {
    texts = [...new Set(findRequired(expression))];
    required.set(expression, texts);
  }
  return texts;
}

function findRequired(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case "literal":
      return [expression.text];
    case "sequence":
      return expression.items.flatMap(findRequired);
    case "choice":
      return expression.options
        .map(findRequired)
        .reduce((one, other) => one.filter((text) => other.includes(text)));
    default:
      return [];
  }
}

interface Place {
  readonly line: string;
  readonly at: number;
  readonly values: Values;
  /** Absent: nobody asks why. */
  readonly frontier: Frontier | undefined;
}

function* matches(expression: Expression, place: Place): Generator<Match> {
  switch (expression.kind) {
    case "literal":
      yield* matchLiteral(expression, place);
      return;
    case "slot":
      yield* matchSlot(expression, place);
      return;
    case "sequence":
      yield* matchItems(expression.items, place);
      return;
    case "choice":
      for (const option of expression.options) yield* matches(option, place);
      return;
    case "list":
      yield* matchList(expression, place, []);
      return;
    case "field":
      for (const match of matches(expression.of, { ...place, values: {} })) {
        const values = { ...place.values, [expression.name]: expression.read(match.values) };
        yield { end: match.end, values };
      }
  }
}

function* matchLiteral(
  { text, means }: Extract<Expression, { kind: "literal" }>,
  { line, at, values, frontier }: Place,
): Generator<Match> {
  if (!line.startsWith(text, at)) {
    const shared = frontier ? sharedWords(text, line, at) : 0;
    frontier?.note(at + shared, text.slice(shared));
    return;
  }
  yield { end: at + text.length, values: means ? { ...values, [means.name]: means.value } : values };
}

/** How far `text` and the line agree, in whole words: an error points at the word that differs. */
function sharedWords(text: string, line: string, at: number): number {
  let shared = 0;
  for (let index = 0; index < text.length && text[index] === line[at + index]; index += 1) {
    if (text[index] === " ") shared = index + 1;
  }
  return shared;
}

function* matchItems(items: readonly Expression[], place: Place, index = 0): Generator<Match> {
  if (index === items.length) {
    yield { end: place.at, values: place.values };
    return;
  }
  for (const match of matches(items[index], place)) {
    yield* matchItems(items, { ...place, at: match.end, values: match.values }, index + 1);
  }
}

function* matchList(
  list: Extract<Expression, { kind: "list" }>,
  place: Place,
  found: readonly unknown[],
): Generator<Match> {
  for (const match of matches(list.item, { ...place, values: {} })) {
    const all = [...found, match.values[list.name]];
    if (place.line.startsWith(list.separator, match.end)) {
      yield* matchList(list, { ...place, at: match.end + list.separator.length }, all);
    } else if (all.length < list.min) {
      place.frontier?.note(match.end, list.separator);
    }
    if (all.length >= list.min) yield { end: match.end, values: { ...place.values, [list.name]: all } };
  }
}

function* matchSlot(
  { type, name }: Extract<Expression, { kind: "slot" }>,
  { line, at, values, frontier }: Place,
): Generator<Match> {
  const token = slotToken(type, line, at);
  if (token === undefined) {
    frontier?.note(at, SLOT_NAMES[type]);
    return;
  }
  yield { end: token.end, values: { ...values, [name]: token.value } };
}

const SLOT_NAMES = {
  number: "a number",
  decimal: "a number",
  quoted: "a quoted text",
  pattern: "a regular expression between slashes",
  rest: "some text",
} as const;
const PATTERNS = {
  number: /\d{1,9}(?!\d)/y,
  decimal: /\d{1,9}(?:\.\d{1,6})?(?![\d.])/y,
  quoted: /"(?:[^"\\\n]|\\.)*"/y,
  pattern: /\/(?:[^/\\\n]|\\.)+\//y,
  rest: /[^\n]+/y,
} as const;

function slotToken(
  type: keyof typeof PATTERNS,
  line: string,
  at: number,
): { readonly end: number; readonly value: unknown } | undefined {
  const pattern = PATTERNS[type];
  pattern.lastIndex = at;
  const source = pattern.exec(line)?.[0];
  if (source === undefined) return undefined;
  const end = at + source.length;
  if (type === "rest") return { end, value: source };
  if (type === "number" || type === "decimal") return { end, value: Number(source) };
  if (type === "pattern") return { end, value: source.slice(1, -1).replaceAll("\\/", "/") };
  const value = unquote(source);
  return value === undefined ? undefined : { end, value };
}

/** The text of a JSON string, or undefined when an escape is not one of JSON's. */
function unquote(source: string): string | undefined {
  try {
    // Tabs may stand as they are; JSON would want them escaped.
    return JSON.parse(source.replaceAll("\t", "\\t")) as string;
  } catch {
    return undefined;
  }
}
