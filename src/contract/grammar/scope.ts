/**
 * Scopes in the notation: `text`, `each sentence`, `last word of sentence 2`, `word 2 from the end of each line`.
 * @module
 */
import {
  LEVELS,
  type Level,
  levelOf,
  type PlaceUnit,
  SCOPE_UNITS,
  type Scope,
  type ScopeUnit,
  type Selector,
  type Unit,
} from "../scope.ts";
import { choice, constant, type Expression, field, literal, numberSlot, sequence } from "./expression.ts";

const position = (unit: PlaceUnit): Expression =>
  field<Selector>({
    name: "selector",
    of: choice(
      [
        ...(unit === "character" ? [] : [constant(`each ${unit}`, "at", "each")]),
        constant(`first ${unit}`, "at", 1),
        constant(`last ${unit}`, "at", -1),
        sequence(`${unit} `, numberSlot("back"), " from the end"),
        sequence(`${unit} `, numberSlot("at")),
      ],
      `${unit}-step`,
    ),
    read: ({ at, back }) => ({ unit, at: (back === undefined ? at : -(back as number)) as Selector["at"] }),
    write: ({ at }) => (typeof at === "number" && at < -1 ? { back: -at } : { at }),
  });

const scopeOf = (level: Level): Expression => {
  if (level === "text") return field<Scope>({ ...wholeText, name: "scope" });
  const larger = level === "character" ? SCOPE_UNITS : SCOPE_UNITS.slice(0, SCOPE_UNITS.indexOf(level));
  const step = position(level);
  const nested = sequence(
    step,
    " of ",
    choice(
      larger.map((unit) => field<Scope>({ ...scopeParts(unit), name: "outer" })),
      larger.length > 1 ? `around-${level}` : undefined,
    ),
  );
  return field<Scope>({
    name: "scope",
    of: larger.length === 0 ? step : choice([nested, step], `${level}-scope`),
    read: ({ outer = [], selector }) => [...(outer as Scope), selector as Selector],
    write: (scope) => {
      if (levelOf(scope) !== level) return undefined;
      const selector = scope.at(-1);
      return scope.length > 1 ? { outer: scope.slice(0, -1), selector } : { selector };
    },
  });
};

const wholeText = {
  of: literal("text"),
  read: (): Scope => [],
  write: (scope: Scope) => (scope.length === 0 ? {} : undefined),
};

function scopeParts(level: ScopeUnit) {
  const expression = scopeOf(level);
  if (expression.kind !== "field") throw new TypeError("a scope is a field");
  return expression as Extract<Expression, { kind: "field" }> & {
    read: (values: Readonly<Record<string, unknown>>) => Scope;
    write: (scope: Scope) => Readonly<Record<string, unknown>> | undefined;
  };
}

const scopes = new Map<Level, Expression>(LEVELS.map((level) => [level, scopeOf(level)]));

/** A scope that ends at this level; captured as `scope`. */
export const scopeEndingAt = (level: Level): Expression => scopes.get(level)!;

/** A single character: `character 4`, `last character of first word`; captured as `scope`. */
export const characterScope: Expression = scopeOf("character");

/** Any scope; captured as `scope`. */
export const anyScope: Expression = choice(LEVELS.map(scopeEndingAt), "scope");

/** Any scope but single words; captured as `scope`. */
export const scopeLargerThanWord: Expression = choice(
  LEVELS.filter((level) => level !== "word").map(scopeEndingAt),
  "scope-larger-than-word",
);

/** The name of a counted unit after the number `value`: `1 word`, `2 words`. Either is read after any number. */
export const unitName = (units: readonly Unit[], rule: string): Expression =>
  choice(
    units.flatMap((unit) => [
      constant(unit, "subject", unit, ({ value }) => value === 1),
      constant(`${unit}s`, "subject", unit, ({ value }) => value !== 1),
    ]),
    rule,
  );
