/**
 * For tests that kill it or take its disk away: asks again and again on a toy, with whole traces, and prints the name of
 * each trace behind its answer.
 * @module
 */
import { parseContract } from "../../contract/index.ts";
import { trialModel } from "../../planner/program/toy.ts";
import { ask } from "../ask.ts";

const [, , traceFolder, asks] = process.argv;
const contract = parseContract("text has at least 40 characters\ntext has at most 90 characters");
const follower = trialModel();

for (let seed = 0; seed < Number(asks); seed += 1) {
  const { traceId, traceFailure, status } = await ask({
    contract,
    follower,
    particles: 4,
    seed,
    traceFolder,
  });
  process.stdout.write(`${JSON.stringify({ traceId, traceFailure, status })}\n`);
}
