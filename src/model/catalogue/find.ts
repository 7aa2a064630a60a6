/**
 * From what somebody typed to an entry of the catalogue, or to an error that names the nearest one.
 * @module
 */
import { SijoError } from "../../errors.ts";
import { CATALOGUE, type ModelEntry } from "./entries.ts";

/**
 * The entry with this id; capital letters don't matter.
 * @throws SijoError `weights.unknown` (usage) that names the nearest id.
 * @example
 * findModel("smollm2-135m").bytes; // 98362432
 */
export function findModel(id: string): ModelEntry {
  const wanted = id.trim().toLowerCase();
  const entry = CATALOGUE.find((candidate) => candidate.id === wanted);
  if (entry) return entry;
  const nearest = nearestId(wanted);
  throw new SijoError("weights.unknown", `There is no model called “${id}”.`, {
    kind: "usage",
    hint: `${nearest ? `Did you mean ${nearest}? ` : ""}\`sijo models list\` shows the models; a path ending in .gguf works too.`,
    data: { id, nearest, known: CATALOGUE.map((candidate) => candidate.id) },
  });
}

/** The id at the least edit distance, or null when even that one is mostly different. */
function nearestId(wanted: string): string | null {
  let nearest: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const { id } of CATALOGUE) {
    // Somebody who types "qwen2.5-coder" or "gemma" means an id that begins so.
    const distance = wanted.length >= 3 && id.startsWith(wanted) ? 1 : editDistance(wanted, id);
    if (distance < least && distance <= id.length / 2) [nearest, least] = [id, distance];
  }
  return nearest;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replace = previous[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replace, previous[column]! + 1, current[column - 1]! + 1));
    }
    previous = current;
  }
  return previous[to.length]!;
}
