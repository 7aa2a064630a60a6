/**
 * Masks are made from a vocabulary and a constraint, whoever runs; kept for as long as the constraint lives.
 * @module
 */
import type { Constraint } from "../inference/constraint.ts";
import { type Masks, masks } from "../inference/mask.ts";
import type { Vocabulary } from "../model/token-model.ts";

/** Any text may be written, and may end after any character. */
export const ANY_TEXT: Constraint<unknown> = { start: 0, next: () => 0, mayEnd: () => true, key: () => 0 };

const made = new WeakMap<Constraint<unknown>, Map<string, Masks<unknown>>>();

/** The masks of a constraint over a vocabulary, the same object each time. */
export function masksFor(vocabulary: Vocabulary, constraint: Constraint<unknown>): Masks<unknown> {
  let byVocabulary = made.get(constraint);
  if (!byVocabulary) {
    byVocabulary = new Map();
    made.set(constraint, byVocabulary);
  }
  let found = byVocabulary.get(vocabulary.fingerprint);
  if (!found) {
    found = masks({ vocabulary, constraint });
    byVocabulary.set(vocabulary.fingerprint, found);
  }
  return found;
}
