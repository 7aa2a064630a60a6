import assert from "node:assert/strict";
import { test } from "node:test";
import { SijoError } from "../errors.ts";
import { limitsOf } from "./limits-options.ts";

test("ceilings that aren't given are none, but for five minutes", () => {
  assert.deepEqual(limitsOf({}), { seconds: 300 });
});

test("ceilings are given in the units of their names", () => {
  const limits = limitsOf({
    maxTokens: ["100", "small=60"],
    maxSeconds: "2.5",
    maxCpuSeconds: "3",
    maxJoules: "40",
    maxMemory: "2000",
    maxCost: "0.25",
    deadline: "2027-01-31T18:00Z",
  });
  const deadline = Date.UTC(2027, 0, 31, 18);
  assert.deepEqual(limits, {
    ...{
      tokens: 100,
      tokensOf: { small: 60 },
      seconds: 2.5,
      cpuSeconds: 3,
      joules: 40,
      memoryBytes: 2e9,
      money: 0.25,
    },
    deadline,
  });
});

for (const given of [["none"], ["small="], ["1", "2"], ["a=1", "a=2"], ["a=1.5"], ["=-3"]]) {
  test(`--max-tokens ${given.join(" and ")} is the caller's mistake`, () => {
    assert.throws(
      () => limitsOf({ maxTokens: given }),
      (error) => error instanceof SijoError && error.kind === "usage",
    );
  });
}

for (const given of ["18:00", "tomorrow", "2027-13-45T99:99", "", "2027"]) {
  test(`the deadline ${JSON.stringify(given)} is the caller's mistake`, () => {
    assert.throws(
      () => limitsOf({ deadline: given }),
      (error) => error instanceof SijoError && error.code === "usage.deadline",
    );
  });
}
