/**
 * What a whole plan has to use of a request.
 * @module
 */
import { type Evidence, timesSaid } from "../evidence/evidence.ts";
import { countedIn, fieldsSaid } from "../evidence/fields-said.ts";
import { impliedOrder } from "../evidence/implied.ts";
import { arraySaid, isAboutJson, keysOf } from "../evidence/keys.ts";
import type { NumberFound } from "../evidence/numbers.ts";
import { isDenied, textCounted } from "../evidence/polarity.ts";
import type { QuoteFound } from "../evidence/quotes.ts";
import { unitOf } from "../evidence/units.ts";

/** What a plan may use, each as often as it stands here; `sure`: numbers that no whole plan lacks, as clauses say them. */
export function demandsOf(evidence: Evidence): {
  /** Texts that no whole plan lacks. */
  readonly keys: readonly string[];
  readonly numbers: readonly string[];
  /** Those of the numbers that no plan says more often, and again with what they count: "3", "3 line". */
  readonly spendable: readonly string[];
  readonly sure: readonly (readonly string[])[];
  /** What the text is to be without: no whole plan lacks it. */
  readonly denied: readonly string[];
  readonly texts: readonly string[];
  /** Those of the texts that no whole plan lacks. */
  readonly owed: readonly string[];
  /** Whether some text comes behind another, wherever that is. */
  readonly order: boolean;
} {
  const keys = isAboutJson(evidence.request) ? keysOf(evidence).map(({ name }) => JSON.stringify(name)) : [];
  const { request, numbers, quotes, marks } = evidence;
  // "one" is mostly said by the form, "twice" by a relation.
  const meant = numbers.flatMap((found) => {
    const { value, start, end } = found;
    const times = timesSaid(found, evidence);
    const isMeant =
      (keys.length > 0 && value > 0) ||
      (value > 1 && (found.bound !== undefined || !/^(?:once|twice)$/i.test(request.slice(start, end)))) ||
      isOneOfEach(request, end) ||
      textCounted(found, evidence) !== undefined ||
      times > 1;
    return isMeant ? Array.from({ length: times }, () => found) : [];
  });
  const sure = meant.filter((found) => {
    const unit = unitOf(found, request);
    if (timesSaid(found, evidence) > 1) return true;
    return found.ordinal || found.bound !== undefined || unit !== undefined;
  });
  return {
    keys,
    numbers: meant.map(({ value }) => String(value)),
    spendable: OF_SEVERAL_PLACES.test(request) ? [] : meant.flatMap((found) => namesOf(found, request)),
    sure:
      keys.length > 0
        ? numbersOfFields(evidence)
        : sure.map((found) => {
            const { value, stated = value, range } = found;
            const [, counted] = namesOf(found, request);
            // "Three stanzas, three lines each": each is said of its own unit.
            const isAlone = !meant.some((other) => other !== found && other.value === value);
            return isAlone || counted === undefined || range ? [String(value), String(stated)] : [counted];
          }),
    denied:
      keys.length > 0
        ? []
        : [
            ...evidence.denied,
            ...quotes.filter((quote) => isDenied(quote, evidence)).map(({ text }) => text),
          ].map((text) => JSON.stringify(text)),
    owed:
      keys.length > 0
        ? []
        : quotes.filter((quote) => isOwed(quote, request)).map(({ text }) => JSON.stringify(text)),
    texts: [
      ...quotes.map(({ text }) => text),
      ...marks.filter((mark) => !quotes.some(({ text }) => text === mark)),
    ].map((text) => JSON.stringify(text)),
    order: impliedOrder(request, quotes).length > 0,
  };
}

/** Numbers that bound a field, or count what is in it, with its name; and how many objects there are. */
function numbersOfFields(evidence: Evidence): string[][] {
  const { start, end } = arraySaid(evidence.request) ?? { start: 0, end: 0 };
  const ofDocument = evidence.numbers.filter((found) => found.start >= start && found.start < end);
  const ofFields = fieldsSaid(evidence).flatMap(({ name, own }, index, fields) =>
    own.numbers
      // "These three keys": how many there are.
      .filter(({ value }) => value !== fields.length || index < fields.length - 1)
      .filter((found) => found.bound ?? found.range ?? countedIn(found, own.request))
      .map(({ value, stated = value }) =>
        [value, stated].map((number) => `${number} ${JSON.stringify(name)}`),
      ),
  );
  return [...ofDocument.map(({ value }) => [String(value)]), ...ofFields];
}

const SPELLED = /\bacrostic\b|\bspell|\binitials?\b|\bfirst letters\b|행시|첫 ?글자/i;

/** A quotation asks for what stands in it, unless it tells what the text is about or called. */
const isOwed = ({ text, start, end }: QuoteFound, request: string): boolean =>
  !SPELLED.test(request) &&
  end - start > text.length &&
  !/\b(?:about|on|called|titled|entitled|named|theme|topic|title|subject|like|as|for|to|of)(?: (?:is|the|of))?:?\s*$/i.test(
    request.slice(Math.max(0, start - 30), start),
  ) &&
  !/^\s?(?:에 (?:대|관)|(?:이)?라는 (?:제목|주제|이름)|처럼|같은|형식)/u.test(request.slice(end));

function namesOf(found: NumberFound, request: string): string[] {
  const unit = found.ordinal ? undefined : unitOf(found, request);
  return [String(found.value), ...(unit ? [`${found.value} ${unit}`] : [])];
}

/** "Lines 1 and 3 have 5 words": a number is said once, and asked of several. */
const OF_SEVERAL_PLACES =
  /\b(?:paragraphs|lines|sentences|words|verses) (?:#?\d+|one|two|three|four|five)\b|\b(?:first|second|third|last|\d(?:st|nd|rd|th)),? (?:and|or) |\bother\b|번째(?:와|랑|하고|,)|첫(?: ?번?째)?(?:와|랑|하고)|나머지/i;

/** "One word per line", "single words": the 1 that no form says. */
const isOneOfEach = (request: string, end: number): boolean =>
  (/^\sword\b/i.test(request.slice(end)) &&
    /\beach(?: is| being)?(?: an?| only| just)? (?:one|single|1)$/i.test(request.slice(0, end))) ||
  (/^\s(?:words?|sentences?|lines?)\s?(?:per|on each|in each|each|a)\b|^\s(?:\p{L}+\s)?words\b|^\s?(?:단어|낱말|어절|문장)(?:으로)?\s?씩/iu.test(
    request.slice(end),
  ) &&
    /(?:\b(?:one|single|1)|(?<![가-힣])한)$/i.test(request.slice(0, end)));
