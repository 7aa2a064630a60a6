import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { SijoError } from "../errors.ts";
import { type Limits, startMeter } from "./limits.ts";
import type { Use } from "./prices.ts";

/** A meter over a count of tokens that the test moves. */
function metered(limits: Limits, { before = 0, signal }: { before?: number; signal?: AbortSignal } = {}) {
  const spent = { tokens: before };
  const uses = (): readonly Use[] => [{ name: "small", tokens: spent.tokens, local: true }];
  return { spent, meter: startMeter({ limits, uses, signal }) };
}

suite("the meter", () => {
  test("binds nothing where no ceiling is set", () => {
    const { spent, meter } = metered({});
    spent.tokens = 1e9;
    assert.equal(meter.bound(), undefined);
  });

  test("binds at the ceiling on tokens, and not one token before it", () => {
    const { spent, meter } = metered({ tokens: 100 });
    spent.tokens = 99;
    assert.equal(meter.bound(), undefined);
    spent.tokens = 100;
    assert.equal(meter.bound(), "tokens");
  });

  test("holds a model by its name, whoever has it, and counts from its start", () => {
    let [planner, follower] = [40, 900];
    const uses = (): readonly Use[] => [
      { name: "large", tokens: planner, local: true },
      { name: "small", tokens: follower, local: true },
      { name: "large", tokens: 7, local: true },
    ];
    const meter = startMeter({ limits: { tokensOf: { large: 100 } }, uses });
    follower = 99_999;
    planner = 139;
    assert.equal(meter.bound(), undefined);
    planner = 140;
    assert.equal(meter.bound(), "tokensOf");
  });

  test("refuses to hold a model that has no part in the run, at the start or once models are known", () => {
    const isRefused = (error: unknown): boolean =>
      error instanceof SijoError && error.code === "limits.model" && /small/.test(error.hint ?? "");
    assert.throws(() => metered({ tokensOf: { large: 1 } }), isRefused);
    let known: readonly Use[] = [];
    const meter = startMeter({ limits: { tokensOf: { large: 1 } }, uses: () => known });
    assert.equal(meter.bound(), undefined);
    known = [{ name: "small", tokens: 0, local: true }];
    assert.throws(() => meter.bound(), isRefused);
  });

  test("counts from its start: what the models evaluated before is not this run's", () => {
    const { spent, meter } = metered({ tokens: 100 }, { before: 5000 });
    assert.equal(meter.bound(), undefined);
    spent.tokens = 5100;
    assert.equal(meter.bound(), "tokens");
  });

  test("binds once the seconds are over", async () => {
    const { meter } = metered({ seconds: 0.005 });
    while (meter.seconds() < 0.005) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.equal(meter.bound(), "seconds");
  });

  test("doesn't bind while there are seconds left", () => {
    assert.equal(metered({ seconds: 1e6 }).meter.bound(), undefined);
  });

  test("binds when it is cancelled, before as after its start", () => {
    const abort = new AbortController();
    const { meter } = metered({ tokens: 10 }, { signal: abort.signal });
    assert.equal(meter.bound(), undefined);
    abort.abort();
    assert.equal(meter.bound(), "cancelled");
    assert.equal(metered({}, { signal: AbortSignal.abort() }).meter.bound(), "cancelled");
  });

  test("names cancelling first, then seconds, then tokens", () => {
    const limits = { tokens: 1, seconds: Number.MIN_VALUE };
    const all = metered(limits, { signal: AbortSignal.abort() });
    all.spent.tokens = 9;
    assert.equal(all.meter.bound(), "cancelled");
    const both = metered(limits);
    both.spent.tokens = 9;
    assert.equal(both.meter.bound(), "seconds");
  });

  test("tells seconds that never go back", () => {
    const { meter } = metered({});
    const [one, other] = [meter.seconds(), meter.seconds()];
    assert.ok(one >= 0 && other >= one);
  });

  test("binds once the deadline has come, be it long past", () => {
    assert.equal(metered({ deadline: Date.now() - 1e6 }).meter.bound(), "deadline");
    assert.equal(metered({ deadline: Date.now() + 1e6 }).meter.bound(), undefined);
  });

  test("binds once the process has computed so long", () => {
    const { meter } = metered({ cpuSeconds: 0.02 });
    assert.equal(meter.bound(), undefined);
    while (meter.seconds() < 5 && meter.bound() === undefined) Math.hypot(meter.seconds(), 1);
    assert.equal(meter.bound(), "cpuSeconds");
  });

  test("binds at the joules, measured or estimated, and are refused where they are unknown", () => {
    let value: number | null = 4;
    const energy = { joules: () => ({ value, source: "estimated" as const, how: "" }) };
    const meter = startMeter({ limits: { joules: 5 }, uses: () => [], energy });
    assert.equal(meter.bound(), undefined);
    value = 5;
    assert.equal(meter.bound(), "joules");
    value = null;
    assert.throws(
      () => startMeter({ limits: { joules: 5 }, uses: () => [], energy }),
      (error) => error instanceof SijoError && error.code === "limits.unknown",
    );
  });

  test("binds where the process is larger than it may be", () => {
    assert.equal(metered({ memoryBytes: 1000 }).meter.bound(), "memoryBytes");
    assert.equal(metered({ memoryBytes: 1e15 }).meter.bound(), undefined);
  });

  const NAMES = ["tokens", "seconds", "cpuSeconds", "joules", "deadline", "memoryBytes"] as const;
  for (const name of NAMES) {
    for (const value of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, "9", null]) {
      test(`refuses ${JSON.stringify(value) ?? value} (${String(value)}) as a ceiling on ${name}`, () => {
        assert.throws(
          () => metered({ [name]: value } as Limits),
          (error) =>
            error instanceof SijoError &&
            error.code === "limits.range" &&
            error.kind === "usage" &&
            error.message.includes(name),
        );
      });
    }
  }

  test("takes a ceiling that is undefined for none", () => {
    assert.equal(metered({ tokens: undefined, seconds: undefined } as Limits).meter.bound(), undefined);
  });
});
