/**
 * The family tree of particles as SVG: a column a barrier, a row a particle; lines lead from parents to those that go on.
 * @module
 */
import type { StoryBarrier, StoryRound } from "../story.ts";
import { escaped } from "./escape.ts";

/** Pixels of the drawing. */
const NARROW = 26;
const WIDE = 98;
/** Columns, and rows, up to which the words are written beside the particles. */
const MOST_COLUMNS = 80;
const MOST_ROWS = 48;
const MOST_LETTERS = 12;
/** Of a row, and of all rows where there are many. */
const MOST_ROW = 22;
const LEAST_ROW = 7;
const ROWS = 900;
const LEFT = 40;
const TOP = 34;
const CHART = 64;

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** Which particles of each barrier have descendants at the last one. */
export function survivors(barriers: readonly StoryBarrier[]): readonly ReadonlySet<number>[] {
  const last = barriers.at(-1);
  if (!last) return [];
  const alive: Set<number>[] = barriers.map(() => new Set());
  for (const [particle, share] of last.shares.entries())
    if (share > 0) alive[barriers.length - 1].add(particle);
  for (let at = barriers.length - 1; at > 0; at -= 1) {
    for (const particle of alive[at]) alive[at - 1].add(barriers[at].parents?.[particle] ?? particle);
  }
  return alive;
}

/** How many particles of the next barrier come from each of this one. */
export const childrenOf = (barrier: StoryBarrier, particle: number): number =>
  barrier.ancestors?.filter((ancestor) => ancestor === particle).length ?? 1;

/** The drawing of one round, with the effective sample size of each barrier above the particles. */
export function treeSvg({ barriers, round }: StoryRound): string {
  const rows = Math.max(0, ...barriers.map(({ shares }) => shares.length));
  if (rows === 0) return "";
  const row = Math.max(LEAST_ROW, Math.min(MOST_ROW, ROWS / rows));
  const [leastRadius, mostRadius] = [row * 0.1, row * 0.38];
  const named = rows <= MOST_ROWS && barriers.length <= MOST_COLUMNS && barriers.every(({ texts }) => texts);
  const column = named ? WIDE : NARROW;
  const width = LEFT + column * barriers.length + 12;
  const top = TOP + CHART;
  const height = top + row * rows + 10;
  const place = (at: number, particle: number): Place => ({
    x: LEFT + column * at + (named ? 16 : column / 2),
    y: top + row * particle + row / 2,
  });
  const lines: string[] = [];
  const dots: string[] = [];
  const alive = survivors(barriers);
  for (const [at, barrier] of barriers.entries()) {
    for (const [particle, share] of barrier.shares.entries()) {
      const { x, y } = place(at, particle);
      const parent = barrier.parents?.[particle];
      const lives = alive[at].has(particle);
      if (at > 0 && parent !== undefined) {
        const from = place(at - 1, parent);
        const bend = (x - from.x) / 2;
        lines.push(
          `<path class="${lives ? "lives" : "ends"}" d="M${from.x} ${from.y}C${from.x + bend} ${from.y} ${x - bend} ${y} ${x} ${y}"/>`,
        );
      }
      const children = childrenOf(barrier, particle);
      const fate =
        share === 0 ? "dead" : children === 0 ? "gone" : children > 1 ? "many" : lives ? "lives" : "ends";
      // Of the area that an equal share has, a fifth of the largest.
      const area = Math.min(1, (share * barrier.shares.length) / 5);
      const radius = Math.max(leastRadius, mostRadius * Math.sqrt(area));
      dots.push(
        ...(named ? [word({ barriers, at, particle, x: x + 9, y: y - 3, fate })] : []),
        `<circle class="${fate}" cx="${x}" cy="${y}" r="${radius.toFixed(1)}" data-at="${round}.${at}.${particle}" tabindex="-1"/>`,
      );
    }
  }
  const title = `Family tree of ${rows} particles over ${barriers.length} barriers`;
  return [
    `<svg class="tree" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">`,
    essChart(barriers, { width, rows, column }),
    `<g class="lines">${lines.join("")}</g>`,
    `<g class="marks">${barriers.map((barrier, at) => (barrier.ancestors ? resampledMark(at, { top, height, column }) : "")).join("")}</g>`,
    ...Array.from({ length: row < 12 ? 0 : rows }, (_, particle) => {
      const { y } = place(0, particle);
      return `<text class="row" x="${LEFT - 6}" y="${y + 4}">${particle + 1}</text>`;
    }),
    `<g class="dots">${dots.join("")}</g>`,
    "</svg>",
  ].join("");
}

/** What a particle has added, beside it. */
function word({
  barriers,
  at,
  particle,
  x,
  y,
  fate,
}: Place & { barriers: readonly StoryBarrier[]; at: number; particle: number; fate: string }): string {
  const { texts = [], parents } = barriers[at];
  const before = barriers[at - 1]?.texts?.[parents?.[particle] ?? particle] ?? "";
  const added = texts[particle].slice(before.length).replace(/\s+/g, " ").trim();
  if (added === "") return "";
  const letters = [...added];
  const shown = letters.length > MOST_LETTERS ? `…${letters.slice(1 - MOST_LETTERS).join("")}` : added;
  return `<text class="word ${fate}" x="${x}" y="${y}">${escaped(shown)}</text>`;
}

/** A line where light particles gave way, behind the barrier. */
function resampledMark(
  at: number,
  { top, height, column }: { top: number; height: number; column: number },
): string {
  const x = LEFT + column * (at + 1) - 2;
  return `<line class="resampled" x1="${x}" y1="${top - 4}" x2="${x}" y2="${height - 4}"/>`;
}

/** Bars of the effective sample size; those below half of the particles led to resampling. */
function essChart(
  barriers: readonly StoryBarrier[],
  { width, rows, column }: { width: number; rows: number; column: number },
): string {
  const base = TOP + CHART - 14;
  const scale = CHART - 14;
  const bars = barriers.map(({ effectiveSampleSize, ancestors, index, shares }, at) => {
    const size = Math.max(1, (scale * effectiveSampleSize) / Math.max(rows, shares.length));
    const x = LEFT + column * at + (column === WIDE ? 4 : (column - Math.min(24, column - 8)) / 2);
    const thick = Math.min(24, column - 8);
    return [
      `<rect class="${ancestors ? "low" : "high"}" x="${x}" y="${(base - size).toFixed(1)}" width="${thick}" height="${size.toFixed(1)}" rx="2"/>`,
      `<text class="ess" x="${x + (thick) / 2}" y="${(base - size - 4).toFixed(1)}">${effectiveSampleSize.toFixed(1)}</text>`,
      `<text class="column" x="${x + (thick) / 2}" y="12">${index + 1}</text>`,
    ].join("");
  });
  const half = base - scale / 2;
  return `<g class="chart"><line class="half" x1="${LEFT}" y1="${half}" x2="${width - 12}" y2="${half}"/>${bars.join("")}<text class="axis" x="${LEFT - 6}" y="${base}">ESS</text></g>`;
}
