/**
 * What the notation offers a planner for a request for JSON: clauses about the fields that the request names.
 * @module
 */
import { type Clause, type Expression, parseClause, structuredTemplates } from "../../contract/index.ts";
import { namesRelation } from "../audit/cues.ts";
import { amountsOf, type Evidence } from "../evidence/evidence.ts";
import { keysOf, namesType } from "../evidence/keys.ts";
import type { LineForm, SlotTexts } from "./automaton.ts";

/** Words that name a field, where the request doesn't list its fields in a way that is known. */
const MOST_WORDS = 60;
/** Written by people, not by planners. */
const BEYOND = new Set<string>(["is json of", "follows the grammar", "field matches"]);
const COUNTED: Readonly<Record<string, RegExp>> = {
  character: /\bcharacters?\b|\bletters?\b|\bchars?\b|\blong\b|글자|자(?![가-힣])/i,
  item: /\bitems?\b|\belements?\b|\bentries\b|\bvalues\b|\b(?:strings|integers|numbers|words|names|booleans|objects)\b|개/i,
  field: /\bfields?\b|\bkeys?\b|\bproperties\b/i,
};

const HAS_ITEMS =
  /\barrays?\b|\blists?\b|\b(?:each|every|all)\b|\b(?:strings|integers|numbers|words|names|objects|items)\b|배열|목록|리스트|각|모두|마다/i;

/** Lines about fields, with what may stand in their slots. */
export function jsonClauses(evidence: Evidence): LineForm[] {
  const { request } = evidence;
  const texts = new Set([
    ...evidence.quotes.map(({ text }) => text),
    ...keysOf(evidence).map(({ name }) => name),
  ]);
  if (keysOf(evidence).length === 0) {
    for (const word of (request.match(/[\p{L}_][\p{L}\p{N}_-]*/gu) ?? []).slice(0, MOST_WORDS))
      texts.add(word);
  }
  const slots: Omit<SlotTexts, "number"> = {
    place: [],
    namedPlace: { word: [], character: [] },
    quoted: [...texts].map((text) => JSON.stringify(text)),
    rest: [],
  };
  return structuredTemplates().flatMap(({ expression, example }): LineForm[] => {
    const { relation }: Clause = parseClause(example);
    if (BEYOND.has(relation) || !namesRelation(request, relation)) return [];
    return [{ expression, slots: { ...slots, number: amountsOf(evidence, relation).map(String) } }];
  });
}

/** Types and counted things that the request has no word for are left out. */
export function jsonAdmits({ request }: Evidence): (part: Expression) => boolean {
  const hasItems = HAS_ITEMS.test(request);
  return (part) => {
    if (part.kind !== "literal") return true;
    if (part.text.startsWith("each item of ")) return hasItems;
    if (!part.means) return true;
    const { name, value } = part.means;
    if (name === "counted") return COUNTED[String(value)]?.test(request) ?? true;
    if (name === "value" || name === "items" || name === "type") return namesType(request, String(value));
    return true;
  };
}
