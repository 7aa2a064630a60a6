/**
 * What the notation offers a planner for a request for JSON: clauses about the fields that the request names.
 * @module
 */
import {
  type Clause,
  type Expression,
  literal,
  parseClause,
  structuredTemplates,
} from "../../contract/index.ts";
import { namesRelation } from "../audit/cues.ts";
import { amountsOf, type Evidence } from "../evidence/evidence.ts";
import { type Counted, countedIn, type FieldSaid, fieldsSaid } from "../evidence/fields-said.ts";
import { arraySaid, namesType } from "../evidence/keys.ts";
import type { NumberFound } from "../evidence/numbers.ts";
import type { LineForm, SlotTexts } from "./automaton.ts";

/** Written by people, not by planners. */
const BEYOND = new Set<string>(["is json of", "follows the grammar", "field matches"]);
const COUNTED: Readonly<Record<string, RegExp>> = {
  character: /\bcharacters?\b|\bletters?\b|\bchars?\b|\blong\b|글자|자(?![가-힣])/i,
  item: /\bitems?\b|\belements?\b|\bentries\b|\bvalues\b|\b(?:strings|integers|numbers|words|names|booleans|objects)\b|개/i,
  field: /\bfields?\b|\bkeys?\b|\bproperties\b/i,
};

const HAS_ITEMS =
  /\barrays?\b|\blists?\b|\b(?:strings|integers|numbers|words|names|objects|items)\b|배열|목록|리스트/i;

/** Lines about fields, with what may stand in their slots. */
export function jsonClauses(evidence: Evidence): LineForm[] {
  const { request } = evidence;
  const fields = fieldsSaid(evidence);
  const texts = new Set([...evidence.quotes.map(({ text }) => text), ...fields.map(({ name }) => name)]);
  const slots: Omit<SlotTexts, "number"> = {
    place: [],
    namedPlace: { word: [], character: [] },
    quoted: [...texts].map((text) => JSON.stringify(text)),
    rest: [],
    inTurn: true,
  };
  const names = fields.map(({ name }) => JSON.stringify(name));
  // What is said of a field is said of nothing else.
  const numbers = evidence.numbers.filter((found) => !fields.some(({ own }) => own.numbers.includes(found)));
  const isArray = arraySaid(request) !== undefined;
  return structuredTemplates().flatMap(({ expression, example }): LineForm[] => {
    const clause = parseClause(example);
    const { relation } = clause;
    if (BEYOND.has(relation) || (relation === "field is" && fields.length === 0)) return [];
    const isOfFields = fields.length > 0 && isOfOneField(clause);
    const ofFields = isOfFields
      ? fields.flatMap((said) => ofField({ said, expression, relation, slots }))
      : [];
    if (!namesRelation(request, relation)) return ofFields;
    if (relation === "fields are exactly" || relation === "fields include") {
      const form = { expression, slots: { ...slots, number: [], quoted: names }, once: NAMES };
      return [isArray ? { ...form, admits: isOfItems } : form];
    }
    const number = amountsOf({ ...evidence, numbers }, relation).map(String);
    const whole: LineForm = { expression, slots: { ...slots, number } };
    if (!isOfFields) return [whole];
    return isArray && relation.startsWith("field lists")
      ? [...ofFields, { ...whole, admits: isOfArray, once: DOCUMENT }]
      : ofFields;
  });
}

/** Which fields there are is said once. */
const NAMES = "fields";
/** What the document is, is said once. */
const DOCUMENT = "document is";
const ONE_END = /^field is number of at (?:least|most)$/;

const isBetween = (said: Evidence): boolean =>
  namesRelation(said.request, "field is number between") &&
  amountsOf(said, "field is number between").length > 1;

/** What a field is, is said once. */
const WHAT = /^field (?:lists|is(?! lowercase| uppercase))/;

const isOfItems = (part: Expression): boolean =>
  isNoField(part) && !isText(part, "fields") && !isText(part, "document");

/** Left of a subject are the document and its items. */
const isNoField = (part: Expression): boolean => !isSubject(part, false) && !isSubject(part, true);

