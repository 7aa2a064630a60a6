/**
 * A text as a JSON document, strictly: with the place of each value in the text, or the reason why it is none.
 * @module
 */
import { type Node, type ParseError, parseTree, printParseErrorCode } from "jsonc-parser";
import type { Span, TextView } from "../../text/index.ts";

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** A value where it stands in the text. */
export interface JsonNode {
  readonly value: JsonValue;
  readonly span: Span;
  /** Of an object. */
  readonly members: ReadonlyMap<string, JsonNode> | undefined;
  /** Of an array. */
  readonly items: readonly JsonNode[] | undefined;
}

export type JsonDocument =
  | { readonly kind: "json"; readonly root: JsonNode }
  | { readonly kind: "not-json"; readonly reason: string; readonly span: Span };

/** Deeper nesting is no document that anybody reads. */
const DEEPEST = 500;
const documents = new WeakMap<TextView, JsonDocument>();

/** The document that a text is: one JSON value and nothing else, no name twice in an object (RFC 8259). Kept by view. */
export function jsonDocument(view: TextView): JsonDocument {
  let known = documents.get(view);
  if (!known) {
    known = readDocument(view.text);
    documents.set(view, known);
  }
  return known;
}

/** The same of a plain text. */
export function readDocument(text: string): JsonDocument {
  const tooDeep = nestingBeyond(text, DEEPEST);
  if (tooDeep !== undefined)
    return notJson(`it is nested more than ${DEEPEST} deep`, { start: tooDeep, end: tooDeep + 1 });
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, {
    disallowComments: true,
    allowTrailingComma: false,
    allowEmptyContent: false,
  });
  // The strict reader decides; the other one knows the places.
  const isStrict = isReadable(text);
  if (!isStrict || errors.length > 0 || !tree) {
    const [first] = errors;
    const at = first
      ? { start: first.offset, end: first.offset + first.length }
      : { start: 0, end: text.length };
    return notJson(first ? reasonOf(first) : "it is no JSON", at);
  }
  return nodeOf(tree, text);
}

const notJson = (reason: string, span: Span): JsonDocument => ({ kind: "not-json", reason, span });

function isReadable(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** `CommaExpected` → `comma expected` */
const reasonOf = ({ error }: ParseError): string =>
  printParseErrorCode(error)
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();

function nodeOf(tree: Node, text: string): JsonDocument {
  let repeated: { readonly name: string; readonly span: Span } | undefined;
  const build = (node: Node): JsonNode => {
    const span = { start: node.offset, end: node.offset + node.length };
    if (node.type === "array") {
      const items = (node.children ?? []).map(build);
      return { value: items.map(({ value }) => value), span, items, members: undefined };
    }
    if (node.type !== "object")
      return { value: node.value as JsonValue, span, items: undefined, members: undefined };
    const members = new Map<string, JsonNode>();
    for (const { children = [] } of node.children ?? []) {
      const [key, value] = children;
      const name = key.value as string;
      if (members.has(name)) repeated ??= { name, span: { start: key.offset, end: key.offset + key.length } };
      members.set(name, build(value));
    }
    const value = Object.fromEntries(Array.from(members, ([name, member]) => [name, member.value]));
    return { value, span, members, items: undefined };
  };
  const root = build(tree);
  if (repeated)
    return notJson(`the name ${JSON.stringify(repeated.name)} stands twice in an object`, repeated.span);
  return {
    kind: "json",
    root: { ...root, span: { start: root.span.start, end: Math.min(root.span.end, text.length) } },
  };
}

/** The offset at which a text is nested deeper than that. */
function nestingBeyond(text: string, most: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === "{" || character === "[") {
      depth += 1;
      if (depth > most) return at;
    } else if (character === "}" || character === "]") depth -= 1;
  }
  return undefined;
}

/** Whether a value is nested no deeper than so many levels. */
export function isNestedWithin(value: unknown, levels: number): boolean {
  let layer: unknown[] = [value];
  for (let depth = 0; layer.length > 0; depth += 1) {
    if (depth > levels) return false;
    layer = layer.flatMap((inner) =>
      typeof inner === "object" && inner !== null ? Object.values(inner) : [],
    );
  }
  return true;
}
