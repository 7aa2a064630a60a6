/**
 * The valid line that is nearest to one that isn't: words are replaced, put in or left out at the least cost, while the
 * numbers and quoted texts of the line are kept.
 * @module
 */
import type { Expression, Template } from "./expression.ts";
import { readLine } from "./parse.ts";
import { printLine } from "./print.ts";

interface Token {
  readonly kind: "number" | "decimal" | "quoted" | "pattern" | "word";
  readonly text: string;
  /** A number in letters: it may be the word it is, too (`is one of`). */
  readonly spelled?: string;
}

/** The cheapest way to have read the first tokens: what to write for them, last word first. */
interface Way {
  readonly cost: number;
  readonly written: Written | undefined;
}
interface Written {
  readonly text: string;
  readonly before: Written | undefined;
}

/** `ways[i]`: having read the first i tokens. */
type Ways = readonly (Way | undefined)[];

const MOST_TOKENS = 60;
const WORD_COST = 1;
const SLOT_COST = 1.5;
/** Beyond this share of the line, "nearest" is no help. */
const FARTHEST = 0.75;

/** The nearest line of these forms, or undefined when none is near. */
export function nearestLine<Meant>(templates: readonly Template<Meant>[], line: string): string | undefined {
  const tokens = tokensOf(line).slice(0, MOST_TOKENS);
  const start: Ways = leaveOut([{ cost: 0, written: undefined }], tokens);
  let best: Way | undefined;
  let bestTemplate: Template<Meant> | undefined;
  for (const template of templates) {
    const way = align(template.expression, start, tokens)[tokens.length];
    if (way && (!best || way.cost < best.cost)) [best, bestTemplate] = [way, template];
  }
  if (!best || !bestTemplate || best.cost > FARTHEST * Math.max(tokens.length, 4)) return undefined;
  const reading = readLine(bestTemplate.expression, written(best));
  if (reading.kind === "unread") return undefined;
  const meant = bestTemplate.read(reading.values);
  if (bestTemplate.accepts?.(meant) === false) return undefined;
  const values = bestTemplate.write(meant);
  return values && printLine(bestTemplate.expression, values);
}

const NUMBER_WORDS = (
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen " +
  "eighteen nineteen twenty"
).split(" ");

function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  for (const [text] of line
    .slice(0, 10_000)
    .matchAll(/"(?:[^"\\]|\\.)*"|\/(?:[^/\\]|\\.)+\/(?!\S)|\d+(?:\.\d+)?|,|[^\s",\d]+|"/gu)) {
    const spelled = text.toLowerCase();
    const asNumber = NUMBER_WORDS.indexOf(spelled);
    if (/^\d{1,9}$/.test(text)) tokens.push({ kind: "number", text });
    else if (/^\d{1,9}\.\d{1,6}$/.test(text)) tokens.push({ kind: "decimal", text });
    else if (/^\/.+\/$/.test(text)) tokens.push({ kind: "pattern", text });
    else if (asNumber >= 0) tokens.push({ kind: "number", text: String(asNumber), spelled });
    else if (/^".+"$/.test(text)) tokens.push({ kind: "quoted", text });
    else tokens.push({ kind: "word", text: text.toLowerCase() });
  }
  return tokens;
}

function align(expression: Expression, ways: Ways, tokens: readonly Token[]): Ways {
  switch (expression.kind) {
    case "literal":
      return wordsOfLiteral(expression.text).reduce<Ways>(
        (before, word) => write(before, tokens, { kind: "word", text: word }),
        ways,
      );
    case "slot":
      if (expression.type === "rest") return ways;
      return write(ways, tokens, { kind: expression.type, text: undefined });
    case "sequence":
      return expression.items.reduce<Ways>((before, item) => align(item, before, tokens), ways);
    case "choice":
      return expression.options.map((option) => align(option, ways, tokens)).reduce(cheaper);
    case "field":
      return align(expression.of, ways, tokens);
    case "list": {
      let sum: Ways | undefined;
      let last = ways;
      for (let count = 1; count <= Math.max(expression.min, tokens.length); count += 1) {
        if (count > 1) last = write(last, tokens, { kind: "word", text: expression.separator.trim() });
        last = align(expression.item, last, tokens);
        if (count >= expression.min) sum = sum ? cheaper(sum, last) : last;
      }
      return sum!;
    }
  }
}

