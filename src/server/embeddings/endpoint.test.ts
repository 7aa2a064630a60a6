import assert from "node:assert/strict";
import { test } from "node:test";
import { FOLLOWER, testServer } from "../testing.ts";

test("vectors have the time of a request, whether or not a timer can count it", async () => {
  // Milliseconds of the first are no whole number in floating point; the others are more than 31 and 32 bits hold.
  for (const seconds of [8.001, 2 ** 22, 1e9, Number.POSITIVE_INFINITY]) {
    await using server = await testServer({ seconds });
    const { status, json } = await server.post("/v1/embeddings", {
      model: FOLLOWER,
      input: Array(8).fill("A boat."),
    });
    assert.equal(status, 200, `${seconds} s: ${JSON.stringify(json)}`);
  }
});
