/**
 * `npm run bench -- planning --cases <collie.jsonl>`: seconds that a plan takes behind a warm prompt, with what must come
 * evaluated ahead and without, request by request in one process. Fails where the two come to different plans.
 * @module
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { DEFAULT_PLANNER, modelSession } from "../src/cli/models-session.ts";
import { SijoError } from "../src/errors.ts";
import { chooseCases, parseCases } from "../src/evaluation/collie/index.ts";
import type { TokenModel } from "../src/model/token-model.ts";
import { planFor } from "../src/run/index.ts";
import { median } from "./median.ts";
import { print, whole } from "./options.ts";

interface Planned {
  readonly plan: string;
  readonly seconds: number;
  readonly batches: number;
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: { type: "string" },
      families: { type: "string" },
      limit: { type: "string", default: "2" },
      planner: { type: "string", default: DEFAULT_PLANNER },
    },
  });
  if (!values.cases) throw new TypeError("Say where the cases are: --cases <collie.jsonl>");
  const cases = chooseCases(parseCases(readFileSync(values.cases, "utf8"), values.cases), {
    ...(values.families !== undefined && { families: values.families.split(",") }),
    limit: whole("limit", values.limit, 10_000),
    split: "dev",
  });
  await using session = modelSession({ signal: new AbortController().signal });
  const planner = await session.open(values.planner, { maxContexts: 24 });
  const plan = async (request: string, looksAhead: boolean): Promise<Planned> => {
    const { model, batches } = asked(planner, looksAhead);
    const { votes, attempts } = await planFor({
      request,
      planner: model,
      warm: (_, tokens, decoding) => session.warm(planner, tokens, decoding),
    });
    const seconds = attempts.reduce((sum, attempt) => sum + attempt.seconds, 0);
    return { plan: JSON.stringify(votes), seconds, batches: batches() };
  };
  // The first plan of a machine reads the prompt, and what differs from request to request is read by both.
  await plan(cases[0].prompt, false);
  print("| request | batches | ahead | seconds | ahead |\n|---|--:|--:|--:|--:|");
  const found: { readonly plain: Planned; readonly ahead: Planned }[] = [];
  for (const [index, { id, prompt }] of cases.entries()) {
    const order = index % 2 === 0 ? [false, true] : [true, false];
    const both: Planned[] = [];
    for (const looksAhead of order) both[Number(looksAhead)] = await plan(prompt, looksAhead);
    const [plain, ahead] = both;
    if (plain.plan !== ahead.plan) {
      throw new SijoError("bench.plans", `${id} was planned differently: ${plain.plan} and ${ahead.plan}`);
    }
    found.push({ plain, ahead });
    print(
      `| ${id} | ${plain.batches} | ${ahead.batches} | ${plain.seconds.toFixed(2)} | ${ahead.seconds.toFixed(2)} |`,
    );
  }
  const middle = (of: (one: (typeof found)[number]) => number): number => median(found.map(of));
  print(
    `| median of ${found.length} | ${middle(({ plain }) => plain.batches)} | ${middle(({ ahead }) => ahead.batches)} | ${middle(({ plain }) => plain.seconds).toFixed(2)} | ${middle(({ ahead }) => ahead.seconds).toFixed(2)} |`,
  );
  print(`Median of the ratios: ${middle(({ plain, ahead }) => ahead.seconds / plain.seconds).toFixed(2)}.`);
}

/** The same model, that looks ahead or doesn't, and the requests for scores that had something to evaluate. */
function asked(model: TokenModel, looksAhead: boolean): { model: TokenModel; batches: () => number } {
  let batches = 0;
  const own: TokenModel = {
    description: { ...model.description, looksAhead },
    vocabulary: model.vocabulary,
    context: (tokens) => model.context(tokens),
    chat: (messages) => model.chat(messages),
    async next(contexts, options) {
      const before = model.evaluated;
      const scores = await model.next(contexts, options);
      if (model.evaluated > before) batches += 1;
      return scores;
    },
    score: (context, tokens, options) => model.score(context, tokens, options),
    get evaluated() {
      return model.evaluated;
    },
    close: async () => {},
  };
  return { model: own, batches: () => batches };
}
