/**
 * What a request says without saying it: "with paragraphs having the last sentence to be 'A', 'B', 'C', respectively" asks
 * for three paragraphs; "'A' is the fifth word and 'B' shows up later" speaks of A twice, once as what B comes behind.
 * @module
 */
import type { Unit } from "../../contract/index.ts";
import type { NumberFound } from "./numbers.ts";
import type { QuoteFound } from "./quotes.ts";

const IN_TURN =
  /\brespectively\b|\bin (?:that|this|exactly that|the given) order\b|각각|차례대로|순서대로/giu;
/** Parts that are spoken of as several; what is listed of words are words, and their count is another matter. */
const SEVERAL =
  /\b(?<paragraph>paragraphs|stanzas)\b|\b(?<line>lines|verses)\b|\b(?<sentence>sentences)\b|\b(?<word>words|characters|letters)\b|(?<paragraphs>문단|단락)|(?<lines>[가-힣]*줄|행)|(?<sentences>문장)/iu;

/** Poems whose name says how many lines they have; one of them, and nothing about them. */
const VERSE: readonly { readonly name: RegExp; readonly lines: number }[] = [
  {
    name: /(?<!\b(?:about|two|three|four|five|some|several)\s(?:an?\s)?)\bhaikus?\b(?!\s(?:poet|master|history|form))|하이쿠(?!에 (?:대|관)|의|란)/i,
    lines: 3,
  },
  { name: /(?<!\babout\s(?:an?\s)?)\blimerick\b/i, lines: 5 },
  { name: /(?<!\babout\s(?:an?\s)?)\bsonnet\b/i, lines: 14 },
  { name: /\bcouplet\b/i, lines: 2 },
  { name: /\bquatrain\b/i, lines: 4 },
];

/**
 * Numbers that stand nowhere in the request and follow from its lists.
 * @param outside the request with its quotations blanked
 */
export function impliedCounts(
  outside: string,
  quotes: readonly QuoteFound[],
  isCounted: (unit: Unit) => boolean,
): NumberFound[] {
  const found: NumberFound[] = [];
  for (const { index } of outside.matchAll(IN_TURN)) {
    const from = Math.max(...["\n", ". ", "; "].map((mark) => outside.lastIndexOf(mark, index - 1) + 1));
    const listed = quotes.filter(({ start }) => start >= from && start < index).length;
    const unit = listed < 2 ? undefined : unitIn(outside.slice(from, index));
    if (unit === undefined || unit === "word" || isCounted(unit)) continue;
    found.push({ value: listed, start: index, end: index, ordinal: false, bound: undefined, unit });
  }
  const form = VERSE.find(({ name }) => name.test(outside));
  if (form && !isCounted("line") && !isCounted("paragraph")) {
    const { index } = form.name.exec(outside)!;
    found.push({
      value: form.lines,
      start: index,
      end: index,
      ordinal: false,
      bound: undefined,
      unit: "line",
    });
  }
  return found;
}

/** Said behind a quoted text: it comes behind the one that was named before. */
const COMES_LATER =
  /^[^"“”.;\n]{0,30}?\b(?:later(?! than)|afterwards?|further (?:on|along|down)|after (?:it|that))\b|^[^"“”.;\n]{0,12}?(?:나중에|그 뒤에|그 뒤로|그다음에)/iu;

/** Pairs of quoted texts of which the second comes behind the first. */
export const impliedOrder = (
  request: string,
  quotes: readonly QuoteFound[],
): (readonly [first: string, second: string])[] =>
  laterQuotes(request, quotes).map(({ index }) => [quotes[index - 1].text, quotes[index].text]);

const IN_THIS_ORDER =
  /\bin (?:exactly |just |precisely )?(?:that|this|the (?:given|same)) (?:exact )?order\b|(?:이|그) 순서(?:로|대로)|순서대로/giu;
const A_PLACE =
  /\bwords? (?:numbers? )?\d|\bpositions?\b|\b(?:first|second|third|last|start|begin|end|each|every)|시작|끝|번째|마지막|각각/iu;

/** Texts of which nothing is said but their order: "has the words ladder and honey in it, in that order". */
export function textsInOrder(request: string, quotes: readonly QuoteFound[]): string[] {
  for (const { index } of request.matchAll(IN_THIS_ORDER)) {
    const from = Math.max(...["\n", ". ", "; "].map((mark) => request.lastIndexOf(mark, index - 1) + 1));
    const before = quotes.filter(({ start, end }) => start >= from && end <= index);
    // "Use these in this order: ladder, honey, Thursday".
    const colon = request.indexOf(":", index);
    const behind = colon < 0 || before.length > 0 ? [] : quotes.filter(({ start }) => start > colon);
    const listed = before.length > 0 ? before : behind;
    const said = before.length > 0 ? outsideOf(before, request, from, index) : request.slice(from, index);
    const unit = unitIn(said);
    if (listed.length < 2 || A_PLACE.test(said) || (unit !== undefined && unit !== "word")) continue;
    return listed.map(({ text }) => text);
  }
  return [];
}

/** What is said around quotations. */
const outsideOf = (quotes: readonly QuoteFound[], request: string, from: number, to: number): string =>
  quotes.reduceRight(
    (text, { start, end }) => text.slice(0, start - from) + text.slice(end - from),
    request.slice(from, to),
  );

/** "Start and end with 'sea'", "'봄'으로 시작하고 끝나게": one text is said, and asked of two places. */
const BOTH_ENDS =
  /\b(?:start|begin|open)(?:s|ning|ing)?\b[^.;,\n"“]{0,16}\band\b[^.;,\n"“]{0,16}\b(?:end|close|finish)(?:s|ing)?\b[^.;,\n"“]{0,20}$/iu;
const KOREAN_BOTH_ENDS =
  /^(?:으로|로)?\s?시작(?:하고|해서|하여|하며)\s?(?:같은 [가-힣]+\s|다시\s)?(?:끝|마치)/u;

/** Quoted texts that are meant once more: as what another one follows, or at the other end. */
export const impliedQuotes = (request: string, quotes: readonly QuoteFound[]): QuoteFound[] => [
  ...laterQuotes(request, quotes).map(({ index, start }) => ({
    text: quotes[index - 1].text,
    start,
    end: start,
  })),
  ...quotes
    .filter(
      ({ start, end }) =>
        BOTH_ENDS.test(request.slice(Math.max(0, start - 80), start)) ||
        KOREAN_BOTH_ENDS.test(request.slice(end)),
    )
    .map(({ text, end }) => ({ text, start: end, end })),
];

const laterQuotes = (
  request: string,
  quotes: readonly QuoteFound[],
): { readonly index: number; readonly start: number }[] =>
  quotes.flatMap(({ start, end }, index) =>
    index > 0 && end > start && COMES_LATER.test(request.slice(end)) ? [{ index, start }] : [],
  );

function unitIn(text: string): Unit | undefined {
  const groups = SEVERAL.exec(text)?.groups ?? {};
  const name = Object.keys(groups).find((key) => groups[key] !== undefined);
  return name?.replace(/s$/, "") as Unit | undefined;
}