const wordsOfLiteral = (text: string): string[] => text.match(/,|[^\s,]+/g) ?? [];

const SAMPLES = { number: "1", decimal: "1", quoted: '"word"', pattern: "/[a-z]+/", word: "" } as const;

/** One more word or slot is written: for the next token, or put in. */
function write(
  ways: Ways,
  tokens: readonly Token[],
  wanted: { readonly kind: Token["kind"]; readonly text: string | undefined },
): Ways {
  const next: (Way | undefined)[] = ways.map((way) => {
    const sample = wanted.text ?? SAMPLES[wanted.kind];
    return way && add(way, wanted.kind === "word" ? WORD_COST : SLOT_COST, sample);
  });
  for (const [index, token] of tokens.entries()) {
    const way = ways[index];
    if (!way) continue;
    const cost = replacementCost(wanted, token);
    if (cost === undefined) continue;
    const text = wanted.text ?? (token.kind === "word" ? JSON.stringify(token.text) : token.text);
    const replaced = add(way, cost, text);
    if (!next[index + 1] || replaced.cost < next[index + 1]!.cost) next[index + 1] = replaced;
  }
  return leaveOut(next, tokens);
}

function replacementCost(
  wanted: { readonly kind: Token["kind"]; readonly text: string | undefined },
  token: Token,
): number | undefined {
  if (wanted.text !== undefined) {
    const word = token.kind === "word" ? token.text : token.spelled;
    return word === undefined ? undefined : wordCost(wanted.text, word);
  }
  if (wanted.kind === token.kind || (wanted.kind === "decimal" && token.kind === "number")) return 0;
  // A bare word where a quoted text belongs has lost its quotes.
  return wanted.kind === "quoted" && token.kind === "word" && /^\p{L}/u.test(token.text)
    ? WORD_COST
    : undefined;
}

/** Tokens may be left out at a cost; numbers and quoted texts hardly ever should. */
function leaveOut(ways: Ways, tokens: readonly Token[]): Ways {
  const next: (Way | undefined)[] = [...ways];
  for (const [index, token] of tokens.entries()) {
    const way = next[index];
    if (!way) continue;
    const cost = way.cost + (token.kind === "word" ? WORD_COST : 2 * SLOT_COST);
    if (!next[index + 1] || cost < next[index + 1]!.cost) next[index + 1] = { cost, written: way.written };
  }
  return next;
}

const add = ({ cost, written: before }: Way, more: number, text: string): Way => ({
  cost: cost + more,
  written: { text, before },
});

const cheaper = (one: Ways, other: Ways): Ways =>
  Array.from({ length: Math.max(one.length, other.length) }, (_, index) => {
    const [first, second] = [one[index], other[index]];
    return second && (!first || second.cost < first.cost) ? second : first;
  });

function written({ written: last }: Way): string {
  const words: string[] = [];
  for (let part = last; part; part = part.before) words.push(part.text);
  return words.reverse().join(" ").replaceAll(" ,", ",");
}

const distances = new Map<string, number>();

/** Between 0 (equal) and 1.5 (nothing in common), by edit distance. */
function wordCost(wanted: string, given: string): number {
  if (wanted === given) return 0;
  if (given.length > 30) return 1.5 * WORD_COST;
  const key = `${wanted} ${given}`;
  let cost = distances.get(key);
  if (cost === undefined) {
    cost = (1.5 * WORD_COST * editDistance(wanted, given)) / Math.max(wanted.length, given.length);
    if (distances.size > 10_000) distances.clear();
    distances.set(key, cost);
  }
  return cost;
}

function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let index = 0; index < one.length; index += 1) {
    const next = [index + 1];
    for (let column = 0; column < other.length; column += 1) {
      const replaced = row[column] + (one[index] === other[column] ? 0 : 1);
      next.push(Math.min(replaced, row[column + 1] + 1, next[column] + 1));
    }
    row = next;
  }
  return row[other.length];
}
