/**
 * Comparatives beside a number: those that bound it, and those that exclude the number they name ("fewer than 10" means at
 * most 9); a negation turns them round ("not fewer than 10").
 * @module
 */
import { KOREAN_COUNTERS } from "./korean-numbers.ts";
import { isDeniedBefore } from "./negation.ts";

/** Which way a comparative points, where one stands beside the number. */
export type Bound = "at least" | "at most";

/** What the words beside a number make of it. */
export interface Bounded {
  readonly bound: Bound | undefined;
  /** From the number that stands there to the one that is meant. */
  readonly shift: number;
}

/**
 * "Words < 10", "price > 5". "5 > 3" compares numbers, "->" is an arrow, `<b>` a tag, "<3" a heart where nothing is
 * counted, and "> …" at the beginning of a line a quotation.
 */
const BELOW_SIGN =
  /(?<![-=<>]|\d\s?)<(?:\s+|(?<=\b(?:words?|characters?|letters?|lines?|sentences?|length|count)\s?<))$/iu;
const BELOW_SIGN_OF_UNIT = /(?<![-=<>]|\d\s?)<$/u;
const ABOVE_SIGN = /(?<![-=<>]|\d\s?|\n[ \t]*|<\/?[a-z][^<>\n]*)>\s*$/iu;
const UNIT_FOLLOWS =
  /^[\s-]?(?:(?:words?|characters?|letters?|chars?|lines?|sentences?|paragraphs?|syllables?|items?)\b|단어|낱말|글자|자|줄|문장|문단)/iu;
/** "3 < words": the number stands on the other side. */
const SIGN_BEHIND = /^\s?([<>]=?|≤|≥)\s?(?:words?|characters?|letters?|lines?|sentences?|length)\b(?!>)/iu;

const LESS = /\b(?:fewer|less|shorter|smaller|lower) (?:\p{L}+ )?than\s*$|\b(?:under|below)\s*$/iu;
const MORE =
  /\b(?:more|longer|greater|larger|higher) (?:\p{L}+ )?than\s*$|\b(?:over|above|exceed(?:s|ing)?)\s*$/iu;
const AT_MOST =
  /\b(?:at (?:the )?most|(?:no|not) more (?:\p{L}+ )?than|(?<!\badd(?:s|ed|ing)? )up to|maximum(?: of)?|max(?:\.| of)?|within|a limit of|limited to|fewest)\s*$|\b(?:fewer|less|shorter|smaller|lower) than or equal to\s*$|\bequal to or (?:fewer|less|shorter|smaller|lower) than\s*$|(?:≤|<=)\s*$/iu;
const AT_LEAST =
  /\b(?:at (?:the )?least|(?:no|not) (?:fewer|less) (?:\p{L}+ )?than|minimum(?: of)?|min\.?)\s*$|\b(?:more|longer|greater|larger|higher) than or equal to\s*$|\bequal to or (?:more|longer|greater|larger|higher) than\s*$|(?:≥|>=)\s*$/iu;
/** "5 words at most": no number of its own follows, as in "3 lines with at most 8 words". */
const NO_NUMBER = "(?=\\s*(?:[^\\p{L}\\p{N}\\s-]|$|per\\b|each\\b|in\\b|and\\b|for\\b|on\\b))";
const OR_FEWER = new RegExp(
  `^\\s*[\\p{L}-]*\\s*(?:[\\p{L}]+\\s)?(?:or (?:fewer|less|under|shorter)|(?:at (?:the )?most|max(?:imum)?|tops)${NO_NUMBER})`,
  "iu",
);
/** "20+ words"; "20+5" is a sum. */
const OR_MORE = new RegExp(
  `^\\s*[\\p{L}-]*\\s*(?:[\\p{L}]+\\s)?(?:or (?:more|longer|above)|(?:at (?:the )?least|minimum)${NO_NUMBER})|^\\+(?!\\s?\\d)`,
  "iu",
);

/**
 * @param before what stands before the number
 * @param after what stands behind it
 * @param isOfTimes whether it tells how often something comes
 */
export function boundBeside(before: string, after: string, isOfTimes: boolean): Bounded {
  if (AT_MOST.test(before)) return AT_MOST_IT;
  if (AT_LEAST.test(before)) return AT_LEAST_IT;
  if (/(?:최대|많아야|많아도|길어도|길어야)(?:한|로)?\s?$/u.test(before)) return AT_MOST_IT;
  if (/(?:최소|적어도|못해도|짧아도)(?:한|로)?\s?$/u.test(before)) return AT_LEAST_IT;
  const isDenied = ({ 0: comparative, index }: RegExpExecArray): boolean =>
    isDeniedBefore(before.slice(0, index), {
      comparative,
      isOfTimes,
      isOfWords: /^[\s-]*(?:or (?:more|fewer) )?words?\b/i.test(after),
    });
  const less =
    LESS.exec(before) ??
    BELOW_SIGN.exec(before) ??
    (UNIT_FOLLOWS.test(after) ? BELOW_SIGN_OF_UNIT.exec(before) : null);
  if (less) return isDenied(less) ? AT_LEAST_IT : BELOW_IT;
  const more = MORE.exec(before) ?? ABOVE_SIGN.exec(before);
  if (more) return isDenied(more) ? AT_MOST_IT : ABOVE_IT;
  const sign = SIGN_BEHIND.exec(after)?.[1];
  if (sign !== undefined) return BY_SIGN_BEHIND[sign];
  if (OR_FEWER.test(after)) return AT_MOST_IT;
  if (OR_MORE.test(after)) return AT_LEAST_IT;
  return koreanBound(after);
}

