/**
 * `npm run bench -- effort --cases <collie.jsonl>`: what is spent on a text and what it buys, by effort and by fixed numbers
 * of particles, on COLLIE's cases with their contracts given: a table, and two plots in `docs/`. It goes on where it was
 * stopped.
 * @module
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { SijoError } from "../src/errors.ts";
import {
  type ChosenCase,
  chooseCases,
  contractOf,
  parseCases,
  satisfies,
} from "../src/evaluation/collie/index.ts";
import { resolveModel } from "../src/model/catalogue/index.ts";
import { openLlama } from "../src/model/llama/llama-model.ts";
import type { TokenModel } from "../src/model/token-model.ts";
import { ask, EFFORTS, type Effort } from "../src/run/index.ts";
import { followerMessages } from "../src/run/messages.ts";
import { type CountingModel, counting } from "./counting.ts";
import { type Outcome, type Outcomes, openOutcomes } from "./effort-outcomes.ts";
import { print, whole } from "./options.ts";
import { plot } from "./plot.ts";
import { readText } from "./reading.ts";

const HELP = `npm run bench -- effort --cases <collie.jsonl> [options]: tokens spent, and what they buy

  --cases <file>       COLLIE's cases, as docs/evaluation.md describes them
  --families <a,b>     of these families (sent01,sent02,sent03,sent04), one case of each in turn
  --limit <n>          cases of each family at most (6)
  --split <name>       of this split of the file
  --minutes <n>        no case is begun that would not be done by then (11)
  --results <file>     a JSON line for each text; what is there is not written again, so that a bench that was stopped
                       goes on (.cache/effort.jsonl)
  --efforts <a,b>      low,medium,high,max
  --particles <n,n>    fixed numbers beside them (1,2,4,8,16,32)
  --follower <name>    qwen2.5-coder-0.5b
  --seed <n>           1
  --out <folder>       where effort-passed.svg and effort-likelihood.svg are written (docs)

How likely a text is says the same follower, which is told nothing of the rules then. Tokens don't depend on what else
the machine does. A sentence takes about a minute at all settings on two cores.`;

/** How hard each case is tried. */
interface Setting {
  readonly kind: Outcome["kind"];
  readonly name: string;
  readonly options: { readonly effort?: Effort; readonly particles?: number; readonly width?: number };
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: { type: "string" },
      split: { type: "string" },
      families: { type: "string", default: "sent01,sent02,sent03,sent04" },
      limit: { type: "string", default: "6" },
      minutes: { type: "string", default: "11" },
      results: { type: "string", default: join(".cache", "effort.jsonl") },
      follower: { type: "string", default: "qwen2.5-coder-0.5b" },
      efforts: { type: "string", default: EFFORTS.join(",") },
      particles: { type: "string", default: "1,2,4,8,16,32" },
      seed: { type: "string", default: "1" },
      out: { type: "string", default: "docs" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return print(HELP);
  if (!values.cases) {
    throw new SijoError("bench.options", "Say where the cases are: --cases <collie.jsonl>.", {
      kind: "usage",
    });
  }
  const cases = inTurn(
    chooseCases(parseCases(readFileSync(values.cases, "utf8"), values.cases), {
      families: values.families.split(","),
      ...(values.split !== undefined && { split: values.split }),
      limit: whole("limit", values.limit, 10_000),
    }).filter((item) => contractOf(item) !== undefined),
  );
  const settings = settingsOf(values);
  const seed = whole("seed", values.seed, 2 ** 31 - 1);
  const resolved = await resolveModel(values.follower);
  const outcomes = openOutcomes(values.results, { follower: resolved.sha256 ?? resolved.path, seed });
  await writeAll({
    cases,
    settings,
    outcomes,
    seed,
    resolved,
    minutes: whole("minutes", values.minutes, 10_000),
  });
  const done = cases.filter(({ id }) => settings.every((setting) => outcomes.of(id, setting)));
  if (done.length === 0) return print("No case was written at all settings; the same command goes on.");
  const found = done.flatMap(({ id }) => settings.map((setting) => outcomes.of(id, setting) as Outcome));
  const rows = settings.map((setting) => rowOf(setting, found, done.length));
  if (done.length < cases.length)
    print(`\n${done.length} of ${cases.length} cases; the same command goes on with the others.`);
  print(table(rows, done.length));
  mkdirSync(values.out, { recursive: true });
  const show = (file: string, up: string, of: (row: Row) => number): void => {
    const series = (["effort", "particles"] as const).map((kind) => ({
      name: kind === "effort" ? "--effort" : "--particles",
      points: rows
        .filter((row) => row.setting.kind === kind && Number.isFinite(of(row)))
        .map((row) => [row.tokens, of(row)] as const),
    }));
    if (series.every(({ points }) => points.length === 0)) return;
    const svg = plot({ title: `${up}, by tokens spent`, across: "tokens a case", up, even: true, series });
    writeFileSync(join(values.out, file), svg);
  };
  show("effort-passed.svg", "Pass@1, %", ({ passed }) => 100 * passed);
  show("effort-likelihood.svg", "ln p a character", ({ perCharacter }) => perCharacter);
}

/** The first of each family, then the second: whenever time is up, families have been tried alike. */
function inTurn(cases: readonly ChosenCase[]): ChosenCase[] {
  const before = new Map<string, number>();
  const turns = cases.map((item) => {
    const turn = before.get(item.family) ?? 0;
    before.set(item.family, turn + 1);
    return { item, turn };
  });
  return turns.sort((one, other) => one.turn - other.turn).map(({ item }) => item);
}

/** What is not there yet, case by case, as long as there is time. */
async function writeAll({
  cases,
  settings,
  outcomes,
  seed,
  resolved,
  minutes,
}: {
  cases: readonly ChosenCase[];
  settings: readonly Setting[];
  outcomes: Outcomes;
  seed: number;
  resolved: Awaited<ReturnType<typeof resolveModel>>;
  minutes: number;
}): Promise<void> {
  const open = cases
    .map((item) => ({ item, missing: settings.filter((setting) => !outcomes.of(item.id, setting)) }))
    .filter(({ missing }) => missing.length > 0);
  if (open.length === 0) return;
  const end = performance.now() + 60_000 * minutes;
  await using opened = await openLlama({ ...resolved, contextLength: 16_384, maxContexts: 250 });
  const follower = counting(opened);
  let longest = 0;
  for (const { item, missing } of open) {
    const started = performance.now();
    if (started + longest > end) return;
    await writeCase(item, { settings: missing, outcomes, follower, judge: opened, seed });
    longest = Math.max(longest, performance.now() - started);
  }
}

function settingsOf({ efforts, particles }: { efforts: string; particles: string }): Setting[] {
  const byEffort = efforts
    .split(",")
    .filter((name) => name !== "")
    .map((name): Setting => {
      const effort = EFFORTS.find((one) => one === name);
      if (!effort) throw new TypeError(`--efforts are of ${EFFORTS.join(", ")}.`);
      return { kind: "effort", name: effort, options: { effort } };
    });
  const fixed = particles
    .split(",")
    .filter((text) => text !== "")
    .map((text): Setting => {
      const count = whole("particles", text, 240);
      return { kind: "particles", name: String(count), options: { particles: count, width: 1 } };
    });
  return [...byEffort, ...fixed];
}

/** One case behind one prompt, which is decoded once for all settings. */
async function writeCase(
  item: ChosenCase,
  {
    settings,
    outcomes,
    follower,
    judge,
    seed,
  }: {
    settings: readonly Setting[];
    outcomes: Outcomes;
    follower: CountingModel;
    judge: TokenModel;
    seed: number;
  },
): Promise<void> {
  const contract = contractOf(item);
  if (!contract) return;
  const prompt = follower.context(follower.chat(followerMessages(item.prompt, { contract })));
  await follower.next([prompt]);
  for (const { kind, name, options } of settings) {
    const before = follower.written;
    const { answer, bill } = await ask({
      request: item.prompt,
      contract,
      follower,
      seed,
      traceMode: "off",
      ...options,
    });
    const outcome: Outcome = {
      id: item.id,
      kind,
      name,
      passed: answer !== null && satisfies(item.constraint, answer),
      tokens: bill.tokens.follower,
      written: follower.written - before,
      cpuSeconds: bill.cpuSeconds,
      unprompted: answer === null ? null : (await readText({ judge, contract, text: answer })).perCharacter,
      answer,
    };
    outcomes.add(outcome);
    const likely = outcome.unprompted?.toFixed(2) ?? "–";
    print(
      `${item.id} ${kind} ${name}: ${outcome.passed ? "pass" : "FAIL"}, ${outcome.tokens} tokens, ${likely}: ${answer ?? "–"}`,
    );
  }
  prompt.drop();
}

interface Row {
  readonly setting: Setting;
  /** A share. */
  readonly passed: number;
  /** Means a case. */
  readonly tokens: number;
  readonly written: number;
  readonly cpuSeconds: number;
  /** Over the cases that were answered at every setting, so that the same texts are compared. */
  readonly perCharacter: number;
}

const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;

function rowOf(setting: Setting, outcomes: readonly Outcome[], count: number): Row {
  const own = outcomes.filter(({ kind, name }) => kind === setting.kind && name === setting.name);
  const unanswered = new Set(outcomes.filter(({ unprompted }) => unprompted === null).map(({ id }) => id));
  return {
    setting,
    passed: own.filter(({ passed }) => passed).length / count,
    tokens: mean(own.map(({ tokens }) => tokens)),
    written: mean(own.map(({ written }) => written)),
    cpuSeconds: mean(own.map(({ cpuSeconds }) => cpuSeconds)),
    perCharacter: mean(own.flatMap(({ id, unprompted }) => (unanswered.has(id) ? [] : [unprompted ?? 0]))),
  };
}

function table(rows: readonly Row[], count: number): string {
  const lines = rows.map(({ setting, passed, tokens, written, cpuSeconds, perCharacter }) => {
    const name = setting.kind === "effort" ? setting.name : `${setting.name} particles`;
    const likely = Number.isFinite(perCharacter) ? perCharacter.toFixed(3) : "–";
    return `| ${name} | ${Math.round(passed * count)} of ${count} | ${tokens.toFixed(0)} | ${(tokens / written).toFixed(2)} | ${cpuSeconds.toFixed(1)} | ${likely} |`;
  });
  return `
| tried | Pass@1 | tokens a case | decoded ÷ written | processor seconds | ln p a character, of what all answered |
|---|--:|--:|--:|--:|--:|
${lines.join("\n")}
`;
}
