/**
 * Sentences that a follower is shown before it writes some which have to end with given words: small models hear by examples
 * what an order of that kind asks for. Written for this purpose.
 * @module
 */

export interface SentenceExample {
  readonly last: string;
  readonly sentence: string;
}

/** The beginning of a story, and of an article. Words of every kind end sentences. */
export const SENTENCE_EXAMPLES: readonly (readonly SentenceExample[])[] = [
  [
    { last: "station", sentence: "The last train had already left the station." },
    { last: "waited", sentence: "On the empty platform a woman put down her suitcase and waited." },
    { last: "him", sentence: "She had come all the way from the coast to see him." },
  ],
  [
    { last: "average", sentence: "Last year the shops of this town earned less than the national average." },
    { last: "since", sentence: "Three of them have closed since." },
    { last: "Miller", sentence: "The oldest of the others still belongs to Walter Miller." },
  ],
];
