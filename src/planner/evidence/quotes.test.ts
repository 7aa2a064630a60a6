import assert from "node:assert/strict";
import { test } from "node:test";
import { quotesIn } from "./quotes.ts";

const LENGTH = 20_000;

for (const piece of ["“", '"', "„", "‘", "'a ", "'s' x", "‘s’ x", "「"]) {
  test(`a request of ${piece} again and again is looked through a few times`, (context) => {
    let passed = 0;
    const { indexOf } = String.prototype;
    context.mock.method(String.prototype, "indexOf", function (this: string, sought: string, from = 0) {
      const found = indexOf.call(this, sought, from);
      passed += (found < 0 ? this.length : found + sought.length) - Math.min(from, this.length);
      return found;
    });
    quotesIn(piece.repeat(LENGTH / piece.length));
    context.mock.restoreAll();
    assert.ok(passed < 20 * LENGTH, `${passed} characters passed over`);
  });
}
