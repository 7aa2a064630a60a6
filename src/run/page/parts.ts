/**
 * The parts of the page of a trace, each from what it shows to HTML.
 * @module
 */
import type { Story, StoryProgram, StoryRound } from "../story.ts";
import type { VerdictCheck } from "../verdict.ts";
import { escaped } from "./escape.ts";
import { treeSvg } from "./tree.ts";

const section = (title: string, body: string, note = ""): string =>
  `<section><h2>${title}${note === "" ? "" : ` <small>${note}</small>`}</h2>\n${body}</section>`;
const number = (value: number, digits = 1): string =>
  value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });

/** What the run took, in figures. */
export function factsPart({ verdict, repair, posterior, request, rounds, limit, stages }: Story): string {
  const bill = (verdict ?? repair ?? posterior)?.bill;
  const facts: [name: string, value: string, note?: string][] = [];
  const last = stages.at(-1);
  const seconds = bill?.seconds ?? (last ? last.from + last.seconds : undefined);
  if (seconds !== undefined) facts.push(["wall time", `${number(seconds)} s`]);
  if (bill) {
    facts.push(["CPU", `${number(bill.cpuSeconds)} s`]);
    for (const [role, count] of Object.entries(bill.tokens)) {
      if (count > 0) facts.push([`${role}’s tokens`, number(count, 0)]);
    }
    const { value, source } = bill.joules;
    facts.push([
      "energy",
      value === null ? "unknown" : `${number(value, 0)} J`,
      value === null ? "" : source,
    ]);
  }
  const writing = rounds.at(-1);
  const logZ = writing?.written?.logZ ?? writing?.barriers.at(-1)?.logZ;
  if (typeof logZ === "number") facts.push(["ln Z", number(logZ, 2), "how rare such texts are"]);
  if (request) facts.push(["seed", String(request.seed)]);
  if (limit) facts.push(["limit that bound", limit.bound, `after ${number(limit.seconds)} s`]);
  const cells = facts.map(
    ([name, value, note = ""]) =>
      `<div><dt>${escaped(name)}</dt><dd>${escaped(value)}${note === "" ? "" : ` <small>${escaped(note)}</small>`}</dd></div>`,
  );
  return `<dl class="facts">${cells.join("")}</dl>`;
}

const STAGES: Readonly<Record<string, string>> = {
  warm: "reading the planner’s instructions",
  plan: "planning",
  compile: "compiling the contract",
  write: "writing",
  check: "checking",
};
const ORDER = Object.keys(STAGES);

/** The run as a line of time, and what each stage cost. */
export function costPart({ stages }: Story): string {
  const total = stages.reduce((sum, { seconds }) => sum + seconds, 0);
  if (stages.length === 0 || total <= 0) return "";
  const color = (stage: string): string => `s${Math.max(0, ORDER.indexOf(stage))}`;
  const bars = stages.map(
    ({ stage, seconds }) =>
      `<span class="${color(stage)}" style="flex:${(seconds / total).toFixed(4)}" title="${escaped(STAGES[stage] ?? stage)}: ${number(seconds, 2)} s"></span>`,
  );
  const rows = stages.map(
    ({ stage, seconds, cpuSeconds, tokens }) =>
      `<tr><td><span class="key ${color(stage)}"></span>${escaped(STAGES[stage] ?? stage)}</td><td class="n">${number(seconds, 2)} s</td><td class="n hide">${number(cpuSeconds, 2)} s</td><td class="n">${number(tokens, 0)}</td></tr>`,
  );
  return section(
    "Timeline",
    `<div class="card"><div class="bar">${bars.join("")}</div>
<table><tr><th>stage</th><th class="n">wall time</th><th class="n hide">CPU</th><th class="n">tokens</th></tr>${rows.join("")}</table></div>`,
  );
}

const mark = ({ passed }: VerdictCheck): string =>
  passed === null
    ? '<span class="mark none">·</span>'
    : passed
      ? '<span class="mark yes">✓</span>'
      : '<span class="mark no">✗</span>';

/** The contract, each clause with its check. */
export function checksPart({ checks, contract, contradiction, compiled, withoutTexts }: Story): string {
  const clash = contradiction
    ? `<p class="no">These can’t hold together: <span class="clause">${contradiction.clauses.map(escaped).join("; ")}</span></p>`
    : "";
  const unenforced = new Set(compiled?.unenforced);
  const rows = (checks?.checks ?? []).map((check) => {
    const how = check.passed === null ? "" : unenforced.has(check.clause) ? "checked only" : check.how;
    return `<tr><td><span class="clause">${mark(check)}${escaped(withoutTexts ? "(hash)" : check.clause)}</span></td><td>${escaped(withoutTexts ? "" : check.evidence)}</td><td class="hide quiet">${how}</td></tr>`;
  });
  const table = rows.length > 0 ? `<table>${rows.join("")}</table>` : "";
  const notation =
    contract && !withoutTexts && rows.length === 0
      ? `<pre class="mono">${escaped(contract.notation)}</pre>`
      : "";
  if (clash + table + notation === "") return "";
  return section("Contract and checks", `<div class="card">${clash}${notation}${table}</div>`);
}

