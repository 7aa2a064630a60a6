/**
 * A program and its check as a planner wrote them: found in its answer, and made ready for the sandbox.
 * @module
 */
import { type Contract, parseContract } from "../../contract/index.ts";
import { SijoError } from "../../errors.ts";
import { type Block, blocksOf, withoutThoughts } from "../answer.ts";

export interface Draft {
  /** JavaScript that declares `function* program()`, as written. */
  readonly source: string;
  /** JavaScript that declares `function check(text)`, as written. */
  readonly check: string;
  /** What of the request the planner said as clauses. */
  readonly contract?: Contract;
}

const PROGRAM = /\bfunction\s*\*\s*program\b/;
const CHECK = /\bfunction\s+check\b|\bcheck\s*=/;
const CONTRACT = new Set(["sijo", "contract"]);

/** The draft in an answer; of one that holds none, why, as a sentence for the planner. */
export function readDraft(answer: string): Draft | string {
  const said = withoutThoughts(answer);
  const fenced = blocksOf(said);
  const blocks: readonly Block[] = fenced.length > 0 ? fenced : [{ language: "js", code: said }];
  const code = blocks.filter(({ language }) => !CONTRACT.has(language));
  // Who thinks aloud in code writes the final version last.
  const source = code.findLast((block) => PROGRAM.test(block.code))?.code;
  if (source === undefined) return "There is no code block with function* program().";
  const check = code.findLast((block) => CHECK.test(block.code))?.code;
  if (check === undefined) return "There is no code block with function check(text).";
  const clauses = blocks.findLast(({ language }) => CONTRACT.has(language))?.code;
  if (clauses === undefined || clauses.trim() === "") return { source, check };
  try {
    return { source, check, contract: parseContract(clauses.trim()) };
  } catch (error) {
    if (error instanceof SijoError) return `The clauses can't be read: ${error.message}`;
    throw error;
  }
}

/** Library code that programs may use, written over the effects that the sandbox has. */
const WRITE_TEXT = `
function* writeText(follower, { until, most = 200, position, ...options } = {}) {
  let text = "";
  let at = position;
  const reached =
    until === undefined ? () => false
    : typeof until === "function" ? until
    : typeof until === "string" ? (written) => written.endsWith(until)
    : (written) => until.test(written);
  for (let count = 0; count < most; count += 1) {
    const step = yield* sample(follower, at === undefined ? options : { ...options, position: at });
    if (step.ended) return { text, ended: true, position: at };
    const before = text;
    text += step.text;
    if (options.constraint !== undefined) at = step.position;
    if (reached(text)) break;
    if (before !== "" && /^\\s/.test(step.text)) yield* barrier();
  }
  return { text, ended: false, position: at };
}`;

/** The program as the sandbox takes it. The library stands behind it, so that lines keep their numbers. */
export function forSandbox(source: string): string {
  const own = /\b(?:function\s*\*?|const|let|var)\s+writeText\b/.test(source);
  return own || !source.includes("writeText") ? source : `${source}\n${WRITE_TEXT}`;
}
