/**
 * What a Korean word (an eojeol) may look like: syllables; a number and syllables (`3월`, `10년`); a word of the request
 * in its spelling, with particles behind it where it is not Hangul itself (`Priya가`).
 * @module
 */

const LONGEST_WORD = 8;
/** Syllables behind a number or a foreign word. */
const LONGEST_TAIL = 4;

const NUMBER = /^(?:0|[1-9][0-9]{0,3})$/;
/** The last character of a word to which particles attach. */
const STEM_END = /[\p{L}\p{N}%]$/u;
const PARTED = /^(.*?)([가-힣]*)$/su;

/** What stands before the last syllables of a word, and those. */
export function parted(text: string): readonly [head: string, tail: string] {
  const [, head, tail] = PARTED.exec(text)!;
  return [head, tail];
}

export interface Shape {
  /** Equal for beginnings that can be continued in the same ways, as far as their shape goes. */
  readonly key: string;
  readonly isWord: boolean;
  /** Whether it begins (or is) a word of the request. */
  readonly isListed: boolean;
}

export interface Shapes {
  /** Words of the request that are not in the open vocabulary anyway. */
  readonly listed: ReadonlySet<string>;
  /** The shape of a word or of its beginning; undefined: no word begins like this. */
  shapeOf(text: string): Shape | undefined;
}

export function koreanShapes({
  extra,
  numbers,
}: {
  extra: readonly string[];
  /** Whether any number may be written. */
  numbers: boolean;
}): Shapes {
  /** Whether it needs no request to be a word. */
  const isOpen = (text: string): boolean => {
    const [head, tail] = parted(text);
    if (head === "") return tail.length <= LONGEST_WORD;
    return numbers && NUMBER.test(head) && tail.length <= LONGEST_TAIL;
  };
  const listed = new Set<string>();
  for (const word of extra) {
    if (isOpen(word)) continue;
    listed.add(word);
    const [head] = parted(word);
    // `AI를`: the name without its particle.
    if (STEM_END.test(head) && !/^[0-9]*$/.test(head)) listed.add(head);
  }
  const beginnings = new Set<string>();
  for (const word of listed) {
    let beginning = "";
    for (const character of word) {
      beginnings.add(beginning);
      beginning += character;
    }
    beginnings.add(beginning);
  }
  const shapeOf = (text: string): Shape | undefined => {
    const [head, tail] = parted(text);
    const open = isOpen(text) && text !== "";
    const attached = listed.has(head) && STEM_END.test(head) && tail.length <= LONGEST_TAIL;
    const isListed = text !== "" && beginnings.has(text);
    if (text !== "" && !open && !attached && !isListed) return undefined;
    const isWord = open || (attached && tail !== "") || listed.has(text);
    if (isListed) return { key: text, isWord, isListed };
    if (!open && attached) return { key: `${head}+${tail.length}`, isWord, isListed };
    const kind = head === "" ? "" : head === "0" ? "0." : `${head.length}.`;
    return { key: `${kind}${tail.length}`, isWord, isListed };
  };
  return { listed, shapeOf };
}
