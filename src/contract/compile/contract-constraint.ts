/**
 * A contract as a constraint, in one call, for programs that people write.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { Constraint } from "../../inference/index.ts";
import { parseContract, printClause, printForm } from "../notation.ts";
import type { Contract } from "../types.ts";
import { type CompileOptions, compileContract } from "./compile.ts";
import type { TextConstraint } from "./text-constraint.ts";

/**
 * The texts that keep a contract, given in the notation or as data.
 * @throws SijoError `contract.syntax` and its like (usage) where it can't be read; `contract.contradiction` (usage), with
 * the smallest set of clauses that clash; `contract.unenforced` (usage) where a clause can be checked but not held to while
 * writing.
 * @example
 * const constraint = contractConstraint('form: sentence\ntext contains "lantern"');
 */
export function contractConstraint(
  contract: string | Contract,
  options: Omit<CompileOptions, "contract"> = {},
): TextConstraint {
  const read = typeof contract === "string" ? parseContract(contract) : contract;
  const compilation = compileContract({ ...options, contract: read });
  if (compilation.kind === "contradiction") {
    const clash = [
      ...(compilation.form && read.form ? [printForm(read.form)] : []),
      ...compilation.clauses.map(printClause),
    ];
    throw new SijoError("contract.contradiction", `No text keeps all of these: ${clash.join("; ")}.`, {
      kind: "usage",
      hint: "Drop or loosen one of them.",
      data: { clauses: clash },
    });
  }
  if (compilation.unenforced.length > 0) {
    const left = compilation.unenforced.map(printClause);
    throw new SijoError("contract.unenforced", `This can't be held to while writing: ${left.join("; ")}.`, {
      kind: "usage",
      hint: "Leave it out, and check the finished text with check().",
      data: { clauses: left },
    });
  }
  return compilation.constraint;
}

/** The same for programs in the sandbox, which pass constraints on and know nothing of their states. */
export const sandboxConstraint = (contract: string): Constraint<never> =>
  contractConstraint(contract) as Constraint<unknown> as Constraint<never>;
