/**
 * How the page of a trace looks: light and dark, on paper and on a phone.
 * @module
 */

export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#faf8f4, #15171a);
  --card: light-dark(#ffffff, #1d2024);
  --ink: light-dark(#22252a, #e6e3dd);
  --quiet: light-dark(#6b6f76, #979ba3);
  --line: light-dark(#e4dfd5, #31353b);
  --accent: light-dark(#2b6a6c, #74c0bd);
  --soft: light-dark(#d5e6e4, #23403f);
  --many: light-dark(#b5651d, #e8a35c);
  --gone: light-dark(#b9b4aa, #555a62);
  --good: light-dark(#2d7a46, #7ccf94);
  --bad: light-dark(#b3372f, #f08a80);
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Noto Serif KR", "Apple SD Gothic Neo", Georgia, serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans KR", sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, monospace;
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 var(--sans); }
main { max-width: 1080px; margin: 0 auto; padding: 40px 20px 80px; }
h1 { font: 500 15px/1.4 var(--sans); color: var(--quiet); margin: 0 0 6px; overflow-wrap: anywhere; }
h2 { font: 600 13px/1.4 var(--sans); letter-spacing: .06em; text-transform: uppercase; color: var(--quiet); margin: 48px 0 12px; }
h2 small { font-weight: 400; letter-spacing: 0; text-transform: none; }
p { margin: 0 0 10px; max-width: 70ch; }
.quiet { color: var(--quiet); }
.request { font: 400 21px/1.45 var(--serif); margin: 0 0 26px; overflow-wrap: anywhere; white-space: pre-wrap; max-width: 62ch; }
.answer { max-width: none; font: 400 25px/1.5 var(--serif); margin: 0; padding: 24px 26px; background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--accent); border-radius: 4px 12px 12px 4px; white-space: pre-wrap; overflow-wrap: anywhere; }
.answer.handed { border-left-color: var(--many); }
.answer.long { font-size: 18px; }
.status { display: inline-block; font: 600 13px/1 var(--sans); padding: 6px 10px; border-radius: 99px; margin: 0 8px 14px 0; background: var(--soft); color: var(--accent); }
.status.handed { background: color-mix(in srgb, var(--many) 18%, var(--card)); color: var(--many); }
.status.broken { background: color-mix(in srgb, var(--bad) 18%, var(--card)); color: var(--bad); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; margin: 20px 0 0; }
.facts div { padding: 12px 14px; box-shadow: 1px 1px 0 var(--line); }
.facts dt { font-size: 12px; color: var(--quiet); }
.facts dd { margin: 2px 0 0; font-size: 17px; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.facts dd small { display: block; font-size: 12px; color: var(--quiet); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; }
.bar { display: flex; height: 34px; border-radius: 8px; overflow: hidden; gap: 2px; }
.bar span { min-width: 3px; background: var(--c); }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
td, th { text-align: left; padding: 8px 10px 8px 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; }
tr:last-child td { border-bottom: 0; }
th { font-size: 12px; color: var(--quiet); }
td.n, th.n { text-align: right; white-space: nowrap; }
.key { display: inline-block; width: 10px; height: 10px; border-radius: 3px; background: var(--c); margin-right: 8px; }
.s0 { --c: light-dark(#c9bfae, #5b5347); } .s1 { --c: light-dark(#8fa6b2, #5d7886); } .s2 { --c: light-dark(#d0a24c, #b98b3a); } .s3 { --c: light-dark(#2b6a6c, #4f9f9c); } .s4 { --c: light-dark(#7a9e7e, #6a9470); }
td { font-size: 15px; }
.clause { font: 14px/1.5 var(--mono); overflow-wrap: anywhere; }
.mark { font-weight: 700; width: 22px; display: inline-block; }
.yes { color: var(--good); } .no { color: var(--bad); } .none { color: var(--quiet); }
.scroll { overflow-x: auto; -webkit-overflow-scrolling: touch; padding-bottom: 6px; }
.tree { display: block; font: 11px var(--sans); }
.tree .lines path { fill: none; stroke-width: 1.2; stroke: var(--gone); opacity: .55; }
.tree .lines path.lives { stroke: var(--accent); stroke-width: 2; opacity: .8; }
.tree circle { cursor: pointer; stroke: var(--card); stroke-width: 1; fill: var(--gone); }
.tree circle.lives { fill: var(--accent); } .tree circle.many { fill: var(--many); }
.tree circle.dead { fill: var(--bad); } .tree circle.gone { fill: var(--card); stroke: var(--gone); stroke-width: 1.6; }
.tree circle:hover, .tree circle.on { stroke: var(--ink); stroke-width: 2; }
.tree text.word { font: 12px var(--serif); fill: var(--ink); paint-order: stroke; stroke: var(--card); stroke-width: 3px; stroke-linejoin: round; pointer-events: none; } .tree text.word.ends, .tree text.word.gone, .tree text.word.dead { fill: var(--quiet); } .tree text.word.gone, .tree text.word.dead { font-style: italic; opacity: .7; }
.tree text.row, .tree text.axis, .tree text.column { fill: var(--quiet); } .tree text.row, .tree text.axis { text-anchor: end; } .tree text.ess, .tree text.column { text-anchor: middle; }
.tree text.ess { fill: var(--ink); } .tree rect.high { fill: var(--soft); } .tree rect.low { fill: color-mix(in srgb, var(--many) 55%, var(--card)); }
.tree .half { stroke: var(--line); stroke-dasharray: 3 3; } .tree .resampled { stroke: var(--many); stroke-width: 1.2; stroke-dasharray: 2 4; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; font-size: 13px; color: var(--quiet); margin: 10px 0 0; padding: 0; list-style: none; }
.legend i { display: inline-block; width: 11px; height: 11px; border-radius: 50%; margin-right: 6px; vertical-align: -1px; border: 1.6px solid transparent; }
.legend i.dotted { border: 0; border-left: 2px dotted var(--many); border-radius: 0; width: 4px; }
.reader { margin-top: 12px; border-top: 1px solid var(--line); padding-top: 12px; }
.reader .at { font-size: 13px; color: var(--quiet); }
.reader .text { font: 400 19px/1.5 var(--serif); white-space: pre-wrap; overflow-wrap: anywhere; min-height: 1.5em; margin: 4px 0 0; }
.reader .text b { font-weight: 400; background: var(--soft); border-radius: 3px; padding: 0 1px; }
pre { margin: 0; white-space: pre-wrap; } h3 { font-size: 13px; color: var(--quiet); margin: 16px 0 6px; }
details { margin-top: 10px; } summary { cursor: pointer; color: var(--accent); padding: 6px 0; }
.texts td { font: 400 16px/1.45 var(--serif); overflow-wrap: anywhere; white-space: pre-wrap; } .texts td.n { font: 14px/1.6 var(--sans); white-space: nowrap; }
.share { display: block; height: 4px; border-radius: 2px; background: var(--accent); margin-top: 8px; min-width: 1px; }
.share.out { background: var(--gone); }
.mono { font: 13px/1.5 var(--mono); overflow-wrap: anywhere; }
footer { margin-top: 56px; font-size: 13px; color: var(--quiet); border-top: 1px solid var(--line); padding-top: 16px; overflow-wrap: anywhere; }
@media (max-width: 560px) { main { padding: 24px 14px 60px; } .answer { font-size: 21px; padding: 18px; } .request { font-size: 18px; } .hide { display: none; } .card { padding: 14px 12px; } h2 { margin-top: 38px; } }
@media print { body { background: #fff; } .card, .answer { break-inside: avoid; } }
`;
