/**
 * What an event says without its texts: numbers stay, each text becomes a hash.
 * @module
 */
import { createHash, createHmac, randomBytes } from "node:crypto";

/** Paths in the data of an event, from its kind on: `verdict.models.name`; places in lists have no part in them. */
export interface TextPolicy {
  /** Texts that are nobody's secret: names of models, states. */
  readonly open: ReadonlySet<string>;
  /** Texts, and whole parts, that become plain SHA-256: whoever holds the text can show that it is the one. */
  readonly plain: ReadonlySet<string>;
  /** Lists and objects that become one hash as a whole, since their keys are texts, too. */
  readonly whole: ReadonlySet<string>;
}

const NO_TEXT: TextPolicy = { open: new Set(), plain: new Set(), whole: new Set() };

/**
 * Makes the function that leaves texts out of the data of an event. Texts that the policy doesn't name become hashes
 * under a key that is forgotten with the run: the same text has the same hash in one trace, and nobody can find a word by
 * hashing a dictionary.
 */
export function withoutTexts(policy: TextPolicy = NO_TEXT): (kind: string, data: unknown) => unknown {
  const key = randomBytes(32);
  const hash = (path: string, text: string): string =>
    policy.plain.has(path)
      ? `sha256:${createHash("sha256").update(text).digest("hex")}`
      : `keyed:${createHmac("sha256", key).update(text).digest("hex").slice(0, 32)}`;
  const told = (path: string, value: unknown): unknown => {
    if (typeof value === "string") return policy.open.has(path) ? value : hash(path, value);
    if (typeof value !== "object" || value === null) return value;
    if (policy.whole.has(path)) return hash(path, JSON.stringify(value));
    if (Array.isArray(value)) return value.map((item) => told(path, item));
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, told(`${path}.${name}`, item)]),
    );
  };
  return told;
}
