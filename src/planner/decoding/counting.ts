/**
 * Numbers with what they count: "12 words" offers twelve words, and no twelve lines.
 * @module
 */
import { type Clause, type Expression, UNITS, type Unit } from "../../contract/index.ts";
import { namesRelation, namesUnit } from "../audit/cues.ts";
import { amountsOf, type Evidence } from "../evidence/evidence.ts";
import type { NumberFound } from "../evidence/numbers.ts";
import { partBefore } from "../evidence/parts.ts";
import { alike, isOfEach, isOfSum, isOfTimes, unitOf } from "../evidence/units.ts";
import { groupsOf, type PartSaid } from "./parts-admitted.ts";

/** Numbers that a clause may say of some part. */
export interface Amounts {
  readonly number: readonly string[];
  readonly part?: PartSaid;
  readonly unit?: Unit;
  readonly admits?: (piece: Expression) => boolean;
}

const COUNTS: ReadonlySet<Clause["relation"]> = new Set(["exactly", "at least", "at most", "between"]);

/** The amounts of a relation; of one that counts, apart for each unit and each part that the request names with them. */
export function amountsByUnit(evidence: Evidence, relation: Clause["relation"]): Amounts[] {
  const { request } = evidence;
  if (!COUNTS.has(relation)) {
    const ofNoUnit = /^(?:sum|occurs) /.test(relation);
    const numbers = evidence.numbers.filter((found) => !ofNoUnit || unitOf(found, request) === undefined);
    return [{ number: amountsOf({ ...evidence, numbers }, relation).map(String) }];
  }
  const counted = evidence.numbers.filter((found) => !isOfTimes(found, request) && !isOfSum(found, request));
  // "Two sentences, and 'sea' at least twice": the bound is said of another number.
  const isLoose = !/at (?:least|most)/.test(relation) || namesRelation(withoutBounded(evidence), relation);
  const parts = groupsOf(counted, (found) => partOf(found, evidence));
  return UNITS.filter((unit) => namesUnit(request, unit))
    .flatMap((unit) =>
      parts.map(({ part, members }): Amounts => {
        const numbers = members.filter((found) => {
          const of = unitOf(found, request);
          const isOfIt = of === undefined ? !isArticle(found, request) : alike(of, unit);
          return isOfIt && (found.bound !== undefined || isLoose);
        });
        const number = amountsOf({ ...evidence, numbers }, relation).map(String);
        // "3 line" would be a second way to write "3 lines".
        const mayBeOne = number.includes("1");
        return { number, part, unit, admits: (piece) => admitsUnit(piece, unit, mayBeOne) };
      }),
    )
    .filter(({ number }) => number.length > 0);
}

const admitsUnit = (piece: Expression, unit: Unit, mayBeOne: boolean): boolean =>
  piece.kind !== "literal" ||
  piece.means?.name !== "subject" ||
  (piece.means.value === unit && (mayBeOne || piece.text.endsWith("s")));

/** Of which part an amount is said: of each, of one that is named right before it, or of any. */
function partOf(found: NumberFound, { request }: Evidence): PartSaid {
  if (isOfEach(found, request)) return "each";
  const part = partBefore(request, found.range?.start ?? found.start);
  // "Word 3 has …" is rather a word of a sentence that has so many.
  return part === undefined || part.at === "each" ? undefined : part;
}

/** A "one" that is no amount: "문구 하나", "one of a kind". */
const isArticle = ({ value, start, end, bound }: NumberFound, request: string): boolean =>
  value === 1 && bound === undefined && /^(?:one|한|하나)$/i.test(request.slice(start, end));

/** Where the words of a comparative stand: "at least 4", "4 이상". */
const BEFORE = 24;
const BEHIND = 12;

/** The request without its bounded numbers and the words that bound them. */
function withoutBounded({ request, numbers }: Evidence): string {
  let left = "";
  let at = 0;
  for (const { start, end, bound } of numbers) {
    if (bound === undefined || end <= at) continue;
    left += request.slice(at, Math.max(at, start - BEFORE));
    at = end + BEHIND;
  }
  return left + request.slice(at);
}