/** Of a document that is an array, it is said how many objects it has. */
const isOfArray = (part: Expression): boolean =>
  isNoField(part) &&
  !isText(part, "each item of document") &&
  (part.kind !== "literal" || part.means?.name !== "items" || part.text === "objects");

const isOfOneField = (clause: Clause): boolean =>
  "field" in clause && clause.field !== "" && !("other" in clause || "fields" in clause);

/** Forms of lines about this field and about its items, with what the request says of it. */
function ofField({
  said: { name, own, all },
  expression,
  relation,
  slots,
}: {
  readonly said: FieldSaid;
  readonly expression: Expression;
  readonly relation: Clause["relation"];
  readonly slots: Omit<SlotTexts, "number">;
}): LineForm[] {
  if (!namesRelation(all.request, relation)) return [];
  // Of a number between two others both ends are told at once.
  if (ONE_END.test(relation) && isBetween(all)) return [];
  const admits = jsonAdmits(all);
  const quoted = JSON.stringify(name);
  const values = [...new Set(all.quotes.map(({ text }) => JSON.stringify(text)))];
  const hasItems = HAS_ITEMS.test(all.request);
  const isBounded = own.numbers.some((found) => countedIn(found, own.request) === undefined);
  const ofArrays = OF_ARRAYS.test(all.request);
  const countedBy: readonly (Counted | undefined)[] = relation.startsWith("field has")
    ? ["character", "item", "field"]
    : [relation.startsWith("field lists") ? "item" : undefined];
  // What is below 100 is at most 99 where it is whole.
  const isShifted = ({ stated }: NumberFound): boolean =>
    stated !== undefined && ONE_END.test(relation) && !namesType(all.request, "integer");
  return countedBy.flatMap((counted) => {
    // "Three items of at most 10 characters": either number counts its own.
    const numbers = all.numbers.filter(
      (found) => [undefined, counted].includes(countedIn(found, all.request)) && !isShifted(found),
    );
    const number = amountsOf({ ...all, numbers }, relation).map(String);
    const mayBeOne = number.includes("1") && !relation.endsWith("between");
    const admitsHere = (part: Expression, each: boolean): boolean => {
      if (!admits(part)) return false;
      if (part.kind !== "literal" || !part.means) return true;
      const { name: of, value } = part.means;
      if (of === "value" && value === "array") return !each || ofArrays;
      // A number with bounds is told with them.
      if (of === "value" && (value === "integer" || value === "number")) return !isBounded;
      if (of === "counted" && value !== counted) return false;
      // "3 string" would be a second way to write "3 strings".
      return (of !== "counted" && of !== "items") || mayBeOne || part.text.endsWith("s");
    };
    const form = (each: boolean): LineForm => ({
      expression: about(expression, { name, each }),
      slots: { ...slots, quoted: values, number },
      of: quoted,
      ...(WHAT.test(relation) && { once: `${each ? "each item of " : ""}field ${quoted} is` }),
      admits: (part) => admitsHere(part, each),
    });
    // Of items, only what is in arrays of arrays has any.
    return hasItems && (counted !== "item" || ofArrays) ? [form(false), form(true)] : [form(false)];
  });
}

const isText = (part: Expression, text: string): boolean => part.kind === "literal" && part.text === text;

const isSubject = (part: Expression, each: boolean): boolean =>
  part.kind === "sequence" &&
  part.items.some((item) => item.kind === "slot" && item.name === (each ? "each" : "one"));

/** The expression with this field, or each of its items, for its subject. */
function about(
  expression: Expression,
  subject: { readonly name: string; readonly each: boolean },
): Expression {
  switch (expression.kind) {
    case "slot":
      return expression.name === "one" || expression.name === "each"
        ? literal(JSON.stringify(subject.name))
        : expression;
    case "sequence":
      return { ...expression, items: expression.items.map((item) => about(item, subject)) };
    case "choice": {
      const { options, rule } = expression;
      // The document and its items are no field.
      const kept = rule === "field" ? options.filter((option) => isSubject(option, subject.each)) : options;
      return { ...expression, options: kept.map((option) => about(option, subject)) };
    }
    case "field":
      return { ...expression, of: about(expression.of, subject) };
    default:
      return expression;
  }
}

