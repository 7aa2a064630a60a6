/**
 * What a request wants with a text that it quotes: to be without it, to begin or end with it, to be like
 * it, or a letter of it.
 * @module
 */
import type { Evidence } from "./evidence.ts";
import type { NumberFound } from "./numbers.ts";
import type { QuoteFound } from "./quotes.ts";
import { isOfTimes } from "./units.ts";

/** Comparatives say "no" of a number. */
const COMPARATIVES =
  /\b(?:no|not|never|n[’']t)\b(?: \p{L}+)? (?:more|fewer|less|longer|shorter|later|exceed\w*|over|under)\b|\bno other\b|\bnot only\b/giu;
const LISTED =
  /_,?\s*(?:,|\band\b|\bor\b|\bnor\b|&|\/)?\s*(?:and |or |nor )?(?:the )?(?:words? |letters? |phrases? )?(?=_)/giu;
const BREAK =
  /[.,;:!?\n]|\b(?:and|but|yet|that|which|with|(?<!(?:without|not|never|avoid|n[’']t) )using|while)\b/iu;
const NO =
  /\b(?:no|not|never|without|avoid\w*|exclud\w*|nor|omit\w*|skip|leave out|forbidden|banned)\b|\b\w+n[’']t\b/iu;
const KOREAN_LISTED = /^(?:\s?(?:과|와|,|나|이나|하고|랑|이랑|또는|\/)?\s?_)+/u;
const KOREAN_NO =
  /^\s?(?:이라는|라는)?\s?(?:단어|말|낱말|글자|표현)?(?:은|는|을|를|이|가|도)?\s?(?:(?:절대|절대로|전혀)\s)?(?:빼고|빼|없이|제외|쓰지|넣지|사용하지|들어가지|포함하지|말고|금지|안 쓰|안 들어)/u;

/** "Without 'sea'", "never use 'a' or 'b'", "'눈물'은 쓰지 말고". */
export function isDenied({ start, end }: QuoteFound, { request, quotes }: Evidence): boolean {
  // Quotations are blanked: a comma in them ends nothing.
  const blank = (from: number, to: number): string => {
    let text = "";
    let at = from;
    for (const quote of quotes) {
      if (quote.start < at || quote.end > to || quote.end === quote.start) continue;
      text += `${request.slice(at, quote.start)}_`;
      at = quote.end;
    }
    return text + request.slice(at, to);
  };
  const before = `${blank(0, start)}_`.slice(-160).replace(COMPARATIVES, "").replace(LISTED, "_");
  const clause = before.split(BREAK).at(-1) as string;
  return (
    NO.test(clause) || KOREAN_NO.test(blank(end, request.length).slice(0, 80).replace(KOREAN_LISTED, ""))
  );
}

/** "The letter e", "the letters 'q' and 'z'". */
export const isLetter = ({ text, start }: QuoteFound, { request }: Evidence): boolean =>
  /^\p{L}$/u.test(text) &&
  /\bletters? (?:[“"'‘]?\p{L}[”"'’]?(?:, and |, or |, | and | or ))*[“"'‘]?$/iu.test(
    request.slice(Math.max(0, start - 60), start),
  );

const AT_AN_END =
  /\b(?:start|begin|open|end|finish|clos|conclud)\w*(?: (?:off|up|out))? (?:with|by|in|on)(?: (?:the|a))?(?: (?:exact |single )?(?:word|words|letter|phrase|sentence|question|line|name))?:?\s*$/iu;
const KOREAN_AT_AN_END =
  /^\s?(?:이라는|라는)?\s?(?:단어|말|낱말|글자|문장)?(?:으로|로)\s?(?:시작|끝|마무리|열|닫|맺)/u;

/** "Begins with 'Once'", "'forever'로 끝나는": it stands at an end of something, wherever else it may. */
export const isAtAnEnd = ({ start, end }: QuoteFound, { request }: Evidence): boolean =>
  AT_AN_END.test(request.slice(Math.max(0, start - 60), start)) ||
  KOREAN_AT_AN_END.test(request.slice(end, end + 24));

const LIKE_BEFORE =
  /\b(?:(?<!(?:\bI|\bwe|\byou|would|[’']d) )like|as in|in the (?:form|format|style)(?: of)?|format(?:ted)?(?: as| like)?:?|e\.g\.,?)\s*$/iu;
const LIKE_BEHIND = /^\s?(?:과|와)?\s?(?:처럼|같은 (?:형식|형태|식|모양)|같이|형식|형태|식으로|꼴)/u;

/** "Written like 'Milk - $4'": a sample of a form, with a number in it, and no text that is to stand there. */
export const isSample = ({ text, start, end }: QuoteFound, { request }: Evidence): boolean =>
  /\p{N}/u.test(text) &&
  (LIKE_BEFORE.test(request.slice(Math.max(0, start - 40), start)) ||
    LIKE_BEHIND.test(request.slice(end, end + 16)));

const BE_BEFORE = /\b(?:is|be|are|being|reads?|says?)(?: exactly)?:?\s*$/iu;
const BE_BEHIND = /^\s?(?:이어야|여야|이라야|라야|이고|일 것|(?:으로|로) (?:해|하|쓰|써))/u;

/** "The last sentence must be 'So I stayed.'", '…'여야 해: all of a part, where one is named. */
export const isAllOfIt = ({ start, end }: QuoteFound, { request }: Evidence): boolean =>
  BE_BEFORE.test(request.slice(Math.max(0, start - 30), start)) || BE_BEHIND.test(request.slice(end));

/** Between a text and how often it comes: "the word 'sea' comes exactly" 3 times, "twice the word" 'sea'. */
const NEAR_ITS_TIMES = 40;

/** "'sea' exactly twice", "'함께'라는 단어를 두 번": the text of which a number tells how often it comes. */
export function textCounted(found: NumberFound, { request, quotes }: Evidence): QuoteFound | undefined {
  if (!isOfTimes(found, request)) return undefined;
  const isNear = (from: number, to: number): boolean =>
    from <= to && to - from <= NEAR_ITS_TIMES && !/[.;!?\n]/.test(request.slice(from, to));
  return (
    quotes.findLast(({ end }) => isNear(end, found.start)) ??
    quotes.find(({ start }) => isNear(found.end, start))
  );
}

/** Texts of which numbers tell how often they come, and so that they do. */
export const textsCounted = (evidence: Evidence): ReadonlySet<QuoteFound | undefined> =>
  new Set(evidence.numbers.map((found) => textCounted(found, evidence)));
