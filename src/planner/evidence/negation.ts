/**
 * Whether a negation governs the comparative behind it: "no line has more than 8 words" is at most 8, and "a dog who never
 * barks in more than 8 words" isn't. What stands between the two decides; whatever isn't known to carry a negation doesn't.
 * @module
 */

const NEGATION =
  /^(?:no|not|never|none|nor|neither|nothing|nobody|cannot|without|avoid(?:s|ing)?|\w+n[’']t)$/i;
/** Those that deny a thing, where the others deny what is done. */
const OF_THINGS = /^(?:no|none|nor|neither|nothing|nobody|without|avoid\w*)$/i;

/** What may stand between "not" and "more than" without a word of its own. */
const LIGHT = /^(?:ever|even|any|an?|one|single|much|far|be|to|at|all)$/i;
/** What has an amount, or gives one. */
const MEASURES =
  /^(?:be|is|are|was|were|been|being|may|must|should|can|could|shall|will|ha(?:ve|s|d|ving)|(?:contain|exceed|need|want|allow|reach|extend|span|total|number|cost|add|last|repeat|mention|show|list|employ|consist)(?:s|ed|ing)?|(?:us|includ|writ|giv|mak|tak|com|produc|creat|generat|provid)(?:e|es|ing)|go(?:es|ing)?|run(?:s|ning)?|get(?:s|ting)?|let(?:s|ting)?|put(?:s|ting)?|grow(?:s|ing)?|sa(?:y|ys|ying)|spend(?:s|ing)?|used|made|given|written|allowed|it[’']s)$/i;
/** What can be so long, or hold so many. */
const MEASURED =
  /^(?:words?|lines?|verses?|rows?|sentences?|clauses?|phrases?|paragraphs?|stanzas?|items?|entr(?:y|ies)|steps?|bullets?|points?|names?|nouns?|verbs?|adverbs?|adjectives?|terms?|fields?|values?|strings?|prices?|numbers?|parts?|sections?|ones?|poem|text|story|essay|answer|reply|response|note|message|email|post|tweet|caption|summary|description|slogan|list|output|result|whole|total|it|them|this|that|these|those|each|anything|thing)$/i;
/** What a text is to be without: "no commas longer than 9 words" measures the text. */
const FEATURE =
  /^(?:commas?|punctuation|rhymes?|dialogue|digits?|emojis?|hashtags?|repetitions?|letter|[a-z])$/i;

const RELATIVE = /^(?:who|whom|which|that|whose|where|when|while|because|why|how|whether)$/i;
const MANNER = /^(?:in|with|using|of|for|to|by|on|within|at|about|from)$/i;
const SAYING =
  /^(?:writ(?:e|ten|ing)|sa(?:y|id)|tell|told|describ(?:e|ed)|explain(?:ed)?|express(?:ed)?|answer(?:ed)?|reply|respond|do|done|put|summari[sz]ed?)$/i;
const ASKS = /^(?:do|must|should|shall|may|can|please)$|^(?:must|should|sha|ca|do)n[’']t$|^cannot$/i;
const ASKED_FOR = /^(?:you|we|only|just|forget|hesitate|fail|stress)$/i;
/** "Don't stop before you have more than 20 words": what is denied is to end sooner. */
const WAITS = /^(?:before|until|till|unless)$/i;
const PRONOUN = /^(?:you|we|it|they|there|each|all)(?:[’'](?:ve|s|re))?$/i;
const STOPS = /^(?:stop|end|finish|quit|conclude|close)(?:s|ed|ing)?$/i;
const OF_ONE = /^(?:is|has|was|contains|runs|goes|uses|exceeds)$/i;
/** A comparative that stands earlier, and none behind it. */
const EARLIER =
  /\b(?:(?:fewer|less|shorter|smaller|lower|more|longer|greater|larger|higher) (?:\p{L}+ )?than|under|below|over|above|exceed(?:s|ing)?)\b(?!.*\b(?:than|under|below|over|above|exceed(?:s|ing)?)\b)/iu;

export interface Compared {
  readonly comparative: string;
  /** Whether its number tells how often something comes. */
  readonly isOfTimes: boolean;
  /** Whether it counts words; no word has a number of them. */
  readonly isOfWords: boolean;
}

/** Whether what stands before a comparative denies it. */
export function isDeniedBefore(lead: string, compared: Compared): boolean {
  // “Never use 'blue' and write less than 20 words” denies the first half alone, "not less than 5, or more than 10" both.
  const said = lead.split(/[.;:!?\n]|,(?!\s*n?or\b)|\b(?:and|but)\b/i).at(-1) as string;
  const clause = EARLIER.test(said) ? said : (said.split(",").at(-1) as string);
  return governs(clause, compared);
}

function governs(clause: string, compared: Compared): boolean {
  const words = clause.match(/[\p{L}\d’']+/gu) ?? [];
  const at = words.findLastIndex((word) => NEGATION.test(word));
  if (at < 0) return false;
  const rest = words.slice(at + 1);
  // "Why not …", "can't you …" and "don't forget to …" ask for what they name.
  if (/^why$/i.test(words[at - 1] ?? "") || ASKED_FOR.test(rest[0] ?? "")) return false;
  if (waits(rest)) return false;
  const last = rest.at(-1);
  if (last === undefined || rest.every((word) => LIGHT.test(word))) return true;
  if (/^n?or$/i.test(last)) {
    // "No sentence shorter than 3 words or longer than 9": whatever holds of the first holds of the second.
    const said = rest.join(" ");
    const earlier = EARLIER.exec(said);
    if (earlier === null) return true;
    const before = [...words.slice(0, at + 1), said.slice(0, earlier.index)].join(" ");
    return governs(before, { ...compared, comparative: earlier[0] });
  }
  const relative = rest.findLastIndex((word, index) => RELATIVE.test(word) && rest[index - 1] !== "of");
  if (relative >= 0) return isSaidOfThing(rest, relative, compared);
  if (MANNER.test(last))
    return rest.length === 1 ? /^using$/i.test(last) : isOfThing(rest, compared) || isOfSaying(words, at);
  if (compared.isOfTimes || MEASURES.test(last) || isMeasured(thingOf(rest)[1], compared)) return true;
  // "It's not all right if it runs over 20 words".
  if (rest.some((word) => /^if$/i.test(word)) || isDemand(words, at)) return true;
  if (FEATURE.test(last) || MEASURED.test(last)) return false;
  // "None of the captions over 9 words".
  if (/^(?:none|nothing)$/i.test(words[at])) return MANNER.test(rest[0]);
  // "A house that has no windows under 30 words"; with "longer than" it would be they that are measured.
  if (!/than\s*$/i.test(compared.comparative)) return false;
  return OF_THINGS.test(words[at]) ? rest.length < 3 : rest.some((word) => MEASURES.test(word));
}

/** Whether a negation is of ending before something holds; "no line before the last" has its place. */
const waits = (rest: readonly string[]): boolean =>
  rest.some(
    (word, index) =>
      WAITS.test(word) &&
      (PRONOUN.test(rest[index + 1] ?? "") || rest.slice(0, index).some((earlier) => STOPS.test(earlier))),
  );

/** "No line of the poem", "none of them": what they are said of stands before the preposition, if anything does. */
function thingOf(words: readonly string[]): readonly [article: string, thing: string] {
  const preposition = words.findIndex((word) => /^(?:in|of|for|from)$/i.test(word));
  const [article, thing] = ["", "", ...(preposition > 0 ? words.slice(0, preposition) : words)].slice(-2);
  return [article, thing];
}

const isMeasured = (thing: string, { isOfWords }: Compared): boolean =>
  MEASURED.test(thing) && !(isOfWords && /^(?:word|name|noun|verb|adverb|adjective|term)s?$/i.test(thing));

/** "No words that have more than 7 letters"; what is said behind "no commas that" is said of the text. */
function isSaidOfThing(rest: readonly string[], relative: number, compared: Compared): boolean {
  const thing = rest[relative - 1] ?? "";
  const verb = rest[relative + 1] ?? "";
  const agrees = !(/s$/i.test(thing) && OF_ONE.test(verb));
  return isMeasured(thing, compared) && MEASURES.test(verb) && agrees && !MANNER.test(rest.at(-1) as string);
}

/** "No line with more than 8 words", "never a word of over seven letters"; "the word" is one that is quoted. */
function isOfThing(rest: readonly string[], compared: Compared): boolean {
  // "Don't stop at fewer than", "don't add up to more than", "don't go on for more than".
  if (
    /^(?:up|on|stop|end|finish|quit|(?:amount|com|total|go|run|last|extend|consist)(?:e|s|es|ing)?)$/i.test(
      rest.at(-2) ?? "",
    )
  )
    return true;
  const [article, thing] = thingOf(rest.slice(0, -1));
  return /^(?:with|of)$/i.test(rest.at(-1) ?? "") && isMeasured(thing, compared) && !/^the$/i.test(article);
}

/** "Don't answer in more than 20 words"; "an author who never writes in under 30 words" has a habit. */
const isOfSaying = (words: readonly string[], at: number): boolean =>
  words.slice(at).some((word) => SAYING.test(word)) && (at === 0 || isDemand(words, at));

/** "It must not …", "please don't …", and no relative clause. */
const isDemand = (words: readonly string[], at: number): boolean =>
  !words.slice(0, at).some((word) => RELATIVE.test(word)) &&
  [words[at - 1] ?? "", words[at]].some((word) => ASKS.test(word)) &&
  !OF_THINGS.test(words[at]);
