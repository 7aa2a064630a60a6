/**
 * Lookahead with hints: the follower we sample for knows nothing, a follower that was told draws the tokens.
 *
 * Texts are weighed under the plain request: the weight of a token t is p(t) q(M) / q(t), where q proposes and M is what
 * is admitted, so that the hint changes which texts are found, not what they are worth. Between words, particles are
 * compared by what they promise as well: e³ for each wanted word that is there already. That is taken back at the end,
 * where a missing word costs e⁻⁸ (twisted targets: Guarniero, Johansen and Lee 2017; Zhao et al. 2024).
 */
import { context, contractConstraint, factor, program, write } from "sijo";

export default program({
  name: "lookahead",
  description: "A sentence that comes round to words that its writer was not told",
  params: {
    request: { type: "string", default: "Write a sentence about a walk." },
    words: {
      type: "array",
      items: { type: "string" },
      default: ["river", "light"],
      minItems: 1,
      maxItems: 4,
    },
  },
  particles: 16,
  *run({ request, words }) {
    const found = (text: string): number =>
      words.filter((word) => new RegExp(`\\b${word}\\b`, "i").test(text)).length;
    const plain = yield* context(request);
    const told = yield* context(`${request} Use the words ${words.join(" and ")}.`);
    const { text } = yield* write(plain, {
      proposal: told,
      constraint: SENTENCE,
      lookahead: (beginning) => 3 * found(beginning),
    });
    yield* factor(-8 * (words.length - found(text)));
    return text;
  },
});

const SENTENCE = contractConstraint("form: sentence\ntext has between 8 and 16 words");
