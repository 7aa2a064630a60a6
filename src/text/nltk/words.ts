/**
 * Words as NLTK 3.8.1 cuts them (`word_tokenize`): Penn Treebank conventions. `don't` is `do` and `n't`, `cannot` is `can`
 * and `not`, punctuation is a token of its own, and quotation marks become `` and ''.
 * See NOTICE.md.
 * @module
 */
import { splitAtWhite, WHITE, WORD } from "./python.ts";
import { punktSentences } from "./sentences.ts";

type Substitution = readonly [pattern: RegExp, replacement: string];

const NO_WORD_BEFORE = `(?<![${WORD}])`;
const NO_WORD_AFTER = `(?![${WORD}])`;

const STARTING_QUOTES: readonly Substitution[] = [
  [/([«“‘„]|[`]+)/gu, " $1 "],
  [/^"/gu, "``"],
  [/(``)/gu, " $1 "],
  [/([ ([{<])("|'{2})/gu, "$1 `` "],
  [new RegExp(`(')(?!re|ve|ll|m|t|s|d|n)([${WORD}])${NO_WORD_AFTER}`, "giu"), "$1 $2"],
];

const PUNCTUATION: readonly Substitution[] = [
  [/([:,])(\P{Nd})/gu, " $1 $2"],
  [/([:,])$/gu, " $1 "],
  [/\.{2,}/gu, " $& "],
  [/[;@#$%&]/gu, " $& "],
];

const PUNCTUATION_BEHIND_FULL_STOP: readonly Substitution[] = [
  [/[?!]/gu, " $& "],
  [/([^'])' /gu, "$1 ' "],
  [/[*]/gu, " $& "],
  [/[\][(){}<>]/gu, " $& "],
  [/--/gu, " -- "],
];

const ENDING_QUOTES: readonly Substitution[] = [
  [/([»”’])/gu, " $1 "],
  [/''/gu, " '' "],
  [/"/gu, " '' "],
  [/([^' ])('[sS]|'[mM]|'[dD]|') /gu, "$1 $2 "],
  [/([^' ])('ll|'LL|'re|'RE|'ve|'VE|n't|N'T) /gu, "$1 $2 "],
];

/** After Robert MacIntyre. */
const CONTRACTIONS: readonly Substitution[] = [
  ...["can|not", "d|'ye", "gim|me", "gon|na", "got|ta", "lem|me", "more|'n"].map(
    (pair): Substitution => [contraction(NO_WORD_BEFORE, pair, NO_WORD_AFTER), " $1 $2 "],
  ),
  [contraction(NO_WORD_BEFORE, "wan|na", `(?=[${WHITE}])`), " $1 $2 "],
  ...["'t|is", "'t|was"].map((pair): Substitution => [contraction(" ", pair, NO_WORD_AFTER), " $1 $2 "]),
];

function contraction(before: string, pair: string, after: string): RegExp {
  const [first, second] = pair.split("|");
  return new RegExp(`${before}(${first})(${second})${after}`, "giu");
}

/** Closers behind the last full stop; the first rule admits curly ones and spaces. */
const CLOSERS = "])}>\"'»”’ ";
const PLAIN_CLOSERS = "])}>\"'";

/** Tokens of one sentence. */
export function treebankTokens(sentence: string): string[] {
  let text = substituted(sentence, STARTING_QUOTES);
  text = withFullStopApart(text, { closers: CLOSERS, closersApart: true });
  text = substituted(text, PUNCTUATION);
  text = withFullStopApart(text, { closers: PLAIN_CLOSERS, closersApart: false });
  text = substituted(text, PUNCTUATION_BEHIND_FULL_STOP);
  text = substituted(` ${text} `, ENDING_QUOTES);
  return splitAtWhite(substituted(text, CONTRACTIONS));
}

/**
 * Tokens of a text, punctuation included: sentences are found first, then each is cut.
 * @example
 * nltkTokens("They don't know."); // ["They", "do", "n't", "know", "."]
 */
export const nltkTokens = (text: string): string[] =>
  punktSentences(text).flatMap(({ start, end }) => treebankTokens(text.slice(start, end)));

const substituted = (text: string, substitutions: readonly Substitution[]): string =>
  substitutions.reduce((changed, [pattern, replacement]) => changed.replace(pattern, replacement), text);

/**
 * `([^\.])(\.)([closers]*)\s*$` in NLTK: the last full stop of the sentence, if only closers and white space follow it, is
 * a token. Written out, since that expression takes quadratic time on long runs of spaces.
 */
function withFullStopApart(
  text: string,
  { closers, closersApart }: { closers: string; closersApart: boolean },
): string {
  const stop = text.lastIndexOf(".");
  if (stop < 1 || text[stop - 1] === ".") return text;
  let end = stop + 1;
  while (end < text.length && closers.includes(text[end])) end += 1;
  if (splitAtWhite(text.slice(end)).length > 0) return text;
  const closing = text.slice(stop + 1, end);
  return `${text.slice(0, stop)} .${closersApart ? " " : ""}${closing} `;
}
