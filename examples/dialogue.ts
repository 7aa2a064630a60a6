/**
 * A dialogue between two followers: each has a system prompt of its own, and hears what the other says.
 *
 * Every turn is written in a new context: the speaker's system prompt, and the conversation as the speaker sees it, with
 * its own lines as the assistant's and the other's as the user's. One asks, the other answers: the patterns hold both to
 * it. Followers of their own they would be by `context(messages, { follower: "sailor" })` and `--follower sailor=<model>`.
 */
import { barrier, context, type Message, pattern, program, write } from "sijo";

/** The first words keep each in the part: followers this small take every turn for an assistant's. */
const QUESTION = pattern(/(What|Where|Who|Why|When|How) (did|do|were) you( [a-z]{1,10}){1,8}\?/);
const ANSWER = pattern(/(I|We) [a-z]{1,10}(,? [a-z]{1,10}){2,13}\./);

export default program({
  name: "dialogue",
  description: "A child asks, an old sailor answers",
  params: {
    asker: {
      type: "string",
      default: "You are a curious child who talks to an old sailor. You ask one short question at a time.",
    },
    answerer: {
      type: "string",
      default: "You are an old sailor who tells a child of the sea. You answer in one short sentence.",
    },
    opening: { type: "string", default: "That old ship down there was mine. I sailed her for forty years." },
    rounds: { type: "integer", default: 2, minimum: 1, maximum: 4 },
  },
  particles: 8,
  *run({ asker, answerer, opening, rounds }) {
    const said: string[] = [opening];
    for (let turn = 0; turn < 2 * rounds; turn += 1) {
      const asks = turn % 2 === 0;
      const speaker = yield* context([
        { role: "system", content: asks ? asker : answerer },
        ...asHeard(said, asks),
      ]);
      const { text } = yield* write(speaker, {
        constraint: asks ? QUESTION : ANSWER,
        until: asks ? "?" : ".",
        temperature: 0.8,
      });
      said.push(text);
      yield* barrier();
    }
    return said
      .slice(1)
      .map((text, turn) => `${turn % 2 === 0 ? "Child" : "Sailor"}: ${text}`)
      .join("\n");
  },
});

/** The conversation from one side. The opening was said to the one who asks. */
function asHeard(said: readonly string[], asks: boolean): Message[] {
  const heard = asks ? said : said.slice(1);
  return heard.map((content, index) => ({ role: index % 2 === 0 ? "user" : "assistant", content }));
}
