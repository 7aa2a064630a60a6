/**
 * Clauses made ready to be put together: their parts, the words and gaps of the texts, and what obeys them.
 * @module
 */
import { hasHangul } from "../../text/index.ts";
import type { Clause, Unit } from "../types.ts";
import type { CompileOptions } from "./compile.ts";
import { freeMarks, gapsOf, mentions } from "./contract-gaps.ts";
import { demandsOf } from "./distinct/choose.ts";
import { type DistinctDemand, distinctRules, mostCompared } from "./distinct/demand.ts";
import { walkedWords } from "./distinct/walked-words.ts";
import { englishWords } from "./english.ts";
import type { Gap } from "./events.ts";
import { type HouseRule, houseRules } from "./house-rules.ts";
import { type KoreanWordsOptions, koreanWords } from "./korean.ts";
import { type Language, languageOf } from "./language.ts";
import { asRule, formRules, machineOf } from "./machine.ts";
import { type Part, partsOf, type Rule } from "./parts.ts";
import { type Machine, tooIntricate } from "./product.ts";
import { quotedWords } from "./quoted-words.ts";
import { ShapedContext } from "./shaped/context.ts";
import { joinsFor } from "./shaped/joins.ts";
import { isGlue } from "./shaped/shape-gaps.ts";
import { quotedMarksMonitor, verbatimWords } from "./verbatim.ts";
import { isPassed } from "./word-classes.ts";
import { hasWord, wordList } from "./word-list.ts";
import { WordTests } from "./word-tests.ts";
import { type WordSpace, wordSpace } from "./words.ts";

/** More demands than these are refused before anything is built for them. */
const MOST_PARTS = 500;
/** Sets of words that may be parted from others so that different words can be counted. */
const MOST_SHARED = 50;

/** Where letters and digits of any kind may make a word, in texts with shapes. */
export type Codes = "needed" | "anywhere";

export const languageFor = (options: CompileOptions): Language =>
  options.language ?? (options.list ? "en" : languageOf(options));

const NO_WORDS = wordList([]);

/** Korean words of the lexicon, or of any syllables. */
function koreanSpace(asked: Omit<KoreanWordsOptions, "lexicon">, { lexicon }: CompileOptions): WordSpace {
  const inLexicon = lexicon === "open" ? undefined : koreanWords({ ...asked, lexicon });
  return inLexicon ?? koreanWords(asked)!;
}

/** Clauses made ready to be put together. */
export interface Assembly {
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

export interface Demands {
  readonly parts: readonly Part[];
  readonly form: readonly Rule[];
  readonly house?: readonly HouseRule[];
  /** How long to search, in steps of monitors. */
  readonly effort?: number;
}

/** Some clauses of a contract, in the texts of the whole contract: its gaps and its words. */
export function assemble(
  options: CompileOptions,
  clauses: readonly Clause[],
  { codes = "needed" }: { codes?: Codes } = {},
): Assembly {
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
  const ordinary = gapsOf(contract, options);
  const sentences = contract.form === "sentence" || mentions(contract, "sentence");
  const gaps = shaped?.gaps(ordinary, { sentences }) ?? ordinary;
  const guard = quotedMarksMonitor(contract, { tests, list, free: freeMarks(contract) });
  const counts = (unit: Unit): boolean =>
    clauses.some(
      (clause) =>
        ("subject" in clause && clause.subject === unit) || ("counted" in clause && clause.counted === unit),
    );
  const bySyllables = counts("syllable") || clauses.some(({ relation }) => relation === "in groups");
  // Words without syllables would fill a counted line with nothing: they are written where they are quoted.
  const isWelcome = (word: string): boolean =>
    !hasWord(list, word) && (language !== "ko" || !bySyllables || hasHangul(word));
  const extra = [
    ...quotedWords({ contract, list }),
    ...verbatimWords(contract, list),
    ...extraWords.filter(isWelcome),
  ];
  // Where lines are compared by one of their words, no word may be written in two ways: in pieces, and as one.
  const isCompared = known.parts.some(({ rule }) => rule.kind === "distinct" && rule.demand.unit !== "word");
  const joins = joinsFor(tests, gaps, { unjoined: isCompared ? extra : [] });
  const apart = isCompared ? (joins?.marks ?? []) : [];
  const asked = {
    extra,
    tests: tests.all,
    byLength: counts("character"),
    byRank: house.some(({ implies }) => implies !== undefined),
  };
  const space = (): WordSpace =>
    shaped?.words({ ...asked, list, hangul: language === "ko", codes, apart }, gaps) ?? ordinarySpace();
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
      if (demands.length === 0) return machineOf({ rules, words, gaps, effort, joins });
      const { monitors, rationed } = distinctRules({
        demands,
        classes: words.classes,
        words: words.classWords!(),
        most: demands.map((demand) => mostCompared(demand, clauses)),
        needed: new Set(parts.flatMap(({ needs }) => needs)),
      });
      const all = { rules: [...rules, ...monitors.map(asRule)], words, gaps, effort, joins };
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
  if (!words.classWords) {
    const walked = walkedWords(words);
    return walked ? { ...words, classWords: () => walked } : words;
  }
  const { shared } = words.classWords();
  if (shared.length === 0) return words;
  if (shared.length > MOST_SHARED) throw tooIntricate();
  for (const [index, folded] of shared.entries()) {
    tests.index({ name: `shared ${index}`, words: new Set(folded) });
  }
  return space();
}
