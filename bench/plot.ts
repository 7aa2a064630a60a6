/**
 * Lines over two axes as a small SVG.
 * @module
 */

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface PlotOptions {
  readonly title: string;
  readonly across: string;
  readonly up: string;
  /** Upwards in equal steps, for what may be 0 or less; default: by powers. */
  readonly even?: boolean;
  readonly series: readonly Series[];
}

const [WIDTH, HEIGHT] = [560, 360];
const EDGE = { left: 64, right: 20, top: 40, bottom: 52 };
const COLOURS = ["#0b62a4", "#c2570c", "#2f7d32", "#7b3fa0"];

/**
 * Both axes are logarithmic, unless the upward one is even: what grows by a power is a straight line. Marked across are the
 * places that have points.
 */
export function plot({ title, across, up, even = false, series }: PlotOptions): string {
  const all = series.flatMap(({ points }) => points);
  const x = axis({ values: all.map((point) => point[0]), from: EDGE.left, to: WIDTH - EDGE.right });
  const upwards = { values: all.map((point) => point[1]), from: HEIGHT - EDGE.bottom, to: EDGE.top };
  const y = even ? evenAxis(upwards) : axis(upwards);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<title>${title}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(WIDTH / 2, 20, title, 'text-anchor="middle" font-size="14"'),
    ...[...new Set(all.map(([at]) => at))].flatMap((tick) => [
      line([x.at(tick), EDGE.top], [x.at(tick), HEIGHT - EDGE.bottom]),
      text(x.at(tick), HEIGHT - EDGE.bottom + 16, short(tick), 'text-anchor="middle"'),
    ]),
    ...y.ticks.flatMap((tick) => [
      line([EDGE.left, y.at(tick)], [WIDTH - EDGE.right, y.at(tick)]),
      text(EDGE.left - 6, y.at(tick) + 4, short(tick), 'text-anchor="end"'),
    ]),
    text((EDGE.left + WIDTH - EDGE.right) / 2, HEIGHT - 14, across, 'text-anchor="middle"'),
    text(16, HEIGHT / 2, up, `text-anchor="middle" transform="rotate(-90 16 ${HEIGHT / 2})"`),
  ];
  for (const [index, { name, points }] of series.entries()) {
    const colour = COLOURS[index % COLOURS.length];
    const places = points.map(([across, up]) => `${round(x.at(across))},${round(y.at(up))}`);
    parts.push(
      `<polyline points="${places.join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...places.map((place) => {
        const [cx, cy] = place.split(",");
        return `<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`;
      }),
      text(EDGE.left + 10, EDGE.top + 16 + 16 * index, name, `fill="${colour}"`),
    );
  }
  return `${[...parts, "</svg>"].join("\n")}\n`;
}

interface Range {
  readonly values: readonly number[];
  readonly from: number;
  readonly to: number;
}

interface Axis {
  readonly ticks: readonly number[];
  at(value: number): number;
}

/** Ticks at 1, 2 and 5 times the powers of ten; a little room at both ends. */
function axis({ values, from, to }: Range): Axis {
  const [low, high] = [Math.log(Math.min(...values) / 1.2), Math.log(Math.max(...values) * 1.2)];
  const ticks: number[] = [];
  for (let power = Math.floor(low / Math.LN10); power <= high / Math.LN10; power += 1) {
    for (const times of [1, 2, 5]) {
      const tick = times * 10 ** power;
      if (Math.log(tick) >= low && Math.log(tick) <= high) ticks.push(tick);
    }
  }
  return { ticks, at: (value) => from + ((Math.log(value) - low) / (high - low)) * (to - from) };
}

/** Some five ticks, a power of ten or its half or fifth apart. */
function evenAxis({ values, from, to }: Range): Axis {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = (most - least || Math.abs(most) || 1) / 12;
  const [low, high] = [least - room, most + room];
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const apart = power * ([1, 2, 5].find((times) => times * power >= rough) ?? 10);
  const ticks: number[] = [];
  for (let tick = Math.ceil(low / apart); tick * apart <= high; tick += 1) ticks.push(tick * apart);
  return { ticks, at: (value) => from + ((value - low) / (high - low)) * (to - from) };
}

type Point = readonly [x: number, y: number];

const round = (value: number): string => value.toFixed(1);
const short = (value: number): string => String(Number(value.toPrecision(3)));

const line = ([x1, y1]: Point, [x2, y2]: Point): string =>
  `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" stroke="#ddd"/>`;

const text = (x: number, y: number, words: string, style: string): string =>
  `<text x="${round(x)}" y="${round(y)}" ${style}>${words.replace(/&/g, "&amp;").replace(/</g, "&lt;")}</text>`;
