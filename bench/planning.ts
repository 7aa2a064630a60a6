/**
 * `npm run bench -- planning --cases <collie.jsonl>`: seconds that a plan takes behind a warm prompt, with what must come
 * evaluated ahead and without, request by request in one process. Fails where the two come to different plans.
 * @module
 */
import { parseArgs } from "node:util";
import { DEFAULT_PLANNER, modelSession } from "../src/cli/models-session.ts";
import { SijoError } from "../src/errors.ts";
import { countedBatches } from "../src/program/testing/counted-batches.ts";
import { planFor } from "../src/run/index.ts";
import { chosenCases } from "./chosen-cases.ts";
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
  const cases = chosenCases(values.cases, {
    families: values.families,
    limit: whole("limit", values.limit, 10_000),
    split: "dev",
  });
  await using session = modelSession({ signal: new AbortController().signal });
  const planner = await session.open(values.planner, { maxContexts: 24 });
  const plan = async (request: string, looksAhead: boolean): Promise<Planned> => {
    const { model, batches } = countedBatches(planner, { looksAhead });
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
