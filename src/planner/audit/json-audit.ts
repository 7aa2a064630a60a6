/**
 * The audit of a plan for a JSON document: every field is named, is what the request says of it, and has its numbers.
 * @module
 */
import { type Clause, type Contract, printClause } from "../../contract/index.ts";
import { amountsOf, type Evidence } from "../evidence/evidence.ts";
import { type FieldSaid, fieldsSaid } from "../evidence/fields-said.ts";
import { arraySaid, namesType } from "../evidence/keys.ts";
import { type Finding, finding } from "./finding.ts";

const ONLY =
  /\b(?:only|exactly|no (?:other|more|extra|additional)|nothing else|just)\b|만(?![\p{L}])|이렇게/iu;

/** The first names of paths: `tags[]` and `items.price` speak of `tags` and `items`. */
const rootsOf = (clause: Clause): string[] => {
  const paths = [
    "field" in clause ? clause.field : "",
    "other" in clause ? clause.other : "",
    ...("fields" in clause ? clause.fields : []),
  ];
  return paths.filter((path) => path !== "").map((path) => path.split(/[.[]/u)[0]);
};

const isNames = ({ relation }: Clause): boolean =>
  relation === "fields are exactly" || relation === "fields include";

const numbersIn = (clause: Clause): number[] =>
  "value" in clause && !isNames(clause)
    ? [clause.value].flat().filter((value): value is number => typeof value === "number")
    : [];

const typesIn = (clause: Clause): string[] => {
  if (clause.relation === "field is a") return [clause.value];
  if ("items" in clause) return ["array", clause.items];
  return "type" in clause ? [clause.type] : [];
};

/** Findings about what stands in a plan, whole or not. */
export function auditJsonPart({ form, clauses }: Contract, evidence: Evidence): Finding[] {
  const fields = fieldsSaid(evidence);
  const findings: Finding[] = [];
  if (form !== "json") findings.push(finding("misread", "the request asks for JSON", -6));
  const lines = clauses.map(printClause);
  const typed = new Set<string>();
  for (const [index, clause] of clauses.entries()) {
    if (lines.indexOf(lines[index]) < index) {
      findings.push(finding("invented", `“${lines[index]}” stands there twice`, -8));
    }
    findings.push(...auditFields(clause, fields), ...auditNumbers(clause, fields, evidence));
    const path = "field" in clause ? clause.field : "";
    if (typesIn(clause).length > 0) {
      if (typed.has(path)) findings.push(finding("invented", `“${path}” has a type already`, -5));
      typed.add(path);
    }
  }
  if (clauses.filter(isNames).length > 1) findings.push(finding("invented", "fields are listed twice", -5));
  return findings;
}

/** All findings about a finished plan. */
export function auditJsonPlan(contract: Contract, evidence: Evidence): Finding[] {
  const { clauses } = contract;
  const fields = fieldsSaid(evidence);
  const findings = auditJsonPart(contract, evidence);
  const names = clauses.find(isNames);
  const listed = names && "value" in names ? ([names.value].flat() as string[]) : [];
  if (!names && fields.length > 0) findings.push(finding("unused", "no clause lists the fields", -4));
  else if (names?.relation === "fields include" && ONLY.test(evidence.request)) {
    findings.push(finding("misread", "the request asks for no other fields", -3));
  }
  for (const { name, own } of fields) {
    if (!listed.includes(name)) findings.push(finding("unused", `the field “${name}” isn't listed`, -4));
    const about = clauses.filter((clause) => rootsOf(clause).includes(name));
    for (const type of ["string", "integer", "number", "boolean", "array"]) {
      if (namesType(own.request, type) && !about.some((clause) => isSaid(clause, type))) {
        findings.push(finding("unused", `no clause says that “${name}” is a ${type}`, -3));
      }
    }
    for (const { value } of own.numbers) {
      if (value === 0) continue;
      // "These three keys": how many there are.
      if (value === fields.length && name === fields.at(-1)?.name) continue;
      if (!about.some((clause) => numbersIn(clause).includes(value))) {
        findings.push(
          finding("unused", `no clause uses the number ${value} of “${name}”`, value === 1 ? -2 : -4),
        );
      }
    }
  }
  return findings;
}

/** Whether the clause makes its field one of this type; characters are those of strings, items those of arrays. */
function isSaid(clause: Clause, type: string): boolean {
  const types = typesIn(clause);
  if (types.includes(type) || (type === "number" && types.includes("integer"))) return true;
  if ("counted" in clause) return clause.counted === "character" ? type === "string" : type === "array";
  return type === "string" && (clause.relation === "field is one of" || clause.relation === "field is");
}

function auditFields(clause: Clause, fields: readonly FieldSaid[]): Finding[] {
  if (fields.length === 0) return [];
  const names = isNames(clause) && "value" in clause ? ([clause.value].flat() as string[]) : rootsOf(clause);
  return names
    .filter((name) => !fields.some((field) => field.name === name))
    .map((name) => finding("invented", `“${name}” isn't a field of the request`, -5));
}

function auditNumbers(clause: Clause, fields: readonly FieldSaid[], evidence: Evidence): Finding[] {
  const findings: Finding[] = [];
  const [root] = rootsOf(clause);
  const { request, numbers } = fields.find(({ name }) => name === root)?.all ?? evidence;
  // "A list of 3 books, each with …": an array of objects, in other words.
  const isOfArray = root === undefined && arraySaid(evidence.request) !== undefined;
  for (const type of isOfArray ? [] : typesIn(clause)) {
    // What is bounded and called neither may be whole or not.
    const isOpen = "type" in clause && !namesType(request, "number") && !namesType(request, "integer");
    if (type !== "string" && !isOpen && !namesType(request, type)) {
      findings.push(
        finding("invented", `the request doesn't say that “${root ?? "the document"}” is a ${type}`, -3),
      );
    }
  }
  const bound = /at least|at most/.exec(clause.relation)?.[0];
  for (const value of numbersIn(clause)) {
    const found = numbers.filter((number) => number.value === value);
    if (found.length === 0) {
      findings.push(finding("invented", `the number ${value} isn't said of “${root ?? "it"}”`, -5));
    } else if (/has|lists|number/.test(clause.relation) && !/between/.test(clause.relation)) {
      if (!found.some((number) => number.bound === undefined || number.bound === bound)) {
        findings.push(finding("misread", `${value} is a bound`, -5));
      }
    }
  }
  if (clause.relation.includes("between") && amountsOf(evidence, "between").length < 2) {
    findings.push(finding("invented", "the request has no range", -3));
  }
  return findings;
}
