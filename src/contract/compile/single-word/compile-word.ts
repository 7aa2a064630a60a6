/**
 * Compiles a contract for one English word: its words come from a dictionary, and are coined where it has none that fits.
 * @module
 */
import { SijoError } from "../../../errors.ts";
import type { Clause, Contract } from "../../types.ts";
import { smallestClash } from "../clash.ts";
import type { Compilation, CompileOptions } from "../compile.ts";
import { gapsOf } from "../contract-gaps.ts";
import { languageOf } from "../language.ts";
import { formRules, machineOf } from "../machine.ts";
import { partsOf } from "../parts.ts";
import { quotedWords } from "../quoted-words.ts";
import { isShaped, Shapes } from "../shaped/shapes.ts";
import { textConstraint } from "../text-constraint.ts";
import { isPassed } from "../word-classes.ts";
import { capitalise, wordList } from "../word-list.ts";
import { WordTests } from "../word-tests.ts";
import { singleWordSpace, WORD_SOURCES, type WordSource } from "./space.ts";

/** Whether the text is to be one English word, whatever the words of the request: none of them is an answer. */
export function isSingleWord({ contract, extraWords, list, language }: CompileOptions): boolean {
  if (contract.form !== "word" || list) return false;
  return (language ?? languageOf({ contract, ...(extraWords && { extraWords }) })) === "en";
}

/**
 * The words that obey the contract.
 * @throws SijoError `contract.too-long` (usage) for a word of more characters than can be counted.
 */
export function compileWord(
  contract: Contract,
  { compileOthers }: { compileOthers: (options: CompileOptions) => Compilation },
): Compilation {
  // Numbers that add up are no word's business.
  if (contract.clauses.some(isSum)) return compileOthers({ contract });
  const { shaped, spellings } = shapesOf(contract);
  if (shaped.length > 0) {
    const clauses = contract.clauses.filter((clause) => !shaped.includes(clause));
    const found = attempt({ contract: { ...contract, clauses }, source: "dictionary", spellings });
    if (found) return compiledFrom(found, { coined: false });
    const others = compileOthers({ contract });
    return others.kind === "compiled" ? { ...others, coined: true } : others;
  }
  for (const source of WORD_SOURCES) {
    const found = attempt({ contract, source });
    if (found) return compiledFrom(found, { coined: source !== "dictionary" });
  }
  const clauses = smallestClash(
    contract.clauses,
    (some) => !EVERY_WORD.some((source) => attempt({ contract: { ...contract, clauses: some }, source })),
  );
  const { form: _, ...formless } = contract;
  return { kind: "contradiction", clauses, form: holdsTogether({ ...formless, clauses }, compileOthers) };
}

type Attempt = NonNullable<ReturnType<typeof attempt>>;

function compiledFrom(
  { machine, words, gaps, unenforced }: Attempt,
  { coined }: { coined: boolean },
): Compilation {
  machine.settle();
  return {
    kind: "compiled",
    constraint: textConstraint({ words, gaps, product: machine }),
    unenforced,
    coined,
  };
}

const isSum = ({ relation }: Clause): boolean => relation.startsWith("sum ");

/** Clauses about the shape of the word, and the ways to spell a word that they allow. */
function shapesOf({ clauses }: Contract): {
  readonly shaped: readonly Clause[];
  readonly spellings: (word: string) => readonly string[];
} {
  const shaped = clauses.filter((clause) => isShaped([clause]) && clause.scope.at(-1)?.unit !== "sentence");
  const automata = new Shapes(shaped).all.map(({ automaton }) => automaton);
  return {
    shaped,
    spellings: (word) =>
      [...new Set([word, capitalise(word), word.toUpperCase()])].filter((spelled) =>
        automata.every((automaton) => automaton.matches(spelled)),
      ),
  };
}

/** Any letters, and what is quoted by name. */
const EVERY_WORD: readonly WordSource[] = [WORD_SOURCES.at(-1)!, "dictionary"];

/** The machine of a contract over the words of one source, if one of them obeys every clause that can be followed. */
function attempt({
  contract,
  source,
  spellings,
}: {
  contract: Contract;
  source: WordSource;
  spellings?: (word: string) => readonly string[];
}) {
  const { clauses } = contract;
  const tests = new WordTests();
  const { parts, unenforced } = partsOf(clauses, tests, { singleWord: true });
  const needed = new Set(parts.flatMap(({ needs }) => needs));
  const gaps = gapsOf(contract);
  const words = singleWordSpace({
    source,
    clauses,
    gaps,
    tests: tests.all,
    needed,
    quoted: quotedWords({ contract, list: NO_WORDS }),
    byLength: clauses.some((clause) => "subject" in clause && clause.subject === "character"),
    ...(spellings && { spellings }),
  });
  if (!words || ![...needed].every((test) => isPassed(test, words.classes))) return undefined;
  const machine = machineOf({
    rules: [...formRules(contract), ...parts.map(({ rule }) => rule)],
    words,
    gaps,
  });
  // That some class of words obeys says nothing yet of coined ones: their letters are tried one after the other.
  if (!machine || !words.reaches(words.root(false), machine.allowedClasses(afterOpening(machine, gaps))))
    return undefined;
  return { machine, words, gaps, unenforced };
}

const NO_WORDS = wordList([]);

/** The state before the word; a single word has one gap before it. */
function afterOpening(
  machine: NonNullable<ReturnType<typeof machineOf>>,
  gaps: ReturnType<typeof gapsOf>,
): number {
  return machine.gap(
    machine.start,
    gaps.findIndex(({ opens }) => opens),
  );
}

/** Whether some text of several words obeys these clauses, as far as that can be told. */
function holdsTogether(
  contract: { readonly clauses: readonly Clause[] },
  compile: (options: CompileOptions) => Compilation,
): boolean {
  try {
    const compilation = compile({ contract });
    return compilation.kind === "compiled" && compilation.unenforced.length === 0;
  } catch (error) {
    if (error instanceof SijoError && error.kind === "usage") return false;
    throw error;
  }
}
