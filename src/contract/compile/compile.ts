/**
 * Contract → constraint: the texts that obey every clause, as a state machine without dead ends; or the smallest set of
 * clauses that can't hold together.
 * @module
 */
import { SijoError } from "../../errors.ts";
import { hasHangul } from "../../text/index.ts";
import { asMeant, formClauses } from "../form-clauses.ts";
import { compileStructured, isForMachines } from "../structured/compile.ts";
import type { Clause, Contract, Unit } from "../types.ts";
import { smallestClash } from "./clash.ts";
import { freeMarks, gapsOf, mentions } from "./contract-gaps.ts";
import { chooseDistinct, demandsOf } from "./distinct/choose.ts";
import { distinctConstraint } from "./distinct/constraint.ts";
import { type DistinctDemand, distinctRules, mostCompared } from "./distinct/demand.ts";
import { englishWords } from "./english.ts";
import type { Gap } from "./events.ts";
import { type HouseRule, houseRules } from "./house-rules.ts";
import { koreanLexicon, type Lexicon } from "./korean/lexicon.ts";
import { type KoreanWordsOptions, koreanWords } from "./korean.ts";
import { type Language, languageOf } from "./language.ts";
import { asRule, formRules, machineOf } from "./machine.ts";
import { type Part, partsOf, type Rule } from "./parts.ts";
import { type Machine, TOO_INTRICATE, tooIntricate } from "./product.ts";
import { quotedWords } from "./quoted-words.ts";
import { ShapedContext } from "./shaped/context.ts";
import { isGlue } from "./shaped/shape-gaps.ts";
import { compileWord, isSingleWord } from "./single-word/compile-word.ts";
import { type TextConstraint, textConstraint } from "./text-constraint.ts";
import { quotedMarksMonitor, verbatimWords } from "./verbatim.ts";
import { isPassed } from "./word-classes.ts";
import { hasWord, type WordList, wordList } from "./word-list.ts";
import { WordTests } from "./word-tests.ts";
import { type WordSpace, wordSpace } from "./words.ts";

export interface CompileOptions {
  readonly contract: Contract;
  /** Words allowed besides the word list and those the contract quotes: names and terms of the request. */
  readonly extraWords?: readonly string[];
  /** The words of the language; default: English, or for Korean no list. */
  readonly list?: WordList;
  /** What the text is written in; default: what most of `extraWords` or else of the contract's own texts are. */
  readonly language?: Language;
  /** The words of Korean; default: those of `dictionary-ko` where it is installed, or else any runs of syllables. */
  readonly lexicon?: Lexicon | "open";
}

export type Compilation =
  | {
      readonly kind: "compiled";
      readonly constraint: TextConstraint;
      /** Clauses that the constraint does not enforce; the check still covers them. */
      readonly unenforced: readonly Clause[];
      /** Whether the text will be a word that no word list holds; absent where it is no single English word. */
      readonly coined?: boolean;
    }
  | {
      readonly kind: "contradiction";
      /** A smallest set of clauses that no text obeys together: without any one of them, some text does. */
      readonly clauses: readonly Clause[];
      /** Whether the form (one sentence, one paragraph, one word) is part of the clash. */
      readonly form: boolean;
    };

/** More demands than these are refused before anything is built for them. */
const MOST_PARTS = 500;
/** Sets of words that may be parted from others so that different words can be counted. */
const MOST_SHARED = 50;
/** Steps of monitors that are worth it to keep a rule of the house: about a second. */
const HOUSE_EFFORT = 8_000_000;

/**
 * Compiles a contract. Never decodes anything: only the clauses and the word list are looked at.
 * @throws SijoError `contract.too-intricate` or `contract.too-long` (usage) where the clauses take too much to follow.
 * @example
 * const result = compileContract({ contract: parseContract("text has exactly 80 characters") });
 * if (result.kind === "compiled") masks({ vocabulary, constraint: result.constraint });
 */
export function compileContract(options: CompileOptions): Compilation {
  if (isForMachines(options.contract)) return compileStructured(options.contract);
  const { form, clauses } = options.contract;
  const implied = formClauses(form);
  const meant = clauses.map((clause) => asMeant(clause, form));
  const contract = { ...options.contract, clauses: [...implied, ...meant] };
  const compilation = compileClauses({ ...options, contract });
  const said = (found: readonly Clause[]): readonly Clause[] =>
    clauses.filter((_, index) => found.includes(meant[index]));
  if (compilation.kind === "compiled") return { ...compilation, unenforced: said(compilation.unenforced) };
  // The clauses that the form stands for are named by the form.
  return {
    ...compilation,
    clauses: said(compilation.clauses),
    form: compilation.form || implied.some((clause) => compilation.clauses.includes(clause)),
  };
}

