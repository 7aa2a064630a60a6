/**
 * Why a pattern is refused.
 * @module
 */
import { SijoError } from "../../errors.ts";

export const PATTERN_ERROR = "contract.pattern";
export const PATTERN_TOO_INTRICATE = "contract.pattern-too-intricate";

const SHOWN = 60;
const shown = (source: string): string => (source.length > SHOWN ? `${source.slice(0, SHOWN - 1)}…` : source);

export const unreadable = (source: string, reason: string, cause: unknown): SijoError =>
  new SijoError(PATTERN_ERROR, `/${shown(source)}/ is no regular expression: ${reason}.`, {
    kind: "usage",
    hint: "Patterns are JavaScript's, as with the flag u: a character that means something is escaped by a backslash.",
    cause,
  });

export const unsupported = (what: string, where: string): SijoError =>
  new SijoError(PATTERN_ERROR, `Patterns can't have ${what}: ${shown(where)}.`, {
    kind: "usage",
    hint: "Say it with sets, groups, choices, repetitions, anchors and looks ahead.",
  });

export const tooIntricatePattern = (): SijoError =>
  new SijoError(PATTERN_TOO_INTRICATE, "This regular expression takes too much to keep track of.", {
    kind: "usage",
    hint: "Use smaller numbers in its repetitions, and fewer choices inside repetitions.",
  });
