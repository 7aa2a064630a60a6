/**
 * Lines about the part that the request names with a number or a quotation, and about no other.
 * @module
 */
import type { Expression } from "../../contract/index.ts";
import type { PartNamed } from "../evidence/parts.ts";
import type { SlotTexts } from "./automaton.ts";

/** A part of which something is said: each of some kind, one, or any. */
export type PartSaid = PartNamed | "each" | undefined;

/** Whether a line about this part may have such a piece. Steps to parts of other kinds stay: "last word of line 2". */
export function admitsPart(piece: Expression, part: PartSaid): boolean {
  if (part === undefined) return true;
  if (piece.kind === "literal") {
    if (piece.text === "text") return false;
    if (piece.means?.name !== "at") return true;
    if (part === "each") return piece.means.value === "each";
    return !piece.text.endsWith(` ${part.unit}`) || piece.means.value === part.at;
  }
  if (part === "each") return piece.kind !== "slot" || (piece.name !== "at" && piece.name !== "back");
  if (piece.kind !== "sequence" || !isLiteral(piece.items[0], `${part.unit} `)) return true;
  // "first" and "last" are said without a number.
  if (part.at === "each" || Math.abs(part.at) === 1) return false;
  return piece.items.some((item) => isLiteral(item, " from the end")) === part.at < 0;
}

const isLiteral = (piece: Expression, text: string): boolean =>
  piece.kind === "literal" && piece.text === text;

/** Places that a line about this part may name by their number. */
export function placesWithin(part: PartSaid, slots: Places): Places {
  if (part === undefined || part === "each" || part.at === "each" || Math.abs(part.at) === 1) return slots;
  const place = [String(Math.abs(part.at))];
  const { word, character } = slots.namedPlace;
  return {
    place: part.unit === "word" || part.unit === "character" ? slots.place : place,
    namedPlace: {
      word: part.unit === "word" ? place : word,
      character: part.unit === "character" ? place : character,
    },
  };
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
