/**
 * A product of two prompts: one text that two instructions write together.
 *
 * Each token is drawn from p₁(t)^α · p₂(t)^(1−α), renormalised: a token that either of the two finds absurd is not
 * written (a product of experts: Hinton 2002, equation 1). The weight of each token is the sum of that product over all
 * admitted tokens, which says how far the two agree; at each word, particles on which they agree take over.
 */
import { context, contractConstraint, program, write } from "sijo";

export default program({
  name: "product-of-prompts",
  description: "A sentence that two instructions agree on",
  params: {
    first: { type: "string", default: "Write a sentence about winter." },
    second: { type: "string", default: "Write a sentence about music." },
    balance: {
      type: "number",
      default: 0.5,
      minimum: 0.05,
      maximum: 0.95,
      description: "how much the first instruction counts",
    },
  },
  particles: 16,
  *run({ first, second, balance }) {
    const one = yield* context(first);
    const other = yield* context(second);
    const { text } = yield* write([one, other], {
      powers: [balance, 1 - balance],
      constraint: SENTENCE,
    });
    return text;
  },
});

/** Words of the dictionary, one sentence. */
const SENTENCE = contractConstraint("form: sentence\ntext has between 6 and 12 words");
