/**
 * Constraints as sandboxed programs name them. A state machine can't cross the border, so a program gives a name, or
 * describes what it wants as data, and the host has the machine.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { Constraint } from "../../inference/constraint.ts";
import { characters, oneOf } from "../../inference/simple-constraints.ts";
import { sandboxError } from "./failure.ts";

/** What a program may say: the name of a given constraint, a contract's text, or one of two simple shapes. */
export type ConstraintSpec =
  | string
  | { readonly contract: string }
  /** One of these texts and nothing else. */
  | { readonly oneOf: readonly string[] }
  /** Any text of so many characters (code points) that holds none of those of `without`. */
  | { readonly most: number; readonly least?: number; readonly without?: string };

/** What constraints of a sandboxed program may stand for, beside data. */
export interface ConstraintSources {
  /** By name. */
  readonly constraints?: Readonly<Record<string, Constraint<never>>>;
  /** Makes a constraint of a contract's notation; its errors are the program's. */
  readonly compile?: (contract: string) => Constraint<never>;
}

/** Different constraints that one program may describe: each has masks of its own. */
const MOST_DESCRIBED = 64;

/** Finds constraints by what programs say, the same object for the same words. */
export class ConstraintTable {
  readonly #sources: ConstraintSources;
  readonly #described = new Map<string, Constraint<unknown>>();

  constructor(sources: ConstraintSources) {
    this.#sources = sources;
  }

  /** @throws SijoError `program.sandbox-constraint` */
  find(spec: ConstraintSpec): Constraint<unknown> {
    if (typeof spec === "string") return this.#named(spec);
    const key = JSON.stringify(spec);
    let found = this.#described.get(key);
    if (!found) {
      if (this.#described.size >= MOST_DESCRIBED)
        throw wrong(`it described more than ${MOST_DESCRIBED} constraints`);
      found = this.#describe(spec);
      this.#described.set(key, found);
    }
    return found;
  }

  #named(name: string): Constraint<unknown> {
    const given = this.#sources.constraints ?? {};
    if (Object.hasOwn(given, name)) return given[name] as Constraint<unknown>;
    throw wrong(
      `there is no constraint named “${name}”; there are: ${Object.keys(given).join(", ") || "none"}`,
    );
  }

  #describe(spec: Exclude<ConstraintSpec, string>): Constraint<unknown> {
    if ("contract" in spec && typeof spec.contract === "string") return this.#compile(spec.contract);
    if ("oneOf" in spec && isTexts(spec.oneOf)) return oneOf(spec.oneOf) as Constraint<unknown>;
    if ("most" in spec) {
      const { most, least = 0, without = "" } = spec;
      const counts =
        Number.isInteger(most) && Number.isInteger(least) && 0 <= least && least <= most && most > 0;
      if (counts && typeof without === "string")
        return characters({ most, least, without }) as Constraint<unknown>;
    }
    throw wrong(
      'a constraint is a name, { contract: "…" }, { oneOf: ["…"] } or { most, least, without }, with whole numbers',
    );
  }

  #compile(contract: string): Constraint<unknown> {
    const { compile } = this.#sources;
    if (!compile) throw wrong("contracts can't be compiled here; name a constraint that was given");
    try {
      return compile(contract) as Constraint<unknown>;
    } catch (cause) {
      if (cause instanceof SijoError) throw wrong(`the contract can't be used: ${cause.message}`);
      throw cause;
    }
  }
}

const wrong = (message: string): SijoError => sandboxError({ code: "constraint", message });

const isTexts = (texts: unknown): texts is readonly string[] =>
  Array.isArray(texts) && texts.length > 0 && texts.every((text) => typeof text === "string");
