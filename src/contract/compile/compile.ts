/**
 * Contract → constraint: the texts that obey every clause, as a state machine without dead ends; or the smallest set of
 * clauses that can't hold together.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { Clause, Contract, Scope, Unit } from "../types.ts";
import { boundsOf, clauseMonitor, quotedWords, WordTests, within } from "./clauses.ts";
import { englishWords } from "./english.ts";
import { type Gap, proseGaps, verseGaps, wordGaps } from "./events.ts";
import { LengthProduct } from "./length-product.ts";
import { type Bounds, countMonitor, type Monitor } from "./monitor.ts";
import { type Machine, Product, TOO_INTRICATE } from "./product.ts";
import { type TextConstraint, textConstraint } from "./text-constraint.ts";
import { capitalise, type WordList } from "./word-list.ts";
import { type WordSpace, wordSpace } from "./words.ts";

export interface CompileOptions {
  readonly contract: Contract;
  /** Words allowed besides the word list and those the contract quotes: names and terms of the request. */
  readonly extraWords?: readonly string[];
  /** The words of the language; default: English. */
  readonly list?: WordList;
}

export type Compilation =
  | {
      readonly kind: "compiled";
      readonly constraint: TextConstraint;
      /** Clauses that the constraint does not enforce; the check still covers them. */
      readonly unenforced: readonly Clause[];
    }
  | {
      readonly kind: "contradiction";
      /** A smallest set of clauses that no text obeys together: without any one of them, some text does. */
      readonly clauses: readonly Clause[];
      /** Whether the form (one sentence, one paragraph, one word) is part of the clash. */
      readonly form: boolean;
    };

/** One demand on a text: a monitor, or bounds on its length in characters (which are kept apart, see LengthProduct). */
type Rule =
  | { readonly kind: "monitor"; readonly monitor: Monitor }
  | { readonly kind: "length"; readonly bounds: Bounds };

interface Enforced {
  readonly clause: Clause;
  readonly rule: Rule;
}

/** The machine that obeys all these rules, if there is a text that does. */
type Obeys = (rules: readonly Rule[]) => Machine | undefined;

/** Compiles a contract. Never decodes anything: only the clauses and the word list are looked at. */
export function compileContract({
  contract,
  extraWords = [],
  list = englishWords(),
}: CompileOptions): Compilation {
  const tests = new WordTests();
  const parts = contract.clauses.map((clause) => ({ clause, rule: ruleOf(clause, tests) }));
  const enforced = parts.flatMap(({ clause, rule }) => (rule ? [{ clause, rule }] : []));
  const words = wordSpace({
    list,
    extra: [...new Set([...quotedWords(contract), ...extraWords])].filter((word) => !hasWord(list, word)),
    tests: tests.all,
    byLength: contract.clauses.some((clause) => "subject" in clause && clause.subject === "character"),
  });
  const gaps = gapsOf(contract);
  const obeys: Obeys = (rules) => {
    const machine = machineOf({ rules, words, gaps });
    return machine?.feasible(machine.start) ? machine : undefined;
  };
  const form = formMonitors(contract).map((monitor): Rule => ({ kind: "monitor", monitor }));
  const rules = [...form, ...enforced.map((part) => part.rule)];
  if (!obeys(rules)) return smallestClash({ enforced, form, obeys });
  return {
    kind: "compiled",
    constraint: textConstraint({
      words,
      gaps,
      product: withHouseRules({ rules, verse: isVerse(contract), obeys }),
    }),
    unenforced: parts.flatMap(({ clause, rule }) => (rule ? [] : [clause])),
  };
}

function ruleOf(clause: Clause, tests: WordTests): Rule | undefined {
  if ("subject" in clause && clause.subject === "character" && clause.scope.length === 0) {
    return { kind: "length", bounds: boundsOf(clause) };
  }
  const monitor = clauseMonitor(clause, tests);
  return monitor && { kind: "monitor", monitor };
}

function machineOf({
  rules,
  words: { classes },
  gaps,
}: {
  rules: readonly Rule[];
  words: WordSpace;
  gaps: readonly Gap[];
}): Machine | undefined {
  const monitors = rules.flatMap((rule) => (rule.kind === "monitor" ? [rule.monitor] : []));
  const lengths = rules.flatMap((rule) => (rule.kind === "length" ? [rule.bounds] : []));
  const product = new Product({ monitors, classes, gaps });
  if (lengths.length === 0) return product;
  const min = Math.max(...lengths.map((bounds) => bounds.min));
  const max = Math.min(...lengths.map((bounds) => bounds.max));
  return min > max ? undefined : new LengthProduct({ product, classes, gaps, bounds: { min, max } });
}

