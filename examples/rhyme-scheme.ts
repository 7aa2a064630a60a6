/**
 * A rhyme scheme: AABB, or any other, over lines of counted words.
 *
 * The first line of each rhyme ends with a word of any family; the lines that rhyme with it end with another word of the
 * same one. What may come next depends on what this particle has written, so every line gets its constraint when it is
 * begun. Particles are compared at words and lines: one that is stuck with a rhyme it can do nothing with gives way.
 */
import { barrier, context, pattern, program, write } from "sijo";

const FAMILIES = [
  ["night", "light", "bright", "sight", "flight"],
  ["sea", "free", "tree", "me"],
  ["day", "way", "gray", "stay", "play"],
  ["snow", "slow", "glow", "know", "go"],
  ["rain", "again", "plain", "lane"],
];

export default program({
  name: "rhyme-scheme",
  description: "A verse that rhymes by a scheme",
  params: {
    topic: { type: "string", default: "a boat at night" },
    scheme: { type: "string", default: "AABB", pattern: "^[A-E]{2,8}$" },
  },
  particles: 12,
  *run({ topic, scheme }) {
    const follower = yield* context(`Write a short rhyming poem about ${topic}.`);
    const rhymes = new Map<string, string[]>();
    const used = new Set<string>();
    let poem = "";
    for (const [index, letter] of [...scheme].entries()) {
      const isLast = index === scheme.length - 1;
      const family = rhymes.get(letter) ?? freeFamilies(rhymes).flat();
      const fresh = family.filter((word) => !used.has(word));
      const words = fresh.length > 0 ? fresh : family;
      const line = `[A-Z][a-z']{0,9}( [a-z']{1,9}){2,5} (${words.join("|")})${isLast ? "\\." : ",\\n"}`;
      const { text } = yield* write(follower, {
        constraint: pattern(new RegExp(line)),
        until: isLast ? "." : "\n",
        temperature: 0.8,
      });
      const [last] = /[a-z]+(?=[.,\n]+$)/.exec(text) ?? [""];
      used.add(last);
      rhymes.set(letter, FAMILIES.find((words) => words.includes(last)) ?? []);
      poem += text;
      yield* barrier();
    }
    return poem;
  },
});

/** Two rhymes of a scheme are two families. */
function freeFamilies(taken: ReadonlyMap<string, string[]>): string[][] {
  return FAMILIES.filter((family) => ![...taken.values()].includes(family));
}
