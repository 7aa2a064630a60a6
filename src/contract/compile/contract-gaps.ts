/**
 * Which gaps the texts of a contract need: its form, and the marks and leads that its clauses quote.
 * @module
 */
import { holdsWord, runAtEnd } from "../../text/index.ts";
import type { Clause, Contract, Unit } from "../types.ts";
import type { Gap } from "./events.ts";
import { gapsFor, isLead, isTail } from "./gaps.ts";
import { isPause, quotedMarks } from "./verbatim.ts";

export const mentions = (contract: Contract, unit: Unit): boolean =>
  contract.clauses.some(
    (clause) =>
      clause.scope.some((selector) => selector.unit === unit) ||
      ("subject" in clause && clause.subject === unit) ||
      ("unit" in clause && clause.unit === unit) ||
      ("counted" in clause && clause.counted === unit),
  );

export const isVerse = (contract: Contract): boolean =>
  contract.form === "poem" ||
  contract.form === "list" ||
  contract.form === "sijo" ||
  mentions(contract, "line");

/** The gaps of a contract's texts. `unstopped`: prose may end without a stop. */
export function gapsOf(contract: Contract, { unstopped = false } = {}): readonly Gap[] {
  const quoted = quotedMarks(contract);
  const tails = [
    ...new Set([...contract.clauses.flatMap((clause) => tailOf(clause) ?? []), ...quoted.tails]),
  ];
  const leads = [
    ...new Set([...contract.clauses.flatMap((clause) => leadOf(clause) ?? []), ...quoted.leads]),
  ];
  return gapsFor({
    unstopped,
    style: contract.form === "word" ? "word" : isVerse(contract) ? "verse" : "prose",
    sentences: mentions(contract, "sentence"),
    paragraphs: mentions(contract, "paragraph") && contract.form !== "paragraph",
    tails,
    leads,
    sentenceLeads:
      quoted.leads.length > 0 ||
      contract.clauses.some((clause) => unitOf(clause) === "sentence" && leadOf(clause) !== undefined),
    inner: quoted.between.filter((gap) => !isPause(gap)),
    symbols: [...new Set(contract.clauses.flatMap((clause) => symbolOf(clause) ?? []))],
    marksDiffer: tails.length > 0 || quoted.between.some(isPause) || contract.clauses.some(quotesMark),
  });
}

/** Marks that may stand anywhere, because some clause asks for them by themselves. */
export const freeMarks = ({ clauses }: Contract): readonly string[] =>
  clauses.flatMap((clause) => [tailOf(clause) ?? [], leadOf(clause) ?? []].flat());

const unitOf = ({ scope }: Clause): Unit | undefined => scope.at(-1)?.unit;

/** The mark that a clause wants at the end of a part: alone (`"!"`), or behind words (`"see you soon!"`). */
export function tailOf(clause: Clause): string | undefined {
  if (clause.relation !== "ends with" && clause.relation !== "is") return undefined;
  const unit = unitOf(clause);
  if (unit === "character") return characterAt(-1, clause);
  const mark = runAtEnd(clause.value.trim(), /[\p{P}\p{S}]/u);
  if (mark === "" || unit === "word" || !isTail(mark, { closesSentence: unit === "sentence" }))
    return undefined;
  if (!holdsWord(clause.value)) return clause.relation === "is" ? undefined : mark;
  return /^[.!?,;:…—–。．！？｡]+$/u.test(mark) ? mark : undefined;
}

/** The mark that a clause wants as the first or the last character of a part that is no word. */
function characterAt(place: 1 | -1, clause: Clause): string | undefined {
  if (clause.relation !== "is" || clause.scope.at(-1)?.at !== place) return undefined;
  const { value, scope } = clause;
  const part = scope.at(-2)?.unit;
  if (part === "word" || holdsWord(value)) return undefined;
  const stands = place === 1 ? isLead(value) : isTail(value, { closesSentence: part === "sentence" });
  return stands ? value : undefined;
}

/** The symbol that a clause wants somewhere in a part that is no word. */
function symbolOf(clause: Clause): string | undefined {
  if (!["contains", "occurs exactly", "occurs at least"].includes(clause.relation)) return undefined;
  const { value } = clause as Extract<Clause, { relation: "contains" }>;
  const isSymbol = !holdsWord(value) && !/[\s.,!?;:。．！？｡]/u.test(value);
  return isSymbol && unitOf(clause) !== "word" ? value : undefined;
}

/** What a clause wants before the first word of a part: a dash and a space. */
function leadOf(clause: Clause): string | undefined {
  if (unitOf(clause) === "character") return characterAt(1, clause);
  if (clause.relation !== "starts with" || unitOf(clause) === "word" || holdsWord(clause.value)) {
    return undefined;
  }
  const lead = clause.value.trim();
  if (!isLead(lead)) return undefined;
  return /\s$/u.test(clause.value) || /[-–—*•·+>#…]$/u.test(lead) ? `${lead} ` : lead;
}

/** Whether a clause looks for a mark anywhere. */
const quotesMark = (clause: Clause): boolean =>
  "value" in clause && typeof clause.value === "string" && !holdsWord(clause.value);
