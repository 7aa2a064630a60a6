/**
 * Words and sentences as NLTK 3.8.1 has them: for comparison with results of others, who count by it.
 * @module
 */

export { collieParagraphs, colliePlain, collieSentences, collieWords } from "./collie.ts";
export { punktAbbreviations } from "./parameters.ts";
export { PUNCTUATION } from "./python.ts";
export { punktSentences } from "./sentences.ts";
export { collieView } from "./view.ts";
export { nltkTokens, treebankTokens } from "./words.ts";
