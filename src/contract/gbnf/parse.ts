/**
 * GBNF, the grammar notation of llama.cpp, as data.
 *
 *     root ::= "yes" | "no" reason?
 *     reason ::= ", because " [a-z ]{5,80} "."
 *
 * Rules stand in any order; `root` is where texts begin. A rule goes on over line breaks until the next one begins.
 * @module
 */
import { SijoError } from "../../errors.ts";

/** Characters by code point, both ends included; ascending, without overlap. */
export interface Characters {
  readonly ranges: readonly (readonly [low: number, high: number])[];
  /** Written as all but some (`[^a]`, `.`): what nobody writes is left out of it. */
  readonly negated: boolean;
}

export type Production =
  | { readonly kind: "characters"; readonly characters: Characters }
  | { readonly kind: "rule"; readonly name: string }
  | { readonly kind: "sequence"; readonly items: readonly Production[] }
  | { readonly kind: "choice"; readonly options: readonly Production[] }
  /** `max` absent: without end. */
  | { readonly kind: "repeat"; readonly of: Production; readonly min: number; readonly max?: number };

export interface Grammar {
  readonly rules: ReadonlyMap<string, Production>;
}

export const GRAMMAR_ERROR = "contract.grammar";
export const GRAMMAR_TOO_INTRICATE = "contract.grammar-too-intricate";

export const ROOT = "root";
const LONGEST = 200_000;
const DEEPEST = 200;
const MOST_REPEATED = 100_000;
const LAST_POINT = 0x10ffff;
const LINE_END = /\r\n?|\n/;

const kept = new Map<string, Grammar>();
const MOST_KEPT = 20;

/**
 * Reads a grammar.
 * @throws SijoError `contract.grammar` (usage) with line and column of what can't be read.
 */
export function parseGrammar(source: string): Grammar {
  let grammar = kept.get(source);
  if (!grammar) {
    if (source.length > LONGEST) {
      throw new SijoError(
        GRAMMAR_TOO_INTRICATE,
        `A grammar of more than ${LONGEST.toLocaleString("en")} characters is not followed.`,
        {
          kind: "usage",
        },
      );
    }
    grammar = new Reader(source).grammar();
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
    kept.set(source, grammar);
  }
  return grammar;
}

class Reader {
  readonly #source: string;
  #at = 0;
  #depth = 0;
  /** Where each rule was first referred to. */
  readonly #wanted = new Map<string, number>();

  constructor(source: string) {
    this.#source = source;
  }

