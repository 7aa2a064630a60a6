/**
 * What a field may be said to be, and the JSON Schema of each.
 * @module
 */
import type { JsonValue } from "./document.ts";

interface Kind {
  /** `field "age" is …` */
  readonly phrase: string;
  /** `an array of exactly 3 …`; absent: nobody says so. */
  readonly plural?: string;
  readonly schema: { readonly [keyword: string]: string };
  readonly has: (value: JsonValue) => boolean;
}

const isText = (value: JsonValue): value is string => typeof value === "string";
const looks = (pattern: RegExp) => (value: JsonValue) => isText(value) && pattern.test(value);

const CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";

/** A day that the calendar has, as `2026-11-25`. */
export function isDate(value: JsonValue): boolean {
  const match = isText(value) ? /^(\d{4})-(\d\d)-(\d\d)$/.exec(value) : null;
  if (!match) return false;
  const [year, month, day] = match.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  date.setUTCFullYear(year);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** As RFC 3339 has it: `2026-11-25T08:30:00Z`. */
function isDateTime(value: JsonValue): boolean {
  const match = isText(value)
    ? /^(\d{4}-\d\d-\d\d)[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/.exec(
        value,
      )
    : null;
  return match !== null && isDate(match[1]);
}

function isUrl(value: JsonValue): boolean {
  if (!isText(value) || /\s/.test(value)) return false;
  try {
    return /^https?:$/.test(new URL(value).protocol);
  } catch {
    return false;
  }
}

export const FIELD_KINDS_OF_VALUE = {
  string: { phrase: "a string", plural: "strings", schema: { type: "string" }, has: isText },
  number: {
    phrase: "a number",
    plural: "numbers",
    schema: { type: "number" },
    has: (value) => typeof value === "number",
  },
  integer: {
    phrase: "an integer",
    plural: "integers",
    schema: { type: "integer" },
    has: (value) => Number.isInteger(value),
  },
  boolean: {
    phrase: "true or false",
    plural: "booleans",
    schema: { type: "boolean" },
    has: (value) => typeof value === "boolean",
  },
  object: {
    phrase: "an object",
    plural: "objects",
    schema: { type: "object" },
    has: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  },
  array: {
    phrase: "an array",
    plural: "arrays",
    schema: { type: "array" },
    has: (value) => Array.isArray(value),
  },
  date: { phrase: "a date", plural: "dates", schema: { type: "string", format: "date" }, has: isDate },
  time: {
    phrase: "a time",
    plural: "times",
    schema: { type: "string", pattern: `^${CLOCK}$` },
    has: looks(new RegExp(`^${CLOCK}$`)),
  },
  "date-time": {
    phrase: "a date and time",
    schema: { type: "string", format: "date-time" },
    has: isDateTime,
  },
  email: {
    phrase: "an email address",
    plural: "email addresses",
    schema: { type: "string", format: "email" },
    has: looks(/^[^\s@"(),:;<>[\]\\]+@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+\p{L}{2,}$/u),
  },
  url: { phrase: "a URL", plural: "URLs", schema: { type: "string", format: "uri" }, has: isUrl },
  uuid: {
    phrase: "a UUID",
    plural: "UUIDs",
    schema: { type: "string", format: "uuid" },
    has: looks(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i),
  },
} as const satisfies Readonly<Record<string, Kind>>;

export type FieldKind = keyof typeof FIELD_KINDS_OF_VALUE;

export const FIELD_KIND_NAMES = Object.keys(FIELD_KINDS_OF_VALUE) as [FieldKind, ...FieldKind[]];

export const fieldKind = (name: FieldKind): Kind => FIELD_KINDS_OF_VALUE[name];

/** Kinds that are spoken of in the plural. */
export const LISTED_KINDS = FIELD_KIND_NAMES.filter((name) => fieldKind(name).plural !== undefined) as [
  FieldKind,
  ...FieldKind[],
];
