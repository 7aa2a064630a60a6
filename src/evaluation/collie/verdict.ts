/**
 * Whether a text passes, by COLLIE's own definitions (princeton-nlp/Collie, `collie/constraints.py`): words and
 * sentences are NLTK's, each part loses the blanks and full stops at its ends, texts are compared without case and
 * without punctuation at their ends. Independent of contracts and their checks.
 * @module
 */
import type { Span } from "../../text/index.ts";
import { collieParagraphs, colliePlain, collieSentences, collieWords } from "../../text/nltk/index.ts";
import type { CollieConstraint, Level, SimpleConstraint, Transformation } from "./cases.ts";

/** A text, its parts, their parts. */
type Parts = string | readonly Parts[];
/** What a transformation finds; null: no part stands there. */
type Found = string | number | null | readonly Found[];

/** Whether the text satisfies the constraint. */
export function satisfies(constraint: CollieConstraint, text: string): boolean {
  if (constraint.type === "all") return constraint.of.every((part) => satisfies(part, text));
  return holds(constraint, text);
}

function holds(constraint: SimpleConstraint, text: string): boolean {
  const { inputLevel, targetLevel, transformation, relation, reduction, target } = constraint;
  const found = transformed(transformation, split(targetLevel, split(inputLevel, text)));
  if (reduction.kind === null) return related(relation, found, target);
  const each = list(found);
  const wanted = Array.isArray(target) ? target : each.map(() => target as string | number);
  return (
    each.length === wanted.length && each.every((value, index) => related(relation, value, wanted[index]))
  );
}

/** The parts of a text at a level; of several texts, one by one. */
function split(level: Level | null, text: Parts): Parts {
  if (level === null) return text;
  return typeof text === "string" ? cut(level, text) : text.map((part) => split(level, part));
}

function cut(level: Level, text: string): string[] {
  const slices = (spans: readonly Span[]): string[] => spans.map(({ start, end }) => text.slice(start, end));
  switch (level) {
    case "character":
      return [...text].map((character) => (/[\s.]/.test(character) ? "" : character));
    case "word":
      return collieWords(text).map((word) => word.text);
    case "sentence":
      return slices(collieSentences(text));
    case "paragraph":
      return slices(collieParagraphs(text));
  }
}

function transformed(transformation: Transformation, parts: Parts): Found {
  if (transformation === "identity") return parts;
  switch (transformation.op) {
    case "count":
      return parts.length;
    case "forEach":
      return list(parts).map((part) => transformed(transformation.fn, part as Parts));
    case "position": {
      const { index } = transformation;
      const at = (place: number): Found => list(parts).at(place) ?? null;
      return typeof index === "number" ? at(index) : index.map(at);
    }
  }
}

const list = (found: Found): readonly Found[] => (Array.isArray(found) ? found : [found as string]);

function related(
  relation: SimpleConstraint["relation"],
  found: Found,
  target: SimpleConstraint["target"],
): boolean {
  const [got, want] = [plain(found), plain(target)];
  if (relation === "in" || relation === "not in") {
    const has = (part: Found): boolean =>
      typeof got === "string" ? got.includes(String(part)) : list(got).some((value) => same(value, part));
    return relation === "in" ? list(want).every(has) : !list(want).some(has);
  }
  const wanted = Array.isArray(want) && want.length === 1 ? want[0] : want;
  if (got === null) return false;
  if (relation === "==") return same(got, wanted);
  if (typeof got !== "number" || typeof wanted !== "number") return false;
  return relation === ">=" ? got >= wanted : got <= wanted;
}

/** As it is compared. */
function plain(found: Found): Found {
  if (Array.isArray(found)) return found.map(plain);
  return typeof found === "string" ? colliePlain(found) : found;
}

function same(one: Found, other: Found): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((value, index) => same(value, other[index]));
}
