/**
 * A trace as one page that needs nothing else: no network, no other file.
 * @module
 */
import type { TraceEvent, VerifiedTrace } from "../../trace/index.ts";
import { printed, type Story, storyOf } from "../story.ts";
import { asScriptData, escaped } from "./escape.ts";
import { checksPart, costPart, factsPart, originPart, planPart, roundParts } from "./parts.ts";
import { SCRIPT, scriptData } from "./script.ts";
import { STYLE } from "./style.ts";

export interface TracePageOptions {
  readonly events: readonly TraceEvent[];
  readonly verified: VerifiedTrace;
}

/** The page, as HTML. */
export function tracePage({ events, verified }: TracePageOptions): string {
  const story = storyOf(events);
  const title = story.request && !story.withoutTexts ? story.request.request.slice(0, 80) : verified.id;
  const rounds = story.rounds.filter(({ barriers }) => barriers.length > 0);
  const body = story.deleted
    ? `<p class="request">What this trace said was deleted. ${events.length - 1} events were here; the chain of their hashes holds.</p>`
    : [
        heading(story, verified),
        factsPart(story),
        costPart(story),
        checksPart(story),
        planPart(story),
        ...roundParts(rounds),
        originPart(story),
      ].join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escaped(title)} – Sijo trace</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${body}
${footer(verified)}
</main>
<script type="application/json" id="rounds">${asScriptData(scriptData(rounds))}</script>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

const STATES: Readonly<Record<VerifiedTrace["state"], string>> = {
  whole: "",
  cut: "cut short",
  deleted: "deleted",
  broken: "not what was written",
  missing: "",
};

function heading(
  { request, verdict, repair, posterior, error, rounds, withoutTexts }: Story,
  verified: VerifiedTrace,
): string {
  const found = verdict ?? repair;
  const results = posterior?.outcomes;
  const handed = results ? results.length === 0 : !found || found.status === "handed_off";
  const said = results ? (handed ? "nothing finished" : "finished") : found?.status.replace("_", " ");
  const status = error ? "error" : (said ?? "no verdict");
  const chips = [
    `<span class="status${handed ? " handed" : ""}">${escaped(status)}</span>`,
    ...(STATES[verified.state] === ""
      ? []
      : [`<span class="status broken">${STATES[verified.state]}</span>`]),
  ];
  const texts = rounds.at(-1)?.barriers.at(-1)?.texts;
  const [likeliest] = results ?? [];
  const written = likeliest ? printed(likeliest.result) : (texts?.[0] ?? null);
  const best = found ? found.best : written;
  const answer =
    best === null
      ? ""
      : `<p class="answer${handed ? " handed" : ""}${best.length > 400 ? " long" : ""}">${escaped(best)}</p>`;
  return [
    "<h1>Sijo · trace of a run</h1>",
    `<p class="request">${escaped(withoutTexts ? "Texts were kept out of this trace." : (request?.request ?? ""))}</p>`,
    chips.join(""),
    ...(error ? [`<p class="no">${escaped(error.message)}</p>`] : []),
    ...(found?.handOff && !withoutTexts
      ? [
          `<p>${escaped(found.handOff.message)}</p>`,
          ...(found.handOff.suggestions.length > 0
            ? [`<p class="quiet">What could change: ${found.handOff.suggestions.map(escaped).join("; ")}</p>`]
            : []),
        ]
      : []),
    withoutTexts ? "" : answer,
  ].join("\n");
}

function footer({ id, events, hash, state, findings }: VerifiedTrace): string {
  const wrong = findings
    .map(({ at, message }) => `<p class="no">Line ${at + 1}: ${escaped(message)}</p>`)
    .join("");
  return `<footer>${wrong}<p>Trace ${escaped(id)}, ${events} events${state === "whole" ? ", as they were written" : ""}. SHA-256 of the last: <span class="mono">${escaped(hash ?? "none")}</span></p>
<p>Check: <span class="mono">sijo trace verify ${escaped(id.slice(0, 8))}</span>. Do it again: <span class="mono">sijo replay ${escaped(id.slice(0, 8))}</span>.</p></footer>`;
}
