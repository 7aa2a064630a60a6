/**
 * Cases of COLLIE (Yao et al. 2024, "COLLIE: Systematic Construction of Constrained Text Generation Tasks"): a prompt
 * and the constraint that was made into it, one JSON object a line.
 * @module
 */
import { z } from "zod";
import { SijoError } from "../../errors.ts";

const levelSchema = z.enum(["character", "word", "sentence", "paragraph"]);
export type Level = z.infer<typeof levelSchema>;

export type Transformation =
  | "identity"
  | { readonly op: "count"; readonly of?: null }
  | { readonly op: "position"; readonly index: number | readonly number[] }
  | { readonly op: "forEach"; readonly fn: Transformation };

const transformationSchema: z.ZodType<Transformation> = z.lazy(() =>
  z.union([
    z.literal("identity"),
    z.object({ op: z.literal("count"), of: z.null().optional() }).readonly(),
    z
      .object({ op: z.literal("position"), index: z.union([z.int(), z.array(z.int()).readonly()]) })
      .readonly(),
    z.object({ op: z.literal("forEach"), fn: transformationSchema }).readonly(),
  ]),
);

const simpleSchema = z
  .object({
    type: z.literal("constraint"),
    /** The parts that are looked at one by one; null: the text. */
    inputLevel: levelSchema.nullable(),
    /** What they are cut into. */
    targetLevel: levelSchema.nullable(),
    transformation: transformationSchema,
    relation: z.enum(["==", ">=", "<=", "in", "not in"]),
    /** `all`: what was found in each part is compared by itself. */
    reduction: z.object({ kind: z.literal("all").nullable() }).readonly(),
    target: z.union([z.int(), z.string(), z.array(z.string()).readonly()]),
  })
  .readonly();
export type SimpleConstraint = z.infer<typeof simpleSchema>;

export type CollieConstraint =
  | SimpleConstraint
  | { readonly type: "all"; readonly of: readonly CollieConstraint[] };

const constraintSchema: z.ZodType<CollieConstraint> = z.lazy(() =>
  z.union([
    simpleSchema,
    z.object({ type: z.literal("all"), of: z.array(constraintSchema).readonly() }).readonly(),
  ]),
);

const caseSchema = z
  .object({
    id: z.string().min(1),
    /** `sent01`, `para05`: what is asked, the numbers and words aside. */
    family: z.string().min(1),
    prompt: z.string().min(1),
    /** A text by people that the constraint was made from. */
    example: z.string().optional(),
    constraint: constraintSchema,
    /** A part of the data set; absent: all of the file is one. */
    split: z.string().optional(),
  })
  .readonly();
/** A prompt and what a text must be like to pass. */
export type CollieCase = z.infer<typeof caseSchema>;

/** A text and the verdict that COLLIE's own checker gave. */
const judgedSchema = z
  .object({ id: z.string(), model: z.string().optional(), text: z.string(), expected: z.boolean() })
  .readonly();
export type JudgedText = z.infer<typeof judgedSchema>;

/**
 * Reads a file of cases.
 * @throws SijoError `evaluation.cases` (usage) that names the line that is wrong.
 */
export const parseCases = (text: string, name: string): CollieCase[] =>
  parseLines(text, { schema: caseSchema, name, what: "a COLLIE case" });

/**
 * Reads a file of texts with verdicts.
 * @throws SijoError `evaluation.cases` (usage) that names the line that is wrong.
 */
export const parseJudged = (text: string, name: string): JudgedText[] =>
  parseLines(text, { schema: judgedSchema, name, what: "a text with its verdict" });

function parseLines<Value>(
  text: string,
  { schema, name, what }: { schema: z.ZodType<Value>; name: string; what: string },
): Value[] {
  const values: Value[] = [];
  for (const [index, line] of text
    .replace(/^\ufeff/, "")
    .split("\n")
    .entries()) {
    if (line.trim() === "") continue;
    const wrong = (why: string): SijoError =>
      new SijoError("evaluation.cases", `Line ${index + 1} of ${name} is not ${what}: ${why}.`, {
        kind: "usage",
        hint: "The file holds one JSON object a line, as docs/evaluation.md describes.",
      });
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      throw wrong("it is not JSON");
    }
    const checked = schema.safeParse(value);
    if (!checked.success) {
      const [{ path, message }] = checked.error.issues;
      throw wrong(`${path.length === 0 ? "" : `at ${path.join(".")}: `}${message.replace(/\.$/, "")}`);
    }
    values.push(checked.data);
  }
  if (values.length > 0) return values;
  throw new SijoError("evaluation.cases", `${name} holds no line.`, { kind: "usage" });
}
