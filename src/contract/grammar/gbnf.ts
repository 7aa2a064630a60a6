/**
 * Expressions as a grammar in GBNF, the notation of llama.cpp: for engines that decode under a grammar, and for readers.
 * @module
 */
import type { Expression, Template } from "./expression.ts";

/** Rules that slots refer to. */
const SLOT_RULES: Readonly<Record<string, string>> = {
  number: "[0-9] | [1-9] [0-9]{1,8}",
  quoted: String.raw`"\"" ([^"\\\x00-\x1F] | "\\" (["\\/bfnrt] | "u" [0-9a-fA-F]{4}))* "\""`,
  decimal: 'number ("." [0-9]{1,6})?',
  pattern: String.raw`"/" ([^/\\\n] | "\\" [^\n])+ "/"`,
  rest: String.raw`[^\n]+`,
};

/** A grammar of whole texts: lines of these forms, each ended by a line break. */
export function toGbnf(templates: readonly Pick<Template, "id" | "expression">[]): string {
  const rules = new Map<string, string>();
  const names = templates.map(({ id, expression }) => {
    const name = id.replaceAll(".", "-");
    rules.set(name, write(expression, rules));
    return name;
  });
  const head = [`root ::= (line "\\n")*`, `line ::= ${names.join(" | ")}`];
  const body = [...rules].map(([name, definition]) => `${name} ::= ${definition}`);
  const slots = Object.entries(SLOT_RULES).map(([name, definition]) => `${name} ::= ${definition}`);
  return `${[...head, ...body, ...slots].join("\n")}\n`;
}

function write(expression: Expression, rules: Map<string, string>): string {
  switch (expression.kind) {
    case "literal":
      return JSON.stringify(expression.text);
    case "slot":
      return expression.type;
    case "sequence":
      return expression.items.map((item) => write(item, rules)).join(" ");
    case "choice": {
      const options = expression.options.map((option) => write(option, rules)).join(" | ");
      if (expression.rule === undefined) return `(${options})`;
      rules.set(expression.rule, options);
      return expression.rule;
    }
    case "list": {
      const item = write(expression.item, rules);
      const more = expression.min > 1 ? `{${expression.min - 1},}` : "*";
      return `${item} (${JSON.stringify(expression.separator)} ${item})${more}`;
    }
    case "field":
      return write(expression.of, rules);
  }
}
