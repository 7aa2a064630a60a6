/**
 * An acrostic: the first letters of the lines spell a word.
 *
 * A line is written under a pattern of its own, which is a function of where the program stands: ordinary code with a loop
 * and variables. The end of each line is a barrier, where all particles have written the same number of lines and can be
 * compared; between words they are compared too.
 */
import { barrier, context, pattern, program, write } from "sijo";

export default program({
  name: "acrostic",
  description: "A poem whose lines begin with the letters of a word",
  params: {
    word: { type: "string", default: "SEA", pattern: "^[A-Za-z]{1,12}$" },
    topic: { type: "string", default: "the sea" },
  },
  particles: 12,
  *run({ word, topic }) {
    const letters = [...word.toUpperCase()];
    const follower = yield* context(
      `Write a poem about ${topic} in ${letters.length} short lines. ` +
        `The lines begin with the letters ${letters.join(", ")}.`,
    );
    let poem = "";
    for (const [index, letter] of letters.entries()) {
      const isLast = index === letters.length - 1;
      // From four to seven words; a comma goes on, a full stop ends.
      const line = new RegExp(`${letter}[a-z]{1,9}( [a-z']{1,9}){3,6}${isLast ? "\\." : ",\\n"}`);
      const { text } = yield* write(follower, {
        constraint: pattern(line),
        until: isLast ? "." : "\n",
        temperature: 0.8,
      });
      poem += text;
      yield* barrier();
    }
    return poem;
  },
});
