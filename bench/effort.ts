/**
 * `npm run bench -- effort --cases <collie.jsonl>`: what is spent on a text and what it buys, by effort and by fixed numbers
 * of particles, on COLLIE's cases with their contracts given: a table, and two plots in `docs/`.
 * @module
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  type ChosenCase,
  chooseCases,
  contractOf,
  parseCases,
  satisfies,
} from "../src/evaluation/collie/index.ts";
import { resolveModel } from "../src/model/catalogue/index.ts";
import { openLlama } from "../src/model/llama/llama-model.ts";
import { ask, EFFORTS, type Effort } from "../src/run/index.ts";
import { followerMessages } from "../src/run/messages.ts";
import { type CountingModel, counting } from "./counting.ts";
import { print, whole } from "./options.ts";
import { plot } from "./plot.ts";

/** How hard each case is tried. */
interface Setting {
  readonly kind: "effort" | "particles";
  readonly name: string;
  readonly options: { readonly effort?: Effort; readonly particles?: number; readonly width?: number };
}

interface Outcome {
  readonly setting: Setting;
  readonly id: string;
  /** By COLLIE's own definition, of the one text that is handed back. */
  readonly passed: boolean;
  /** Decoded for the texts; the prompt is there before. */
  readonly tokens: number;
  /** By all particles: what is decoded is less, where texts begin alike. */
  readonly written: number;
  readonly cpuSeconds: number;
  /** Mean ln p a character under the follower; undefined where nothing was answered. */
  readonly perCharacter: number | undefined;
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: { type: "string" },
      split: { type: "string" },
      families: { type: "string" },
      limit: { type: "string", default: "2" },
      follower: { type: "string", default: "qwen2.5-coder-0.5b" },
      efforts: { type: "string", default: EFFORTS.join(",") },
      particles: { type: "string", default: "1,2,4,8,16,32" },
      seed: { type: "string", default: "1" },
      out: { type: "string", default: "docs" },
    },
  });
  if (!values.cases) throw new TypeError("Say where the cases are: --cases <collie.jsonl>");
  const cases = chooseCases(parseCases(readFileSync(values.cases, "utf8"), values.cases), {
    ...(values.families !== undefined && { families: values.families.split(",") }),
    ...(values.split !== undefined && { split: values.split }),
    limit: whole("limit", values.limit, 10_000),
  });
  const settings = settingsOf(values);
  await using opened = await openLlama({
    ...(await resolveModel(values.follower)),
    contextLength: 16_384,
    maxContexts: 250,
  });
  const follower = counting(opened);
  const outcomes: Outcome[] = [];
  for (const item of cases) {
    for (const outcome of await outcomesOf(item, { settings, follower, seed: Number(values.seed) }))
      outcomes.push(outcome);
  }
  const rows = settings.map((setting) => rowOf(setting, outcomes, cases.length));
  print(table(rows, cases.length));
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

/** Of one case at all settings, behind one prompt that is decoded once for all. */
async function outcomesOf(
  item: ChosenCase,
  { settings, follower, seed }: { settings: readonly Setting[]; follower: CountingModel; seed: number },
): Promise<Outcome[]> {
  const contract = contractOf(item);
  if (!contract) return [];
  const prompt = follower.context(follower.chat(followerMessages(item.prompt, { contract })));
  await follower.next([prompt]);
  const outcomes: Outcome[] = [];
  for (const setting of settings) {
    const request = { request: item.prompt, contract, follower, seed, traceMode: "off" as const };
    const before = follower.written;
    const { answer, candidates, bill } = await ask({ ...request, ...setting.options });
    const passed = answer !== null && satisfies(item.constraint, answer);
    const outcome = {
      setting,
      id: item.id,
      passed,
      tokens: bill.tokens.follower,
      written: follower.written - before,
      cpuSeconds: bill.cpuSeconds,
      perCharacter: answer === null ? undefined : candidates[0]?.logProbabilityPerCharacter,
    };
    outcomes.push(outcome);
    const says = outcome.perCharacter?.toFixed(2) ?? "–";
    print(
      `${item.id} ${setting.kind} ${setting.name}: ${passed ? "pass" : "FAIL"}, ${outcome.tokens} tokens, ${says}: ${answer ?? "–"}`,
    );
  }
  prompt.drop();
  return outcomes;
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
  const own = outcomes.filter((outcome) => outcome.setting === setting);
  const unanswered = new Set(
    outcomes.filter(({ perCharacter }) => perCharacter === undefined).map(({ id }) => id),
  );
  return {
    setting,
    passed: own.filter(({ passed }) => passed).length / count,
    tokens: mean(own.map(({ tokens }) => tokens)),
    written: mean(own.map(({ written }) => written)),
    cpuSeconds: mean(own.map(({ cpuSeconds }) => cpuSeconds)),
    perCharacter: mean(own.flatMap(({ id, perCharacter = 0 }) => (unanswered.has(id) ? [] : [perCharacter]))),
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
