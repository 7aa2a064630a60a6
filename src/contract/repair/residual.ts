/**
 * What a contract still asks of the pieces that are to stand between a front and a back that are kept: each clause divided
 * by what is there already. Sound for counts, places, quoted texts and letters; what can't be divided is left out, since
 * every repaired text is checked as a whole.
 * @module
 */
import { textView } from "../../text/index.ts";
import { check } from "../check/check.ts";
import { occurrencesOf, sought } from "../check/words.ts";
import { boundsOf } from "../clauses/count.ts";
import { formClauses } from "../form-clauses.ts";
import { quotedSentences } from "../quoted-sentences.ts";
import { UNITS } from "../scope.ts";
import type { Clause, Contract, Unit } from "../types.ts";
import type { Surroundings } from "./units.ts";

export interface ResidualOptions {
  readonly contract: Contract;
  readonly around: Surroundings;
  /** What stood in the hole. */
  readonly replaced: string;
  /** What the hole will hold pieces of, and how many. */
  readonly unit: "line" | "sentence";
  readonly count: number;
}

/** The contract of the hole; undefined: whatever is written there, the text will not keep its contract. */
export function residualContract({ contract, ...hole }: ResidualOptions): Contract | undefined {
  const { unit, count } = hole;
  const clauses: Clause[] = [];
  const unbroken = quotedSentences(contract);
  for (const clause of [...formClauses(contract.form), ...formCounts(contract), ...contract.clauses]) {
    const rest = divided(clause, { ...hole, unbroken });
    if (rest === "impossible") return undefined;
    clauses.push(...rest);
  }
  const { topic } = contract;
  return {
    ...(unit === "sentence" && { form: count === 1 ? "sentence" : "paragraph" }),
    ...(topic !== undefined && { topic }),
    clauses: [...(unit === "line" || count > 1 ? [exactly(count, unit)] : []), ...unique(clauses)],
  };
}

const exactly = (value: number, subject: Unit): Clause => ({
  relation: "exactly",
  scope: [],
  subject,
  value,
});

/** What the form says of the number of pieces. */
const formCounts = ({ form }: Contract): readonly Clause[] =>
  form === "sentence" ? [exactly(1, "sentence")] : [];

const unique = (clauses: readonly Clause[]): Clause[] => [
  ...new Map(clauses.map((clause) => [JSON.stringify(clause), clause])).values(),
];

type Rest = readonly Clause[] | "impossible";

/** With what the contract quotes as one sentence. */
type Hole = Omit<ResidualOptions, "contract"> & { readonly unbroken: readonly string[] };

const isLarger = (one: Unit, other: Unit): boolean => UNITS.indexOf(one) < UNITS.indexOf(other);
const isBlank = (text: string): boolean => text.trim() === "";
const countOf = (text: string, unit: Unit, { unbroken }: Pick<Hole, "unbroken">): number => {
  if (unit === "character") return [...text].length;
  const view = textView(text, { unbroken });
  return view.count(unit, view.whole);
};

/** A clause divided by what stands around the hole. */
function divided(clause: Clause, hole: Hole): Rest {
  const { around, unit } = hole;
  const [selector, ...inner] = clause.scope;
  if (selector === undefined) return ofText(clause, hole);
  if (isLarger(selector.unit, unit)) {
    const part = enclosing(hole, selector.unit as "paragraph" | "line");
    const { at } = selector;
    const holds = at === "each" || at === part.index || at === part.index - part.total - 1;
    return holds ? divided({ ...clause, scope: inner } as Clause, { ...hole, around: part.around }) : [];
  }
  const before = countOf(around.before, selector.unit, hole);
  const after = countOf(around.after, selector.unit, hole);
  if (clause.relation === "has more than before" || clause.relation === "has fewer than before") {
    return inner.length === 0 ? growing(clause, hole) : [];
  }
  const { at } = selector;
  if (at === "each") return [clause];
  const shifted = at > 0 ? at - before : at + after;
  if (at > 0 ? shifted < 1 : shifted > -1) return [];
  // What is counted on beyond the hole is kept; of words in it, there will be about as many as there were.
  const size = selector.unit === unit ? hole.count : countOf(hole.replaced, selector.unit, hole);
  if (Math.abs(shifted) > size && !isBlank(at > 0 ? around.after : around.before)) return [];
  return [{ ...clause, scope: [{ ...selector, at: shifted }, ...inner] } as Clause];
}

/** The part of the text that the hole stands in, and what of it is kept. */
function enclosing(
  hole: Hole,
  unit: "paragraph" | "line",
): { readonly index: number; readonly total: number; readonly around: Surroundings } {
  const { before, after } = hole.around;
  const border = unit === "paragraph" ? /\n[^\S\n]*\n\s*/gu : /\n\s*/gu;
  let from = 0;
  for (const match of before.matchAll(border)) from = match.index + match[0].length;
  const to = after.search(border);
  const end = to < 0 ? after.length : to;
  const index = countOf(before.slice(0, from), unit, hole) + 1;
  return {
    index,
    total: index + countOf(after.slice(end), unit, hole),
    around: { before: before.slice(from), after: after.slice(0, end) },
  };
}

