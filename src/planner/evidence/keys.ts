/**
 * What a request for JSON calls its fields, and the types that it speaks of.
 * @module
 */
import type { Evidence } from "./evidence.ts";
import { canBeName, fieldsListed, type Key } from "./fields-listed.ts";

/** Whether a request asks for a JSON document. */
export const isAboutJson = (request: string): boolean => /\bJSON\b|제이슨/i.test(request);

const ARRAY_SAID =
  /\bJSON (?:array|list)(?: of [^.;:(),]{1,40}?(?=\s(?:with|each|that|which|whose|containing|having)\b|[.;:(),]|$))?|\b(?:array|list) of (?:(?:exactly|at least|at most|up to) )?(?:[\p{L}\d]+ )?(?:JSON )?objects\b|\b(?:array|list) of [^.;:()]{1,40}?(?=[,;:]? each\b)|(?:[가-힣\d]+ ?(?:개|명|곳|권|마리|편|대)(?:을|를|의|짜리)? )?JSON ?(?:배열|목록)|객체(?:의|들의)? ?(?:배열|목록)/iu;

/** Where a request says that its document is an array of objects, in UTF-16 units: "a list of 3 books … each with". */
export function arraySaid(request: string): { readonly start: number; readonly end: number } | undefined {
  const match = ARRAY_SAID.exec(request);
  return match ? { start: match.index, end: match.index + match[0].length } : undefined;
}

/** `age (integer)`, `level (one of "low", "high")`. */
const BRACKETED = /(?<![\p{L}\p{N}_])([\p{L}_][\p{L}\p{N}_-]*) ?\(/gu;
/** "An array (of strings)" */
const OF_BRACKETS = /^(?:array|string|integer|number|with)$/i;
/** Names are short; sentences that go on are none. */
const MOST_KEYS = 20;

/** Fields that the request names, in their order; none where it names them in ways that aren't known. */
export function keysOf({ request, quotes }: Evidence): Key[] {
  const quoted = quotes.flatMap(({ text, start }): Key[] =>
    /^[\p{L}_][\p{L}\p{N}_-]*(?: [\p{L}\p{N}_-]+){0,2}$/u.test(text) && !isValue(request, start)
      ? [{ name: text, start: start + 1 }]
      : [],
  );
  const bracketed = [...request.matchAll(BRACKETED)].flatMap(({ 1: name, index }): Key[] =>
    canBeName(name) && !OF_BRACKETS.test(name) ? [{ name, start: index }] : [],
  );
  const listed = fieldsListed(request);
  // Where names before brackets are some of those that are listed, the list has all of them.
  const plain = listed.length < bracketed.length ? bracketed : listed;
  const found = new Map<string, Key>();
  for (const key of new Set(quoted.map(({ name }) => name)).size < 2 ? [...quoted, ...plain] : quoted) {
    if (!found.has(key.name) && found.size < MOST_KEYS) found.set(key.name, key);
  }
  return [...found.values()].sort((one, other) => one.start - other.start);
}

/** "status, one of 'open' or 'closed'": what a field may hold rather than its name. */
const isValue = (request: string, start: number): boolean =>
  /(?:\bone of|\beither|\bis always|\bmust be|\bvalues?)[^;.()]*$/iu.test(request.slice(0, start)) ||
  /\b(?!(?:string|integer|number|boolean|array|list|object|field|key|property|value|date)s?\b)\p{L}+ (?:called|named) ["'“‘]?$/iu.test(
    request.slice(0, start),
  ) ||
  /^.{1,40}?(?:중 하나|또는)/u.test(request.slice(start).split(/[;.()]/u)[0]);

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
