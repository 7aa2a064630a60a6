/**
 * An array: `[1, 2]`.
 * @module
 */
import { type Frame, NO_STEPS, NOTHING_WRITTEN, PLAIN_FRAME, type Step } from "./frame.ts";
import type { Ledger } from "./ledger.ts";
import type { ArrayPlan, Node } from "./node.ts";
import type { Place } from "./place.ts";

const OPEN = 0x5b;
const CLOSE = 0x5d;
const COMMA = 0x2c;
const SPACE = 0x20;

/** More items than one piece of text can hold (see `usablePiece`): counts beyond look alike to it. */
export const FAR = 8;

interface Progress {
  readonly phase: "start" | "open" | "inside" | "behind" | "comma" | "next";
  /** Items that are whole. */
  readonly count: number;
  /** Those that others must differ from. */
  readonly seen: ReadonlySet<string>;
}

export const arrayFrame = (plan: ArrayPlan, place: Place | undefined): Frame =>
  frameAt(plan, place, { phase: "start", count: 0, seen: new Set() });

function frameAt(plan: ArrayPlan, place: Place | undefined, at: Progress): Frame {
  const { phase, count, seen } = at;
  const { id, prefix, rest, min, max, unique } = plan;
  const mayClose = (ledger: Ledger): boolean => count >= min && ledger.mayClose(place);
  const item = (ledger: Ledger): Node | undefined =>
    count < max && ledger.mayGrow(place) ? (count < prefix.length ? prefix[count] : rest) : undefined;
  const enter = (ledger: Ledger): readonly Step[] => {
    const node = item(ledger);
    if (!node) return NO_STEPS;
    const inside = frameAt(plan, place, { ...at, phase: "inside" });
    return [
      {
        kind: "enter",
        frame: inside,
        node,
        place: place?.items,
        feed: true,
        ...(unique && { exclude: seen }),
      },
    ];
  };
  const to = (next: Progress["phase"]): readonly Step[] => [
    { kind: "stay", frame: frameAt(plan, place, { ...at, phase: next }) },
  ];
  const close: readonly Step[] = [{ kind: "done", written: NOTHING_WRITTEN }];
  const counts = [
    count < prefix.length ? count : "",
    Math.min(Math.max(min - count, 0), FAR),
    Math.min(max - count, FAR),
  ];
  return {
    ...PLAIN_FRAME,
    key: `a${id}${phase}.${counts.join(".")}${unique ? `.${[...seen].sort().join()}` : ""}`,
    step(codePoint, ledger): readonly Step[] {
      switch (phase) {
        case "start":
          return codePoint === OPEN ? to("open") : NO_STEPS;
        case "open":
          if (codePoint === CLOSE) return mayClose(ledger) ? close : NO_STEPS;
          return enter(ledger);
        case "behind":
          if (codePoint === CLOSE) return mayClose(ledger) ? close : NO_STEPS;
          return codePoint === COMMA && item(ledger) ? to("comma") : NO_STEPS;
        case "comma":
          return codePoint === SPACE ? to("next") : NO_STEPS;
        case "next":
          return enter(ledger);
        case "inside":
          return NO_STEPS;
      }
    },
    admitsBeyondAscii: () => false,
    resume: ({ canonical }) =>
      frameAt(plan, place, {
        phase: "behind",
        count: count + 1,
        seen: unique && canonical !== undefined ? new Set([...seen, canonical]) : seen,
      }),
  };
}
