/**
 * What a request for JSON calls its fields, and the types that it speaks of.
 * @module
 */
import type { Evidence } from "./evidence.ts";

/** Whether a request asks for a JSON document. */
export const isAboutJson = (request: string): boolean => /\bJSON\b|제이슨/i.test(request);

export interface Key {
  readonly name: string;
  /** Where it stands, in UTF-16 units. */
  readonly start: number;
}

const INTRODUCED =
  /(?:키|필드|속성)(?:들)?(?:는|은|로는|가|이|:)\s+|(?<![\p{L}])(?:keys?|fields?|properties|property|attributes?)(?:\s+(?:are|is|named|called|should be|must be))?\s*(?:exactly\s*)?[:,]?\s+(?!are\b|is\b|should\b|must\b)/giu;
/** `age (integer)`, `level (one of "low", "high")`. */
const BRACKETED = /(?<![\p{L}\p{N}_])([\p{L}_][\p{L}\p{N}_-]*) ?\(/gu;
const NO_NAMES = new Set([
  "json",
  "object",
  "objects",
  "array",
  "string",
  "integer",
  "number",
  "and",
  "or",
  "keys",
  "fields",
  "which",
  "that",
  "each",
  "where",
  "with",
  "it",
  "no",
  "nothing",
]);
const NAME = /^(?:and |or |an? |the |그리고 )*([\p{L}_][\p{L}\p{N}_-]*)/u;
/** What may stand behind the last name of a list. */
const PARTICLES = /(?<=[가-힣])(?:으로|만|입니다|이에요)$|(?<=[가-힣]{2})(?:로|을|를)$/u;
/** Names are short; sentences that go on are none. */
const MOST_KEYS = 20;

/** Fields that the request names, in their order; none where it names them in ways that aren't known. */
export function keysOf({ request, quotes }: Evidence): Key[] {
  const found = new Map<string, number>();
  const add = (name: string, start: number): void => {
    if (!found.has(name) && found.size < MOST_KEYS) found.set(name, start);
  };
  for (const { text, start } of quotes) {
    if (/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(text) && !isValue(request, start)) add(text, start + 1);
  }
  if (found.size < 2) {
    for (const match of request.matchAll(BRACKETED)) {
      if (!NO_NAMES.has(match[1].toLowerCase())) add(match[1], match.index);
    }
  }
  // Where names in quotes or before brackets are some of those that are listed, the list has all of them.
  const isQuoted = quotes.some(({ text }) => found.has(text));
  for (const match of isQuoted && found.size > 1 ? [] : request.matchAll(INTRODUCED)) {
    const before = found.size;
    for (const { text, start } of itemsFrom(request, match.index + match[0].length)) {
      const name = NAME.exec(text);
      if (name && !NO_NAMES.has(name[1].toLowerCase()))
        add(name[1].replace(PARTICLES, ""), start + name[0].length - name[1].length);
    }
    if (found.size > before) break;
  }
  return [...found].map(([name, start]) => ({ name, start })).sort((one, other) => one.start - other.start);
}

/** "status, one of 'open' or 'closed'": what a field may hold rather than its name. */
const isValue = (request: string, start: number): boolean =>
  /(?:\bone of|\beither|\bis always|\bmust be|\bvalues?)[^;.()]*$/iu.test(request.slice(0, start)) ||
  /^.{1,40}?(?:중 하나|또는)/u.test(request.slice(start).split(/[;.()]/u)[0]);

/** Items of a list up to the end of its sentence: between semicolons where there are any, else between commas. */
function itemsFrom(request: string, from: number): { text: string; start: number }[] {
  const list = request
    .slice(from, endOfSentence(request, from))
    .replace(/\([^()]*\)/gu, (said) => " ".repeat(said.length));
  const separator = list.includes(";") ? /;\s*(?:and\s+)?/g : /,\s*(?:and\s+)?|\s+and\s+/g;
  const items: { text: string; start: number }[] = [];
  let at = 0;
  for (const match of [...list.matchAll(separator), undefined]) {
    const text = list.slice(at, match?.index);
    if (text.trim() !== "")
      items.push({ text: text.trimStart(), start: from + at + text.length - text.trimStart().length });
    if (match) at = match.index + match[0].length;
  }
  // Commas inside what is said of a field ("a string, lowercase") make no fields of it.
  return items;
}

function endOfSentence(request: string, from: number): number {
  const match = /[.!?](?=\s|$)/u.exec(request.slice(from));
  return match ? from + match.index : request.length;
}

const TYPES: Readonly<Record<string, RegExp>> = {
  string: /\bstrings?\b|\btexts?\b|문자열/i,
  integer: /\bintegers?\b|\bints?\b|\bwhole numbers?\b|정수/i,
  number: /(?<!whole )\bnumbers?\b|\bfloats?\b|\bdecimals?\b|숫자|실수/i,
  boolean: /\bbool(?:ean)?s?\b|\btrue\b|\bfalse\b|불리언|참|거짓/i,
  array: /\barrays?\b|\blists?\b|배열|목록|리스트/i,
  object: /\bobjects?\b|객체/i,
  date: /\bdates?\b|날짜/i,
  "date-time": /\bdate-?times?\b|\btimestamps?\b/i,
  time: /\btimes?\b|시각|시간/i,
  email: /\be-?mails?\b|이메일/i,
  uri: /\bur[il]s?\b|\blinks?\b/i,
  uuid: /\buuids?\b/i,
  null: /\bnull\b/i,
};

/** Whether a text says that something is of this type. */
export const namesType = (text: string, type: string): boolean => TYPES[type]?.test(text) ?? false;