const OF_ARRAYS = /\b(?:arrays?|lists?) of (?:arrays|lists)\b|배열의 배열|이중 배열/i;
/** "An array of strings" is no string. */
const ITEMS_OF_ARRAYS =
  /(?<=\b(?:arrays?|lists?) of (?:[\w-]+ ){0,4}|\b(?:\d+|two|three|four|five|six) )\p{L}+s\b|\b[a-z]+(?= (?:arrays?|lists?)\b)|[가-힣]+(?=(?:의|로 된)? ?(?:배열|목록|리스트))/giu;
const ITEM_TYPES = /\b(?:strings?|integers?|numbers?|booleans?|objects?)\b|문자열|정수|숫자|실수|객체/i;
const BELOW_ZERO = /[-−–]\d|\bminus\b|\bnegative\b|\bbelow zero\b|영하|마이너스|음수/i;

/** Types and counted things that the request has no word for are left out. */
export function jsonAdmits(evidence: Evidence): (part: Expression) => boolean {
  const { request } = evidence;
  // The document itself is an object.
  const said = request.replace(/JSON[ -]?(?:objects?|객체)/gi, "");
  const withoutItems = said.replace(ITEMS_OF_ARRAYS, "");
  const hasObjects = arraySaid(request) !== undefined || namesType(said, "object");
  const admitsSequence = (items: readonly Expression[]): boolean =>
    (BELOW_ZERO.test(request) || !items.some((item) => isText(item, "-"))) &&
    (hasObjects || !items.some((item) => isText(item, "fields of ")));
  return (part) => {
    if (part.kind === "sequence") return admitsSequence(part.items);
    if (part.kind !== "literal" || !part.means) return true;
    const { name, value } = part.means;
    if (name === "counted") return COUNTED[String(value)]?.test(request) ?? true;
    if (name === "items" && value === "object") return hasObjects;
    if (name === "items" && value === "array") return OF_ARRAYS.test(request);
    if (name === "value") return namesType(withoutItems, String(value));
    // Of a number that is called neither, the planner says whether it is whole.
    if (name === "type" && !namesType(said, "number") && !namesType(said, "integer")) return true;
    if (name === "items" && value === "string" && !ITEM_TYPES.test(said)) return true;
    if (name === "items" || name === "type") return namesType(said, String(value));
    return true;
  };
}

/** The numbers of lines, each with the field that it is said of. */
export const saidOfFields = (lines: readonly string[], fields: readonly FieldSaid[]): string[] =>
  fields.flatMap(({ name }) => {
    const quoted = JSON.stringify(name);
    return linesAbout(quoted, lines).flatMap((line) =>
      (line.slice(line.indexOf(quoted) + quoted.length).match(/\d+/g) ?? []).map(
        (number) => `${number} ${quoted}`,
      ),
    );
  });

/** Numbers that a field was given as often as the request says them of it alone, and what fields were said to be. */
export function spentOnFields(lines: readonly string[], fields: readonly FieldSaid[]): string[] {
  const ofAll = [NAMES, DOCUMENT].filter((once) => lines.some((line) => line.startsWith(`${once} `)));
  const said = saidOfFields(lines, fields);
  const spent = fields.flatMap(({ name, own, all }) => {
    const quoted = JSON.stringify(name);
    const times = ({ numbers }: Evidence, number: string): number =>
      numbers.filter(({ value }) => `${value} ${quoted}` === number).length;
    const numbers = [...new Set(said)].filter(
      (number) =>
        times(own, number) > 0 &&
        times(own, number) === times(all, number) &&
        said.filter((other) => other === number).length >= times(own, number),
    );
    const isSaid = (once: string): boolean =>
      linesAbout(quoted, lines).some(
        (line) => line.startsWith(once) && !/ is (?:lower|upper)case$/.test(line),
      );
    return [...numbers, ...[`field ${quoted} is`, `each item of field ${quoted} is`].filter(isSaid)];
  });
  return [...ofAll, ...spent];
}

const linesAbout = (quoted: string, lines: readonly string[]): string[] =>
  lines.filter((line) => line.includes(`field ${quoted} `));
