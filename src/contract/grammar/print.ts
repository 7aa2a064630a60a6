/**
 * Prints values by an expression: the inverse of `parse.ts`.
 * @module
 */
import type { Expression, Values } from "./expression.ts";

/** The line that says these values, or undefined when the expression can't say them. */
export function printLine(expression: Expression, values: Values): string | undefined {
  switch (expression.kind) {
    case "literal": {
      const { text, means } = expression;
      if (means === undefined) return text;
      return values[means.name] === means.value && (means.when?.(values) ?? true) ? text : undefined;
    }
    case "slot":
      return printSlot(expression, values[expression.name]);
    case "sequence":
      return joined(
        expression.items.map((item) => printLine(item, values)),
        "",
      );
    case "choice":
      for (const option of expression.options) {
        const text = printLine(option, values);
        if (text !== undefined) return text;
      }
      return undefined;
    case "list": {
      const items = values[expression.name];
      if (!Array.isArray(items) || items.length < expression.min) return undefined;
      return joined(
        items.map((item: unknown) => printLine(expression.item, { [expression.name]: item })),
        expression.separator,
      );
    }
    case "field": {
      const value = values[expression.name];
      if (value === undefined) return undefined;
      const inner = expression.write(value as never);
      return inner && printLine(expression.of, inner);
    }
  }
}

function printSlot(slot: Extract<Expression, { kind: "slot" }>, value: unknown): string | undefined {
  if (slot.type === "number" || slot.type === "decimal") {
    return typeof value === "number" ? String(value) : undefined;
  }
  if (typeof value !== "string") return undefined;
  if (slot.type === "pattern") return printPattern(value);
  return slot.type === "quoted" ? JSON.stringify(value) : value;
}

/** Between slashes, if it is read back as it is: on one line, and without slashes that are escaped already. */
function printPattern(source: string): string | undefined {
  const isPlain = /^(?:[^\\\p{Cc}\u2028\u2029]|\\[^/\p{Cc}\u2028\u2029])+$/u.test(source);
  return isPlain ? `/${source.replaceAll("/", "\\/")}/` : undefined;
}

const joined = (parts: readonly (string | undefined)[], separator: string): string | undefined =>
  parts.includes(undefined) ? undefined : parts.join(separator);
