/**
 * Which cases of a file are run: by split and family, a few of each family, spread evenly over it, with as many different
 * prompts as there are.
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { CollieCase } from "./cases.ts";

export interface Selection {
  /** Absent: all. */
  readonly families?: readonly string[];
  /** How many of each family; absent: all. */
  readonly limit?: number;
  /** Cases that name another split are left out; those that name none belong to every split. */
  readonly split?: string;
}

/** A case, and how many before it in the file have the same prompt: they are told apart by their seeds. */
export interface ChosenCase extends CollieCase {
  readonly repetition: number;
}

/**
 * Chooses cases, in the order of the file.
 * @throws SijoError `evaluation.families`, `evaluation.split` (usage) for what the file doesn't have.
 */
export function chooseCases(
  cases: readonly CollieCase[],
  { families, limit, split }: Selection,
): readonly ChosenCase[] {
  const known = [...new Set(cases.map(({ family }) => family))];
  const unknown = families?.filter((family) => !known.includes(family)) ?? [];
  if (unknown.length > 0) {
    throw new SijoError(
      "evaluation.families",
      `There is no family ${unknown.join(", ")} among these cases.`,
      {
        kind: "usage",
        hint: `There are: ${known.join(", ")}.`,
      },
    );
  }
  const inSplit = cases.filter((each) => split === undefined || (each.split ?? split) === split);
  if (inSplit.length === 0) {
    throw new SijoError("evaluation.split", `No case belongs to the split ${split}.`, { kind: "usage" });
  }
  const seen = new Map<string, number>();
  const numbered = inSplit.map((each): ChosenCase => {
    const repetition = seen.get(each.prompt) ?? 0;
    seen.set(each.prompt, repetition + 1);
    return { ...each, repetition };
  });
  const chosen = new Set(
    (families ?? known).flatMap((family) =>
      spread(
        numbered.filter((each) => each.family === family),
        limit,
      ),
    ),
  );
  return numbered.filter((each) => chosen.has(each));
}

/** Evenly over those with prompts of their own; then over the others. */
function spread(cases: readonly ChosenCase[], limit = cases.length): readonly ChosenCase[] {
  const fresh = cases.filter(({ repetition }) => repetition === 0);
  const chosen = evenly(fresh, limit);
  if (chosen.length === limit) return chosen;
  const again = cases.filter(({ repetition }) => repetition > 0);
  return [...chosen, ...evenly(again, limit - chosen.length)];
}

function evenly<Value>(values: readonly Value[], count: number): readonly Value[] {
  if (count >= values.length) return values;
  return Array.from({ length: count }, (_, index) => values[Math.floor((index * values.length) / count)]);
}
