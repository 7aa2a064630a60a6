/**
 * Contract → constraint: the texts that obey every clause, as a state machine without dead ends; or the smallest set of
 * clauses that can't hold together.
 * @module
 */
import { holdsWord } from "../../text/index.ts";
import { asMeant, formClauses } from "../form-clauses.ts";
import { compileStructured, isForMachines } from "../structured/compile.ts";
import type { Clause, Contract } from "../types.ts";
import { type Assembly, assemble, type Codes, languageFor } from "./assembly.ts";
import { unlessTooIntricate, withHouseRules } from "./attempts.ts";
import { contradiction } from "./contradiction.ts";
import { type Choice, chooseDistinct } from "./distinct/choose.ts";
import { distinctConstraint } from "./distinct/constraint.ts";
import { interruptible } from "./interruption.ts";
import { koreanLexicon, type Lexicon } from "./korean/lexicon.ts";
import type { Language } from "./language.ts";
import { isShaped, neverFits } from "./shaped/shapes.ts";
import { compileWord, isSingleWord } from "./single-word/compile-word.ts";
import { type TextConstraint, textConstraint } from "./text-constraint.ts";
import type { WordList } from "./word-list.ts";

/** Steps of monitors that are worth it to keep a rule of the house: about a second. */
const HOUSE_EFFORT = 8_000_000;

/** What compiling depends on besides the clauses. */
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
  /** Whether prose may end without a stop; default: where nothing else keeps the contract, and its form asks for no sentence. */
  readonly unstopped?: boolean;
  /** Asked now and then: true ends the search. */
  readonly shouldStop?: (() => boolean) | undefined;
}

/** A contract made ready for writing, or the smallest set of its clauses that clash. */
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

/**
 * Compiles a contract. Never decodes anything: only the clauses and the word list are looked at.
 * @throws SijoError `contract.too-intricate` or `contract.too-long` (usage) where the clauses take too much to follow,
 * `contract.interrupted` where it was told to stop.
 * @example
 * const result = compileContract({ contract: parseContract("text has exactly 80 characters") });
 * if (result.kind === "compiled") masks({ vocabulary, constraint: result.constraint });
 */
export function compileContract({ shouldStop, ...options }: CompileOptions): Compilation {
  return shouldStop ? interruptible(shouldStop, () => compileMeant(options)) : compileMeant(options);
}

function compileMeant(options: CompileOptions): Compilation {
  if (isForMachines(options.contract)) return compileStructured(options.contract);
  const { form, clauses } = options.contract;
  const implied = formClauses(form);
  const meant = clauses.map((clause) => asMeant(clause, form));
  const contract = { ...options.contract, clauses: [...implied, ...meant] };
  const compilation = compileStopped({ ...options, contract });
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

/** Reads the words of a language into what compilations share, where time is to spare before the first of them. */
export function prepareWords(language: Language): void {
  compileContract({
    contract: { form: "sentence", clauses: [{ relation: "exactly", scope: [], subject: "word", value: 5 }] },
    language,
  });
}

/** A text whose form says nothing of sentences need not end as one, if that helps. */
function compileStopped(options: CompileOptions): Compilation {
  const compilation = compileClauses(options);
  const { form = "text" } = options.contract;
  if (compilation.kind !== "contradiction" || form !== "text" || options.unstopped !== undefined)
    return compilation;
  const unstopped = compileClauses({ ...options, unstopped: true });
  return unstopped.kind === "compiled" ? unstopped : compilation;
}

function compileClauses(options: CompileOptions): Compilation {
  if (isSingleWord(options)) return compileWord(options.contract, { compileOthers: compileIn });
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

/** Clauses that are worth less than a text without them, where all together take too much to follow. */
const isCostly = ({ relation }: Clause): boolean =>
  /^(?:sum|has|numbers) /.test(relation) || relation === "repeats no";

function compileIn(options: CompileOptions): Compilation {
  const costly = options.contract.clauses.filter(isCostly);
  if (costly.length === 0) return compileAll(options);
  return unlessTooIntricate(() => compileAll(options)) ?? without(costly, options);
}

/** The rest of the contract; the check still covers what is left out. */
function without(left: readonly Clause[], options: CompileOptions): Compilation {
  const { contract } = options;
  const clauses = contract.clauses.filter((clause) => !left.includes(clause));
  const compilation = compileIn({ ...options, contract: { ...contract, clauses } });
  if (compilation.kind === "contradiction") return compilation;
  return { ...compilation, unenforced: [...compilation.unenforced, ...left] };
}

/** Whether it is about punctuation, of which people write more at a place ("?!") than we do. */
const countsMarks = (clause: Clause): boolean =>
  clause.relation.startsWith("occurs ") && "value" in clause && !holdsWord(String(clause.value));

function compileAll(options: CompileOptions, codes: Codes = "needed"): Compilation {
  const assembly = assemble(options, options.contract.clauses, { codes });
  const { parts, form, obeys } = assembly;
  const others = parts.filter(({ rule }) => rule.kind !== "distinct");
  const plain = obeys({ parts: others, form });
  const choice = plain && chooseDistinct({ parts, plain, obeys: (some) => obeys({ parts: some, form }) });
  if (choice?.kind === "chosen") return compiled(assembly, choice);
  if (codes === "needed" && isShaped(options.contract.clauses)) return compileAll(options, "anywhere");
  const clash = contradiction(options, plain ? assembly : { ...assembly, parts: others }, { codes });
  // That our words and marks make no such text proves nothing of others.
  const [only, more] = clash.clauses;
  if (only === undefined || more !== undefined) return clash;
  const isOurs = countsMarks(only) || (isShaped([only]) && !clash.form && !neverFits(only));
  return isOurs ? without([only], options) : clash;
}

/** The constraint of what was chosen, with all the rules of the house that there is room for. */
function compiled(
  { unenforced, form, words, gaps, house, obeys }: Assembly,
  { machine: plain, kept, demands, left }: Extract<Choice, { kind: "chosen" }>,
): Compilation {
  const { machine, implied } = withHouseRules({
    house,
    plain,
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