/** What the planner voted for, and what the audit found. */
export function planPart({ plans, audit, program, withoutTexts }: Story): string {
  if (withoutTexts) return "";
  if (program) return programPart(program);
  if (plans.length === 0) return "";
  const rounds = plans.map(({ votes, findings, seconds }, round) => {
    const rows = votes
      .slice(0, 5)
      .map(
        ({ contract, share }) =>
          `<tr><td class="clause">${escaped(contract.trimEnd()).replaceAll("\n", "<br>")}</td><td class="n">${number(share * 100)} %</td></tr>`,
      );
    const found = findings.map(({ message }) => `<p class="quiet">Audit: ${escaped(message)}</p>`).join("");
    return `<p class="quiet">Round ${round + 1}, ${number(seconds)} s</p><table>${rows.join("")}</table>${found}`;
  });
  const clean =
    audit && audit.findings.length === 0
      ? '<p class="quiet">The audit found nothing that was left out or invented.</p>'
      : "";
  return section("Planning", `<div class="card">${rounds.join("")}${clean}</div>`);
}

function programPart({ source, check, name, path, sha256, params }: StoryProgram): string {
  const facts = [
    ...(name === undefined ? [] : [name]),
    ...(path === undefined ? [] : [path]),
    ...(params === undefined ? [] : [JSON.stringify(params)]),
    ...(sha256 === undefined ? [] : [`SHA-256 ${sha256}`]),
  ];
  const about = facts.length > 0 ? `<p class="quiet">${escaped(facts.join(" · "))}</p>` : "";
  const own = check ? `<h3>Its check</h3><pre class="mono">${escaped(check)}</pre>` : "";
  return section(
    "Program",
    `<div class="card">${about}<pre class="mono">${escaped(source)}</pre>${own}</div>`,
  );
}

const LEGEND = [
  ["background:var(--accent)", "its line reaches the end"],
  ["background:var(--many)", "was copied"],
  ["border-color:var(--gone)", "gave way to heavier ones"],
  ["background:var(--gone)", "its line ended later"],
  ["background:var(--bad)", "died: nothing that may follow"],
]
  .map(([style, text]) => `<li><i style="${style}"></i>${text}</li>`)
  .join("")
  .concat('<li><i class="dotted"></i>resampled here</li>');

/** The family tree of each round of writing, and the texts it came to. */
export function roundParts(rounds: readonly StoryRound[]): string[] {
  return rounds.map((round, index) => {
    const { barriers, written } = round;
    const resampled = barriers.filter(({ ancestors }) => ancestors !== undefined).length;
    const most = Math.max(...barriers.map(({ shares }) => shares.length));
    const note = `${most} ${most === 1 ? "particle" : "particles"}, ${barriers.length} barriers, resampled ${resampled === 1 ? "once" : `${resampled} times`}`;
    const title = rounds.length === 1 ? "Particles" : `Particles, round ${index + 1}`;
    return section(
      title,
      `<div class="card"><div class="scroll">${treeSvg(round)}</div><ul class="legend">${LEGEND}</ul>
<div class="reader" aria-live="polite"><div class="at"></div><p class="text"></p></div>${written ? candidates(written) : ""}</div>`,
      note,
    );
  });
}

function candidates({ candidates: all, logZStandardError }: NonNullable<StoryRound["written"]>): string {
  if (all.length === 0 || /^keyed:/.test(all[0].text)) return "";
  const rows = [...all]
    .sort((one, other) => other.share - one.share)
    .slice(0, 24)
    .map(
      ({ text, share, passed }) =>
        `<tr><td>${escaped(text)}<span class="share${passed === false ? " out" : ""}" style="width:${(100 * share).toFixed(2)}%"></span></td><td class="n">${number(share * 100)} %</td><td class="n">${passed === null ? "" : passed ? '<span class="yes">✓</span>' : '<span class="no">✗</span>'}</td></tr>`,
    );
  const error = logZStandardError === null ? "" : `, standard error of ln Z ${number(logZStandardError, 2)}`;
  return `<details open><summary>${all.length === 1 ? "One text" : `${all.length} texts`} at the end, by weight${error}</summary><table class="texts">${rows.join("")}</table></details>`;
}

/** Everything that decides what comes out. */
export function originPart({ request, started, compiled, rounds }: Story): string {
  if (!request) return "";
  const { environment, models, limits, algorithm } = request;
  const start = rounds[0]?.start;
  const set = Object.entries(limits).map(([name, value]) => `${name} ${value}`);
  const rows: [name: string, value: string][] = [
    ["started", started ?? ""],
    ...models.map(({ role, name, sha256, called }): [string, string] => [
      called === undefined ? role : `${role} ${called}`,
      `${name} · SHA-256 ${sha256 ?? "none"}`,
    ]),
    ["seed", String(request.seed)],
    ...(request.continues?.reseeds ?? []).map(({ barriers, seed }): [string, string] => [
      `seed behind barrier ${barriers}`,
      String(seed),
    ]),
    ...(request.continues ? [["goes on from", request.continues.trace] as [string, string]] : []),
    ...(start
      ? [
          [
            "writing",
            `${start.particles} particles, temperature ${start.temperature}, width ${start.width}`,
          ] as [string, string],
        ]
      : []),
    ...(algorithm === undefined
      ? []
      : ([["writing", `${request.particles} particles, ${algorithm.replace(/\s+/g, " ")}`]] as [
          string,
          string,
        ][])),
    ...(compiled ? [["language", compiled.language] as [string, string]] : []),
    ["limits", set.length === 0 ? "none" : set.join(", ")],
    ...(environment
      ? ([
          ["software", `sijo ${environment.sijo}, Node ${environment.node}, ${environment.platform}`],
          ["processor", `${environment.processor}, ${environment.cores} cores`],
        ] as [string, string][])
      : []),
  ];
  const cells = rows.map(
    ([name, value]) =>
      `<tr><td class="quiet">${escaped(name)}</td><td class="mono">${escaped(value)}</td></tr>`,
  );
  return section("What it rests on", `<div class="card"><table>${cells.join("")}</table></div>`);
}
