/**
 * The audit of a plan: is every number and quoted text of the request used, and does every clause have its words in the
 * request? Findings carry how much less likely they make a plan, so that they can weigh in the inference that finds it.
 * @module
 */
import { type Clause, type Contract, printClause, textsSaid, type Unit } from "../../contract/index.ts";
import { type Evidence, listedOf, timesSaid, wordsInTurn } from "../evidence/evidence.ts";
import { impliedOrder } from "../evidence/implied.ts";
import { isAboutJson } from "../evidence/keys.ts";
import { unreadLanguage } from "../evidence/language-read.ts";
import type { NumberFound } from "../evidence/numbers.ts";
import { alike, countsSyllables, isOfEach, unitOf } from "../evidence/units.ts";
import {
  namesEach,
  namesFirst,
  namesLast,
  namesRelation,
  namesSijo,
  namesUnit,
  relationsNamedSurely,
  unitsNamedEach,
} from "./cues.ts";
import { type Finding, finding } from "./finding.ts";
import { auditJsonPart, auditJsonPlan } from "./json-audit.ts";
import { auditText } from "./text-audit.ts";

export type { Finding } from "./finding.ts";

/** A number that a clause says, and what it is the number of. */
interface Said {
  readonly value: number;
  readonly role: "amount" | "place";
  readonly unit: Unit | undefined;
  readonly relation: string;
  /** Whether it is said of each of some parts. */
  readonly ofEach: boolean;
}