/** What a form means for the counts of its parts. */
function formMonitors(contract: Contract): Monitor[] {
  const one = (unit: Unit): Monitor => countMonitor({ unit, bounds: { min: 1, max: 1 } });
  switch (contract.form) {
    case "word":
      return [one("word")];
    case "sentence":
      return [one("sentence")];
    case "paragraph":
      return [one("paragraph")];
    default:
      return [];
  }
}

const mentions = (contract: Contract, unit: Unit): boolean =>
  contract.clauses.some(
    (clause) =>
      clause.scope.some((selector) => selector.unit === unit) ||
      ("subject" in clause && clause.subject === unit),
  );

const isVerse = (contract: Contract): boolean =>
  contract.form === "poem" || contract.form === "list" || mentions(contract, "line");

function gapsOf(contract: Contract): readonly Gap[] {
  const paragraphs = mentions(contract, "paragraph");
  if (contract.form === "word") return wordGaps;
  if (isVerse(contract)) return verseGaps({ stanzas: paragraphs });
  return proseGaps({ sentences: true, paragraphs: paragraphs && contract.form !== "paragraph" });
}

/**
 * What nobody asks for and everybody expects: sentences and texts of an ordinary length. Each rule is kept only where
 * the contract leaves room for it.
 */
const HOUSE_RULES: readonly { verse?: boolean; scope: Scope; unit: Unit; max: number }[] = [
  { verse: false, scope: [{ unit: "sentence", at: "each" }], unit: "word", max: 24 },
  { verse: false, scope: [{ unit: "paragraph", at: "each" }], unit: "sentence", max: 6 },
  { verse: true, scope: [{ unit: "line", at: "each" }], unit: "word", max: 12 },
  { verse: true, scope: [], unit: "line", max: 20 },
  { scope: [], unit: "paragraph", max: 6 },
];

function withHouseRules({
  rules,
  verse,
  obeys,
}: {
  rules: readonly Rule[];
  verse: boolean;
  obeys: Obeys;
}): Machine {
  let kept = rules;
  let machine = obeys(rules)!;
  for (const rule of HOUSE_RULES) {
    if (rule.verse !== undefined && rule.verse !== verse) continue;
    const monitor = within(rule.scope, countMonitor({ unit: rule.unit, bounds: { min: 0, max: rule.max } }));
    const stricter: readonly Rule[] = [...kept, { kind: "monitor", monitor }];
    const obedient = unlessTooIntricate(() => obeys(stricter));
    if (obedient) [kept, machine] = [stricter, obedient];
  }
  return machine;
}

/** A rule of the house is never worth a refusal. */
function unlessTooIntricate<Result>(attempt: () => Result): Result | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof SijoError && error.code === TOO_INTRICATE) return undefined;
    throw error;
  }
}

/** Leaves out one part after another for as long as the rest still clashes: what remains is a minimal clash. */
function smallestClash({
  enforced,
  form,
  obeys,
}: {
  enforced: readonly Enforced[];
  form: readonly Rule[];
  obeys: Obeys;
}): Compilation {
  const clashes = (formPart: readonly Rule[], parts: readonly Enforced[]): boolean =>
    !obeys([...formPart, ...parts.map((part) => part.rule)]);
  const formPart = form.length > 0 && clashes([], enforced) ? [] : form;
  let kept = enforced;
  for (const part of enforced) {
    const without = kept.filter((other) => other !== part);
    if (clashes(formPart, without)) kept = without;
  }
  return { kind: "contradiction", clauses: kept.map((part) => part.clause), form: formPart.length > 0 };
}

function hasWord(list: WordList, word: string): boolean {
  const find = (words: readonly string[], wanted: string): boolean => {
    let low = 0;
    let high = words.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (words[middle] === wanted) return true;
      if (words[middle] < wanted) low = middle + 1;
      else high = middle - 1;
    }
    return false;
  };
  return find(list.inside.words, word) && find(list.beginning.words, capitalise(word));
}
