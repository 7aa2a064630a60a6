/**
 * Quoted texts with what is wanted of them: one that is to be left out is avoided and nothing else, a sample of a form is
 * like a line, and what ends the second line ends no other.
 * @module
 */
import type { Clause, Expression } from "../../contract/index.ts";
import { asksForWord, namesLast, namesUnit } from "../audit/cues.ts";
import { type Evidence, textsOf, wordsInTurn } from "../evidence/evidence.ts";
import { impliedOrder, textsInOrder } from "../evidence/implied.ts";
import { partBefore } from "../evidence/parts.ts";
import { isAllOfIt, isAtAnEnd, isDenied, isSample, textsCounted } from "../evidence/polarity.ts";
import type { QuoteFound } from "../evidence/quotes.ts";
import { unitOf } from "../evidence/units.ts";
import { groupsOf, isOfWords, type PartSaid } from "./parts-admitted.ts";

/** Texts as they are written in a line, and the part of which they are said. */
export interface TextsOffered {
  readonly quoted: readonly string[];
  readonly part: PartSaid;
  /** Which pieces a line about them may have. */
  readonly admits?: (piece: Expression) => boolean;
}

/** Relations of one text to one part. */
const IN_PARTS: ReadonlySet<Clause["relation"]> = new Set(["is", "starts with", "ends with", "contains"]);

