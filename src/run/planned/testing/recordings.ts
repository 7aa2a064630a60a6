/**
 * TEST DATA: answers as strong planners give them, good and bad, written by hand after their manner. A stand-in server
 * replays them; no model is asked.
 * @module
 */

export const REQUEST =
  "Write a poem of three lines about the sea whose lines begin with the letters S, E and A.";

const PROGRAM = `function* program() {
  const follower = yield* context("Write a short poem about the sea in three lines, without a title.");
  const lines = [];
  for (const letter of "SEA") {
    const start = (lines.length === 0 ? "" : "\\n") + letter;
    yield* observe(follower, start);
    const { text } = yield* writeText(follower, {
      constraint: { most: 80, least: 80, without: "\\n" },
      until: (line) => line.length > 8 && /[.,;!?]\\s*$/.test(line),
      most: 14,
    });
    lines.push(letter + text.trimEnd());
    yield* barrier();
  }
  return lines.join("\\n");
}`;

const CHECK = `function check(text) {
  const initials = text.split("\\n").map((line) => line.trim().charAt(0)).join("");
  return { passed: initials === "SEA", reason: "the lines begin with " + initials };
}`;

const js = (code: string): string => `\`\`\`javascript\n${code}\n\`\`\``;

/** Right at once, with prose around the code and the clauses that apply. */
export const GOOD = `Great request! An acrostic can't be expressed with clauses alone, so I'll steer the follower line by line.

**Program**

${js(PROGRAM)}

The check looks only at the first letter of each line:

${js(CHECK)}

And what can be said as clauses:

\`\`\`sijo
form: poem
text has exactly 3 lines
\`\`\`

Let me know if you'd like rhyme as well!`;

/** Knows another library. */
export const WRONG_API = `Here's a program using the model API:

${js(`function* program() {
  const model = yield* loadModel("follower");
  const result = yield* model.generate("Write a poem about the sea", { maxTokens: 100 });
  return result.text;
}`)}

${js(CHECK)}`;

/** Writes in Python, as if nothing had been said. */
export const PYTHON = `You can do this with a simple loop:

\`\`\`python
def program(llm):
    lines = []
    for letter in "SEA":
        lines.append(letter + llm.complete(letter))
    return "\\n".join(lines)
\`\`\``;

/** A slip: a list where a text was meant. */
export const TYPE_ERROR = `${js(PROGRAM.replace("lines.push(letter + text.trimEnd());", "lines.push(letter + text.trimEnd());\n    lines.trim();"))}

${js(CHECK)}`;

/** Waits for a letter that its constraint keeps out. */
export const ENDLESS = `<think>
The user wants an acrostic. I need to loop until each line starts with the right letter.
</think>

${js(`function* program() {
  const follower = yield* context("Write a poem about the sea.");
  let text = "";
  while (!text.startsWith("S")) {
    const candidate = "s";
    if (candidate === "S") text = candidate;
  }
  return text;
}`)}

${js(CHECK)}`;

/** Rejects everything, whatever was written. */
export const STRICT_CHECK = `${js(PROGRAM)}

${js('function check(text) { return { passed: text === "The one true poem", reason: "it is not the poem I had in mind" }; }')}`;

/** Tries to see the machine it runs on. */
export const ESCAPE = `${js(`function* program() {
  const fs = require("node:fs");
  return fs.readFileSync("/etc/hostname", "utf8");
}`)}

${js(CHECK)}`;

export const REFUSAL = "I'm sorry, but I can't help with writing programs.";

/** The contract that is planned when no program runs. */
export const CONTRACT = `form: poem
topic: the sea
text has exactly 3 lines
first word of first line starts with "S"
first word of line 2 starts with "E"
first word of line 3 starts with "A"
`;