const COMMANDS =
  /^(?:please|write|give|make|create|compose|generate|produce|i need|i[’']d like|i want|could you|can you|need|list)\b/i;

/** A topic that speaks of words and sentences is about the text, not about its subject. */
const TEXT_WORDS =
  /\b(?:sentences?|paragraphs?|words?|characters?|letters?|lines?|syllables?)\b|문장|단어|글자|음절|(?:써|적어|지어|만들어|보내) ?(?:줘|주)|^(?:시|시를|글|글을|주제로)$/iu;

/** The topic is what remains when the requirements are taken away. */
function auditTopic(topic: string | undefined, { request, numbers, quotes }: Evidence): Finding[] {
  if (topic === undefined) return [];
  const isQuestion = request.trim().endsWith("?") && request.includes(topic);
  const start = request.indexOf(topic);
  const inside = (found: { start: number; end: number }): boolean =>
    found.start < start + topic.length && found.end > start;
  const repeats = COMMANDS.test(topic) || TEXT_WORDS.test(topic) || [...numbers, ...quotes].some(inside);
  if (!isQuestion && repeats) {
    return [finding("misread", "the topic repeats requirements", -1.5)];
  }
  return [];
}

/** Findings about what stands in a plan, whole or not. */
export function auditPart(contract: Contract, evidence: Evidence): Finding[] {
  if (isAboutJson(evidence.request)) return auditJsonPart(contract, evidence);
  const { topic, clauses } = contract;
  const { request } = evidence;
  const findings: Finding[] = auditTopic(topic, evidence);
  const uses = new Uses(evidence);
  const lines = clauses.map(printClause);
  for (const [index, clause] of clauses.entries()) {
    if (lines.indexOf(lines[index]) < index) {
      findings.push(finding("invented", `“${lines[index]}” stands there twice`, -8));
    }
    if (!namesRelation(request, clause.relation)) {
      findings.push(finding("invented", `the request doesn't say “${clause.relation}”`, -3));
    }
    if (clause.relation === "is" && clause.scope.length === 0 && evidence.quotes.length > 1) {
      findings.push(finding("misread", "a text is one text, and several are quoted", -5));
    }
    findings.push(...auditText(clause, evidence));
    for (const unit of unitsOf(clause)) {
      // "Starts with 'tr'" speaks of a word without saying so.
      if (unit === "word" && evidence.quotes.length > 0) continue;
      if (unit === "syllable" && !countsSyllables(request)) {
        findings.push(finding("invented", "syllables are counted of Hangul only", -6));
      } else if (!namesUnit(request, unit)) {
        findings.push(finding("invented", `the request doesn't speak of ${unit}s`, -3));
      }
    }
    if (clause.scope.some(({ at }) => at === 1) && !speaksOfFirst(evidence)) {
      findings.push(finding("invented", "the request doesn't speak of a first part", -3));
    }
    if (clause.scope.some(({ at }) => at === -1) && !namesLast(request)) {
      findings.push(finding("invented", "the request doesn't speak of a last part", -3));
    }
    if (clause.scope.some(({ at }) => at === "each") && !namesEach(request)) {
      findings.push(finding("invented", "the request asks it of one part, not of each", -2));
    }
    for (const said of numbersSaid(clause)) findings.push(...uses.number(said));
    for (const text of textsSaid(clause)) findings.push(...uses.text(text));
  }
  return findings;
}

/** A text that is one word: what is asked of it is asked of its first word. */
const ASKS_FOR_WORD = /\b(?:a|an|one|single) (?:[\p{L}-]+ )?word\b|단어 하나|한 단어/iu;

/** A first part is named, or is the first of several that are listed. */
export const speaksOfFirst = (evidence: Evidence): boolean =>
  listedOf(evidence) > 1 || namesFirstWord(evidence);

/** A first word is named, or there is but one word. */
export const namesFirstWord = (evidence: Evidence): boolean =>
  namesFirst(evidence.request) ||
  wordsInTurn(evidence).length > 0 ||
  ASKS_FOR_WORD.test(evidence.request) ||
  evidence.numbers.some(({ value, ordinal }) => value === 1 && ordinal);

/** All findings about a finished plan. */
export function auditPlan(contract: Contract, evidence: Evidence): Finding[] {
  if (isAboutJson(evidence.request)) return auditJsonPlan(contract, evidence);
  const findings = auditPart(contract, evidence);
  const uses = new Uses(evidence);
  for (const clause of contract.clauses) {
    for (const said of numbersSaid(clause)) uses.number(said);
    for (const text of textsSaid(clause)) uses.text(text);
  }
  if (!namesForm(evidence.request, contract)) {
    findings.push(finding("invented", `the request doesn't ask for a ${contract.form}`, -2));
  }
  for (const relations of relationsNamedSurely(evidence.request)) {
    if (!contract.clauses.some(({ relation }) => relations.includes(relation))) {
      findings.push(finding("unused", `no clause says “${relations.join("” or “")}”`, -4));
    }
  }
  const inOrder = contract.clauses.some(({ relation }) => relation === "contains in order");
  if (!inOrder && impliedOrder(evidence.request, evidence.quotes).length > 0) {
    findings.push(finding("unused", "no clause says which text comes behind which", -4));
  }
  // What is listed in turn is asked of the parts by their numbers.
  const isInTurn = contract.clauses.some(({ scope }) =>
    scope.some(({ at }) => typeof at === "number" && at > 1),
  );
  for (const unit of isInTurn ? [] : unitsNamedEach(evidence.request)) {
    if (
      !contract.clauses.some(({ scope }) => scope.some((step) => step.unit === unit && step.at === "each"))
    ) {
      findings.push(finding("unused", `no clause is about each ${unit}`, -4));
    }
  }
  const unread = unreadLanguage(evidence.request);
  if (unread !== undefined) findings.push(finding("unused", unread, -1));
  return [...findings, ...uses.unused(contract)];
}

/** Keeps account of which numbers and quotations the clauses have used. */
class Uses {
  readonly #evidence: Evidence;
  readonly #numbers = new Map<NumberFound, number>();
  readonly #texts = new Map<string, number>();

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
  }

  /** Takes the occurrence that fits best. */
  number(said: Said): Finding[] {
    const { request, numbers } = this.#evidence;
    let best: { found: NumberFound; findings: Finding[]; sum: number } | undefined;
    for (const found of numbers) {
      if (found.value !== said.value) continue;
      // What is listed in turn has places that nobody names.
      if (said.role === "place" && !found.ordinal && said.value <= listedOf(this.#evidence)) continue;
      const findings = misreadings(said, found, request);
      if ((this.#numbers.get(found) ?? 0) >= timesSaid(found, this.#evidence)) {
        findings.push(finding("invented", `the number ${said.value} is used more often than it is said`, -3));
      }
      const sum = findings.reduce((total, { logPenalty }) => total + logPenalty, 0);
      if (!best || sum > best.sum) best = { found, findings, sum };
    }
    if (!best) {
      if (said.role === "place" && said.value <= listedOf(this.#evidence)) return [];
      // "a", "the" and "only" say 1 without a number.
      return said.value === 1
        ? [finding("invented", "the number 1 isn't in the request", -1)]
        : [finding("invented", `the number ${said.value} isn't in the request`, -6)];
    }
    this.#numbers.set(best.found, (this.#numbers.get(best.found) ?? 0) + 1);
    return best.findings;
  }

  text(text: string): Finding[] {
    const used = this.#texts.get(text) ?? 0;
    this.#texts.set(text, used + 1);
    const { quotes, marks } = this.#evidence;
    const times = quotes.filter((quote) => quote.text === text).length;
    if (times > 0) {
      return used < times ? [] : [finding("invented", `“${text}” is used more often than it is quoted`, -4)];
    }
    if (marks.includes(text)) return [];
    return [finding("invented", `“${text}” isn't quoted in the request`, -4)];
  }

  unused(contract: Contract): Finding[] {
    const { request, numbers, quotes } = this.#evidence;
    const findings: Finding[] = [];
    const taken = (value: number): boolean =>
      [...this.#numbers.keys()].some((found) => found.value === value);
    for (const found of numbers) {
      if (this.#numbers.has(found) || saidByForm(found, contract, request)) continue;
      // The same number once more ("5 lines with 5 words") is missed less surely than one that no clause has.
      const unit = unitOf(found, request);
      if (unit === undefined && (found.value === 1 || found.ordinal)) continue;
      if (found.value === 1 && taken(1)) continue;
      // "first" is said without its number.
      if (found.ordinal && found.value === 1 && contract.clauses.some(namesFirstPart)) continue;
      const sure = unit !== undefined || found.bound !== undefined;
      const penalty = taken(found.value) ? -2 : sure ? -5 : found.value <= 2 ? -0.5 : -2.5;
      const text = request
        .slice(found.start, found.end + 24)
        .replace(/\s+/g, " ")
        .trim();
      if (penalty <= -2)
        findings.push(finding("unused", `no clause uses the number ${found.value} (“${text}…”)`, penalty));
    }
    if (!countsSyllables(request) && namesUnit(request, "syllable")) {
      findings.push(finding("unused", "syllables are counted of Hangul only, and not of this text", -1));
    }
    for (const mark of this.#evidence.denied) {
      if (!this.#texts.has(mark)) findings.push(finding("unused", `no clause avoids “${mark}”`, -4));
    }
    for (const { text } of quotes) {
      if (!this.#texts.has(text)) findings.push(finding("unused", `no clause uses “${text}”`, -4));
    }
    return findings;
  }
}

/** "one sentence", "a single paragraph": the form says it. */
function saidByForm(found: NumberFound, { form }: Contract, request: string): boolean {
  const unit = unitOf(found, request);
  if (form === "sijo" && unit === "line" && found.value === 3) return true;
  if (found.value !== 1) return false;
  return (
    unit === undefined ||
    unit === form ||
    (form === "list" && unit === "line") ||
    (form === "poem" && unit === "line")
  );
}

function misreadings(said: Said, found: NumberFound, request: string): Finding[] {
  const findings: Finding[] = [];
  const where = request
    .slice(found.start, found.end + 20)
    .replace(/\s+/g, " ")
    .trim();
  const unit = unitOf(found, request);
  if (unit !== undefined && said.unit !== undefined && !alike(unit, said.unit)) {
    findings.push(finding("misread", `“${where}…” is a number of ${unit}s, not of ${said.unit}s`, -5));
  }
  if (found.ordinal !== (said.role === "place")) {
    const penalty = found.ordinal ? -4 : unit === undefined ? -1 : -2;
    findings.push(
      finding("misread", `“${where}…” ${found.ordinal ? "names a place" : "is an amount"}`, penalty),
    );
  }
  if (said.role === "amount" && said.unit !== undefined && !said.ofEach && isOfEach(found, request)) {
    findings.push(finding("misread", `“${where}…” is asked of each part`, -4));
  }
  if (said.role === "amount" && said.relation !== "between") {
    if (found.bound !== undefined && said.relation !== found.bound) {
      findings.push(finding("misread", `“${where}…” means ${found.bound} ${found.value}`, -5));
    } else if (found.bound === undefined && (said.relation === "at least" || said.relation === "at most")) {
      findings.push(finding("misread", `“${where}…” isn't a bound`, -1.5));
    }
  }
  return findings;
}

const namesFirstPart = ({ scope }: Clause): boolean => scope.some(({ at }) => at === 1);

function numbersSaid(clause: Clause): Said[] {
  const ofEach = clause.scope.some(({ at }) => at === "each");
  const places = clause.scope.flatMap(({ unit, at }): Said[] =>
    // "first" and "last" need no number.
    at === "each" || at === 1 || at === -1
      ? []
      : [{ value: Math.abs(at), role: "place", unit, relation: clause.relation, ofEach }],
  );
  const amounts = amountsIn(clause);
  const unit = "subject" in clause ? clause.subject : undefined;
  return [
    ...places,
    ...amounts.map(
      (value): Said => ({
        value: value as number,
        role: "amount",
        unit,
        relation: clause.relation.replace(/^(?:occurs|sum) /, ""),
        ofEach,
      }),
    ),
  ];
}

function amountsIn(clause: Clause): unknown[] {
  if ("subject" in clause || clause.relation.startsWith("sum "))
    return "value" in clause ? [clause.value].flat() : [];
  return "times" in clause ? [clause.times] : [];
}

function unitsOf(clause: Clause): Unit[] {
  const units: Unit[] = clause.scope.map(({ unit }) => unit);
  if ("subject" in clause) units.push(clause.subject);
  if ("unit" in clause) units.push(clause.unit);
  return [...new Set(units)];
}

const FORM_WORDS: Readonly<Record<string, RegExp>> = {
  json: /\bjson\b/i,
  word: /\bword\b|단어|낱말/i,
  sentence: /\bsentence\b|문장/i,
  paragraph: /\bparagraph\b|문단|단락|\bsentences\b|(?:[두세네\d]|다섯|여섯|일곱|여덟) ?문장/i,
  poem: /\bpoem\b|\bverse|\bhaiku\b|\bsijo\b|\brhyme|\blyric|\bstanza|\bacrostic|\blimerick|\bsonnet|\bcouplet|\bquatrain|(?<![가-힣\d])(?:동|산문)?시(?=[\s.,!?~]|$|[를로가는은도의]|인데|이고|처럼|입니다|야)|(?<=짧은|행)시|시조|하이쿠/i,
  list: /\blist\b|\brecipe\b|\bsteps?\b|\bone per line\b|\beach on its own line\b|\bbullet|\bitems?\b|\blines?\b|목록|하나씩|리스트|줄/i,
};

const namesForm = (request: string, { form }: Contract): boolean =>
  form === undefined ||
  form === "text" ||
  (form === "sijo" ? namesSijo(request) : (FORM_WORDS[form]?.test(request) ?? true));
