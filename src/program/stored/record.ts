/**
 * A stored program: what is kept beside its source.
 * @module
 */
import * as z from "zod";
import { SijoError } from "../../errors.ts";
import { ALGORITHM_NAMES, type AlgorithmName } from "../../inference/algorithms.ts";
import type { ProgramTest } from "../define.ts";
import { checkedParams, checkSpecs, type ParamSpecs } from "../params.ts";

const count = z.number().int().positive();

const testSchema = z.strictObject({
  name: z.string().max(200).optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  seed: z.number().int().min(0).optional(),
  particles: count.optional(),
  contract: z.string().max(20_000).optional(),
  matches: z.string().max(2_000).refine(isPattern, "it is no regular expression").optional(),
});

const headSchema = z.strictObject({
  name: z.string().optional(),
  description: z.string().max(500).optional(),
  params: z.record(z.string().regex(/^[A-Za-z]\w{0,63}$/), z.looseObject({ type: z.string() })).optional(),
  particles: count.optional(),
  algorithm: z.enum(ALGORITHM_NAMES as [AlgorithmName, ...AlgorithmName[]]).optional(),
  maxTokens: count.optional(),
  contract: z.string().max(20_000).optional(),
  tests: z.array(testSchema).max(100).optional(),
});

function isPattern(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
}

/** What a program says of itself. */
export interface ProgramHead {
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly params?: ParamSpecs | undefined;
  readonly particles?: number | undefined;
  readonly algorithm?: AlgorithmName | undefined;
  readonly maxTokens?: number | undefined;
  /** Clauses that a finished text is checked against, in the notation. */
  readonly contract?: string | undefined;
  /** Examples by which it is tested. */
  readonly tests?: readonly ProgramTest[] | undefined;
}

const recordSchema = z.strictObject({
  ...headSchema.shape,
  name: z.string(),
  version: count,
  kind: z.enum(["sandbox", "module"]),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  savedAt: z.iso.datetime(),
  check: z.string().optional(),
});

/** What is kept of a version of a program beside its source. */
export interface StoredProgram extends ProgramHead {
  readonly name: string;
  /** From 1 up; a version is never changed. */
  readonly version: number;
  /**
   * `sandbox`: JavaScript that declares `function* program(params)`, and runs in QuickJS. `module`: a file of the user's
   * own with a default export, which runs as what it is.
   */
  readonly kind: "sandbox" | "module";
  /** Of the source, as lower-case hex. */
  readonly sha256: string;
  /** ISO 8601, UTC. */
  readonly savedAt: string;
  /** JavaScript that declares `function check(text)`, for the sandbox: by what a finished text is tested. */
  readonly check?: string | undefined;
}

const NAME = /^[a-z][a-z0-9-]{0,63}$/;

/** @throws SijoError `program.name` (usage) */
export function checkedName(name: string): string {
  if (NAME.test(name)) return name;
  throw new SijoError("program.name", `A program can't be called ${JSON.stringify(name)}.`, {
    kind: "usage",
    hint: "Names have lower-case letters, digits and hyphens, and begin with a letter.",
  });
}

/**
 * The head of a sandboxed program's source: JSON in the comment that it begins with, behind the word `sijo`.
 * @throws SijoError `program.head` (usage) where it can't be read.
 * @example
 * headOf('/* sijo { "params": { "topic": { "type": "string" } } } *\/ function* program({ topic }) { … }');
 */
export function headOf(source: string): ProgramHead {
  const [, json] = /^\s*\/\*\s*sijo\s+([\s\S]*?)\*\//.exec(source) ?? [];
  if (json === undefined) return {};
  try {
    return checkedHead(JSON.parse(json));
  } catch (cause) {
    if (cause instanceof SijoError) throw cause;
    throw wrong(`The head of the program is no JSON: ${(cause as Error).message}.`);
  }
}

/** @throws SijoError `program.head` (usage), `program.params` (usage) for parameters that aren't described as they should be. */
export function checkedHead(head: unknown): ProgramHead {
  const found = headSchema.safeParse(head);
  if (!found.success) throw wrong(`The head of the program is wrong: ${issueOf(found.error)}.`);
  const { params, ...rest } = found.data;
  const specs = params as unknown as ParamSpecs | undefined;
  if (specs) checkSpecs(specs);
  for (const test of rest.tests ?? []) checkedParams(specs ?? {}, test.params);
  return { ...rest, ...(specs && { params: specs }) };
}

/** A record as it was kept, or undefined where it is damaged. */
export function recordFrom(json: string): StoredProgram | undefined {
  try {
    return recordSchema.parse(JSON.parse(json)) as unknown as StoredProgram;
  } catch {
    return undefined;
  }
}

const issueOf = ({ issues: [issue] }: z.ZodError): string =>
  `${issue.path.length > 0 ? `${issue.path.join(".")}: ` : ""}${issue.message.replace(/\.$/, "")}`;

const wrong = (message: string): SijoError =>
  new SijoError("program.head", message, {
    kind: "usage",
    hint: 'As in: /* sijo { "description": "…", "params": { "topic": { "type": "string", "default": "the sea" } } } */',
  });
