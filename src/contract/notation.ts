/**
 * The notation of contracts: one clause a line, `#` begins a comment, `form:` and `topic:` head it.
 *
 *     form: paragraph
 *     topic: winter in a fishing village
 *     text has exactly 3 sentences
 *     last word of sentence 2 is "lanterns"
 * @module
 */
import { SijoError } from "../errors.ts";
import { allTemplates, CLAUSE_KINDS, type Clause, clauseKind, clauseSchema } from "./clauses/index.ts";
import type { Template } from "./grammar/expression.ts";
import { formTemplate, topicTemplate } from "./grammar/header.ts";
import { nearestLine } from "./grammar/nearest.ts";
import { readLine, readValues } from "./grammar/parse.ts";
import { printLine } from "./grammar/print.ts";
import type { Contract, Form } from "./schema.ts";

/**
 * Reads a contract.
 * @throws SijoError `contract.syntax` (usage) with the line, the column, what was expected, and the nearest valid clause.
 */
export function parseContract(text: string): Contract {
  let form: Form | undefined;
  let topic: string | undefined;
  const clauses: Clause[] = [];
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  for (const [index, raw] of lines.entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const where = { line: index + 1, indent: raw.length - raw.trimStart().length };
    const header = /^(form|topic)\s*:/.exec(line)?.[1];
    if (header === undefined) {
      clauses.push(parseClause(line, where));
      continue;
    }
    const tidy = line.replace(/\s*:\s*/, ": ");
    if ((header === "form" ? form : topic) !== undefined) throw repeated(header, where);
    if (header === "form") form = readOne([formTemplate], tidy, where);
    else topic = checkedTopic(readOne([topicTemplate], tidy, where), where);
  }
  return {
    ...(form !== undefined && { form }),
    ...(topic !== undefined && { topic }),
    clauses,
  };
}

/** Where a line stands, for errors. Lines count from 1; `indent` is what was trimmed at the front. */
interface Where {
  readonly line: number;
  readonly indent: number;
}

/**
 * Reads a single clause.
 * @throws SijoError `contract.syntax` (usage)
 */
export function parseClause(line: string, where: Where = { line: 1, indent: 0 }): Clause {
  const clause = readOne(allTemplates(), line, where);
  const checked = clauseSchema.safeParse(clause);
  if (checked.success) return checked.data;
  throw syntaxError({
    where,
    at: 0,
    sentence: checked.error.issues[0].message,
    data: { expected: [] },
  });
}

function readOne<Meant>(templates: readonly Template<Meant>[], line: string, where: Where): Meant {
  for (const template of templates) {
    const values = readValues(template.expression, line);
    if (values) return template.read(values);
  }
  throw unread(templates, line, where);
}

function unread<Meant>(templates: readonly Template<Meant>[], line: string, where: Where): SijoError {
  let at = 0;
  let expected: string[] = [];
  for (const template of templates) {
    const reading = readLine(template.expression, line);
    if (reading.kind === "read") continue;
    if (reading.at > at) expected = [];
    if (reading.at >= at) {
      at = reading.at;
      expected.push(...reading.expected);
    }
  }
  const wanted = [...new Set(expected)];
  const nearest = nearestLine(templates, line);
  return syntaxError({
    where,
    at,
    sentence: `Expected ${listed(wanted)}, found ${found(line, at)}.`,
    hint: nearest && `Nearest that is valid: ${nearest}`,
    data: { expected: wanted, ...(nearest !== undefined && { nearest }) },
  });
}

function syntaxError(options: {
  where: Where;
  at: number;
  sentence: string;
  hint?: string | undefined;
  data: Readonly<Record<string, unknown>>;
}): SijoError {
  const { where, at, sentence, hint, data } = options;
  const column = where.indent + at + 1;
  return new SijoError("contract.syntax", `Line ${where.line}, column ${column}: ${sentence}`, {
    kind: "usage",
    ...(hint !== undefined && { hint }),
    data: { line: where.line, column, ...data },
  });
}

const repeated = (header: string, where: Where): SijoError =>
  syntaxError({
    where,
    at: 0,
    sentence: `A contract has one line with \`${header}:\`, and this is the second.`,
    data: { expected: [] },
  });

function checkedTopic(topic: string, where: Where): string {
  if (topic !== "" && topic === topic.trim()) return topic;
  throw syntaxError({
    where,
    at: "topic: ".length,
    sentence: "A topic neither is empty nor begins or ends with white space.",
    data: { expected: ["some text"] },
  });
}

/** `a number`, or the literal words in quotes. */
function listed(expected: readonly string[]): string {
  const MOST = 8;
  const names = expected.map((text) => (SLOTS.has(text) ? text : `\`${text.trim() || text}\``));
  const shown = [...new Set(names)];
  const more = shown.length > MOST ? ` (or ${shown.length - MOST} others)` : "";
  return shown.slice(0, MOST).join(" or ") + more;
}
const SLOTS = new Set([
  "a number",
  "a quoted text",
  "a regular expression between slashes",
  "some text",
  "the end of the line",
]);

function found(line: string, at: number): string {
  const rest = line.slice(at).trimStart();
  if (rest === "") return "the end of the line";
  const word = [.../^\S+/.exec(rest)![0]];
  return `\`${word.length > 40 ? `${word.slice(0, 39).join("")}…` : word.join("")}\``;
}

/** The line of a clause. */
export function printClause(clause: Clause): string {
  for (const template of clauseKind(clause).templates) {
    const values = template.write(clause);
    const line = values && printLine(template.expression, values);
    if (line !== undefined) return line;
  }
  throw new SijoError("contract.unprintable", "This clause has no form in the notation.", {
    data: { clause },
  });
}

/** `form: paragraph` */
export const printForm = (form: Form): string => `form: ${form}`;

/** The contract in the notation, ending with a line break; `parseContract` reads the same contract from it. */
export function printContract({ form, topic, clauses }: Contract): string {
  const lines = [
    ...(form === undefined ? [] : [printForm(form)]),
    ...(topic === undefined ? [] : [printLine(topicTemplate.expression, topicTemplate.write(topic)!)!]),
    ...clauses.map(printClause),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** A line of every form there is, for people who look for the right one. */
export const exampleClauses = (): readonly string[] =>
  CLAUSE_KINDS.flatMap((kind) => kind.templates.map((template) => template.example));