  grammar(): Grammar {
    const rules = new Map<string, Production>();
    this.#skip();
    while (this.#at < this.#source.length) {
      const start = this.#at;
      const name = this.#name();
      if (name === undefined) throw this.#error("the name of a rule");
      this.#skip();
      if (!this.#take("::=")) throw this.#error("`::=`");
      if (rules.has(name)) throw this.#error(`another name: \`${name}\` has a rule already`, start);
      rules.set(name, this.#choice());
    }
    if (!rules.has(ROOT)) throw this.#error(`a rule with the name \`${ROOT}\``, 0);
    for (const [name, at] of this.#wanted)
      if (!rules.has(name)) throw this.#error(`a rule for \`${name}\`, which has none`, at);
    return { rules };
  }

  #choice(): Production {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw this.#error(`no more than ${DEEPEST} brackets inside one another`);
    const options = [this.#sequence()];
    while (this.#take("|")) options.push(this.#sequence());
    this.#depth -= 1;
    return options.length === 1 ? options[0] : { kind: "choice", options };
  }

  #sequence(): Production {
    const items: Production[] = [];
    this.#skip();
    for (let item = this.#item(); item; item = this.#item()) {
      this.#skip();
      items.push(this.#repeated(item));
    }
    return items.length === 1 ? items[0] : { kind: "sequence", items };
  }

  #item(): Production | undefined {
    const character = this.#source[this.#at];
    if (character === '"') return this.#literal();
    if (character === "[") return { kind: "characters", characters: this.#set() };
    if (this.#take("."))
      return { kind: "characters", characters: { ranges: [[0, LAST_POINT]], negated: true } };
    if (this.#take("(")) {
      const inner = this.#choice();
      if (!this.#take(")")) throw this.#error("`)`");
      return inner;
    }
    const start = this.#at;
    const name = this.#name();
    if (name === undefined) {
      if (character === undefined || character === "|" || character === ")") return undefined;
      throw this.#error("a rule, a quoted text, a set of characters, a bracket or `|`");
    }
    // A name before `::=` begins the next rule.
    this.#skip();
    if (this.#source.startsWith("::=", this.#at)) {
      this.#at = start;
      return undefined;
    }
    if (!this.#wanted.has(name)) this.#wanted.set(name, start);
    return { kind: "rule", name };
  }

  #repeated(item: Production): Production {
    let production = item;
    while (true) {
      const start = this.#at;
      if (this.#take("*")) production = { kind: "repeat", of: production, min: 0 };
      else if (this.#take("+")) production = { kind: "repeat", of: production, min: 1 };
      else if (this.#take("?")) production = { kind: "repeat", of: production, min: 0, max: 1 };
      else if (this.#take("{")) {
        const match = /^\s*(\d{1,7})?\s*(,\s*(\d{1,7})?\s*)?\}/.exec(
          this.#source.slice(this.#at, this.#at + 40),
        );
        const [all, low, comma, high] = match ?? [];
        if (all === undefined || (low === undefined && high === undefined))
          throw this.#error("`{n}`, `{n,}` or `{n,m}`", start);
        this.#at += all.length;
        const min = Number(low ?? 0);
        const max = comma === undefined ? min : high === undefined ? undefined : Number(high);
        if (max !== undefined && max < min) throw this.#error("the lower number first", start);
        if (Math.max(min, max ?? 0) > MOST_REPEATED)
          throw this.#error(`no more than ${MOST_REPEATED} repetitions`, start);
        production = { kind: "repeat", of: production, min, ...(max !== undefined && { max }) };
      } else return production;
      this.#skip();
    }
  }

  #literal(): Production {
    const start = this.#at;
    this.#at += 1;
    const items: Production[] = [];
    while (!this.#take('"')) {
      if (this.#at >= this.#source.length || /[\r\n]/.test(this.#source[this.#at]))
        throw this.#error('a closing `"`', start);
      const point = this.#character();
      items.push({ kind: "characters", characters: { ranges: [[point, point]], negated: false } });
    }
    return { kind: "sequence", items };
  }

  #set(): Characters {
    const start = this.#at;
    this.#at += 1;
    const negated = this.#take("^");
    const ranges: [number, number][] = [];
    while (!this.#take("]")) {
      if (this.#at >= this.#source.length || /[\r\n]/.test(this.#source[this.#at]))
        throw this.#error("a closing `]`", start);
      const low = this.#character();
      let high = low;
      if (this.#source[this.#at] === "-" && this.#source[this.#at + 1] !== "]") {
        this.#at += 1;
        high = this.#character();
      }
      if (high < low) throw this.#error("the lower character first", start);
      ranges.push([low, high]);
    }
    const tidy = merged(ranges);
    return negated ? { ranges: allBut(tidy), negated } : { ranges: tidy, negated };
  }

  #character(): number {
    const point = this.#source.codePointAt(this.#at)!;
    this.#at += point > 0xffff ? 2 : 1;
    if (point !== 0x5c) return point;
    const start = this.#at - 1;
    const letter = this.#source[this.#at];
    this.#at += 1;
    const simple = ESCAPES.get(letter);
    if (simple !== undefined) return simple;
    const digits = letter === "x" ? 2 : letter === "u" ? 4 : letter === "U" ? 8 : 0;
    const hex = this.#source.slice(this.#at, this.#at + digits);
    const value =
      digits > 0 && /^[0-9a-f]+$/i.test(hex) && hex.length === digits ? Number.parseInt(hex, 16) : -1;
    if (value < 0 || value > LAST_POINT) {
      throw this.#error(
        'an escape: \\n, \\t, \\r, \\", \\\\, \\[, \\], \\xFF, \\uFFFF or \\UFFFFFFFF',
        start,
      );
    }
    this.#at += digits;
    return value;
  }

  #name(): string | undefined {
    const name = /^[A-Za-z0-9_-]+/.exec(this.#source.slice(this.#at, this.#at + 200))?.[0];
    if (name !== undefined) this.#at += name.length;
    return name;
  }

  /** White space, line breaks and comments. */
  #skip(): void {
    const SPACE = /(?:\s|#[^\r\n]*)*/y;
    SPACE.lastIndex = this.#at;
    this.#at += SPACE.exec(this.#source)![0].length;
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #error(expected: string, at = this.#at): SijoError {
    const lines = this.#source.slice(0, at).split(LINE_END);
    const line = lines.length;
    const column = [...lines[line - 1]].length + 1;
    return new SijoError(
      GRAMMAR_ERROR,
      `In the grammar, line ${line}, column ${column}: expected ${expected}.`,
      {
        kind: "usage",
        hint: 'Grammars are in GBNF, as in: root ::= "yes" | "no"',
        data: { line, column },
      },
    );
  }
}

const ESCAPES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    n: "\n",
    t: "\t",
    r: "\r",
    '"': '"',
    "\\": "\\",
    "[": "[",
    "]": "]",
    "-": "-",
    "^": "^",
  }).map(([letter, character]) => [letter, character.charCodeAt(0)]),
);

function merged(ranges: readonly (readonly [number, number])[]): [number, number][] {
  const found: [number, number][] = [];
  for (const [low, high] of ranges.toSorted(([one], [other]) => one - other)) {
    const last = found.at(-1);
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else found.push([low, high]);
  }
  return found;
}

function allBut(ranges: readonly (readonly [number, number])[]): [number, number][] {
  const found: [number, number][] = [];
  let from = 0;
  for (const [low, high] of ranges) {
    if (low > from) found.push([from, low - 1]);
    from = high + 1;
  }
  if (from <= LAST_POINT) found.push([from, LAST_POINT]);
  return found;
}

/** Whether a character is one of these. */
export function isAmong(codePoint: number, { ranges }: Characters): boolean {
  let low = 0;
  let high = ranges.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [from, to] = ranges[middle];
    if (codePoint < from) high = middle - 1;
    else if (codePoint > to) low = middle + 1;
    else return true;
  }
  return false;
}
