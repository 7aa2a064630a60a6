/**
 * Lines about the part that the request names with a number or a quotation, and about no other.
 * @module
 */
import { type Expression, UNITS, type Unit } from "../../contract/index.ts";
import type { PartNamed } from "../evidence/parts.ts";
import type { SlotTexts } from "./automaton.ts";

/** A part of which something is said: each of some kind, one, or any. */
export type PartSaid = PartNamed | "each" | undefined;

/** Whether a line about this part may have such a piece. Steps to parts of other kinds stay: "last word of line 2". */
export function admitsPart(piece: Expression, part: PartSaid): boolean {
  if (part === undefined) return true;
  if (piece.kind === "literal" && piece.text === "text") return false;
  if (part === "each") {
    if (piece.kind === "slot") return piece.name !== "at" && piece.name !== "back";
    return piece.kind !== "literal" || piece.means?.name !== "at" || piece.means.value === "each";
  }
  if (piece.kind === "field") return piece.name !== "scope" || isWithin(piece.of, part);
  return admitsStep(piece, part) && (part.outer === undefined || admitsStep(piece, part.outer));
}

/** A step to a part of this kind is to this one. */
function admitsStep(piece: Expression, { unit, at }: PartNamed): boolean {
  if (piece.kind === "literal" && piece.means?.name === "at") {
    return !piece.text.endsWith(` ${unit}`) || piece.means.value === at;
  }
  if (piece.kind !== "sequence" || !isLiteral(piece.items[0], `${unit} `)) return true;
  // "first" and "last" are said without a number.
  if (at === "each" || Math.abs(at) === 1) return false;
  return piece.items.some((item) => isLiteral(item, " from the end")) === at < 0;
}

/** Whether a line with such a piece may be about words or characters. */
export const isOfWords = (piece: Expression): boolean =>
  piece.kind === "field" && piece.name === "scope"
    ? isWithin(piece.of, { unit: "word" })
    : piece.kind !== "literal" || piece.text !== "text";

/** Whether a scope ends at this part or inside it. */
function isWithin(scope: Expression, { unit }: Pick<PartNamed, "unit">): boolean {
  const level = scope.kind === "choice" ? /^(\w+)-(?:scope|step)$/.exec(scope.rule ?? "")?.[1] : undefined;
  return level === undefined || UNITS.indexOf(level as Unit) >= UNITS.indexOf(unit);
}

const isLiteral = (piece: Expression, text: string): boolean =>
  piece.kind === "literal" && piece.text === text;

/** Places that a line about this part may name by their number. */
export function placesWithin(part: PartSaid, slots: Places): Places {
  if (part === undefined || part === "each") return slots;
  const within = placesOfStep(part, slots);
  return part.outer === undefined ? within : placesOfStep(part.outer, within);
}

function placesOfStep({ unit, at }: PartNamed, { place, namedPlace }: Places): Places {
  if (at === "each" || Math.abs(at) === 1) return { place, namedPlace };
  const only = [String(Math.abs(at))];
  if (unit === "word" || unit === "character") return { place, namedPlace: { ...namedPlace, [unit]: only } };
  return { place: only, namedPlace };
}

type Places = Pick<SlotTexts, "place" | "namedPlace">;

/** What belongs together by the part that is said of it. */
export function groupsOf<Item>(
  items: readonly Item[],
  partOf: (item: Item) => PartSaid,
): { readonly part: PartSaid; readonly members: readonly Item[] }[] {
  const groups = new Map<string, { part: PartSaid; members: Item[] }>();
  for (const item of items) {
    const part = partOf(item);
    const name = JSON.stringify(part) ?? "";
    const known = groups.get(name) ?? { part, members: [] };
    known.members.push(item);
    groups.set(name, known);
  }
  return [...groups.values()];
}
