/**
 * A quoted text in its place: `last word of sentence 2 is "lanterns"`, `text avoids "cold"`,
 * `each sentence starts with "When"`.
 * @module
 */
import { z } from "zod";
import type { TextView } from "../../text/index.ts";
import { atEveryPlace, type Finding, type Outcome, quote } from "../check/outcome.ts";
import type { Place } from "../check/places.ts";
import { occurrencesOf, sought, wordDistance, wordsStandAt } from "../check/words.ts";
import { quotedSlot, sequence, type Template } from "../grammar/expression.ts";
import { anyScope, characterScope } from "../grammar/scope.ts";
import { levelOf, placeSchema, quotedTextSchema } from "../scope.ts";
import type { ClauseKind } from "./clause-kind.ts";

const RELATIONS = ["is", "starts with", "ends with", "contains", "avoids"] as const;

const schema = z
  .strictObject({ relation: z.enum(RELATIONS), scope: placeSchema, value: quotedTextSchema })
  .readonly()
  .refine(({ relation, scope }) => levelOf(scope) !== "character" || relation === "is", {
    path: ["relation"],
    error: "Of a single character can only be asked what it is.",
  })
  .refine(({ scope, value }) => levelOf(scope) !== "character" || [...value].length === 1, {
    path: ["value"],
    error: "A single character is wanted.",
  });

export type QuotedClause = z.infer<typeof schema>;

const MEANINGS: Readonly<Record<QuotedClause["relation"], readonly [example: string, meaning: string]>> = {
  is: ['last word of sentence 2 is "lanterns"', "The part consists of these words, in any case."],
  "starts with": [
    'each sentence starts with "When"',
    "The part begins with these words; a word, with these letters.",
  ],
  "ends with": [
    'text ends with "see you soon"',
    "The part ends with these words; a word, with these letters.",
  ],
  contains: [
    'text contains "spring"',
    "The word, or the words one after the other, stand somewhere in the part; Hangul: these characters.",
  ],
  avoids: [
    'text avoids "cold"',
    "The word, or the words one after the other, stand nowhere in the part; Hangul: these characters.",
  ],
};

type Relation = QuotedClause["relation"];

const WANTED: Readonly<Record<Relation, string>> = {
  is: "it to be",
  "starts with": "it to start with",
  "ends with": "it to end with",
  contains: "it to contain",
  avoids: "it to avoid",
};

/** What a relation asks of one place. */
interface Reader {
  readonly passes: (place: Place) => boolean;
  readonly describe: (place: Place) => Finding;
}

function check({ relation, scope, value }: QuotedClause, view: TextView): Outcome {
  if (levelOf(scope) === "character") {
    return atEveryPlace({ scope, view, wanted: `it to be ${quote(value)}`, ...singleCharacter(value, view) });
  }
  const isWord = levelOf(scope) === "word";
  const reader =
    isWord && relation !== "is"
      ? spelling({ relation, value, view })
      : relation === "contains" || relation === "avoids"
        ? occurrence({ relation, value, view })
        : standing({ relation, value, view });
  return atEveryPlace({ scope, view, wanted: `${WANTED[relation]} ${quote(value)}`, ...reader });
}

interface ReaderOptions<Allowed extends Relation> {
  readonly relation: Allowed;
  readonly value: string;
  readonly view: TextView;
}

/** Anywhere in the part. */
function occurrence({ relation, value, view }: ReaderOptions<"contains" | "avoids">): Reader {
  const target = sought(value, view);
  const wanted = relation === "contains";
  return {
    passes: (place) => occurrencesOf(target, { place, view, most: 1 }).length > 0 === wanted,
    describe: (place) => {
      const spans = occurrencesOf(target, { place, view, most: 20 });
      return spans.length > 0
        ? { found: `has ${quote(value)}`, spans, distance: spans.length }
        : { found: `no ${quote(value)}` };
    },
  };
}

/** The letters of a single word. */
function spelling({ relation, value, view }: ReaderOptions<Exclude<Relation, "is">>): Reader {
  const folded = view.fold(value.trim());
  const holds: Readonly<Record<typeof relation, (word: string) => boolean>> = {
    "starts with": (word) => word.startsWith(folded),
    "ends with": (word) => word.endsWith(folded),
    contains: (word) => word.includes(folded),
    avoids: (word) => !word.includes(folded),
  };
  const test = holds[relation];
  return {
    passes: (place) => test(view.folded[place.words[0]]),
    describe: (place) => ({ found: quote(view.slice(place.span)) }),
  };
}

/** One character, in either case. */
function singleCharacter(value: string, view: TextView): Reader {
  const wanted = value.toLowerCase();
  return {
    passes: ({ span }) => view.slice(span).toLowerCase() === wanted,
    describe: ({ span }) => ({ found: quote(view.slice(span)) }),
  };
}

/** Words at the beginning, at the end, or alone; where no word is quoted, characters. */
function standing(options: ReaderOptions<"is" | "starts with" | "ends with">): Reader {
  const { relation, value, view } = options;
  const { words } = sought(value, view);
  const { isText } = view;
  if (words.length === 0 && !(relation === "is" && isText)) return standingCharacters(options);
  const begin = ([first, end]: Place["words"]): number =>
    relation === "ends with" ? Math.max(first, end - words.length) : first;
  return {
    passes: ({ span, words: [first, end] }) => {
      if (relation === "is" && isText) return isText(view.slice(span), value);
      const length = end - first;
      const fits = relation === "is" ? length === words.length : length >= words.length;
      return fits && wordsStandAt(words, begin([first, end]), view);
    },
    describe: (place) => {
      const from = begin(place.words);
      const to = relation === "is" ? place.words[1] : Math.min(place.words[1], from + words.length);
      if (to <= from) return { found: "no word", distance: words.length };
      const span = { start: view.words[from].start, end: view.words[to - 1].end };
      const distance = wordDistance(view.folded.slice(from, to), words);
      return { found: quote(view.slice(span)), spans: [span], distance };
    },
  };
}

function standingCharacters(options: ReaderOptions<"is" | "starts with" | "ends with">): Reader {
  const { relation, value, view } = options;
  // White space at the ends of a quoted text asks for nothing, here as between words.
  const literal = value.trim();
  const holds: Readonly<Record<typeof relation, (part: string) => boolean>> = {
    is: (part) => part === literal,
    "starts with": (part) => part.startsWith(literal),
    "ends with": (part) => part.endsWith(literal),
  };
  const test = holds[relation];
  return {
    passes: (place) => test(view.slice(place.span)),
    describe: (place) => ({ found: quote(view.slice(place.span)) }),
  };
}

export const quoted: ClauseKind<QuotedClause> = {
  relations: RELATIONS,
  schema,
  templates: [
    ...RELATIONS.map(
      (relation): Template<QuotedClause> => ({
        id: `quoted.${relation.replace(" ", "-")}`,
        expression: sequence(anyScope, ` ${relation} `, quotedSlot("value")),
        example: MEANINGS[relation][0],
        meaning: MEANINGS[relation][1],
        read: (values) => ({ relation, ...values }) as QuotedClause,
        write: (clause) => (clause.relation === relation ? { ...clause } : undefined),
      }),
    ),
    {
      id: "quoted.character",
      expression: sequence(characterScope, " is ", quotedSlot("value")),
      example: 'character 4 of first word is "o"',
      meaning: "The character that stands there is this one, in either case.",
      read: (values) => ({ relation: "is", ...values }) as QuotedClause,
      write: (clause) => (levelOf(clause.scope) === "character" ? { ...clause } : undefined),
    },
  ],
  check,
};
