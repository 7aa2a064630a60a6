import assert from "node:assert/strict";
import { test } from "node:test";
import koffi from "koffi";
import { Outputs } from "./outputs.ts";

test("a view shows what stands in memory, and is empty once it was taken back", () => {
  const memory = new Float32Array(64).fill(1);
  const outputs = new Outputs({ size: 32 });
  const address = koffi.address(memory) as bigint;
  const [first, second] = [outputs.view(address), outputs.view(address + 128n)];
  memory[3] = 7;
  memory[32] = 8;
  assert.deepEqual([first.length, first[3], second[0]], [32, 7, 8]);
  outputs.detach();
  assert.deepEqual([first.length, second.length], [0, 0]);
  memory[3] = 9;
  const again = outputs.view(address);
  assert.deepEqual([again.length, again[3], first.length], [32, 9, 0], "the same memory, not a copy of it");
  memory[3] = 10;
  assert.equal(again[3], 10);
});
