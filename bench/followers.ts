/**
 * `npm run bench -- followers`: the same requests with one follower and another, few particles and many: what passes, how
 * long it takes, and how likely the larger model finds the texts. What the default was chosen by.
 * @module
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { resolveModel } from "../src/model/catalogue/index.ts";
import { type LlamaModel, openLlama } from "../src/model/llama/llama-model.ts";
import { ask, planFor } from "../src/run/index.ts";
import { followerMessages } from "../src/run/messages.ts";
import { median } from "./median.ts";

const REQUESTS = fileURLToPath(new URL("first-voyage.txt", import.meta.url));

/** Prints a table, and under it every text. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      requests: { type: "string", default: REQUESTS },
      judge: { type: "string", default: "qwen2.5-coder-1.5b" },
      members: {
        type: "string",
        default: "qwen2.5-coder-0.5b:16,qwen2.5-coder-1.5b:8,qwen2.5-coder-1.5b:16",
      },
      seed: { type: "string", default: "1" },
    },
  });
  const requests = readFileSync(values.requests, "utf8").trim().split("\n");
  const members = values.members.split(",").map((member) => {
    const [spec, particles] = member.split(":");
    return { spec, particles: Number(particles) };
  });
  const models = new Map<string, LlamaModel>();
  for (const spec of new Set([values.judge, ...members.map((member) => member.spec)])) {
    const { path, name, sha256 } = await resolveModel(spec);
    models.set(spec, await openLlama({ path, name, sha256, contextLength: 16_384, maxContexts: 64 }));
  }
  const judge = models.get(values.judge) as LlamaModel;
  const plans = [];
  for (const request of requests) plans.push({ request, ...(await planFor({ request, planner: judge })) });

  const rows: string[] = [];
  for (const { spec, particles } of members) {
    const seconds: number[] = [];
    const likelihoods: number[] = [];
    let answered = 0;
    for (const { request, contract } of plans) {
      const verdict = await ask({
        request,
        contract,
        follower: models.get(spec) as LlamaModel,
        particles,
        seed: Number(values.seed),
      });
      seconds.push(verdict.bill.seconds);
      if (verdict.answer === null) continue;
      answered += 1;
      likelihoods.push(await perCharacter(judge, request, verdict.answer));
      process.stdout.write(
        `${spec} ${particles}: ${verdict.bill.seconds.toFixed(1)} s, ${likelihoods.at(-1)?.toFixed(2)}: ${verdict.answer}\n`,
      );
    }
    const mean = likelihoods.reduce((sum, value) => sum + value, 0) / likelihoods.length;
    rows.push(
      `| ${spec} | ${particles} | ${answered} of ${plans.length} | ${median(seconds).toFixed(1)} | ${mean.toFixed(3)} |`,
    );
  }
  process.stdout.write(
    [
      "",
      "| follower | particles | answered | median seconds of writing | mean ln p a character |",
      "|---|--:|--:|--:|--:|",
      ...rows,
      "",
    ].join("\n"),
  );
  for (const model of models.values()) await model.close();
}

/** Mean natural-log probability a character under the judge, after the same request. */
async function perCharacter(judge: LlamaModel, request: string, text: string): Promise<number> {
  const context = judge.context(judge.chat(followerMessages(request)));
  const scores = await judge.score(context, judge.vocabulary.tokenize(text));
  context.drop();
  return scores.reduce((sum, score) => sum + score, 0) / [...text].length;
}
