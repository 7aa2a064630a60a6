/**
 * Parameters of programs: each described by a small JSON Schema, from which both the type and the check come.
 * @module
 */
import { createRequire } from "node:module";
import type { Ajv, ErrorObject, ValidateFunction } from "ajv";
import { SijoError } from "../errors.ts";

/** What all kinds of parameters may have. */
interface Described {
  /** For people: what it is. */
  readonly description?: string;
}

/** A parameter, as the part of JSON Schema that describes it. Without a default it must be given. */
export type ParamSpec =
  | (Described & {
      readonly type: "string";
      readonly default?: string;
      readonly enum?: readonly string[];
      readonly minLength?: number;
      readonly maxLength?: number;
      readonly pattern?: string;
    })
  | (Described & {
      readonly type: "number" | "integer";
      readonly default?: number;
      readonly minimum?: number;
      readonly maximum?: number;
    })
  | (Described & { readonly type: "boolean"; readonly default?: boolean })
  | (Described & {
      readonly type: "array";
      readonly items: { readonly type: "string" | "number" | "integer" };
      readonly default?: readonly (string | number)[];
      readonly minItems?: number;
      readonly maxItems?: number;
    });

/** Parameters by name. */
export type ParamSpecs = Readonly<Record<string, ParamSpec>>;

type ValueOf<Spec> = Spec extends { readonly enum: readonly (infer Choice)[] }
  ? Choice
  : Spec extends { readonly type: "string" }
    ? string
    : Spec extends { readonly type: "number" | "integer" }
      ? number
      : Spec extends { readonly type: "boolean" }
        ? boolean
        : Spec extends { readonly items: { readonly type: "string" } }
          ? readonly string[]
          : readonly number[];

/** The values that a program is called with: every parameter, given or by default. */
export type ParamsOf<Specs extends ParamSpecs> = { readonly [Name in keyof Specs]: ValueOf<Specs[Name]> };

/** Written `{}` where types are concerned: a program without parameters. */
export type NoParams = Record<never, never>;

const TYPES = ["string", "number", "integer", "boolean", "array"];

const require = createRequire(import.meta.url);
let ajv: Ajv | undefined;

/** Read when there is a program: it takes long to load. */
function loadAjv(): Ajv {
  if (!ajv) {
    const { Ajv } = require("ajv") as typeof import("ajv");
    ajv = new Ajv({ useDefaults: true, allErrors: true, strict: true, logger: false });
  }
  return ajv;
}

/**
 * Values of all parameters: those given, and for the rest the defaults.
 * @throws SijoError `program.params` (usage): one is missing, unknown or not as described.
 */
export function checkedParams<Specs extends ParamSpecs>(
  specs: Specs,
  given: Readonly<Record<string, unknown>> = {},
): ParamsOf<Specs> {
  const values = structuredClone(given) as Record<string, unknown>;
  const validate = validator(specs);
  if (validate(values)) return values as ParamsOf<Specs>;
  const wrong = (validate.errors ?? []).map(inWords);
  throw new SijoError(
    "program.params",
    `${[...new Set(wrong)].join("; ")}.`.replace(/^./, (first) => first.toUpperCase()),
    {
      kind: "usage",
      hint: describeParams(specs),
      data: { given },
    },
  );
}

/** @throws SijoError `program.params` (usage): what describes the parameters is itself wrong. */
export function checkSpecs(specs: ParamSpecs): void {
  validator(specs);
}

/** Made once for each description. */
const validators = new WeakMap<ParamSpecs, ValidateFunction>();

function validator(specs: ParamSpecs): ValidateFunction {
  const known = validators.get(specs) ?? makeValidator(specs);
  validators.set(specs, known);
  return known;
}

function makeValidator(specs: ParamSpecs): ValidateFunction {
  try {
    for (const [name, { type }] of Object.entries(specs)) {
      if (!TYPES.includes(type))
        throw new Error(`${name} has the type ${type}; there are ${TYPES.join(", ")}`);
    }
    const required = Object.keys(specs).filter((name) => specs[name].default === undefined);
    return loadAjv().compile({ type: "object", properties: specs, required, additionalProperties: false });
  } catch (cause) {
    throw new SijoError(
      "program.params",
      `The program's parameters are not described as they should be: ${(cause as Error).message}.`,
      {
        hint: 'Each is a JSON Schema, as in { type: "integer", minimum: 1, default: 4 }.',
        kind: "usage",
        cause,
      },
    );
  }
}

function inWords({ keyword, instancePath, params, message = "is wrong" }: ErrorObject): string {
  if (keyword === "required") return `the parameter ${params.missingProperty} is missing`;
  if (keyword === "additionalProperties") return `there is no parameter ${params.additionalProperty}`;
  const name = instancePath.slice(1).replaceAll("/", ".");
  if (keyword === "enum") return `the parameter ${name} must be one of: ${params.allowedValues.join(", ")}`;
  return `the parameter ${name} ${message}`;
}

/** Parameters for people, on one line. */
export function describeParams(specs: ParamSpecs): string {
  const names = Object.keys(specs);
  if (names.length === 0) return "The program has no parameters.";
  const described = names.map((name) => {
    const spec = specs[name];
    const kind = spec.type === "array" ? `list of ${spec.items.type}s` : spec.type;
    return `${name} (${kind}${spec.default === undefined ? "" : `, default ${JSON.stringify(spec.default)}`})`;
  });
  return `Parameters: ${described.join(", ")}.`;
}

/**
 * Values from words, as a command line has them: `lines=4`, `words=red,green` or `words=["red","green"]`.
 * @throws SijoError `program.params` (usage) for what is no `name=value`.
 */
export function paramsFromWords(specs: ParamSpecs, words: readonly string[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const word of words) {
    const at = word.indexOf("=");
    if (at < 1) {
      throw new SijoError("program.params", `${JSON.stringify(word)} gives no parameter its value.`, {
        kind: "usage",
        hint: `Write name=value. ${describeParams(specs)}`,
      });
    }
    const name = word.slice(0, at);
    const value = word.slice(at + 1);
    values[name] = Object.hasOwn(specs, name) ? fromWord(specs[name], value) : value;
  }
  return values;
}

/** What can't be read stays a text, and is refused with the rest by the check. */
function fromWord(spec: ParamSpec, value: string): unknown {
  switch (spec.type) {
    case "string":
      return value;
    case "boolean":
      return value === "true" ? true : value === "false" ? false : value;
    case "array": {
      if (value.trimStart().startsWith("[")) return parsed(value);
      const parts = value === "" ? [] : value.split(",");
      return spec.items.type === "string" ? parts : parts.map(number);
    }
    default:
      return number(value);
  }
}

const number = (value: string): unknown =>
  value.trim() !== "" && Number.isFinite(Number(value)) ? Number(value) : value;

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