function compileClauses(options: CompileOptions): Compilation {
  if (isSingleWord(options)) return compileWord(options.contract, { compileOthers: compileClauses });
  if (languageFor(options) === "ko" && options.lexicon !== "open") {
    const lexicon = options.lexicon ?? koreanLexicon();
    const inLexicon = lexicon && unlessTooIntricate(() => compileIn({ ...options, lexicon }));
    // What no word of the lexicon can do is done by any run of syllables, if that helps.
    if (inLexicon?.kind === "compiled" && inLexicon.unenforced.length === 0) return inLexicon;
    const inOpen = compileIn({ ...options, lexicon: "open" });
    const isBetter =
      inOpen.kind === "compiled" &&
      (inLexicon?.kind !== "compiled" || inOpen.unenforced.length < inLexicon.unenforced.length);
    if (inLexicon?.kind === "compiled" && !isBetter) return inLexicon;
    return inOpen;
  }
  return compileIn(options);
}

const languageFor = (options: CompileOptions): Language =>
  options.language ?? (options.list ? "en" : languageOf(options));

function compileIn(options: CompileOptions): Compilation {
  const assembly = assemble(options, options.contract.clauses);
  const { parts, unenforced, form, words, gaps, house, obeys } = assembly;
  const others = parts.filter(({ rule }) => rule.kind !== "distinct");
  const plain = obeys({ parts: others, form });
  if (!plain) return contradiction(options, { ...assembly, parts: others });
  const choice = chooseDistinct({ parts, plain, obeys: (some) => obeys({ parts: some, form }) });
  if (choice.kind === "refuted") return contradiction(options, assembly);
  const { kept, demands, left } = choice;
  const { machine, implied } = withHouseRules({
    house,
    plain: choice.machine,
    obeys: (rules) => obeys({ parts: kept, form, house: rules, effort: HOUSE_EFFORT }),
  });
  machine.settle();
  const inner = textConstraint({ words, gaps, product: machine });
  const constraint =
    demands.length === 0 ? inner : distinctConstraint({ inner, demands, gaps, words: words.classWords!() });
  return {
    kind: "compiled",
    constraint,
    unenforced: [...unenforced, ...left.flatMap((part) => part.clauses)].filter(
      (clause) => !implied.has(clause),
    ),
  };
}

const NO_WORDS = wordList([]);

/** Korean words of the lexicon, or of any syllables. */
function koreanSpace(asked: Omit<KoreanWordsOptions, "lexicon">, { lexicon }: CompileOptions): WordSpace {
  const inLexicon = lexicon === "open" ? undefined : koreanWords({ ...asked, lexicon });
  return inLexicon ?? koreanWords(asked)!;
}

/** Clauses made ready to be put together. */
interface Assembly {
  readonly parts: readonly Part[];
  readonly unenforced: readonly Clause[];
  /** What the form demands. */
  readonly form: readonly Rule[];
  readonly house: readonly HouseRule[];
  readonly words: WordSpace;
  readonly gaps: readonly Gap[];
  /** The machine that obeys these, if there is a text that does. */
  readonly obeys: (demands: Demands) => Machine | undefined;
}

interface Demands {
  readonly parts: readonly Part[];
  readonly form: readonly Rule[];
  readonly house?: readonly HouseRule[];
  /** How long to search, in steps of monitors. */
  readonly effort?: number;
}

