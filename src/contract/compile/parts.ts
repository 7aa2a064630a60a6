/**
 * The clauses of a contract as parts of a machine. Clauses of one kind about the same place are one part, however many
 * they are: ten thousand words to be avoided, several bounds on one count.
 * @module
 */
import { hasHangul, wordsOf } from "../../text/index.ts";
import { boundsOf } from "../clauses/count.ts";
import type { SumClause } from "../clauses/sum.ts";
import type { Clause } from "../types.ts";
import { characterRule } from "./characters.ts";
import { leafMonitor, type TextClause } from "./clauses.ts";
import { type DistinctDemand, distinctDemand } from "./distinct/demand.ts";
import type { WordClass } from "./events.ts";
import { growthMonitor } from "./growth.ts";
import {
  type Bounds,
  countMonitor,
  type Monitor,
  occurrenceMonitor,
  UNBOUNDED,
  wordLengthMonitor,
} from "./monitor.ts";
import { isOutOfReach, within } from "./select.ts";
import type { ShapedContext } from "./shaped/context.ts";
import type { WordTests } from "./word-tests.ts";

/** One demand on a text: a monitor, or bounds on its length in characters (which are kept apart, see AdditiveProduct). */
export type Rule =
  | { readonly kind: "monitor"; readonly monitor: Monitor }
  | { readonly kind: "length"; readonly bounds: Bounds }
  /** Bounds on what the words of the text add up to. */
  | { readonly kind: "total"; readonly bounds: Bounds; readonly ofWord: (word: WordClass) => number }
  | { readonly kind: "distinct"; readonly demand: DistinctDemand };

export interface Part {
  readonly clauses: readonly Clause[];
  readonly rule: Rule;
  /** What else it takes. */
  readonly guard?: Monitor;
  /** Tests that some word must pass if the part is to be obeyed in these words at all. */
  readonly needs: readonly number[];
  /** A character that some gap must have, unless a word has it. */
  readonly needsMark?: string;
}

export interface Parts {
  readonly parts: readonly Part[];
  /** Clauses beyond this compiler. */
  readonly unenforced: readonly Clause[];
}

export interface PartOptions {
  /** Whether the text is one word. */
  readonly singleWord: boolean;
  /** What shapes and sums are followed by. */
  readonly shaped?: ShapedContext | undefined;
}

/** Clauses as parts, in the order of their first clauses. */
export function partsOf(clauses: readonly Clause[], tests: WordTests, options: PartOptions): Parts {
  const groups = new Map<string, Clause[]>();
  for (const clause of clauses) {
    const key = groupOf(clause);
    const group = groups.get(key);
    if (group) group.push(clause);
    else groups.set(key, [clause]);
  }
  const parts: Part[] = [];
  const unenforced: Clause[] = [];
  for (const group of groups.values()) {
    const made = partOf(group, tests, options);
    if (made) parts.push({ clauses: group, ...made });
    else unenforced.push(...group);
  }
  return { parts, unenforced };
}

/** Equal for clauses that one part can stand for. */
function groupOf(clause: Clause): string {
  if (isCount(clause)) return JSON.stringify(["count", clause.scope, clause.subject]);
  if (isAvoidedWord(clause)) return JSON.stringify(["avoids", clause.scope]);
  return JSON.stringify(clause);
}

const isSum = (clause: Clause): clause is SumClause => clause.relation.startsWith("sum ");

type CountClause = Extract<Clause, { subject: unknown }>;

const isCount = (clause: Clause): clause is CountClause => "subject" in clause;

const isAvoidedWord = (clause: Clause): clause is TextClause =>
  clause.relation === "avoids" &&
  clause.scope.at(-1)?.unit !== "word" &&
  !hasHangul(clause.value) &&
  wordsOf(clause.value).length === 1;

function partOf(
  group: readonly Clause[],
  tests: WordTests,
  options: PartOptions,
): Omit<Part, "clauses"> | undefined {
  const [first] = group;
  if (first.scope.at(-1)?.unit === "character") {
    const made = characterRule(first as TextClause, tests, options);
    if (!made || isOutOfReach(made.scope)) return undefined;
    return {
      rule: { kind: "monitor", monitor: within(made.scope, made.monitor) },
      needs: made.needs,
    };
  }
  if (isOutOfReach(first.scope)) return undefined;
  if (isCount(first)) return { rule: countRule(first, group as readonly CountClause[]), needs: [] };
  if (isAvoidedWord(first)) {
    const words = group.flatMap((clause) => wordsOf((clause as TextClause).value));
    const leaf = occurrenceMonitor({ test: tests.isOneOf(words), bounds: { min: 0, max: 0 } });
    return { rule: { kind: "monitor", monitor: within(first.scope, leaf) }, needs: [] };
  }
  if (first.relation === "repeats no") {
    const demand = distinctDemand(first);
    return demand && { rule: { kind: "distinct", demand }, needs: [] };
  }
  if (isSum(first)) return options.shaped?.sum(first);
  if (first.relation === "numbers increase" || first.relation === "numbers decrease")
    return options.shaped?.numberOrder(first);
  if (first.relation === "has more than before" || first.relation === "has fewer than before") {
    const { scope, relation, counted } = first;
    const leaf = growthMonitor({
      unit: scope.at(-1)!.unit,
      counted,
      grows: relation === "has more than before",
    });
    return { rule: { kind: "monitor", monitor: within(scope.slice(0, -1), leaf) }, needs: [] };
  }
  const made = leafMonitor(first as Exclude<Clause, CountClause>, tests, options.shaped);
  return made && { ...made, rule: { kind: "monitor", monitor: within(first.scope, made.monitor) } };
}

/** What all these counts of the same thing allow together. */
function countRule({ scope, subject }: CountClause, group: readonly CountClause[]): Rule {
  const bounds = { min: 0, max: UNBOUNDED };
  for (const clause of group) {
    const [min, max] = boundsOf(clause);
    bounds.min = Math.max(bounds.min, min);
    bounds.max = Math.min(bounds.max, max);
  }
  if (subject === "character" && scope.length === 0) return { kind: "length", bounds };
  const leaf =
    subject === "character" && scope.at(-1)?.unit === "word"
      ? wordLengthMonitor({ bounds })
      : countMonitor({ unit: subject, bounds, complete: group.some(isComplete) });
  return { kind: "monitor", monitor: within(scope, leaf) };
}

/** Exact counts and ranges of sentences leave no room for words behind the last sentence. */
const isComplete = ({ relation, subject }: CountClause): boolean =>
  subject === "sentence" && (relation === "exactly" || relation === "between");
