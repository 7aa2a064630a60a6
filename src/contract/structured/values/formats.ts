/**
 * The formats of strings that are held to, as regular expressions (RFC 3339, 5321, 4122, 3986, 1123; each narrower than
 * its standard where that leaves in what nobody writes).
 * @module
 */
import { type PatternAutomaton, patternAutomaton } from "../../pattern/pattern.ts";

const YEAR = "(?:1[5-9]|20)[0-9]{2}";
const DIVISIBLE_BY_4 = "(?:0[48]|[2468][048]|[13579][26])";
const LEAP = `(?:(?:1[5-9]|20)${DIVISIBLE_BY_4}|(?:16|20)00)`;
const DATE = `(?:${YEAR}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))|${LEAP}-02-29)`;
const CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
const LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,30}[A-Za-z0-9])?";
const HOST = `(?:${LABEL}\\.){1,3}[A-Za-z]{2,12}`;
const OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const PATH = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";
const URI = `https?://${HOST}(?::[1-9][0-9]{1,3})?(?:/${PATH}{0,40}){0,6}(?:\\?${PATH}{1,40})?(?:#${PATH}{1,30})?`;

const SOURCES: Readonly<Record<string, string>> = {
  date: DATE,
  time: `${CLOCK}:[0-5][0-9](?:Z|[+-]${CLOCK})`,
  "date-time": `${DATE}T${CLOCK}:[0-5][0-9]Z`,
  email: `[A-Za-z0-9]+(?:[._%+-][A-Za-z0-9]+){0,3}@${HOST}`,
  uuid: "[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
  uri: URI,
  hostname: HOST,
  ipv4: `${OCTET}(?:\\.${OCTET}){3}`,
};

/** Formats that say how a value is kept or shown, not what it is. */
const SILENT = new Set(["int32", "int64", "float", "double", "password"]);

export const FORMATS: readonly string[] = Object.keys(SOURCES);

/** What a string of the format looks like; null: the format asks for nothing; undefined: it isn't known. */
export function formatPattern(format: string): PatternAutomaton | null | undefined {
  if (SILENT.has(format)) return null;
  const source = Object.hasOwn(SOURCES, format) ? SOURCES[format] : undefined;
  return source === undefined ? undefined : patternAutomaton(source);
}
