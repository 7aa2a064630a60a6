/**
 * Readings of a document that is being written: each a stack of values inside one another. Most of the time there is one;
 * alternatives that begin alike are followed side by side.
 * @module
 */

import { decimalFrom, unitsAt } from "../../fields/decimal.ts";
import { extremes, type NumberLanguage, withinIntervals } from "../values/numbers.ts";
import { arrayFrame } from "./array-frame.ts";
import type { Frame, Written } from "./frame.ts";
import type { Ledger } from "./ledger.ts";
import { literalFrame, withoutLiterals } from "./literal-frame.ts";
import type { Node, Plan } from "./node.ts";
import { numberFrame } from "./number-frame.ts";
import { objectFrame } from "./object-frame.ts";
import type { Place } from "./place.ts";
import { stringFrame } from "./string-frame.ts";

/** A value and those around it. */
export interface Thread {
  /** Absent: the document is whole. */
  readonly frame: Frame | undefined;
  /** The place of the value in the document, where a relation looks at it. */
  readonly place: Place | undefined;
  readonly below: Thread | undefined;
  readonly ledger: Ledger;
  /** Equal keys: the same may follow, as far as a piece reaches. */
  readonly key: string;
}

/** Short names for stacks that were met before. */
export class Names {
  readonly #ids = new Map<string, number>();

  of(key: string): number {
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.#ids.size;
      this.#ids.set(key, id);
    }
    return id;
  }
}

export class Threads {
  readonly #names = new Names();

  /** The readings of a document that has not begun. */
  start(node: Node, place: Place | undefined, ledger: Ledger): readonly Thread[] {
    const end: Thread = { frame: undefined, place: undefined, below: undefined, ledger, key: "" };
    return this.#begin({ node, place, ledger, below: end, exclude: undefined });
  }

  /** What one more character makes of a reading. */
  next(thread: Thread, codePoint: number): readonly Thread[] {
    const { frame, place, below, ledger } = thread;
    if (!frame) return [];
    const found: Thread[] = [];
    for (const step of frame.step(codePoint, ledger)) {
      switch (step.kind) {
        case "stay":
          found.push(this.#thread({ frame: step.frame, place, below, ledger }));
          break;
        case "done":
          found.push(this.#close(thread, step.written));
          break;
        case "over":
          found.push(...this.next(this.#close(thread, step.written), codePoint));
          break;
        case "enter": {
          const around = this.#thread({ frame: step.frame, place, below, ledger });
          const inside = this.#begin({
            node: step.node,
            place: step.place,
            ledger,
            below: around,
            exclude: step.exclude,
          });
          if (step.feed) for (const begun of inside) found.push(...this.next(begun, codePoint));
          else found.push(...inside);
        }
      }
    }
    return found;
  }

  /** Whether the document may end here. */
  mayEnd(thread: Thread): boolean {
    if (!thread.frame) return true;
    return thread.below?.frame === undefined && thread.frame.wholeAs() !== undefined;
  }

  /** The reading behind a value that is whole. */
  #close({ place, below, ledger }: Thread, written: Written): Thread {
    const around = below!;
    const after = ledger.after(place, written);
    return this.#thread({ ...around, frame: around.frame?.resume(written), ledger: after });
  }

  #thread({ frame, place, below, ledger }: Omit<Thread, "key">): Thread {
    const stack = below ? this.#names.of(below.key) : 0;
    return {
      frame,
      place,
      below,
      ledger,
      key: `${frame?.key ?? ""}/${stack}${ledger.key && `/${ledger.key}`}`,
    };
  }

  #begin(options: {
    readonly node: Node;
    readonly place: Place | undefined;
    readonly ledger: Ledger;
    readonly below: Thread;
    readonly exclude: ReadonlySet<string> | undefined;
  }): Thread[] {
    const { node, place, ledger, below, exclude } = options;
    return node.plans.flatMap((plan) => {
      const frame = firstFrame(plan, { place, ledger, exclude });
      return frame ? [this.#thread({ frame, place, below, ledger })] : [];
    });
  }
}

function firstFrame(
  plan: Plan,
  {
    place,
    ledger,
    exclude,
  }: {
    readonly place: Place | undefined;
    readonly ledger: Ledger;
    readonly exclude: ReadonlySet<string> | undefined;
  },
): Frame | undefined {
  switch (plan.kind) {
    case "literal": {
      const left = withoutLiterals(plan.plan, exclude);
      return left.texts.length > 0 ? literalFrame(left) : undefined;
    }
    case "array":
      return arrayFrame(plan.plan, place);
    case "object":
      return objectFrame(plan.plan, place);
    case "string": {
      const bounds = ledger.texts(place);
      return stringFrame({
        id: `${plan.id}`,
        language: plan.language,
        keep: (place?.roles.length ?? 0) > 0,
        ...(exclude && { excluded: stringsOf(exclude) }),
        ...(bounds && { bounds }),
      });
    }
    case "number": {
      const asked = ledger.numbers(place, plan.language.places);
      const language = asked.reduce<NumberLanguage>(withinIntervals, plan.language);
      if (!extremes(language)) return undefined;
      const own =
        asked.length === 0 ? "" : `:${language.intervals.map(({ low, high }) => `${low}-${high}`).join()}`;
      const excluded = exclude && numbersOf(exclude, language.places);
      const taken = excluded && excluded.size > 0 ? `!${[...excluded].sort().join()}` : "";
      return numberFrame({ id: `${plan.id}${own}${taken}`, language, ...(excluded && { excluded }) });
    }
  }
}

const stringsOf = (canonical: ReadonlySet<string>): string[] =>
  [...canonical].filter((text) => text.startsWith('"')).map((text) => JSON.parse(text) as string);

function numbersOf(canonical: ReadonlySet<string>, places: number): ReadonlySet<bigint> {
  const found = new Set<bigint>();
  for (const text of canonical) {
    const decimal = decimalFrom(text);
    if (decimal && decimal.places <= places) found.add(unitsAt(decimal, places));
  }
  return found;
}
