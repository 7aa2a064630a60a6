/**
 * Lines in groups of syllables: `line 2 has syllable groups 3, 4, 4, 4 within 1`.
 * @module
 */
import { z } from "zod";
import { type Span, type TextView, wordsOf } from "../../text/index.ts";
import { amount, atEveryPlace, type Finding, type Outcome, quote } from "../check/outcome.ts";
import type { Place } from "../check/places.ts";
import { numberList, numberSlot, sequence } from "../grammar/expression.ts";
import { scopeLargerThanWord } from "../grammar/scope.ts";
import { aboveWord, scopeSchema } from "../scope.ts";
import { boundsOfGroups, type GroupCounter, groupCounter, nearestParting } from "../syllable-groups.ts";
import type { ClauseKind } from "./clause-kind.ts";

/** More groups, or syllables in one, are no verse; and every parting is followed. */
const MOST_GROUPS = 20;
const MOST_SYLLABLES = 40;

const schema = z
  .strictObject({
    relation: z.literal("in groups"),
    scope: scopeSchema,
    value: z
      .array(z.int().min(1).max(MOST_SYLLABLES))
      .min(1)
      .max(MOST_GROUPS)
      .readonly()
      .describe("Syllables of each group of words, in their order."),
    within: z.int().min(0).max(MOST_SYLLABLES).describe("By how many syllables each group may differ."),
  })
  .readonly()
  .refine(...aboveWord);

export type GroupsClause = z.infer<typeof schema>;

function check({ scope, value, within }: GroupsClause, view: TextView): Outcome {
  const sizes = { sizes: value, within };
  const counter = groupCounter(boundsOfGroups(sizes));
  return atEveryPlace({
    scope,
    view,
    wanted: `groups of ${value.join(", ")} syllables, each within ${within}`,
    passes: (place) => isParted(counter, syllablesOf(place, view)),
    describe: (place) => describe(place, view, sizes),
  });
}

/** The syllables of each word. */
const syllablesOf = ({ words: [first, end] }: Place, view: TextView): number[] =>
  view.words.slice(first, end).map((span) => view.count("syllable", span));

function isParted(counter: GroupCounter, syllables: readonly number[]): boolean {
  let partings = counter.start;
  for (const count of syllables) {
    partings = counter.next(partings, count);
    if (partings.length === 0) return false;
  }
  return counter.holds(partings);
}

/** The groups of the nearest parting, and the first of them that is too short or too long. */
function describe(
  place: Place,
  view: TextView,
  { sizes, within }: { readonly sizes: readonly number[]; readonly within: number },
): Finding {
  const syllables = syllablesOf(place, view);
  const sum = syllables.reduce((total, count) => total + count, 0);
  const ends = nearestParting(syllables, { sizes, within });
  if (!ends) return { found: `${amount(syllables.length, "word")} of ${amount(sum, "syllable")} in all` };
  const groups = ends.map((end, index) => {
    const begin = ends[index - 1] ?? 0;
    const first = place.words[0] + begin;
    const span: Span = { start: view.words[first].start, end: view.words[place.words[0] + end - 1].end };
    return { span, count: syllables.slice(begin, end).reduce((total, count) => total + count, 0) };
  });
  const shown = groups.map(({ count }) => count).join(", ");
  const failing = groups.findIndex(({ count }, index) => Math.abs(count - sizes[index]) > within);
  if (failing < 0) return { found: `groups of ${shown}`, spans: groups.map(({ span }) => span) };
  const { span, count } = groups[failing];
  const by = Math.abs(count - sizes[failing]) - within;
  const way = count > sizes[failing] ? "too many" : "too few";
  return {
    found: `groups of ${shown} at the nearest: group ${failing + 1} (${quote(wordsOf(view.slice(span)).join(" "))}) has ${by} ${way}`,
    spans: [span],
  };
}

export const groups: ClauseKind<GroupsClause> = {
  relations: ["in groups"],
  schema,
  templates: [
    {
      id: "groups.syllables",
      expression: sequence(
        scopeLargerThanWord,
        " has syllable groups ",
        numberList("value", { min: 1 }),
        " within ",
        numberSlot("within"),
      ),
      example: "line 2 has syllable groups 3, 4, 4, 4 within 1",
      meaning:
        "The words of the part can be parted into so many consecutive groups, each of one or more whole words and of so many Hangul syllables, give or take the last number.",
      read: (values) => ({ relation: "in groups", ...values }) as GroupsClause,
      write: (clause) => ({ ...clause }),
    },
  ],
  check,
};
