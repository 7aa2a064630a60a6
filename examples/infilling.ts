/**
 * Infilling: what stands between two fixed passages.
 *
 * The passages are observed: they are written as they stand, and the weight is multiplied by the follower's probability of
 * them. So a particle weighs p(before) · p(middle | before) · p(after | before, middle), and a middle from which the last
 * passage follows naturally wins, although nobody knew how to write towards it. By Bayes' rule that is the posterior of
 * the middle, given both sides.
 */
import { barrier, context, observe, pattern, program, write } from "sijo";

export default program({
  name: "infilling",
  description: "The missing sentence between two passages",
  params: {
    before: { type: "string", default: "Mara had lost her keys somewhere on the beach." },
    after: { type: "string", default: "She laughed, unlocked the door and went inside." },
  },
  particles: 24,
  *run({ before, after }) {
    const follower = yield* context("Tell a very short story in three sentences.");
    yield* observe(follower, before);
    // One sentence, with the space in front of it.
    const { text: middle } = yield* write(follower, {
      constraint: SENTENCE,
      until: ".",
      // Nothing is known before the last passage: comparing words would only favour dull ones.
      barriers: "never",
    });
    yield* observe(follower, ` ${after}`);
    yield* barrier();
    return `${before}${middle} ${after}`;
  },
});

const SENTENCE = pattern(/ [A-Z][a-z]{0,9}( [a-z']{1,9},?){3,10} [a-z]{1,9}\./);
