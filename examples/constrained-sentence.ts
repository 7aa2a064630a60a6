/**
 * A constrained sentence: a contract says what must be true of it, the follower says the rest.
 *
 * The contract is compiled into a constraint, a state machine that admits a token only where some completion still keeps
 * every clause. Each token's weight is the mass of what was admitted, so that a particle which had to be bent far weighs
 * little, and at each word light particles give way to heavy ones: the posterior is the follower's own distribution, given
 * that the contract is kept.
 */
import { context, contractConstraint, program, write } from "sijo";

export default program({
  name: "constrained-sentence",
  description: "A sentence about a topic with given words in it",
  params: {
    topic: { type: "string", default: "patience" },
    words: { type: "array", items: { type: "string" }, default: ["gardener", "spring"], maxItems: 6 },
    most: { type: "integer", default: 14, minimum: 3, maximum: 40, description: "words at most" },
  },
  particles: 12,
  *run({ topic, words, most }) {
    // One clause a line: what `sijo check` would test a finished text by.
    const contract = [
      "form: sentence",
      ...words.map((word) => `text contains ${JSON.stringify(word)}`),
      `text has at most ${most} words`,
    ].join("\n");
    const follower = yield* context(
      `Write one short sentence about ${topic} with the words ${words.join(" and ")} in it. Only the sentence.`,
    );
    const { text } = yield* write(follower, { constraint: constraintOf(contract), temperature: 0.8 });
    return text;
  },
});

/** Compiled once, whatever the number of particles. */
const compiled = new Map<string, ReturnType<typeof contractConstraint>>();
function constraintOf(contract: string) {
  const constraint = compiled.get(contract) ?? contractConstraint(contract);
  compiled.set(contract, constraint);
  return constraint;
}
