/**
 * The audit of quoted texts: what a clause wants with them beside what the request does.
 * @module
 */
import { type Clause, textsSaid } from "../../contract/index.ts";
import type { Evidence } from "../evidence/evidence.ts";
import { isDenied, isLetter } from "../evidence/polarity.ts";
import { type Finding, finding } from "./finding.ts";

/** A text that is to be left out isn't contained, and a letter is no word. */
export function auditText(clause: Clause, evidence: Evidence): Finding[] {
  const said = textsSaid(clause);
  const quotes = evidence.quotes.filter(({ text }) => said.includes(text));
  const findings: Finding[] = [];
  if (quotes.length === 0) return findings;
  if (clause.relation === "contains in order" && turnsAround(clause.value, evidence)) {
    findings.push(finding("misread", "the request names them in another order", -4));
  }
  const avoids = clause.relation.startsWith("avoids");
  const denied = quotes.filter((quote) => isDenied(quote, evidence)).length;
  if (avoids && denied === 0) {
    findings.push(finding("misread", `“${said[0]}” is not to be left out`, -3));
  } else if (clause.relation.startsWith("contains") && denied === quotes.length) {
    findings.push(finding("misread", `“${said[0]}” is to be left out`, -4));
  }
  const isWords = clause.relation === "contains" || clause.relation === "avoids";
  if (isWords && clause.scope.at(-1)?.unit !== "word" && quotes.every((quote) => isLetter(quote, evidence))) {
    findings.push(finding("misread", `“${said[0]}” is a letter`, -4));
  }
  return findings;
}

/** Whether a list runs otherwise than the request, which says nothing of turning it around. */
function turnsAround(values: readonly string[], { request, quotes }: Evidence): boolean {
  if (/\b(?:before|precede\w*|after|behind|revers\w*)\b|앞에|뒤에|먼저|거꾸로/i.test(request)) return false;
  const places = values.map((value) => quotes.findIndex(({ text }) => text === value));
  return places.some((place, index) => index > 0 && place < places[index - 1]);
}
