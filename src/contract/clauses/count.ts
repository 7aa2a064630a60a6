/**
 * Counts: `text has exactly 3 sentences`, `each line has between 4 and 6 words`, `each word has at most 7 characters`.
 * @module
 */
import { z } from "zod";
import type { Span, TextView } from "../../text/index.ts";
import { amount, atEveryPlace, type Outcome } from "../check/outcome.ts";
import { findPlaces, type Place } from "../check/places.ts";
import { choice, type Expression, numberSlot, sequence, type Template } from "../grammar/expression.ts";
import { scopeEndingAt, unitName } from "../grammar/scope.ts";
import {
  LEVELS,
  levelOf,
  numberSchema,
  type Scope,
  scopeSchema,
  type Unit,
  unitSchema,
  unitsWithin,
} from "../scope.ts";
import type { ClauseKind } from "./clause-kind.ts";

const BOUNDS = ["exactly", "at least", "at most"] as const;

const fits = (clause: { scope: z.infer<typeof scopeSchema>; subject: z.infer<typeof unitSchema> }): boolean =>
  unitsWithin(levelOf(clause.scope)).includes(clause.subject);
const misfit = {
  path: ["subject"],
  error: "What is counted must be smaller than the part it is counted in.",
};

const bound = z
  .strictObject({
    relation: z.enum(BOUNDS),
    scope: scopeSchema,
    subject: unitSchema,
    value: numberSchema,
  })
  .readonly()
  .refine(fits, misfit);

const range = z
  .strictObject({
    relation: z.literal("between"),
    scope: scopeSchema,
    subject: unitSchema,
    value: z.tuple([numberSchema, numberSchema]).readonly(),
  })
  .readonly()
  .refine(fits, misfit)
  .refine(({ value: [low, high] }) => low <= high, {
    path: ["value"],
    error: "The lower bound comes first.",
  });

export type CountClause = z.infer<typeof bound> | z.infer<typeof range>;

/** A count at any level, of the units that such a part can hold. */
const counted = (...amount: readonly (string | Expression)[]): Expression =>
  choice(
    LEVELS.map((level) =>
      sequence(
        scopeEndingAt(level),
        " has ",
        ...amount,
        " ",
        unitName(unitsWithin(level), `units-of-${level}`),
      ),
    ),
  );

const bounds = BOUNDS.map(
  (relation): Template<CountClause> => ({
    id: `count.${relation.replace(" ", "-")}`,
    expression: counted(`${relation} `, numberSlot("value")),
    example: `each sentence has ${relation} 8 words`,
    meaning: `Every part that is named holds ${relation} that many units.`,
    read: (values) => ({ relation, ...values }) as CountClause,
    write: (clause) => (clause.relation === relation ? { ...clause } : undefined),
  }),
);

const between: Template<CountClause> = {
  id: "count.between",
  expression: counted("between ", numberSlot("low"), " and ", numberSlot("high")),
  example: "each sentence has between 8 and 12 words",
  meaning:
    "Every part that is named holds no fewer than the first and no more than the second number of units.",
  read: ({ scope, subject, low, high }) =>
    ({ relation: "between", scope, subject, value: [low, high] }) as CountClause,
  write: (clause) =>
    clause.relation === "between"
      ? { scope: clause.scope, subject: clause.subject, low: clause.value[0], high: clause.value[1] }
      : undefined,
};

/** Both ends of what the clause allows. */
export function boundsOf(clause: CountClause): readonly [low: number, high: number] {
  switch (clause.relation) {
    case "exactly":
      return [clause.value, clause.value];
    case "at least":
      return [clause.value, Number.POSITIVE_INFINITY];
    case "at most":
      return [0, clause.value];
    case "between":
      return clause.value;
  }
}

function check(clause: CountClause, view: TextView): Outcome {
  const { relation, scope, subject } = clause;
  const [low, high] = boundsOf(clause);
  // Words behind the last sentence are no sentence: a count that is exact, or a range, leaves no room for them.
  const complete = subject === "sentence" && (relation === "exactly" || relation === "between");
  const wanted =
    relation === "between"
      ? `between ${low} and ${amount(high, subject)}`
      : `${relation} ${amount(clause.value as number, subject)}`;
  const { counts, least, most } = countsOf({ scope, subject, view });
  const unfinished = (place: Place): Span | undefined =>
    complete ? view.sentences(place.span).unfinished : undefined;
  return atEveryPlace({
    scope,
    view,
    wanted,
    allPass: least >= low && most <= high && !complete,
    passes: (place, index) => counts[index] >= low && counts[index] <= high && !unfinished(place),
    describe: (place) => {
      const rest = unfinished(place);
      const count = countAt(subject, place, view);
      const distance = Math.max(low - count, count - high, rest ? 1 : 0);
      const found = amount(count, subject);
      return rest ? { found: `${found} and unfinished text`, spans: [rest], distance } : { found, distance };
    },
  });
}

/** The counts in the places of a scope, in order; and the smallest and the largest of them. */
interface Counts {
  readonly counts: Uint32Array;
  readonly least: number;
  readonly most: number;
}

/** Counts in the places of `each …` scopes, which many clauses share. */
const shared = new WeakMap<TextView, Map<string, Counts>>();

function countsOf(options: { scope: Scope; subject: Unit; view: TextView }): Counts {
  const { scope, subject, view } = options;
  if (scope.length === 0 || scope.some(({ at }) => at !== "each")) return countEach(options);
  let known = shared.get(view);
  if (!known) {
    known = new Map();
    shared.set(view, known);
  }
  const key = [...scope.map(({ unit }) => unit), subject].join();
  let counts = known.get(key);
  if (!counts) {
    counts = countEach(options);
    known.set(key, counts);
  }
  return counts;
}

function countEach({ scope, subject, view }: { scope: Scope; subject: Unit; view: TextView }): Counts {
  const { found } = findPlaces(scope, view);
  const counts = Uint32Array.from(found, (place) => countAt(subject, place, view));
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const count of counts) {
    if (count < least) least = count;
    if (count > most) most = count;
  }
  return { counts, least, most };
}

const countAt = (subject: Unit, { span, words }: Place, view: TextView): number =>
  subject === "word" ? words[1] - words[0] : view.count(subject, span);

export const count: ClauseKind<CountClause> = {
  relations: [...BOUNDS, "between"],
  schema: z.discriminatedUnion("relation", [bound, range]),
  templates: [...bounds, between],
  check,
};