/** Ways to deny a text that stand farther from it. */
const OFF_LIMITS =
  /\bforbid\w*|\bbanned\b|\boff[ -]limits\b|\btaboo\b|\bleav\w+ out\b|\bstay away\b|\bfree of\b|\bwithout\b|\b(?:not|never|none|\w+n[’']t) (?:\w+ )?(?:contain|includ|us|mention|hav)\w*|금지|피해|피하|빼고|지 마|말고|않|없/i;

/** "Four lines that start with 'a', 'b', 'c' and 'd' in turn": each text has a line of its own. */
const unitOfTurns = ({
  request,
  numbers,
  quotes,
}: Evidence): "line" | "sentence" | "paragraph" | undefined =>
  namesUnit(request, "word") || numbers.some(({ ordinal }) => ordinal)
    ? undefined
    : (["line", "sentence", "paragraph"] as const).find((unit) =>
        numbers.some((found) => found.value === quotes.length && unitOf(found, request) === unit),
      );

const IN_TURN = /\brespectively\b|\bin turn\b|각각|차례대로|차례로/i;

/** "Must contain 'river'": it is there, and neither a part nor the end of one. */
const HOLDS = /\b(?:contain|includ|mention|featur)\w*(?: the (?:words?|phrase|name))?:?\s*["'“‘]?$/i;
const OF_EACH_WORD =
  /\b(?:each|every|all(?: the| of the)?) words?\b|\bwords (?:that|which|to|must|should|all|start|begin|end)\b|(?:모든|각) ?(?:단어|낱말)|(?:단어|낱말)마다/i;

const isEach = (piece: Expression): boolean =>
  piece.kind === "literal" && piece.means?.name === "at" && piece.means.value === "each";

/** What a sentence begins with stands in its first word, what it ends with in its last; what it holds in none of its own. */
function admitsStepTo(piece: Expression, relation: Clause["relation"]): boolean {
  if (piece.kind === "sequence") {
    const [first] = piece.items;
    return first.kind !== "literal" || first.text !== "word ";
  }
  if (piece.kind !== "literal" || piece.means?.name !== "at" || !piece.text.endsWith(" word")) return true;
  return piece.means.value === (relation === "starts with" ? 1 : relation === "ends with" ? -1 : undefined);
}

/** For each relation, the texts that it may hold. */
export function textsOffered(evidence: Evidence): (relation: Clause["relation"]) => TextsOffered[] {
  const { request, quotes } = evidence;
  const written = textsOf(evidence).map((text) => JSON.stringify(text));
  const byText = Map.groupBy(quotes, ({ text }) => JSON.stringify(text));
  const named = (text: string): readonly QuoteFound[] => byText.get(text) ?? [];
  /** Texts of which this holds each time that they are named. */
  const those = (holds: (quote: QuoteFound) => boolean): Set<string> =>
    new Set(written.filter((text) => named(text).length > 0 && named(text).every(holds)));
  const setOf = (texts: readonly string[]): Set<string> => new Set(texts.map((text) => JSON.stringify(text)));

  const pairs = impliedOrder(request, quotes);
  const denied = new Set(quotes.filter((quote) => isDenied(quote, evidence)));
  // What is denied besides is asked for by its other mentions.
  const atAnEnd = new Set(
    written.filter((text) => {
      const wanted = named(text).filter((quote) => !denied.has(quote));
      return wanted.length > 0 && wanted.every((quote) => isAtAnEnd(quote, evidence));
    }),
  );
  const counted = textsCounted(evidence);
  // What comes behind another is told by one line; that it is held somewhere says too little.
  const toldOtherwise = setOf([...pairs.flat(), ...textsInOrder(request, quotes)])
    .union(atAnEnd)
    .union(those((quote) => counted.has(quote)));
  const behind = setOf(pairs.map(([, second]) => second));
  // A sentence that ends with "home" is more than that; its last word may be all of it.
  const ends = those(
    (quote) => isAtAnEnd(quote, evidence) && partBefore(request, quote.start)?.unit !== "word",
  );
  // "The last sentence is 'So I stayed.'" says more than what it ends with.
  const wholes = those((quote) => {
    const unit = partBefore(request, quote.start)?.unit;
    return unit !== undefined && unit !== "word" && isAllOfIt(quote, evidence);
  });
  const heldOnly = those(({ start }) => HOLDS.test(request.slice(Math.max(0, start - 40), start)));
  const isMark = (text: string): boolean => !/[\p{L}\p{N}]/u.test(text);
  const isWord = (text: string): boolean => /\p{L}/u.test(text) && !/\s/.test(text);
  // "The lines end with 'spring' and 'summer' respectively": each has its own.
  const inTurn = quotes.length > 1 && IN_TURN.test(request);
  const ofWordsSaid = OF_EACH_WORD.test(request) || asksForWord(request) || wordsInTurn(evidence).length > 0;
  const namesWord = namesUnit(request, "word");
  const leftOut = those((quote) => denied.has(quote)).union(setOf(evidence.denied).difference(byText));
  const samples = those((quote) => isSample(quote, evidence));
  const unitInTurn = inTurn ? unitOfTurns(evidence) : undefined;
  const groups = groupsOf(quotes, (quote) =>
    unitInTurn === undefined
      ? partBefore(request, quote.start)
      : { unit: unitInTurn, at: quotes.indexOf(quote) + 1 },
  );
  // Marks that are called by name stand nowhere in particular.
  const unnamed = written.filter((text) => named(text).length === 0);

  return (relation) => {
    const excluded = new Set([
      ...(relation === "contains" ? toldOtherwise : []),
      ...(relation === "is" ? behind : []),
      ...(relation === "contains" || !IN_PARTS.has(relation) ? [] : heldOnly),
      ...(relation === "is" || !IN_PARTS.has(relation) ? [] : wholes),
      // What nobody says to leave out is not left out.
      ...(relation.startsWith("avoids")
        ? leftOut.size > 0 || !OFF_LIMITS.test(request)
          ? new Set(written).difference(leftOut)
          : []
        : leftOut),
      ...(relation === "is like" ? [] : samples),
    ]);
    const isOfLetter = relation.endsWith(" the letter");
    const offered = written.filter(
      (text) => !excluded.has(text) && (!isOfLetter || /^"\p{L}\p{M}*"$/u.test(text)),
    );
    if (inTurn && atAnEnd.size > 0 && relation.startsWith("contains")) return [];
    if (!IN_PARTS.has(relation)) return [{ quoted: offered, part: undefined }];
    const admits = (piece: Expression): boolean =>
      !(inTurn && isEach(piece)) &&
      (ofWordsSaid ||
        (relation === "is" && (namesWord || namesLast(request))) ||
        admitsStepTo(piece, relation));
    const inParts = [
      ...groups.map(({ part, members }) => ({ part, texts: setOf(members.map(({ text }) => text)) })),
      { part: undefined, texts: new Set(unnamed) },
    ]
      .map(({ part, texts }) => ({ part, quoted: offered.filter((text) => texts.has(text)) }))
      .flatMap(({ part, quoted }): TextsOffered[] =>
        relation !== "is"
          ? [
              {
                part,
                quoted: quoted.filter((text) => !isMark(text)),
                ...((typeof part !== "object" || part.unit !== "word") && { admits }),
              },
              // A mark is no part of a word.
              {
                part,
                quoted: quoted.filter(isMark),
                admits: (piece) => admits(piece) && admitsStepTo(piece, "is"),
              },
            ]
          : [
              { part, quoted: quoted.filter((text) => !ends.has(text)), admits },
              {
                part,
                quoted: quoted.filter((text) => ends.has(text) && isWord(text)),
                admits: (piece) => !(inTurn && isEach(piece)) && isOfWords(piece),
              },
            ],
      );
    return inParts.filter(({ quoted }) => quoted.length > 0);
  };
}
