/**
 * Worked examples for planners of programs: each kind of thing that contracts can't say. Every one is run by a test.
 * @module
 */

export interface ProgramExample {
  readonly request: string;
  readonly program: string;
  readonly check: string;
  /** What of it can be said as clauses. */
  readonly contract?: string;
}

const acrostic: ProgramExample = {
  request: "Write a four-line poem about summer whose lines begin with the letters R, O, S, E.",
  program: `
function* program() {
  const follower = yield* context("Write a short poem about summer in four lines, without a title.");
  let poem = "";
  for (const letter of "ROSE") {
    const start = (poem === "" ? "" : "\\n") + letter;
    yield* observe(follower, start);
    const { text } = yield* writeText(follower, {
      constraint: { most: 90, least: 90, without: "\\n" },
      until: (line) => line.length > 15 && /[.,;!?]$/.test(line),
      most: 16,
    });
    poem += start + text.replace(/\\s+$/, "");
    yield* barrier();
  }
  return poem;
}`,
  check: `
function check(text) {
  const initials = text.split("\\n").map((line) => line.trim().charAt(0).toUpperCase()).join("");
  return { passed: initials === "ROSE", reason: "the lines begin with " + initials };
}`,
  contract: "form: poem\ntext has exactly 4 lines",
};

const infill: ProgramExample = {
  request:
    "Write a sentence that begins with 'When the rain stopped' and ends with the words 'and nobody noticed.'",
  program: `
function* program() {
  const start = "When the rain stopped";
  const end = " and nobody noticed.";
  const follower = yield* context("Write one sentence about an evening in town.");
  yield* observe(follower, start);
  const { text } = yield* writeText(follower, {
    constraint: { most: 200, least: 200, without: "\\n.!?" },
    until: (middle) => middle.length > 25 && /,$/.test(middle),
    most: 20,
  });
  // How likely the end is behind this middle decides which copies go on.
  yield* observe(follower, end);
  yield* barrier();
  return start + text + end;
}`,
  check: `
function check(text) {
  const passed = text.startsWith("When the rain stopped") && text.endsWith("and nobody noticed.");
  return { passed, reason: passed ? "it begins and ends as asked" : "its beginning or end is another" };
}`,
  contract: 'text starts with "When the rain stopped"\ntext ends with "and nobody noticed."',
};

const dialogue: ProgramExample = {
  request:
    "Write a dialogue of four lines between a baker and a customer who take turns; each line starts with the speaker's name and a colon.",
  program: `
function* program() {
  const tell = (who, other) =>
    "You are a " + who.toLowerCase() + " talking to a " + other.toLowerCase() + ". Write what you say in one short sentence.";
  const voices = {
    Baker: yield* context([{ role: "user", content: tell("Baker", "Customer") }]),
    Customer: yield* context([{ role: "user", content: tell("Customer", "Baker") }]),
  };
  const lines = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const name = turn % 2 === 0 ? "Baker" : "Customer";
    const other = name === "Baker" ? "Customer" : "Baker";
    const { text } = yield* writeText(voices[name], {
      constraint: { most: 120, least: 120, without: "\\n:" },
      until: /[.!?]$/,
      most: 24,
    });
    const said = text.trim();
    lines.push(name + ": " + said);
    // Both hear every line.
    yield* observe(voices[name], "\\n");
    yield* observe(voices[other], said + "\\n");
    yield* barrier();
  }
  return lines.join("\\n");
}`,
  check: `
function check(text) {
  const names = text.split("\\n").map((line) => line.split(":")[0]);
  const passed = names.join() === "Baker,Customer,Baker,Customer";
  return { passed, reason: "the speakers are " + names.join(", ") };
}`,
  contract: "text has exactly 4 lines",
};

