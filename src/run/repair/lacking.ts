/**
 * Where what a text lacks would stand: the places at which the follower would have written it most readily.
 * @module
 */
import type { Clause, Contract } from "../../contract/index.ts";
import { type Hole, holesFor } from "../../contract/repair/holes.ts";
import type { Pieces } from "../../contract/repair/units.ts";
import { logNormalizer } from "../../inference/distribution.ts";
import type { Message, TokenModel } from "../../model/token-model.ts";
import { holdsWord, textView, wordsOf } from "../../text/index.ts";
import { prefilled } from "./prefilled.ts";

/** Words and phrases that clauses ask for and the text lacks; `ofWhole`: whether anywhere in the text, or in some part. */
export function lackingTexts(
  { clauses }: Contract,
  { passed, ofWhole }: { passed: readonly boolean[]; ofWhole: boolean },
): string[] {
  return clauses.flatMap((clause: Clause, index) => {
    const wanted =
      clause.relation === "contains" ||
      clause.relation === "occurs at least" ||
      clause.relation === "occurs exactly";
    if (!wanted || ofWhole !== (clause.scope.length === 0)) return [];
    const isWord = clause.scope.at(-1)?.unit === "word";
    return !isWord && !passed[index] && holdsWord(clause.value) ? [clause.value] : [];
  });
}

/** Places that are looked at, and those that are tried. */
const MOST_PLACES = 200;
const MOST_TRIED = 3;
/** Contexts that are asked together. */
const TOGETHER = 12;

/**
 * Holes of pieces (by number) in which this text might stand, the likeliest first. The follower is asked for the probability
 * of its first token behind every word.
 */
export async function placesFor(
  lacking: string,
  {
    pieces,
    among,
    follower,
    messages,
    shouldStop,
  }: {
    pieces: Pieces;
    /** Numbers of the pieces that may change. */
    among: readonly number[];
    follower: TokenModel;
    messages: readonly Message[];
    shouldStop: () => boolean;
  },
): Promise<{ readonly piece: number; readonly hole: Hole }[]> {
  const { text } = pieces.view;
  const places = among
    .flatMap((piece) => {
      const { start, end } = pieces.spans[piece];
      const { words } = textView(text.slice(start, end));
      return words.map((word, index) => ({ piece, behind: index + 1, end: start + word.end }));
    })
    .slice(0, MOST_PLACES);
  const [token] = follower.vocabulary.tokenize(` ${lacking}`);
  if (token === undefined) return [];
  const found: { place: (typeof places)[number]; score: number }[] = [];
  for (let from = 0; from < places.length && !shouldStop(); from += TOGETHER) {
    const some = places.slice(from, from + TOGETHER);
    const contexts = some.map(({ end }) => {
      const model = prefilled(follower, text.slice(0, end));
      return model.context(model.chat(messages));
    });
    try {
      const scores = await follower.next(contexts);
      for (const [index, place] of some.entries()) {
        const { logits } = scores[index];
        found.push({ place, score: logits[token] - logNormalizer(logits, 1) });
      }
    } finally {
      for (const context of contexts) context.drop();
    }
  }
  const count = wordsOf(lacking).length;
  return found
    .sort((one, other) => other.score - one.score)
    .slice(0, MOST_TRIED)
    .flatMap(({ place: { piece, behind } }) => holesFor(behind, count).map((hole) => ({ piece, hole })));
}
