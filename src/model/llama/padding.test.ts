import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inFours } from "./padding.ts";

const batches = fc
  .array(fc.record({ token: fc.nat(1000), position: fc.nat(500), output: fc.nat(1) }), {
    minLength: 1,
    maxLength: 256,
  })
  .map((rows) => ({
    tokens: Int32Array.from(rows, ({ token }) => token),
    positions: Int32Array.from(rows, ({ position }) => position),
    sequences: Int32Array.from(rows, (_, index) => index % 7),
    outputs: Int8Array.from(rows, ({ output }) => output),
  }));

test("batches come in fours, with what was asked for in its place", () => {
  fc.assert(
    fc.property(batches, (batch) => {
      const rows = batch.tokens.length;
      const filled = inFours(batch);
      const outputs = filled.outputs.reduce((sum, output) => sum + output, 0);
      const wanted = batch.outputs.reduce((sum, output) => sum + output, 0);
      assert.equal(filled.tokens.length % 4, 0);
      assert.equal(outputs % 4, 0);
      assert.ok(filled.tokens.length - rows < 4 && outputs - wanted < 4);
      for (const name of ["tokens", "positions", "sequences"] as const)
        assert.deepEqual(filled[name].subarray(0, rows), batch[name]);
      assert.ok(batch.outputs.every((output, row) => output <= filled.outputs[row]));
      // The rest goes on behind the last row.
      for (let row = rows; row < filled.tokens.length; row += 1) {
        assert.equal(filled.sequences[row], batch.sequences[rows - 1]);
        assert.equal(filled.positions[row], filled.positions[row - 1] + 1);
      }
    }),
  );
});
