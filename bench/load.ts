/**
 * `npm run bench -- load`: clients that ask a bare follower without a pause, over HTTP; the same load goes to llama-server
 * on the same weights, in turn.
 * @module
 */
import { parseArgs } from "node:util";
import { CONTEXT_LENGTH } from "../src/cli/models-session.ts";
import { SijoError } from "../src/errors.ts";
import { resolveModel } from "../src/model/catalogue/index.ts";
import { drive, type Load, type Seen } from "./load-client.ts";
import { type LoadedServer, llamaServer, sijoServer } from "./load-servers.ts";
import { median } from "./median.ts";
import { print, whole } from "./options.ts";
import { builtLlamaServer } from "./peers/llama-server.ts";

/** The status that says to come again later: all others are faults. */
const ADMISSIBLE = "429";

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      model: { type: "string", default: "smollm2-135m" },
      clients: { type: "string", default: "32" },
      seconds: { type: "string", default: "60" },
      tokens: { type: "string", default: "48" },
      rounds: { type: "string" },
      "llama-server": { type: "string" },
      alone: { type: "boolean", default: false },
      "set-up": { type: "boolean", default: false },
    },
  });
  const clients = whole("clients", values.clients, 248);
  const seconds = whole("seconds", values.seconds, 86_400);
  const maxTokens = whole("tokens", values.tokens, 1024);
  if (values["set-up"]) return print(await builtLlamaServer());
  const binary = values.alone ? undefined : (values["llama-server"] ?? (await built()));
  const rounds = whole("rounds", values.rounds ?? (binary === undefined ? "1" : "3"), 1000);
  const { path, name } = await resolveModel(values.model);
  const load: Load = { clients, seconds, maxTokens, model: name };
  await using stack = new AsyncDisposableStack();
  const servers = [stack.use(await sijoServer({ model: values.model, slots: clients }))];
  if (binary !== undefined) {
    servers.push(stack.use(await llamaServer({ binary, path, slots: clients, cells: CONTEXT_LENGTH })));
  }
  print(`${name}, ${clients} clients, ${rounds} × ${seconds} s, up to ${maxTokens} tokens an answer`);
  print("");
  print("| | requests | tokens/s | first text, median | p95 | errors | memory |");
  print("|---|---|---|---|---|---|---|");
  // What is read and compiled once is read and compiled before.
  for (const { url } of servers) await drive(url, { ...load, seconds: 1 });
  const found = new Map<LoadedServer, Seen[]>(servers.map((server) => [server, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Who goes first changes, so that whatever else the machine does meets both.
    for (const server of round % 2 === 0 ? servers : servers.toReversed()) {
      const before = server.memory();
      const seen = await drive(server.url, load);
      found.get(server)?.push(seen);
      print(row(server, seen, [before, server.memory()]));
    }
  }
  const [ours, theirs] = servers.map((server) => found.get(server) as Seen[]);
  if (theirs) {
    const ratio = (of: (seen: Seen) => number): string =>
      (median(ours.map(of)) / median(theirs.map(of))).toFixed(2);
    print("");
    print(
      `sijo over llama-server, medians of ${rounds} rounds: tokens/s ${ratio(({ tokensPerSecond }) => tokensPerSecond)}, p95 of the first text ${ratio(({ firstText }) => firstText.p95)}`,
    );
  }
  const faults = ours.flatMap(({ errors }) => Object.keys(errors)).filter((status) => status !== ADMISSIBLE);
  if (faults.length > 0) process.exitCode = 1;
}

/** The path of a llama-server, if it can be built. */
async function built(): Promise<string | undefined> {
  try {
    return await builtLlamaServer();
  } catch (error) {
    if (!(error instanceof SijoError)) throw error;
    process.stderr.write(`without llama-server: ${error.message}\n      ${error.hint ?? ""}\n`);
  }
}

function row(
  { name }: LoadedServer,
  { requests, tokensPerSecond, firstText, errors }: Seen,
  memory: readonly (number | undefined)[],
): string {
  const wrong = Object.entries(errors).map(([status, count]) => `${status}: ${count}`);
  const megabytes = memory.map((size) => size?.toFixed(0) ?? "?").join(" → ");
  return `| ${[
    name,
    requests,
    tokensPerSecond.toFixed(1),
    `${firstText.median.toFixed(2)} s`,
    `${firstText.p95.toFixed(2)} s`,
    wrong.length > 0 ? wrong.join(", ") : "none",
    `${megabytes} MB`,
  ].join(" | ")} |`;
}
