import assert from "node:assert/strict";
import { test } from "node:test";
import { isSame, type Told } from "./interrupt.ts";

const told = (name: NodeJS.Signals, at: number): Told => ({ name, at });

test("a SIGTERM that comes by two ways is one; what a person does twice is not", () => {
  assert.equal(isSame(told("SIGTERM", 100), told("SIGTERM", 101)), true);
  assert.equal(isSame(told("SIGTERM", 100), told("SIGTERM", 3000)), false);
  assert.equal(isSame(told("SIGINT", 100), told("SIGINT", 101)), false);
  assert.equal(isSame(told("SIGINT", 100), told("SIGTERM", 101)), false);
});
