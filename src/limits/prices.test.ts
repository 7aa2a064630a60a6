import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { SijoError } from "../errors.ts";
import { startMeter } from "./limits.ts";
import { moneyOf, readPrices } from "./prices.ts";

const use = (name: string, tokens: number, local = true) => ({ name, tokens, local });

suite("money", () => {
  test("is nothing here, what prices say, and unknown elsewhere", () => {
    assert.deepEqual(moneyOf([use("small", 1e6)]), { amount: 0, source: "local" });
    assert.deepEqual(moneyOf([use("small", 5e5), use("large", 2e6, false)], { large: 3 }), {
      amount: 6,
      source: "prices",
    });
    assert.deepEqual(moneyOf([use("small", 1), use("large", 0, false)], { small: 1 }), {
      amount: null,
      source: "unknown",
    });
    assert.deepEqual(moneyOf([use("toString", 1e6)], {}), { amount: 0, source: "local" });
  });

  test("binds at its ceiling, counted from the start", () => {
    let tokens = 1000;
    const meter = startMeter({
      limits: { money: 0.002 },
      uses: () => [use("small", tokens)],
      prices: { small: 2 },
    });
    tokens = 1999;
    assert.equal(meter.bound(), undefined);
    tokens = 2000;
    assert.equal(meter.bound(), "money");
  });

  test("can't be held where it is unknown, and that is said", () => {
    const uses = () => [{ ...use("large", 0), local: false }];
    assert.throws(
      () => startMeter({ limits: { money: 1 }, uses, prices: { small: 2 } }),
      (error) => error instanceof SijoError && error.code === "limits.unknown" && error.kind === "usage",
    );
  });
});

test("prices come from a file, and what is none is said", () => {
  const folder = mkdtempSync(join(tmpdir(), "sijo-prices-"));
  const path = join(folder, "prices.json");
  try {
    writeFileSync(path, '{"small": 0, "large": 2.5}');
    assert.deepEqual(readPrices(path), { small: 0, large: 2.5 });
    for (const text of ["", "[]", "3", '{"a": "1"}', '{"a": -1}']) {
      writeFileSync(path, text);
      assert.throws(() => readPrices(path), { code: "limits.prices" });
    }
    assert.throws(() => readPrices(join(folder, "none.json")), /it is not there/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
