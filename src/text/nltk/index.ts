/**
 * Words and sentences as NLTK 3.8.1 has them: for comparison with results of others, who count by it.
 * @module
 */
export { punktAbbreviations } from "./parameters.ts";
export { isWhite, PUNCTUATION, strippedOf } from "./python.ts";
export { punktSentences } from "./sentences.ts";
export { nltkTokens, treebankTokens } from "./words.ts";