const AT_MOST_IT: Bounded = { bound: "at most", shift: 0 };
const AT_LEAST_IT: Bounded = { bound: "at least", shift: 0 };
const BELOW_IT: Bounded = { bound: "at most", shift: -1 };
const ABOVE_IT: Bounded = { bound: "at least", shift: 1 };
const BY_SIGN_BEHIND: Readonly<Record<string, Bounded>> = {
  "<": ABOVE_IT,
  "<=": AT_LEAST_IT,
  "≤": AT_LEAST_IT,
  ">": BELOW_IT,
  ">=": AT_MOST_IT,
  "≥": AT_MOST_IT,
};

const COUNTER = `^\\s?(?:${KOREAN_COUNTERS}|원|달러|명|초|분)?(?:를|을|가|이|로|은|는)?\\s?`;
/** What denies a verb: 쓰지 마, 쓰면 안 돼, 쓸 수 없다; 쓰지 않아도 leaves it open. */
const DENIED =
  "[가-힣]{0,6}(?:(?:지(?:는|도)?|진)\\s?(?:않(?!아도)|마(?!저)|말|못)|(?:면|서는|선|서도)\\s?(?:절대\\s?)?(?:안|못)\\s?[되돼됩된될됨써쓰하해]|\\s?수(?:는|가)?\\s?없)";
/** What denies a thing: … 금지, … 안 됨, … 없이. */
const NONE = "(?:은|는|이|가|도)?\\s?(?:금지|불가|안\\s?[되돼됩된될됨]|없)";

/** A Korean comparative and how it is denied: itself, by the verb that it describes, or with the thing it is said of. */
const denied = (stems: string, adverbs: string, adjectives: string): RegExp =>
  new RegExp(
    `${COUNTER}(?:(?:${stems})(?:${DENIED}|${NONE})` +
      `|(?:${adverbs})(?:는|도|은)?\\s(?:[가-힣]{1,4}(?<![을를은는이가도에고며되])\\s)?${DENIED}` +
      `|(?:${adjectives})\\s[가-힣]{1,6}\\s?(?:(?:절대|절대로|하나도|전혀)\\s)?(?:${DENIED}|${NONE}))`,
    "u",
  );
const NOT_MORE = denied(
  "초과|넘|보다 (?:많|길|크|커|높|긴)",
  "초과(?:하게|하도록|하여|해서|해|로)|넘(?:게|도록|어|어서)|보다 (?:많이|많게|길게|크게|높게)",
  "초과(?:하는|한|의)?|넘(?:는|은)|보다 (?:많은|긴|큰|높은)",
);
const NOT_LESS = denied(
  "미만(?:이|으로)?|보다 (?:적|짧|작|낮)",
  "미만으로|보다 (?:적게|짧게|작게|낮게)",
  "미만(?:인|의)?|보다 (?:적은|짧은|작은|낮은)",
);
const NOT_AT_LEAST = denied("이상(?:이|으로)?", "이상(?:으로)?", "이상(?:인|의)?");
const NOT_AT_MOST = denied("이하(?:이|로)?", "이하(?:로)?", "이하(?:인|의)?");

/** Korean comparatives follow the number and its counter: 7자 이하, 다섯 단어 이상, 10개 미만, 30자를 넘지 않게. */
function koreanBound(after: string): Bounded {
  const follows = (words: string): boolean => new RegExp(`${COUNTER}(?:${words})`, "u").test(after);
  if (NOT_MORE.test(after) || follows("이상(?:을|은)?\\s?(?:넘|초과)")) return AT_MOST_IT;
  if (NOT_LESS.test(after)) return AT_LEAST_IT;
  if (NOT_AT_LEAST.test(after)) return BELOW_IT;
  if (NOT_AT_MOST.test(after)) return ABOVE_IT;
  if (follows("이하|이내|까지|넘지|안팎|를 넘지|을 넘지|안으로|안에")) return AT_MOST_IT;
  if (follows("이상|부터")) return AT_LEAST_IT;
  if (follows("미만|보다 (?:적|짧|작|낮)|안 되")) return BELOW_IT;
  if (follows("초과|넘게|넘는|넘어|넘도록|보다 (?:많|길|긴|크|큰|높)")) return ABOVE_IT;
  return { bound: undefined, shift: 0 };
}
