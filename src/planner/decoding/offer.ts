/**
 * What the notation offers a planner for one request: the forms of lines whose words the request has, with nothing in
 * their slots but the evidence. A relation that the request has no word for can't be written at all.
 * @module
 */
import {
  clauseTemplates,
  type Expression,
  formTemplate,
  literal,
  parseClause,
  printClause,
  topicTemplate,
  type Unit,
} from "../../contract/index.ts";
import { namesFirstWord, speaksOfFirst } from "../audit/audit.ts";
import {
  asksForList,
  asksForOneParagraph,
  asksForOneSentence,
  asksForPoem,
  asksForSijo,
  asksForWord,
  namesEach,
  namesFromEnd,
  namesLast,
  namesRelation,
  namesSijo,
  namesUnit,
} from "../audit/cues.ts";
import {
  type Evidence,
  namedPlacesOf,
  placesOf,
  textsOf,
  timesSaid,
  unquoted,
  wordsInTurn,
} from "../evidence/evidence.ts";
import { impliedOrder } from "../evidence/implied.ts";
import { isAboutJson } from "../evidence/keys.ts";
import type { NumberFound } from "../evidence/numbers.ts";
import { isSample } from "../evidence/polarity.ts";
import { topicSources } from "../evidence/subject.ts";
import { countsSyllables, unitOf } from "../evidence/units.ts";
import type { LineForm, SlotTexts } from "./automaton.ts";
import { amountsByUnit } from "./counting.ts";
import { jsonAdmits, jsonClauses } from "./json-offer.ts";
import { admitsPart, placesWithin } from "./parts-admitted.ts";
import { textsOffered } from "./texts.ts";

export interface Offer {
  readonly form: readonly LineForm[];
  readonly topic: readonly LineForm[];
  readonly clauses: readonly LineForm[];
  /** Clauses without quoted texts: what is left when all quotations are used. */
  readonly numeric: readonly LineForm[];
  /** Clauses without amounts: what is left when all numbers are used. */
  readonly textual: readonly LineForm[];
  /** Clauses with neither. */
  readonly bare: readonly LineForm[];
  /** Which parts of the expressions may be written. */
  readonly admits: (part: Expression) => boolean;
}

/** Reads off the evidence what may be written. */
export function offerFor(stated: Evidence): Offer {
  const evidence = withoutSaidByForm(stated);
  const slots: Omit<SlotTexts, "number"> = {
    place: placesOf(evidence).map(String),
    namedPlace: {
      word: namedPlacesOf(evidence, "word").map(String),
      character: namedPlacesOf(evidence, "character").map(String),
    },
    quoted: textsOf(evidence).map((text) => JSON.stringify(text)),
    rest: topicSources(evidence),
  };
  if (isAboutJson(evidence.request)) return jsonOffer(evidence);
  // What comes behind another is told by one line; that it is held somewhere says too little.
  const pairs = impliedOrder(evidence.request, evidence.quotes);
  const inOrder = pairs.map(([first, second]) =>
    literal(printClause({ relation: "contains in order", scope: [], value: [first, second] })),
  );
  // What is quoted asks for nothing by its own words: "ends with 'again'".
  const said = unquoted(evidence);
  const textsFor = textsOffered(evidence);
  // "'a' and 'b', each exactly once" says how often, of all of them.
  const isCounted = evidence.numbers.some((found) => timesSaid(found, evidence) > 1);
  const templates = clauseTemplates().flatMap(({ expression, example }): LineForm[] => {
    const { relation } = parseClause(example);
    if (!namesRelation(said, relation)) return [];
    if (relation === "contains in order" && pairs.length > 0) return [];
    if (relation === "contains" && isCounted) return [];
    // Of several lines, each is like the sample.
    const isOfLines = relation === "is like" && unitsOfSeveral(evidence).has("line");
    const isOfEach = isOfLines || (CASING.test(relation) && namesEach(said));
    return textsFor(relation).flatMap(({ quoted, part: ofText, admits: admitsText = () => true }) =>
      amountsByUnit(evidence, relation).map(({ number, unit, part = ofText, admits = () => true }) => ({
        expression,
        ...(unit && { of: unit }),
        slots: { ...slots, ...placesWithin(part, slots), quoted, number },
        admits: (piece) =>
          admits(piece) &&
          admitsPart(piece, part) &&
          admitsText(piece) &&
          (!isOfEach || !isWhole(piece)) &&
          (!isOfLines || !isOnePlace(piece)),
      })),
    );
  });
  const clauses = [
    ...templates,
    ...inOrder.map((expression) => ({ expression, slots: { ...slots, number: [] } })),
  ];
  // Where all numbers are used, so are those that name places.
  const withoutNumbers = clauses
    .filter(({ expression }) => !hasSlot(expression, "number"))
    .map((form) => ({
      ...form,
      slots: { ...form.slots, namedPlace: { word: wordsInTurn(evidence).map(String), character: [] } },
    }));
  const none = { ...slots, number: [] };
  return {
    form: [{ expression: formTemplate.expression, slots: none }],
    // A topic is copied as it stands, never quoted.
    topic: [{ expression: topicTemplate.expression, slots: { ...none, quoted: [] } }],
    clauses,
    numeric: templates.filter(({ expression }) => !hasSlot(expression, "quoted")),
    textual: withoutNumbers,
    bare: withoutNumbers.filter(
      ({ expression }) => !hasSlot(expression, "quoted") && !inOrder.includes(expression),
    ),
    admits: admitted(evidence),
  };
}

