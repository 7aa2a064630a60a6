/**
 * Small cases of every family, for tests.
 * @module
 */
import type { CollieCase, SimpleConstraint } from "../cases.ts";

const NONE = { kind: null } as const;
const ALL = { kind: "all" } as const;
const COUNT = { op: "count", of: null } as const;
const eachOf = (fn: "identity" | { op: "count" } | { op: "position"; index: number }) =>
  ({ op: "forEach", fn }) as const;

const constraint = (values: Omit<SimpleConstraint, "type">): SimpleConstraint => ({
  type: "constraint",
  ...values,
});
const count = (
  targetLevel: SimpleConstraint["targetLevel"],
  relation: SimpleConstraint["relation"],
  target: number,
): SimpleConstraint =>
  constraint({ inputLevel: null, targetLevel, transformation: COUNT, relation, reduction: NONE, target });
const countEach = (
  inputLevel: SimpleConstraint["inputLevel"],
  targetLevel: SimpleConstraint["targetLevel"],
  relation: SimpleConstraint["relation"],
  target: number,
): SimpleConstraint =>
  constraint({
    inputLevel,
    targetLevel,
    transformation: eachOf(COUNT),
    relation,
    reduction: ALL,
    target,
  });
const at = (
  targetLevel: SimpleConstraint["targetLevel"],
  index: number | readonly number[],
  target: string | readonly string[],
): SimpleConstraint =>
  constraint({
    inputLevel: null,
    targetLevel,
    transformation: { op: "position", index },
    relation: "==",
    reduction: NONE,
    target,
  });
const atEach = (
  inputLevel: SimpleConstraint["inputLevel"],
  targetLevel: SimpleConstraint["targetLevel"],
  index: number,
  target: string | readonly string[],
): SimpleConstraint =>
  constraint({
    inputLevel,
    targetLevel,
    transformation: eachOf({ op: "position", index }),
    relation: "==",
    reduction: ALL,
    target,
  });
const words = (relation: "in" | "not in", target: string | readonly string[]): SimpleConstraint =>
  constraint({
    inputLevel: null,
    targetLevel: "word",
    transformation: eachOf("identity"),
    relation,
    reduction: NONE,
    target,
  });

/** What a case asks for, in the notation, and texts that pass and fail. */
export interface Example extends CollieCase {
  readonly notation: string;
  readonly passing: readonly string[];
  readonly failing: readonly string[];
}

const all = (...of: readonly SimpleConstraint[]) => ({ type: "all", of }) as const;

export const EXAMPLES: readonly Example[] = [
  {
    id: "word02",
    family: "word02",
    prompt: "A word with exactly 6 characters, the 2nd and 5th 'a' and 'n'.",
    constraint: all(count("character", "==", 6), at("character", [1, 4], ["a", "n"])),
    notation: 'form: word\ntext has exactly 6 characters\ncharacter 2 is "a"\ncharacter 5 is "n"\n',
    passing: ["marina", "VACANT"],
    failing: ["garden", "warn", "garan"],
  },
  {
    id: "word03",
    family: "word03",
    prompt: "A word with exactly 5 characters that ends in x.",
    constraint: all(count("character", "==", 5), at("character", -1, "x")),
    notation: 'form: word\ntext has exactly 5 characters\nlast character is "x"\n',
    passing: ["index", "HELIX"],
    failing: ["box", "table", "index."],
  },
  {
    id: "sent01",
    family: "sent01",
    prompt: "A sentence with exactly 9 characters.",
    constraint: count("character", "==", 9),
    notation: "form: sentence\ntext has exactly 9 characters\n",
    passing: ["It rains.", "It rained"],
    failing: ["It rains. ", "It rains"],
  },
  {
    id: "sent02",
    family: "sent02",
    prompt: "A sentence with exactly 5 words, the 2nd and 5th 'sea' and 'blue'.",
    constraint: all(count("word", "==", 5), at("word", [1, 4], ["sea", "blue"])),
    notation: 'form: sentence\ntext has exactly 5 words\nword 2 is "sea"\nword 5 is "blue"\n',
    passing: ["The sea is very Blue!"],
    failing: ["The sea isn't so blue.", "The sea is blue."],
  },
  {
    id: "sent03",
    family: "sent03",
    prompt: "A sentence with at least 4 words, all of at most 3 characters.",
    constraint: all(count("word", ">=", 4), countEach("word", "character", "<=", 3)),
    notation: "form: sentence\ntext has at least 4 words\neach word has at most 3 characters\n",
    passing: ["We can't go.", "She ran to me."],
    failing: ["We ran.", "They ran to me."],
  },
  {
    id: "sent04",
    family: "sent04",
    prompt: "A sentence containing 'tea', 'is'.",
    constraint: words("in", ["tea", "is"]),
    notation: 'form: sentence\ntext contains "tea"\ntext contains "is"\n',
    passing: ["Tea is hot.", "It isn't tea."],
    failing: ["Teas are hot.", "This tea."],
  },
  {
    id: "para01",
    family: "para01",
    prompt: "A paragraph with all sentences beginning with 'She'.",
    constraint: atEach("sentence", "word", 0, "She"),
    notation: 'form: paragraph\nfirst word of each sentence is "She"\n',
    passing: ["She ran. She's here."],
    failing: ["She ran. He ran."],
  },
  {
    id: "para02",
    family: "para02",
    prompt: "A paragraph with exactly 2 sentences, without 'do'.",
    constraint: all(count("sentence", "==", 2), words("not in", "do")),
    notation: 'form: paragraph\ntext has exactly 2 sentences\ntext avoids "do"\n',
    passing: ["We ran. They sat."],
    failing: ["We don't. They sat.", "We ran."],
  },
  {
    id: "para03",
    family: "para03",
    prompt: "A paragraph with exactly 2 sentences of at least 2 and at most 3 words.",
    constraint: all(
      count("sentence", "==", 2),
      countEach("sentence", "word", ">=", 2),
      countEach("sentence", "word", "<=", 3),
    ),
    notation: "form: paragraph\ntext has exactly 2 sentences\neach sentence has between 2 and 3 words\n",
    passing: ["We ran. They sat down."],
    failing: ["We ran. They weren't there.", "Run. They sat."],
  },
  {
    id: "para05",
    family: "para05",
    prompt: "A paragraph with exactly 2 sentences that end in 'home' and 'sea'.",
    constraint: all(count("sentence", "==", 2), atEach("sentence", "word", -1, ["home", "sea"])),
    notation:
      'form: paragraph\ntext has exactly 2 sentences\nlast word of first sentence is "home"\nlast word of sentence 2 is "sea"\n',
    passing: ["We went home. They saw the sea!"],
    failing: ["We saw the sea. They went home.", "We went home."],
  },
  {
    id: "pass01",
    family: "pass01",
    prompt: "A passage with paragraphs of at least 2 sentences that end in 'We ran, fast' and 'So did I'.",
    constraint: all(
      atEach("paragraph", "sentence", -1, ["We ran, fast", "So did I"]),
      countEach("paragraph", "sentence", ">=", 2),
    ),
    notation:
      'text has exactly 2 paragraphs\nlast sentence of first paragraph is "We ran, fast"\nlast sentence of paragraph 2 is "So did I"\neach paragraph has at least 2 sentences\n',
    passing: ['It rained. We ran, fast!\n\nHe ran. "So did I."'],
    failing: ["It rained. We ran fast.\n\nHe ran. So did I.", "We ran, fast.\n\nHe ran. So did I."],
  },
];
