/**
 * Different words of a vocabulary that no list holds, counted by walking it: up to as many of each class as nobody uses up.
 * @module
 */
import { foldWord } from "../../../text/index.ts";
import { NO_NODE } from "../trie.ts";
import { coreOf } from "../word-classes.ts";
import type { WordNode, WordSpace } from "../words.ts";
import type { ClassWords } from "./class-words.ts";

/** More of a class are not counted. */
const ENOUGH = 300;
/** Steps between letters. */
const MOST_EFFORT = 4_000_000;

/** Undefined where counting takes too long. */
export function walkedWords(space: WordSpace): ClassWords | undefined {
  const { classes } = space;
  const found = classes.map(() => new Set<string>());
  const wanted = new Int32Array(Math.max(1, Math.ceil(classes.length / 32)));
  for (let index = 0; index < classes.length; index += 1) wanted[index >> 5] |= 1 << (index & 31);
  let effort = 0;
  const visit = (node: WordNode, text: string): void => {
    for (const wordClass of space.classesAt(node)) {
      found[wordClass].add(foldWord(coreOf(text)));
      if (found[wordClass].size >= ENOUGH) wanted[wordClass >> 5] &= ~(1 << (wordClass & 31));
    }
    for (const point of space.points?.(node) ?? space.alphabet) {
      effort += 1;
      if (effort > MOST_EFFORT || !space.reaches(node, wanted)) return;
      const child = space.child(node, point);
      if (child !== NO_NODE && space.reaches(child, wanted)) visit(child, text + String.fromCodePoint(point));
    }
  };
  visit(space.root(false), "");
  if (effort > MOST_EFFORT) return undefined;
  return {
    groups: found.map((words, wordClass) => ({ members: [wordClass], count: words.size })),
    shared: [],
    spellings: (folded) => spellingsIn(space, folded),
  };
}

/** The word in any mixture of small letters and capitals that the vocabulary has. */
function spellingsIn(space: WordSpace, folded: string): string[] {
  let places = [{ node: space.root(false), text: "" }];
  for (const letter of folded) {
    places = places.flatMap(({ node, text }) =>
      [...new Set([letter, letter.toUpperCase()])].flatMap((form) => {
        const child = [...form].length === 1 ? space.child(node, form.codePointAt(0)!) : NO_NODE;
        return child === NO_NODE ? [] : [{ node: child, text: text + form }];
      }),
    );
  }
  return places.filter(({ node }) => space.classesAt(node).length > 0).map(({ text }) => text);
}
