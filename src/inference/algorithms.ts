/**
 * The algorithms by their names, for command lines and stored programs.
 * @module
 */
import { SijoError } from "../errors.ts";
import { beam } from "./beam.ts";
import { bestOfN } from "./best-of-n.ts";
import { importance } from "./importance.ts";
import { locallyConstrained } from "./locally-constrained.ts";
import type { Algorithm } from "./population.ts";
import { rejection } from "./rejection.ts";
import { resampleMove } from "./resample-move.ts";
import { smc } from "./smc.ts";
import { steering } from "./steering.ts";

const ALGORITHMS = {
  smc,
  "resample-move": resampleMove,
  steering,
  importance,
  rejection,
  "best-of-n": bestOfN,
  beam,
  "locally-constrained": locallyConstrained,
} as const;

/** The algorithms by their names; each is explained at the function that it names. */
export type AlgorithmName = keyof typeof ALGORITHMS;

/** All names, the usual choice first. */
export const ALGORITHM_NAMES = Object.keys(ALGORITHMS) as readonly AlgorithmName[];

/**
 * An algorithm with its defaults. Other settings: a function, as in `(options) => smc({ ...options, threshold: 0.9 })`.
 * @throws SijoError `inference.algorithm` (usage) for a name that none has.
 */
export function algorithmNamed<Result>(name: AlgorithmName): Algorithm<Result> {
  if (Object.hasOwn(ALGORITHMS, name)) return ALGORITHMS[name];
  throw new SijoError("inference.algorithm", `There is no algorithm called “${name}”.`, {
    kind: "usage",
    hint: `There are: ${ALGORITHM_NAMES.join(", ")}.`,
  });
}
