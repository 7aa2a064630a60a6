/**
 * `npm run bench -- requests --data <folder>`: requests with independent checkers, each through the pipeline of `sijo ask`.
 * The folder holds `requests.jsonl` (one `{id, lang, request, constraints, impossible?}` a line) and `checkers.py` (Python
 * functions `check_<id>(text) -> (bool, reason)`). A request that can't be met passes where it is handed off.
 * @module
 */
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { numberOption } from "../src/cli/input.ts";
import { DEFAULT_FOLLOWER, DEFAULT_PLANNER, modelSession } from "../src/cli/models-session.ts";
import { printContract } from "../src/contract/index.ts";
import { SijoError } from "../src/errors.ts";
import { ask, DEFAULT_PARTICLES, MOST_PARTICLES, planFor, type Verdict } from "../src/run/index.ts";

interface Row {
  readonly id: string;
  readonly lang: string;
  readonly kind: string;
  readonly request: string;
  readonly constraints: readonly string[];
  readonly impossible?: boolean;
}

interface Judgement {
  readonly passed: boolean;
  readonly reason: string;
}

/** Prints the plan, the text and the verdict of each request, and the shares by language. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      data: { type: "string" },
      only: { type: "string" },
      lang: { type: "string" },
      seed: { type: "string", default: "1" },
      particles: { type: "string" },
      planner: { type: "string", default: DEFAULT_PLANNER },
      follower: { type: "string", default: DEFAULT_FOLLOWER },
      "max-seconds": { type: "string", default: "300" },
      /** Prints the plans, and writes nothing. */
      plans: { type: "boolean", default: false },
      /** One JSON line a request is added to this file. */
      out: { type: "string" },
    },
  });
  const folder = dataFolder(values.data);
  const seed = numberOption("--seed", values.seed, { whole: true, least: 0, most: 2 ** 31 })!;
  const particles = numberOption("--particles", values.particles, {
    whole: true,
    least: 1,
    most: MOST_PARTICLES,
  });
  const seconds = numberOption("--max-seconds", values["max-seconds"], { least: 0.1, most: 1e6 })!;
  const rows = rowsOf(folder).filter(
    ({ id, lang }) =>
      (!values.only || values.only.split(",").includes(id)) && (!values.lang || values.lang === lang),
  );
  if (rows.length === 0) {
    throw new SijoError("bench.requests", "No request has such an id or language.", {
      kind: "usage",
      hint: "--only takes ids as in requests.jsonl (q03,q04), --lang a language (en or ko).",
    });
  }
  const python = values.plans ? undefined : pythonFor(folder);
  await using session = modelSession({ signal: new AbortController().signal });
  const maxContexts = (particles ?? DEFAULT_PARTICLES) + 16;
  const planner = await session.open(values.planner, { maxContexts });
  if (values.plans) {
    for (const row of rows) {
      const { contract } = await planFor({ request: row.request, planner, seed, warm: session.warm });
      print(`${row.id} ${row.request}\n${indented(printContract(contract))}\n`);
    }
    return;
  }
  const follower = await session.open(values.follower, { maxContexts });
  const outcomes: { lang: string; passed: boolean | undefined; handOffWanted: boolean }[] = [];
  for (const row of rows) {
    const limits = { seconds };
    const verdict = await ask({
      request: row.request,
      planner,
      follower,
      particles,
      seed,
      limits,
      warm: session.warm,
    });
    const judged = judgementOf({ row, verdict, folder, python });
    outcomes.push({
      lang: row.lang,
      passed: judged?.passed,
      handOffWanted: row.impossible ?? false,
    });
    print(report(row, verdict, judged));
    if (values.out !== undefined) {
      const { notation, status, best, bill } = verdict;
      const line = {
        id: row.id,
        seed,
        particles: verdict.particles,
        notation,
        status,
        best,
        ...judged,
        seconds: bill.seconds,
      };
      appendFileSync(values.out, `${JSON.stringify(line)}\n`);
    }
  }
  for (const lang of new Set(outcomes.map((outcome) => outcome.lang))) {
    const some = outcomes.filter((outcome) => outcome.lang === lang);
    print(
      `${lang}: ${share(some.filter(({ handOffWanted }) => !handOffWanted))} pass; impossible: ${share(some.filter(({ handOffWanted }) => handOffWanted))} handed off\n`,
    );
  }
  if (!python) print("Texts were not judged: there is no python3 here that can load checkers.py.\n");
}

