/**
 * Acrostics: the first letters of lines, sentences or words spell a word, as in "an acrostic for MOON" or 무지개로 삼행시.
 * What that means needs no planner: the request is put as one for so many lines, and the contract gets a clause for each.
 * @module
 */
import type { Clause, Scope } from "../../contract/index.ts";

type Spoken = "line" | "sentence" | "word";

export interface Spelled {
  /** The request without its acrostic. */
  readonly request: string;
  /** What the acrostic asks of the first letters. */
  readonly clauses: readonly Clause[];
}

const MARK = "[\"“”'‘’«»]";
/** In quotation marks, or in capitals; after "word", "name" or "spell", any word. */
const NOUN = "(?:following\\s+)?(?:word|name)s?(?:[,:]?\\s+(?:(?:which|that)\\s+)?is)?[,:]?\\s+";
const OWNER = "(?:(?:the|my|our|your|his|her|their)\\s+)?";
const NAMED = `(?:(?:for|of|on|from|with|using)\\s+)?${OWNER}${NOUN}`;
const SPELLS = `(?:that\\s+|which\\s+)?spell(?:s|ing)?(?:\\s+out)?(?::\\s*|\\s+)${OWNER}(?:${NOUN})?`;
const WORD = `${MARK}(\\p{L}{2,12})${MARK}`;
/** "Spell out my name", "the name of my dog": words that only lead to one. */
const LEADS =
  "(?:out|my|our|your|his|her|its|their|the|an|this|that|these|those|which|what|some|any|each|every|it|is|of|for|as|in|with|and|or|about|following|words?|names?|please|something|someone|things?)";
const BARE = `(?!${LEADS}(?!\\p{L}))(\\p{L}{2,12})(?!\\p{L}|[’']s)`;
const CAPITALS = `(\\p{Lu}{2,12})(?!\\p{L})`;
const FOUND = [
  `(?:${NAMED}|${SPELLS})${WORD}`,
  `(?:${NAMED}|${SPELLS})${BARE}`,
  `(?:for|of|on|from|with|using)\\s+${WORD}`,
];
const ACROSTICS: readonly RegExp[] = [
  ...FOUND.map((word) => new RegExp(`\\b(an?\\s)?acrostics?(?:\\s+poem)?\\s+([^.;\\n]{0,40}?)${word}`, "iu")),
  new RegExp(
    `\\b([Aa]n?\\s)?[Aa]crostics?(?:\\s+poem)?\\s+([^.;\\n]{0,40}?)(?:for|of|on|from|with|using)\\s+${CAPITALS}`,
    "u",
  ),
];
const FIRST_LETTERS = new RegExp(
  `(?:,?\\s?\\b(?:whose|where|so that|such that|with|and)\\s+)?(?:the\\s+)?(?:first|initial)\\s+letters?\\s+(?:of\\s+(?:the|its|all|each|every)\\s+)?(lines?|sentences?|words?|verses?)?[^.;\\n"“']{0,30}?${SPELLS}(?:${WORD}|${BARE})`,
  "iu",
);
const ONE_EACH = /,?\s*(?:with\s+)?(?:one|a)\s+(?:line|verse)\s+(?:per|for\s+(?:each|every))\s+letter/giu;

const KOREAN_COUNTS: Readonly<Record<string, number>> = { 이: 2, 삼: 3, 사: 4, 오: 5, 육: 6, 칠: 7 };
const KOREAN_ACROSTIC = /(?<![가-힣\d])([이삼사오육칠2-7])\s?행\s?시/u;

/** Takes the acrostic out of a request; a request without one stays as it is. */
export function spelledOut(request: string): Spelled {
  return koreanAcrostic(request) ?? englishAcrostic(request) ?? { request, clauses: [] };
}

function englishAcrostic(request: string): Spelled | undefined {
  const letters = FIRST_LETTERS.exec(request);
  if (letters) {
    const unit = unitNamed(letters[1]);
    const word = letters[2] ?? letters[3];
    const count = alreadyCounted(request, unit) ? "" : ` with exactly ${[...word].length} ${unit}s`;
    return spelled(request.replace(letters[0], count), word, unit);
  }
  const match = ACROSTICS.map((pattern) => pattern.exec(request)).find((found) => found !== null);
  if (!match) return undefined;
  const [whole, article = "", between, word] = match;
  const count = alreadyCounted(request, "line") ? "poem" : `poem of ${[...word].length} lines`;
  const about = between.trim();
  const poem = `${article.replace(/n(?=\s)/u, "")}${count}${about === "" ? "" : ` ${about}`}`;
  return spelled(request.replace(whole, poem).replace(ONE_EACH, ""), word, "line");
}

/** 삼행시, 3행시: the word is quoted, or stands before its particle and is that long. */
function koreanAcrostic(request: string): Spelled | undefined {
  const match = KOREAN_ACROSTIC.exec(request);
  if (!match) return undefined;
  const count = KOREAN_COUNTS[match[1]] ?? Number(match[1]);
  const behind =
    "(?:\\s?(?:이?라는\\s)?(?:단어|말|이름|제시어|[가-힣]{1,3}\\s?글자)?)?(?:으로|로|을|를|의|이야|야)?";
  const word =
    new RegExp(
      `(?:운은|운자는|제시어는|제시어:)?\\s?["“'‘「『]([가-힣]{${count}})["”'’」』]${behind}\\s?`,
      "u",
    ).exec(request) ??
    new RegExp(`(?:(?:운은|운자는|제시어는|제시어:)\\s)(?<![가-힣])([가-힣]{${count}})(?![가-힣])`, "u").exec(
      request,
    ) ??
    new RegExp(
      `(?<![가-힣])([가-힣]{${count}}?)(?:으로|로|이라는 이름으로)\\s(?=(?:[가-힣]+\\s)?${match[0]})`,
      "u",
    ).exec(request);
  if (!word) return undefined;
  const rest = request.replace(word[0], "").replace(match[0], `${count}줄짜리 시`);
  return spelled(rest.trim(), word[1], "line");
}

const unitNamed = (said: string | undefined): Spoken =>
  /^sentence/i.test(said ?? "") ? "sentence" : /^word/i.test(said ?? "") ? "word" : "line";

/** "In four lines": so many are asked for already. */
const alreadyCounted = (request: string, unit: Spoken): boolean =>
  new RegExp(`(?:\\d|\\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve))[ -]${unit}s?\\b`, "iu").test(
    request,
  );

const spelled = (request: string, word: string, unit: Spoken): Spelled => ({
  request,
  clauses: [...word].map((letter, index): Clause => {
    const part = { unit, at: index + 1 } as const;
    const scope: Scope = unit === "word" ? [part] : [part, { unit: "word", at: 1 }];
    return { relation: "starts with", scope, value: letter };
  }),
});
