/**
 * An object: `{"a": 1, "b": 2}`. Properties that a schema names come in its order, others behind them.
 * @module
 */
import { type Frame, NO_STEPS, NOTHING_WRITTEN, PLAIN_FRAME, type Step } from "./frame.ts";
import type { Ledger } from "./ledger.ts";
import type { ObjectPlan } from "./node.ts";
import type { Place } from "./place.ts";
import { openStringFrame } from "./string-frame.ts";

const OPEN = 0x7b;
const CLOSE = 0x7d;
const COMMA = 0x2c;
const SPACE = 0x20;
const QUOTE = 0x22;
const COLON = 0x3a;

interface Progress {
  /** The first of the named properties that may still come. */
  readonly index: number;
  readonly count: number;
  /** Free names that are taken. */
  readonly taken: readonly string[];
}

const AT_START: Progress = { index: 0, count: 0, taken: [] };

/** Where an object stands between its properties. */
type Phase = "start" | "open" | "inside" | "behind" | "comma" | "next";

export const objectFrame = (plan: ObjectPlan, place: Place | undefined): Frame =>
  between(plan, place, AT_START, "start");

/** Whether properties can be added so that there are enough and not too many. */
function isFeasible({ properties, requiredFrom, freeMost, min, max }: ObjectPlan, at: Progress): boolean {
  const { index, count, taken } = at;
  return (
    count + requiredFrom[index] <= max && count + properties.length - index + freeMost - taken.length >= min
  );
}

const isRequired = ({ requiredFrom }: ObjectPlan, index: number): boolean =>
  requiredFrom[index + 1] < requiredFrom[index];

/** The named properties that may come next. */
function nextNamed(plan: ObjectPlan, at: Progress): number[] {
  const { properties } = plan;
  const found: number[] = [];
  for (let index = at.index; index < properties.length; index += 1) {
    if (isFeasible(plan, { ...at, index: index + 1, count: at.count + 1 })) found.push(index);
    if (isRequired(plan, index)) break;
  }
  return found;
}

function withFreeName(plan: ObjectPlan, at: Progress, name: string): Progress | undefined {
  if (plan.requiredFrom[at.index] > 0 || at.taken.length >= plan.freeMost || plan.free.length === 0)
    return undefined;
  const after = { index: plan.properties.length, count: at.count + 1, taken: [...at.taken, name] };
  return isFeasible(plan, after) ? after : undefined;
}

const keyOf = ({ id, min, max }: ObjectPlan, { index, count, taken }: Progress): string =>
  `${id}.${index}.${min > 0 || max < Infinity ? count : ""}.${taken.length > 0 ? JSON.stringify(taken) : ""}`;

function between(plan: ObjectPlan, place: Place | undefined, at: Progress, phase: Phase): Frame {
  const to = (next: Phase): readonly Step[] => [{ kind: "stay", frame: between(plan, place, at, next) }];
  const mayClose = (): boolean => plan.requiredFrom[at.index] === 0 && at.count >= plan.min;
  const mayGrow = (): boolean => nextNamed(plan, at).length > 0 || withFreeName(plan, at, "") !== undefined;
  const close = (): readonly Step[] => (mayClose() ? [{ kind: "done", written: NOTHING_WRITTEN }] : NO_STEPS);
  const openName = (): readonly Step[] => {
    const steps: Step[] = [];
    const named = nextNamed(plan, at);
    if (named.length > 0) steps.push({ kind: "stay", frame: givenName(plan, place, at, named, 1) });
    if (withFreeName(plan, at, "")) {
      for (const index of plan.free.keys()) steps.push({ kind: "stay", frame: freeName(plan, at, index) });
    }
    return steps;
  };
  return {
    ...PLAIN_FRAME,
    key: `o${phase}${keyOf(plan, at)}`,
    step(codePoint): readonly Step[] {
      switch (phase) {
        case "start":
          return codePoint === OPEN ? to("open") : NO_STEPS;
        case "open":
          return codePoint === CLOSE ? close() : codePoint === QUOTE ? openName() : NO_STEPS;
        case "behind":
          if (codePoint === CLOSE) return close();
          return codePoint === COMMA && mayGrow() ? to("comma") : NO_STEPS;
        case "comma":
          return codePoint === SPACE ? to("next") : NO_STEPS;
        case "next":
          return codePoint === QUOTE ? openName() : NO_STEPS;
        case "inside":
          return NO_STEPS;
      }
    },
    resume: () => between(plan, place, at, "behind"),
  };
}