const isFromEnd = (piece: Expression): boolean => piece.kind === "literal" && piece.text === " from the end";

const CASING = /^is (?:lowercase|uppercase|capitalised)$/;

/** A place of its own, where each is meant. */
const isOnePlace = (piece: Expression): boolean =>
  piece.kind === "slot"
    ? piece.name === "at" || piece.name === "back"
    : piece.kind === "literal" && piece.means?.name === "at" && piece.means.value !== "each";

const isWhole = (piece: Expression): boolean => piece.kind === "literal" && piece.text === "text";

function jsonOffer(evidence: Evidence): Offer {
  const clauses = jsonClauses(evidence);
  const textual = clauses.filter(({ expression }) => !hasSlot(expression, "number"));
  const none = { place: [], namedPlace: { word: [], character: [] }, quoted: [], rest: [], number: [] };
  return {
    form: [{ expression: literal("form: json"), slots: none }],
    topic: [],
    clauses,
    numeric: clauses,
    textual,
    bare: textual,
    admits: jsonAdmits(evidence),
  };
}

/** Whether a clause of this form has such a slot of its own; numbers that name places don't count. */
function hasSlot(expression: Expression, type: "number" | "quoted"): boolean {
  switch (expression.kind) {
    case "slot":
      return (
        (expression.type === "decimal" ? "number" : expression.type) === type &&
        expression.name !== "at" &&
        expression.name !== "back"
      );
    case "sequence":
      return expression.items.some((item) => hasSlot(item, type));
    case "choice":
      return expression.options.some((option) => hasSlot(option, type));
    case "list":
      return hasSlot(expression.item, type);
    case "field":
      return hasSlot(expression.of, type);
    default:
      return false;
  }
}

/** The 1 of "one sentence" is said by the form that is all the request admits: no clause needs it. */
function withoutSaidByForm(evidence: Evidence): Evidence {
  const { request, numbers } = evidence;
  const only = onlyForm(request);
  if (only !== "word" && only !== "sentence" && only !== "paragraph") return evidence;
  const isSaid = (found: NumberFound): boolean =>
    found.value === 1 && !found.ordinal && found.bound === undefined && unitOf(found, request) === only;
  return { ...evidence, numbers: numbers.filter((found) => !isSaid(found)) };
}

/** The form that a request names beyond doubt. */
function onlyForm(request: string): "word" | "sentence" | "paragraph" | "poem" | "list" | undefined {
  if (asksForOneSentence(request)) return "sentence";
  if (asksForOneParagraph(request)) return "paragraph";
  if (asksForWord(request)) return "word";
  if (asksForPoem(request)) return "poem";
  return asksForList(request) ? "list" : undefined;
}

/** Units of which the text has more than one: three paragraphs are no paragraph. */
const unitsOfSeveral = ({ request, numbers }: Evidence): Set<Unit | undefined> =>
  new Set(
    numbers.filter(({ value, ordinal }) => value > 1 && !ordinal).map((found) => unitOf(found, request)),
  );

function admitted(evidence: Evidence): (part: Expression) => boolean {
  const { request } = evidence;
  const only = onlyForm(request);
  const hasSyllables = countsSyllables(request);
  const several = unitsOfSeveral(evidence);
  const saysOne = evidence.numbers.some(({ value }) => value === 1);
  const places: Readonly<Record<string, boolean>> = {
    // Lines that are like a sample are so one by one.
    each: namesEach(request) || evidence.quotes.some((quote) => isSample(quote, evidence)),
    "1": speaksOfFirst(evidence),
    "-1": namesLast(request),
  };
  const fromEnd = namesFromEnd(request);
  return (part) => {
    if (part.kind === "sequence") return fromEnd || !part.items.some(isFromEnd);
    if (part.kind === "choice") {
      if (part.rule === "syllable-step" && !hasSyllables) return false;
      const unit = /^(\w+)-step$/.exec(part.rule ?? "")?.[1];
      // "starts with 'tr'" speaks of a word without saying so.
      return unit === undefined || unit === "word" || namesUnit(request, unit as Unit);
    }
    if (part.kind !== "literal" || !part.means) return true;
    const { name, value } = part.means;
    // "4 word" is read like "4 words", and would be a second way to write the same line.
    if ((name === "subject" || name === "noun") && !saysOne && !part.text.endsWith("s")) return false;
    // A form with rules of its own, for those alone who name it.
    if (name === "form") {
      if (only !== undefined) return value === only;
      if (several.has(value as Unit)) return false;
      return value === "sijo" ? namesSijo(request) : value !== "json" && !asksForSijo(request);
    }
    if ((name === "subject" || name === "unit") && value === "syllable" && !hasSyllables) return false;
    if (name === "subject" || name === "unit") return namesUnit(request, value as Unit);
    // What is listed in turn are sentences and lines, never words.
    if (name === "at" && part.text === "first word") return namesFirstWord(evidence);
    return name !== "at" || (places[String(value)] ?? true);
  };
}