/** Some clauses of a contract, in the texts of the whole contract: its gaps and its words. */
function assemble(options: CompileOptions, clauses: readonly Clause[]): Assembly {
  const { contract, extraWords = [] } = options;
  const language = languageFor(options);
  const list = options.list ?? (language === "ko" ? NO_WORDS : englishWords());
  const tests = new WordTests();
  const shaped = ShapedContext.of(clauses, tests);
  const known = partsOf(clauses, tests, { singleWord: contract.form === "word", shaped });
  if (known.parts.length > MOST_PARTS) throw tooIntricate();
  const house = [
    ...houseRules({ contract: { ...contract, clauses }, tests, list, language }),
    ...(shaped && language === "en" ? [shaped.houseRule()] : []),
  ];
  const ordinary = gapsOf(contract);
  const gaps = shaped?.gaps(ordinary, { sentences: mentions(contract, "sentence") }) ?? ordinary;
  const guard = quotedMarksMonitor(contract, { tests, list, free: freeMarks(contract) });
  const counts = (unit: Unit): boolean =>
    clauses.some((clause) => "subject" in clause && clause.subject === unit);
  const bySyllables = counts("syllable") || clauses.some(({ relation }) => relation === "in groups");
  // Words without syllables would fill a counted line with nothing: they are written where they are quoted.
  const isWelcome = (word: string): boolean =>
    !hasWord(list, word) && (language !== "ko" || !bySyllables || hasHangul(word));
  const asked = {
    extra: [
      ...quotedWords({ contract, list }),
      ...verbatimWords(contract, list),
      ...extraWords.filter(isWelcome),
    ],
    tests: tests.all,
    byLength: counts("character"),
    byRank: house.some(({ implies }) => implies !== undefined),
  };
  const space = (): WordSpace =>
    shaped?.words({ ...asked, list, hangul: language === "ko", codes: "needed" }, gaps) ?? ordinarySpace();
  const ordinarySpace = (): WordSpace =>
    language === "ko" ? koreanSpace({ ...asked, bySyllables }, options) : wordSpace({ ...asked, list });
  const words = known.parts.some(({ rule }) => rule.kind === "distinct") ? parted(space, tests) : space();
  const canDiffer = ({ unit }: DistinctDemand): boolean =>
    words.classWords !== undefined && (unit !== "word" || !gaps.some(isGlue));
  const writable = ({ rule, needs, needsMark }: Part): boolean =>
    (rule.kind !== "distinct" || canDiffer(rule.demand)) &&
    needs.every((test) => isPassed(test, words.classes)) &&
    (needsMark === undefined ||
      gaps.some(({ marks, lead }) => marks[0].includes(needsMark) || lead.includes(needsMark)));
  return {
    parts: known.parts.filter(writable),
    unenforced: [
      ...known.unenforced,
      ...known.parts.filter((part) => !writable(part)).flatMap((part) => part.clauses),
    ],
    form: formRules(contract),
    house,
    words,
    gaps,
    obeys: ({ parts, form, house: kept = [], effort }) => {
      const rules = [
        ...form,
        ...(guard ? [asRule(guard)] : []),
        ...parts.flatMap(({ rule, guard }) => (guard ? [rule, asRule(guard)] : [rule])),
        ...kept.map(({ monitor }) => asRule(monitor)),
      ];
      const demands = demandsOf(parts);
      if (demands.length === 0) return machineOf({ rules, words, gaps, effort, tests: tests.all });
      const { monitors, rationed } = distinctRules({
        demands,
        classes: words.classes,
        words: words.classWords!(),
        most: demands.map((demand) => mostCompared(demand, clauses)),
        needed: new Set(parts.flatMap(({ needs }) => needs)),
      });
      const all = { rules: [...rules, ...monitors.map(asRule)], words, gaps, effort, tests: tests.all };
      const machine = machineOf({ ...all, rationed });
      // That there is no way proves something only where all words might be used.
      if (!machine && rationed.size > 0 && machineOf(all)) throw tooIntricate();
      return machine;
    },
  };
}

/** Words whose classes can be counted apart: those that are in several classes make classes of their own. */
function parted(space: () => WordSpace, tests: WordTests): WordSpace {
  const words = space();
  const shared = words.classWords?.().shared ?? [];
  if (shared.length === 0) return words;
  if (shared.length > MOST_SHARED) throw tooIntricate();
  for (const [index, folded] of shared.entries()) {
    tests.index({ name: `shared ${index}`, words: new Set(folded) });
  }
  return space();
}

/** As many rules of the house as there is room for: all of them, mostly. */
function withHouseRules({
  house,
  plain,
  obeys,
}: {
  house: readonly HouseRule[];
  /** The machine without them. */
  plain: Machine;
  obeys: (rules: readonly HouseRule[]) => Machine | undefined;
}): { readonly machine: Machine; readonly implied: ReadonlySet<Clause> } {
  const attempt = (rules: readonly HouseRule[]): Machine | undefined =>
    unlessTooIntricate(() => obeys(rules));
  let kept = house;
  let machine = attempt(house);
  if (!machine) {
    // Mostly it is one of them, for which there is no room however many others are kept.
    kept = house.filter((rule) => attempt([rule]));
    machine = kept.length < house.length ? attempt(kept) : undefined;
  }
  if (!machine) {
    kept = [];
    for (const rule of house) {
      const obedient = attempt([...kept, rule]);
      if (obedient) [kept, machine] = [[...kept, rule], obedient];
    }
  }
  return {
    machine: machine ?? plain,
    implied: new Set(kept.flatMap(({ implies }) => implies ?? [])),
  };
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

/** Which parts clash; then, of a part that stands for several clauses, which of those. */
function contradiction(options: CompileOptions, { parts, form, obeys }: Assembly): Compilation {
  // What is too intricate to refute is no clash that could be shown.
  const clash = (attempt: () => Machine | undefined): boolean => {
    let found: Machine | undefined | "open" = "open";
    unlessTooIntricate(() => {
      found = attempt();
    });
    return found === undefined;
  };
  const withForm = form.length > 0 && !clash(() => obeys({ parts, form: [] }));
  const formPart = withForm ? form : [];
  let clashing = smallestClash(parts, (some) => clash(() => obeys({ parts: some, form: formPart }))).map(
    (part) => part.clauses,
  );
  for (const [index, clauses] of clashing.entries()) {
    if (clauses.length === 1) continue;
    const others = clashing.flatMap((group, at) => (at === index ? [] : group));
    const kept = smallestClash(clauses, (some) =>
      clash(() => {
        const again = assemble(options, [...others, ...some]);
        return again.obeys({ parts: again.parts, form: formPart });
      }),
    );
    clashing = clashing.with(index, kept);
  }
  const inClash = new Set(clashing.flat());
  return {
    kind: "contradiction",
    clauses: options.contract.clauses.filter((clause) => inClash.has(clause)),
    form: withForm,
  };
}