/** Inside the name of one of these properties; `typed` UTF-16 units of it have been written. */
function givenName(
  plan: ObjectPlan,
  place: Place | undefined,
  at: Progress,
  named: readonly number[],
  typed: number,
): Frame {
  const openings = named.map((index) => plan.properties[index].opening);
  return {
    ...PLAIN_FRAME,
    key: `k${keyOf(plan, at)}.${named.join()}.${typed}`,
    step(codePoint): readonly Step[] {
      const character = String.fromCodePoint(codePoint);
      const still = named.filter((_, which) => openings[which].startsWith(character, typed));
      if (still.length === 0) return NO_STEPS;
      const longer = typed + character.length;
      const [first] = still;
      const { name, opening, node } = plan.properties[first];
      if (opening.length > longer)
        return [{ kind: "stay", frame: givenName(plan, place, at, still, longer) }];
      const after = { ...at, index: first + 1, count: at.count + 1 };
      return [
        {
          kind: "enter",
          frame: between(plan, place, after, "inside"),
          node,
          place: place?.properties.get(name),
          feed: false,
        },
      ];
    },
    // Of those that may come, the last is the one that must, if any must.
    soonest: () =>
      isRequired(plan, named[named.length - 1]) ? openings.at(-1)?.codePointAt(typed) : undefined,
    admitsBeyondAscii: (low, high) =>
      openings.some((opening) => {
        const point = opening.codePointAt(typed)!;
        return low <= point && point <= high;
      }),
    resume: () => {
      throw new TypeError("a name holds no value");
    },
  };
}

/** Inside a name that the schema does not give. */
function freeName(plan: ObjectPlan, at: Progress, index: number): Frame {
  const { names } = plan.free[index];
  const inner = openStringFrame({
    id: `k${plan.id}.${index}`,
    language: names,
    keep: true,
    excluded: [...plan.given, ...at.taken],
  });
  return wrapped(plan, at, index, inner);
}

function wrapped(plan: ObjectPlan, at: Progress, index: number, inner: Frame): Frame {
  return {
    ...PLAIN_FRAME,
    key: `f${keyOf(plan, at)}.${index}.${inner.key}`,
    step(codePoint, ledger: Ledger): readonly Step[] {
      return inner.step(codePoint, ledger).flatMap((step): Step[] => {
        if (step.kind === "stay") return [{ kind: "stay", frame: wrapped(plan, at, index, step.frame) }];
        if (step.kind !== "done") return [];
        const after = withFreeName(plan, at, step.written.text!);
        return after ? [{ kind: "stay", frame: colon(plan, after, index, COLON) }] : [];
      });
    },
    admitsBeyondAscii: (low, high) => inner.admitsBeyondAscii(low, high),
    freely: () => inner.freely(),
    resume: () => {
      throw new TypeError("a name holds no value");
    },
  };
}

/** Behind a free name: a colon, a space, the value. */
function colon(plan: ObjectPlan, at: Progress, index: number, wanted: number): Frame {
  return {
    ...PLAIN_FRAME,
    key: `c${keyOf(plan, at)}.${index}.${wanted}`,
    step(codePoint): readonly Step[] {
      if (codePoint !== wanted) return NO_STEPS;
      if (wanted === COLON) return [{ kind: "stay", frame: colon(plan, at, index, SPACE) }];
      return [
        {
          kind: "enter",
          frame: between(plan, undefined, at, "inside"),
          node: plan.free[index].node,
          place: undefined,
          feed: false,
        },
      ];
    },
    resume: () => {
      throw new TypeError("a name holds no value");
    },
  };
}