const print = (text: string): void => void process.stdout.write(text);

const indented = (text: string): string => text.trimEnd().replaceAll(/^/gm, "    ");

function share(outcomes: readonly { readonly passed: boolean | undefined }[]): string {
  const judged = outcomes.filter(({ passed }) => passed !== undefined);
  const unjudged = outcomes.length - judged.length;
  return `${judged.filter(({ passed }) => passed).length} of ${judged.length}${unjudged > 0 ? ` (${unjudged} not judged)` : ""}`;
}

function dataFolder(given: string | undefined): string {
  const folder = given === undefined ? undefined : resolve(given);
  if (folder === undefined || !existsSync(join(folder, "requests.jsonl"))) {
    throw new SijoError("bench.requests", "No folder of requests was given.", {
      kind: "usage",
      hint: "Give one that holds requests.jsonl and checkers.py with --data <folder>.",
    });
  }
  return folder;
}

const rowsOf = (folder: string): Row[] =>
  readFileSync(join(folder, "requests.jsonl"), "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Row);

/** Reads {"id", "text"} and writes [passed, reason]. */
const JUDGE = `
import json, sys
sys.path.insert(0, sys.argv[1])
sys.dont_write_bytecode = True
import checkers
given = json.load(sys.stdin)
check = getattr(checkers, "check_" + given["id"], None)
print(json.dumps(list(check(given["text"])) if check else None))
`;

/** The Python that can load the checkers, if there is one. */
function pythonFor(folder: string): string | undefined {
  return ["python3", "python"].find((name) => judge(name, folder, { id: "none", text: "" }) !== "failed");
}

function judge(
  python: string,
  folder: string,
  given: { id: string; text: string },
): Judgement | undefined | "failed" {
  const { status, stdout } = spawnSync(python, ["-c", JUDGE, folder], {
    input: JSON.stringify(given),
    encoding: "utf8",
    env: { ...process.env, PYTHONIOENCODING: "utf-8" },
    timeout: 30_000,
  });
  if (status !== 0) return "failed";
  const found = JSON.parse(stdout) as [boolean, string] | null;
  return found ? { passed: found[0], reason: found[1] } : undefined;
}

/** Undefined: not judged. */
function judgementOf({
  row,
  verdict,
  folder,
  python,
}: {
  row: Row;
  verdict: Verdict;
  folder: string;
  python: string | undefined;
}): Judgement | undefined {
  const handedOff = verdict.status === "handed_off";
  if (row.impossible) {
    return { passed: handedOff, reason: handedOff ? "handed off" : "answered, though nothing can be right" };
  }
  const text = verdict.best;
  const judged = text === null || !python ? undefined : judge(python, folder, { id: row.id, text });
  const found = judged === "failed" ? { passed: false, reason: "the checker broke off" } : judged;
  if (!handedOff) return found;
  const why = `handed off (${verdict.handOff?.reason})`;
  return { passed: false, reason: found ? `${why}; its best text: ${found.reason}` : why };
}

function report(row: Row, verdict: Verdict, judged: Judgement | undefined): string {
  const outcome = judged === undefined ? "not judged" : judged.passed ? "pass" : "FAIL";
  const tells = [
    `${row.id} ${row.request}`,
    indented(verdict.notation),
    ...(verdict.best === null ? [] : [verdict.best.replaceAll(/^/gm, "  | ")]),
    `  ${outcome}${judged ? `: ${judged.reason}` : ""}  [${verdict.status}, ${verdict.bill.seconds.toFixed(1)} s]`,
    ...(verdict.handOff ? [`  ${verdict.handOff.message} ${verdict.handOff.clauses.join("; ")}`] : []),
  ];
  return `${tells.join("\n")}\n\n`;
}
