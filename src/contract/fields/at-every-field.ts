/**
 * Checks of fields, one value after the other.
 * @module
 */
import type { Span, TextView } from "../../text/index.ts";
import { type Outcome, quote } from "../check/outcome.ts";
import { type JsonNode, type JsonValue, jsonDocument } from "./document.ts";
import { type FieldPlace, findFields } from "./path.ts";

const MOST_SPANS = 20;
const MOST_NAMES = 3;

/** The document, or what a check says where there is none. */
export function documentOr(view: TextView): { readonly root: JsonNode } | { readonly outcome: Outcome } {
  const document = jsonDocument(view);
  if (document.kind === "json") return { root: document.root };
  const { reason, span } = document;
  return {
    outcome: {
      passed: false,
      evidence: `the text is no JSON document: ${reason}; wanted one`,
      spans: [{ start: Math.min(span.start, view.text.length), end: Math.min(span.end, view.text.length) }],
    },
  };
}

/** Tests every value that the path leads to; a field that is missing fails. */
export function atEveryField({
  field,
  view,
  wanted,
  passes,
  describe,
}: {
  readonly field: string;
  readonly view: TextView;
  readonly wanted: string;
  readonly passes: (value: JsonValue, node: JsonNode) => boolean;
  /** What was found: default, the value. */
  readonly describe?: (value: JsonValue, node: JsonNode) => string;
}): Outcome {
  const document = documentOr(view);
  if ("outcome" in document) return document.outcome;
  const places = findFields(document.root, field);
  const failing = places.filter((place) => place.kind === "missing" || !passes(place.node.value, place.node));
  const say = describe ?? showValue;
  const described = (place: FieldPlace): string =>
    place.kind === "missing"
      ? `${nameOf(place)} is missing`
      : `${nameOf(place)}: ${say(place.node.value, place.node)}`;
  if (failing.length > 0) {
    const more = failing.length > MOST_NAMES ? `; ${failing.length} of ${places.length} fail` : "";
    return {
      passed: false,
      evidence: `${failing.slice(0, MOST_NAMES).map(described).join("; ")}${more}; wanted ${wanted}`,
      spans: failing.slice(0, MOST_SPANS).map(spanOf),
    };
  }
  const [first] = places;
  if (!first) return { passed: true, evidence: "there is no such value, so none fails", spans: [] };
  return {
    passed: true,
    evidence: places.length === 1 ? described(first) : `all ${places.length}: ${wanted}`,
    spans: places.slice(0, MOST_SPANS).map(spanOf),
  };
}

const spanOf = (place: FieldPlace): Span => (place.kind === "missing" ? place.parent.span : place.node.span);

const nameOf = ({ name }: FieldPlace): string => (name === "" ? "the document" : name);

/** A value for evidence; a long one is cut. */
export function showValue(value: JsonValue): string {
  return typeof value === "string" ? quote(value) : cut(JSON.stringify(value));
}

const cut = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