const counted: ProgramExample = {
  request: "A sentence about the sea in which exactly three words begin with the letter s.",
  program: `
function* program() {
  const follower = yield* context("Write one sentence about the sea, with some words that begin with s.");
  const count = (text) => (text.match(/(?<![a-z])s[a-z]*/gi) ?? []).length;
  let text = "";
  let position;
  const constraint = { most: 160, least: 40, without: "\\n" };
  for (let tokens = 0; tokens < 40; tokens += 1) {
    const step = yield* sample(follower, { constraint, position });
    if (step.ended) break;
    position = step.position;
    text += step.text;
    if (count(text) > 3) yield* factor(-Infinity);
    if (/[.!?]$/.test(text) && text.length >= 40) break;
    if (/^\\s/.test(step.text)) yield* barrier();
  }
  if (count(text) !== 3 || !/[.!?]$/.test(text)) yield* factor(-Infinity);
  return text.trim();
}`,
  check: `
function check(text) {
  const found = text.match(/(?<![a-z])s[a-z]*/gi) ?? [];
  return { passed: found.length === 3, reason: "words with s: " + (found.join(", ") || "none") };
}`,
};

const reasoned: ProgramExample = {
  request:
    "Is a tomato a fruit? Think in one or two sentences first, then answer on a line of its own with 'Answer: yes' or 'Answer: no'.",
  program: `
function* program() {
  const follower = yield* context("Is a tomato a fruit? Think in one or two sentences, then answer yes or no.");
  const { text } = yield* writeText(follower, {
    constraint: { most: 300, least: 300, without: "\\n" },
    until: (thought) => thought.length > 30 && /[.!?]$/.test(thought),
    most: 60,
  });
  yield* observe(follower, "\\nAnswer:");
  const answer = yield* writeText(follower, { constraint: { oneOf: [" yes", " no"] }, most: 4 });
  return text.trim() + "\\nAnswer:" + answer.text;
}`,
  check: `
function check(text) {
  const last = text.trim().split("\\n").pop();
  return { passed: /^Answer: (yes|no)$/.test(last), reason: "its last line is " + last };
}`,
};

const growing: ProgramExample = {
  request: "List five animals, one a line, in alphabetical order; each name is longer than the one before.",
  program: `
function* program() {
  const follower = yield* context("List five animals, one a line, names only.");
  const names = [];
  for (let index = 0; index < 5; index += 1) {
    const before = names[index - 1] ?? "";
    const { text } = yield* writeText(follower, {
      constraint: { most: 30, least: 30, without: "0123456789.,:;!?-*()" },
      until: (line) => line.endsWith("\\n"),
      most: 10,
    });
    const name = text.trim();
    if (name === "" || name.length <= before.length || name.toLowerCase() < before.toLowerCase()) {
      yield* factor(-Infinity);
    }
    names.push(name);
    yield* barrier();
  }
  return names.join("\\n");
}`,
  check: `
function check(text) {
  const names = text.split("\\n");
  const rising = names.every((name, index) => index === 0 || name.length > names[index - 1].length);
  const sorted = names.every((name, index) => index === 0 || name.toLowerCase() >= names[index - 1].toLowerCase());
  return {
    passed: names.length === 5 && rising && sorted,
    reason: names.length + " lines" + (rising ? "" : ", not each longer") + (sorted ? "" : ", not in order"),
  };
}`,
  contract: "form: list\ntext has exactly 5 lines\ntext has its lines in alphabetical order",
};

const worded: ProgramExample = {
  request:
    "Write a sentence of exactly 12 words about a lighthouse with the word 'gulls', whose first and last word begin with the same letter.",
  program: `
function* program() {
  const follower = yield* context("Write one sentence about a lighthouse and gulls.");
  // The clauses are kept to while writing; what they can't say is left to the end.
  const { text } = yield* writeText(follower, {
    constraint: { contract: 'form: sentence\\ntext has exactly 12 words\\ntext contains "gulls"' },
    most: 60,
  });
  const words = text.toLowerCase().match(/[a-z']+/g) ?? [];
  if (words.length === 0 || words[0][0] !== words[words.length - 1][0]) yield* factor(-Infinity);
  return text.trim();
}`,
  check: `
function check(text) {
  const words = text.toLowerCase().match(/[a-z']+/g) ?? [];
  const [first, last] = [words[0] ?? "", words[words.length - 1] ?? ""];
  return { passed: first !== "" && first[0] === last[0], reason: "from " + first + " to " + last };
}`,
  contract: 'form: sentence\ntopic: a lighthouse\ntext has exactly 12 words\ntext contains "gulls"',
};

export const PROGRAM_EXAMPLES: readonly ProgramExample[] = [
  acrostic,
  infill,
  dialogue,
  counted,
  reasoned,
  growing,
  worded,
];
