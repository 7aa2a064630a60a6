import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import { test } from "node:test";
import { testWeights } from "../testing/weights.ts";
import { findModel } from "./find.ts";
import { resolveModel } from "./resolve.ts";

test("the test model comes from where its bytes really are, and is trusted from then on", async () => {
  const { bytes, sha256 } = findModel("smollm2-135m");
  const path = await testWeights();
  assert.equal((await stat(path)).size, bytes);
  assert.deepEqual(await resolveModel("smollm2-135m"), { path, name: "smollm2-135m", sha256 });
});
