/**
 * Prompt intersection: one ending for several beginnings (Lew et al. 2023, section 4).
 *
 * Each beginning has a context of its own, and every token is drawn from the product of their next-token distributions:
 * the target is ∏ᵢ p(ending | beginningᵢ), so an ending must be likely after all of them. A writer who was a physicist is
 * one answer to both “My favorite writer is” and “My favorite physicist is”.
 */
import { context, observe, pattern, program, write } from "sijo";

export default program({
  name: "prompt-intersection",
  description: "One ending that fits several beginnings",
  params: {
    beginnings: {
      type: "array",
      items: { type: "string" },
      default: ["My favorite season is", "My favorite time to plant a tree is"],
      minItems: 1,
      maxItems: 4,
    },
  },
  particles: 24,
  *run({ beginnings }) {
    const contexts = [];
    for (const beginning of beginnings) {
      const follower = yield* context("Tell me something about yourself in one short sentence.");
      // The same for all particles, so it changes log Z and nothing else.
      yield* observe(follower, beginning);
      contexts.push(follower);
    }
    const { text } = yield* write(contexts, { constraint: ENDING });
    return text.trim();
  },
});

const ENDING = pattern(/ [a-z]{1,10}( [a-z]{1,10}){0,4}\./);
