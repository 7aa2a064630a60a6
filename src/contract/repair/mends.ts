/**
 * Repairs that need no model: capitals, the order of lines, lines that stand twice.
 * @module
 */
import { textView } from "../../text/index.ts";
import type { Contract } from "../types.ts";

/** Texts that differ from this one in such a way, where clauses ask for what they change. */
export function mendsOf({ clauses }: Contract, text: string): string[] {
  const found = clauses.flatMap((clause): string[] => {
    switch (clause.relation) {
      case "is lowercase":
        return [text.toLowerCase()];
      case "is uppercase":
        return [text.toUpperCase()];
      case "is capitalised":
        return clause.scope.length === 0 ? [capitalised(text)] : [];
      case "in alphabetical order":
      case "in reverse alphabetical order":
        return clause.unit === "line" && clause.scope.length === 0
          ? [sorted(text, clause.relation === "in alphabetical order")]
          : [];
      case "repeats no":
        return clause.unit === "line" && clause.scope.length === 0 ? [withoutRepeats(text)] : [];
      default:
        return [];
    }
  });
  return [...new Set(found)].filter((mended) => mended !== text);
}

const capitalised = (text: string): string => text.replace(/\p{L}/u, (letter) => letter.toUpperCase());

/** Words of a line as lines are compared by them. */
function wordsOfLine(line: string): string {
  const view = textView(line);
  return view.folded.join(" ");
}

function sorted(text: string, rising: boolean): string {
  const way = rising ? 1 : -1;
  return text
    .split("\n")
    .map((line) => ({ line, words: wordsOfLine(line) }))
    .sort((one, other) => (one.words < other.words ? -way : one.words > other.words ? way : 0))
    .map(({ line }) => line)
    .join("\n");
}

function withoutRepeats(text: string): string {
  const seen = new Set<string>();
  return text
    .split("\n")
    .filter((line) => {
      const words = wordsOfLine(line);
      if (words === "" || !seen.has(words)) {
        seen.add(words);
        return true;
      }
      return false;
    })
    .join("\n");
}
