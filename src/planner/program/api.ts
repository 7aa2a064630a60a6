/**
 * What a planner of programs is told: what there is, what is asked of it, and worked examples.
 * @module
 */
import { exampleClauses } from "../../contract/index.ts";
import type { Message } from "../../model/token-model.ts";
import { likeness } from "../likeness.ts";
import { PROGRAM_EXAMPLES, type ProgramExample } from "./examples.ts";

const API = `You turn a request for a text into a small JavaScript program, and a check of the finished text. You don't write the text yourself: a small language model, the follower, writes it under the direction of the program. Many copies of the program run side by side; copies that do badly give way to copies of those that do well.

Answer with two code blocks, and a third where it applies:
1. A block with function* program(). It returns the finished text, a string.
2. A block with function check(text). It returns { passed, reason } for a finished text, and tests what the request asks for and nothing else.
3. Where some requirements can be said as clauses, a block marked sijo with those, one a line.

In scope are these, each asked for with yield*:
  const follower = yield* context(messages)   messages: a string, or a list of { role, content }. Tell the follower what to write.
  const { text, ended } = yield* writeText(follower, { until, most, constraint, temperature })
      The follower writes on. until: a string, a RegExp or a function of the text so far; most: tokens at most (default 200).
      ended: the follower has finished its answer. Don't write in that context any more.
  yield* observe(follower, "fixed text")   writes this text as it stands, and weighs how well it fits there.
  yield* factor(logWeight)   makes this copy e^logWeight times as likely; factor(-Infinity) ends it.
  yield* barrier()   copies are compared here. writeText does it between words; call it after factor().
  const step = yield* sample(follower, { constraint, position, temperature })   one token: step.text, step.ended, step.position.

constraint limits what may be written, as plain data:
  { oneOf: ["yes", "no"] }   one of these texts and nothing else; the follower then ends.
  { most: 60, least: 60, without: "\\n" }   the follower can't end before \`least\` characters, writes at most \`most\`, and none of \`without\`. Give least = most and stop with until to keep a context open.
  { contract: "form: sentence\\ntext has exactly 9 words" }   a whole text that keeps these clauses, words and all.

Rules: plain JavaScript, no import, no async, no clock, no random numbers, no console. Every loop ends. Requirements that decide as the text grows are tested as early as possible, with factor(-Infinity) or a constraint: what is only tested at the end is hardly ever met.

Clauses look like these:
`;

/** The longest messages are of requests; examples are short. */
const EXAMPLES_SHOWN = 3;

/** The conversation that a request is put into: the API, and the examples nearest to the request, the nearest last. */
export function programMessages(request: string): Message[] {
  const nearest = nearestExamples(request).reverse();
  return [
    { role: "system", content: API + exampleClauses().join("\n") },
    ...nearest.flatMap((example): Message[] => [
      { role: "user", content: example.request },
      { role: "assistant", content: answerOf(example) },
    ]),
    { role: "user", content: request },
  ];
}

/** The examples most like a request, the nearest first. */
export function nearestExamples(request: string, count = EXAMPLES_SHOWN): ProgramExample[] {
  return PROGRAM_EXAMPLES.map((example) => ({ example, like: likeness(request, example.request) }))
    .sort((one, other) => other.like - one.like)
    .slice(0, count)
    .map(({ example }) => example);
}

/** A worked example as the answer that is hoped for. */
export function answerOf({ program, check, contract }: ProgramExample): string {
  const blocks = [`\`\`\`js\n${program.trim()}\n\`\`\``, `\`\`\`js\n${check.trim()}\n\`\`\``];
  if (contract) blocks.push(`\`\`\`sijo\n${contract.trim()}\n\`\`\``);
  return blocks.join("\n\n");
}
