/**
 * The smallest set of clauses that no text can keep together.
 * @module
 */

import type { Clause } from "../types.ts";
import { type Assembly, assemble, type Codes } from "./assembly.ts";
import { unlessTooIntricate } from "./attempts.ts";
import { smallestClash } from "./clash.ts";
import type { Compilation, CompileOptions } from "./compile.ts";
import type { Part, Rule } from "./parts.ts";
import type { Machine } from "./product.ts";
import { isShaped } from "./shaped/shapes.ts";

type Contradiction = Extract<Compilation, { kind: "contradiction" }>;

/** Which parts clash; then, of a part that stands for several clauses, which of those. */
export function contradiction(
  options: CompileOptions,
  { parts, form, obeys }: Assembly,
  { codes }: { codes: Codes },
): Contradiction {
  // What is too intricate to refute is no clash that could be shown.
  const clash = (attempt: () => Machine | undefined): boolean => {
    let found: Machine | undefined | "open" = "open";
    unlessTooIntricate(() => {
      found = attempt();
    });
    return found === undefined;
  };
  // Shapes decide which words there are, so that fewer of them have words of their own.
  const again = (clauses: readonly Clause[], demanded: readonly Rule[]): Machine | undefined => {
    const assembly = assemble(options, clauses, { codes });
    return assembly.obeys({ parts: assembly.parts, form: demanded });
  };
  const among = (some: readonly Part[], demanded: readonly Rule[]): Machine | undefined =>
    isShaped(options.contract.clauses)
      ? again(
          some.flatMap((part) => part.clauses),
          demanded,
        )
      : obeys({ parts: some, form: demanded });
  const withForm = form.length > 0 && !clash(() => among(parts, []));
  const formPart = withForm ? form : [];
  let clashing = smallestClash(parts, (some) => clash(() => among(some, formPart))).map(
    (part) => part.clauses,
  );
  for (const [index, clauses] of clashing.entries()) {
    if (clauses.length === 1) continue;
    const others = clashing.flatMap((group, at) => (at === index ? [] : group));
    const kept = smallestClash(clauses, (some) => clash(() => again([...others, ...some], formPart)));
    clashing = clashing.with(index, kept);
  }
  const inClash = new Set(clashing.flat());
  return {
    kind: "contradiction",
    clauses: options.contract.clauses.filter((clause) => inClash.has(clause)),
    form: withForm,
  };
}