/** A clause about the whole of what the surroundings and the hole make together. */
function ofText(clause: Clause, hole: Hole): Rest {
  const { before, after } = hole.around;
  const isWhole = isBlank(before) && isBlank(after);
  switch (clause.relation) {
    case "exactly":
    case "at least":
    case "at most":
    case "between": {
      const [min, max] = boundsOf(clause);
      return bounded(clause.subject, { min, max }, hole);
    }
    case "occurs exactly":
    case "occurs at least":
    case "occurs at most": {
      const kept = timesIn(before, clause.value) + timesIn(after, clause.value);
      const left = clause.times - kept;
      if (clause.relation === "occurs at least") return left <= 0 ? [] : [{ ...clause, times: left }];
      return left < 0 ? "impossible" : [{ ...clause, times: left }];
    }
    case "contains":
    case "contains the letter":
      return holds(clause, before) || holds(clause, after) ? [] : [clause];
    case "avoids":
    case "avoids the letter":
    case "is lowercase":
    case "is uppercase":
      return [clause];
    case "is capitalised":
    case "starts with":
      return isBlank(before) ? [clause] : [];
    case "ends with":
      return isBlank(after) ? [clause] : [];
    case "contains in order":
      return inOrder(clause, hole.around);
    case "repeats no":
      return clause.unit === "word" ? [clause, ...unused(hole.around)] : [clause];
    case "is":
    case "is one of":
      return isWhole ? [clause] : "impossible";
    default:
      return isWhole ? [clause] : [];
  }
}

/** Bounds on a number of which some is there already. */
function bounded(
  subject: Unit,
  { min, max }: { readonly min: number; readonly max: number },
  hole: Hole,
): Rest {
  const { around, unit, count } = hole;
  // Whether lines and paragraphs are as many as they should be is not up to a sentence.
  if (isLarger(subject, unit)) return [];
  const kept = countOf(around.before, subject, hole) + countOf(around.after, subject, hole);
  if (subject === unit) return kept + count >= min && kept + count <= max ? [] : "impossible";
  const low = Math.max(0, min - kept);
  const high = max - kept;
  if (high < 0) return "impossible";
  const about = { scope: [], subject } as const;
  if (high === Number.POSITIVE_INFINITY)
    return low === 0 ? [] : [{ ...about, relation: "at least", value: low }];
  if (low === high) return [{ ...about, relation: "exactly", value: low }];
  if (low === 0) return [{ ...about, relation: "at most", value: high }];
  return [{ ...about, relation: "between", value: [low, high] }];
}

const holds = (clause: Clause, text: string): boolean => check({ clauses: [clause] }, text).passed;

function timesIn(text: string, value: string): number {
  const view = textView(text);
  const place = { span: view.whole, words: [0, view.words.length] } as const;
  return occurrencesOf(sought(value, view), { place, view, most: Number.POSITIVE_INFINITY }).length;
}

/** What of an ordered list is not yet there: neither its beginning in front nor its end behind. */
function inOrder(clause: Extract<Clause, { relation: "contains in order" }>, around: Surroundings): Rest {
  const { value } = clause;
  const has = (some: readonly string[], text: string): boolean =>
    some.length === 0 ||
    holds(
      some.length === 1 ? { relation: "contains", scope: [], value: some[0] } : { ...clause, value: some },
      text,
    );
  let from = value.length;
  while (from > 0 && !has(value.slice(0, from), around.before)) from -= 1;
  let to = from;
  while (to < value.length && !has(value.slice(to), around.after)) to += 1;
  const missing = value.slice(from, to);
  if (missing.length === 0) return [];
  if (missing.length === 1) return [{ relation: "contains", scope: [], value: missing[0] }];
  return [{ ...clause, value: missing }];
}

/** No word that is used around the hole. */
function unused({ before, after }: Surroundings): Clause[] {
  const words = new Set([before, after].flatMap((text) => textView(text).folded));
  return [...words].map((value) => ({ relation: "avoids", scope: [], value }));
}

/** More (or fewer) than the piece before it, and the other way round behind it. */
function growing(
  clause: Extract<Clause, { relation: "has more than before" | "has fewer than before" }>,
  { around: { before, after }, unit, count, unbroken }: Hole,
): Rest {
  const [{ unit: compared }] = clause.scope;
  if (compared !== unit || count !== 1) return [clause];
  const countIn = (text: string, at: 0 | -1): number | undefined => {
    const view = textView(text, { unbroken });
    const part = view.parts(unit, view.whole).at(at);
    return part && view.count(clause.counted, part);
  };
  const [last, next] = [countIn(before, -1), countIn(after, 0)];
  const [lower, upper] = clause.relation === "has more than before" ? [last, next] : [next, last];
  const about = { scope: [], subject: clause.counted } as const;
  if (upper !== undefined && (upper < 1 || (lower !== undefined && lower + 1 > upper - 1)))
    return "impossible";
  return [
    ...(lower === undefined ? [] : [{ ...about, relation: "at least", value: lower + 1 } as const]),
    ...(upper === undefined ? [] : [{ ...about, relation: "at most", value: upper - 1 } as const]),
  ];
}
