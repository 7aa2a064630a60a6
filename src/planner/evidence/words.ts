/**
 * The words of a request: names and terms that a follower may write, whatever the word list knows.
 * @module
 */

/** Distinct words, at most 200 of them, from the beginning of the request. */
export function wordsOfRequest(request: string): string[] {
  const words = request.slice(0, 4000).match(/[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*/gu) ?? [];
  return [...new Set(words)].slice(0, 200);
}
