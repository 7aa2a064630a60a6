/**
 * "No word twice" as demands that can be kept: which words of a text must all differ, and how many of each class there
 * are to choose from.
 *
 * The clauses of a contract tell words apart by class only, so their product can't know which words are used up. It is
 * told so in two ways: of a small class, no more words are written than it has; and where that would take too many
 * states, no way to the end of a text counts on such a class, though its words may be written where one is found without.
 * Large classes can't be used up.
 * @module
 */
import type { ArrangementClause } from "../../clauses/arrangement.ts";
import { boundsOf, type CountClause, count } from "../../clauses/count.ts";
import type { Clause, Scope, Unit } from "../../types.ts";
import type { WordClass } from "../events.ts";
import { countMonitor, type Monitor } from "../monitor.ts";
import { within } from "../select.ts";
import type { ClassGroup, ClassWords } from "./class-words.ts";

/** The words of these places are all different. */
export interface DistinctDemand {
  /** The parts in each of which they differ. */
  readonly scope: Scope;
  readonly unit: "paragraph" | "line" | "sentence" | "word";
  /** Which word of each unit is compared, from 1; of words, themselves. Units whose n-th words differ do differ. */
  readonly place: number;
}

/** What a clause demands, as far as it can be kept while a text is written: places from the end are not known by then. */
export function distinctDemand({ scope, unit }: ArrangementClause): DistinctDemand | undefined {
  const isKnown = scope.every(({ at }) => at === "each" || at > 0);
  return isKnown ? { scope, unit, place: 1 } : undefined;
}

/** What a product must obey so that different words are left wherever it goes. */
export interface DistinctRules {
  readonly monitors: readonly Monitor[];
  /** Classes that no way to the end may count on. */
  readonly rationed: ReadonlySet<number>;
}

/** More different words than anybody writes in one part. */
const ABUNDANT = 300;
/** More lines or sentences than anybody writes that are all to differ. */
const MOST_UNITS = 40;
/** States that the counts of small classes may take together. */
const MOST_COUNTS = 64;

export function distinctRules({
  demands,
  classes,
  words,
  most,
  needed,
}: {
  demands: readonly DistinctDemand[];
  classes: readonly WordClass[];
  words: ClassWords;
  /** For each demand, how many words it can compare in one part, as far as that is known. */
  most: readonly number[];
  /** Tests that some clause wants to be passed. */
  needed: ReadonlySet<number>;
}): DistinctRules {
  const monitors: Monitor[] = [];
  const rationed = new Set<number>();
  for (const [index, demand] of demands.entries()) {
    // A part that is named must be there, and so must the words that are compared.
    if (demand.place > 1 || demand.scope.some(({ at }) => at !== "each"))
      monitors.push(within(demand.scope, comparedMonitor({ demand, counted: new Set(), most: 1 })));
    const isBounded = Number.isFinite(most[index]) || demand.unit === "word";
    if (!isBounded) monitors.push(within(demand.scope, fewUnits(demand.unit)));
    let states = 1;
    const enough = isBounded ? Math.min(ABUNDANT, most[index]) : MOST_UNITS;
    const isAbundant = ({ count }: ClassGroup): boolean => count >= enough;
    const isNeeded = ({ members }: ClassGroup): boolean =>
      members.some((member) => !classes[member].passes.isDisjointFrom(needed));
    // Where other words abound, nobody needs the few of a kind that no clause asks for.
    const abounds = words.groups.some((group) => isAbundant(group) && !isNeeded(group));
    const small = words.groups
      .filter((group) => !isAbundant(group))
      .sort((one, other) => Number(isNeeded(other)) - Number(isNeeded(one)) || one.count - other.count);
    // Elsewhere than at the compared places, such words may be needed: numbers that add up, to name some.
    const barred = new Set<WordClass>();
    for (const group of small) {
      const { count, members } = group;
      // Two demands may use up a class from both sides.
      const share = demands.length === 1 || count === 1 ? count : Math.floor(count / demands.length);
      const counted = new Set(members.map((member) => classes[member]));
      if ((abounds && !isNeeded(group)) || states * (share + 1) > MOST_COUNTS) {
        if (demand.unit === "word") for (const member of members) rationed.add(member);
        else for (const wordClass of counted) barred.add(wordClass);
        continue;
      }
      states *= share + 1;
      monitors.push(within(demand.scope, comparedMonitor({ demand, counted, most: share })));
    }
    if (barred.size > 0) {
      monitors.push(within(demand.scope, comparedMonitor({ demand, counted: barred, most: 0 })));
    }
  }
  return { monitors, rationed };
}

const fewUnits = (unit: Unit): Monitor => countMonitor({ unit, bounds: { min: 0, max: MOST_UNITS - 1 } });

/** Counts the compared words of some classes; every unit must have a word at the compared place. */
function comparedMonitor({
  demand: { unit, place },
  counted,
  most,
}: {
  demand: DistinctDemand;
  counted: ReadonlySet<WordClass>;
  most: number;
}): Monitor {
  // 0 … place: words of the unit so far, as far as they matter.
  const width = place + 1;
  return {
    // Of a word in several pieces (`AB-12`), the first is compared: what differs in it differs.
    ...(unit !== "word" && { piecewise: true }),
    begin: () => 0,
    word: (state, word) => {
      const position = unit === "word" ? 1 : (state % width) + 1;
      if (position > place) return state;
      const isCounted = position === place && counted.has(word);
      const count = Math.floor(state / width) + (isCounted ? 1 : 0);
      return count > most ? undefined : count * width + (unit === "word" ? 0 : position);
    },
    gap: (state, gap) => {
      if (unit === "word" || !gap.closes.has(unit)) return state;
      return state % width < place ? undefined : state - (state % width);
    },
    close: (state) => unit === "word" || state % width >= place,
  };
}

/** How many words a demand can compare in one part, by the counts of a contract; infinite where nothing bounds them. */
export function mostCompared({ scope, unit }: DistinctDemand, clauses: readonly Clause[]): number {
  const own = scope.at(-1)?.unit;
  const around = (other: Scope): boolean =>
    other.length === 0 || JSON.stringify(other) === JSON.stringify(scope) || isEach(other, own);
  const bound = (subject: Unit, holds: (clause: CountClause) => boolean): number =>
    Math.min(
      Number.POSITIVE_INFINITY,
      ...clauses
        .filter(isCount)
        .flatMap((clause) => (clause.subject === subject && holds(clause) ? [boundsOf(clause)[1]] : [])),
    );
  // As its own count says, or as that of larger units times those in each of them. Behind the last sentence there may be
  // words that make none, unless the count is exact.
  const isClosed = ({ relation }: CountClause): boolean => relation === "exactly" || relation === "between";
  return Math.min(
    bound(unit, (clause) => around(clause.scope)) + (unit === "sentence" ? 1 : 0),
    ...LARGER.map((larger) =>
      product(
        bound(larger, (clause) => around(clause.scope) && (larger !== "sentence" || isClosed(clause))),
        bound(unit, (clause) => isEach(clause.scope, larger)),
      ),
    ),
  );
}

const LARGER: readonly Unit[] = ["paragraph", "line", "sentence"];

const isEach = (scope: Scope, unit: Unit | undefined): boolean =>
  scope.length === 1 && scope[0].unit === unit && scope[0].at === "each";

const isCount = (clause: Clause): clause is CountClause => count.relations.includes(clause.relation as never);

const product = (one: number, other: number): number => (one === 0 || other === 0 ? 0 : one * other);
