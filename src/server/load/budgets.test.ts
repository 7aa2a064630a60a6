import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, suite, test } from "node:test";
import { ApiError } from "../errors.ts";
import { Budgets } from "./budgets.ts";

const HOLDER = { name: "ci", tokensPerDay: 100 };
const MORNING = Date.parse("2026-11-25T08:00:00Z");
const NEXT_DAY = Date.parse("2026-11-26T00:00:00Z");

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sijo-budgets-"));
  file = join(folder, "keys.spent.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

const spend = (budgets: Budgets, tokens: number, now = MORNING): Promise<void> =>
  budgets.open(HOLDER, () => ({ tokens, money: tokens / 8 })).close(now);
const isSpent = (error: unknown): boolean => error instanceof ApiError && error.code === "budget_spent";

suite("what a key may spend in a day", () => {
  test("what runs counts while it runs, and once", async () => {
    const budgets = new Budgets({ now: MORNING });
    let tokens = 0;
    const account = budgets.open(HOLDER, () => ({ tokens, money: 0 }));
    tokens = 30;
    assert.equal(budgets.left(HOLDER, MORNING).tokens, 70);
    await account.close(MORNING);
    await account.close(MORNING);
    assert.equal(budgets.left(HOLDER, MORNING).tokens, 70);
    assert.deepEqual(budgets.left({ name: "other" }, MORNING), {});
  });

  test("what is spent is told with the time until the next day, which begins anew", async () => {
    const budgets = new Budgets({ now: MORNING });
    await spend(budgets, 120);
    assert.throws(
      () => budgets.left(HOLDER, MORNING),
      (error) => isSpent(error) && (error as ApiError).headers["retry-after"] === String(16 * 3600),
    );
    assert.equal(budgets.left(HOLDER, NEXT_DAY).tokens, 100);
  });

  test("outlives the process: what was closed is in the file, whole", async () => {
    const first = new Budgets({ file, now: MORNING });
    await Promise.all(Array.from({ length: 20 }, () => spend(first, 4)));
    // No goodbye: as after a kill.
    assert.equal(new Budgets({ file, now: MORNING }).left(HOLDER, MORNING).tokens, 20);
    assert.equal(new Budgets({ file, now: NEXT_DAY }).left(HOLDER, NEXT_DAY).tokens, 100);
    assert.deepEqual(readdirSync(folder), ["keys.spent.json"]);
    assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), {
      day: "2026-11-25",
      tokens: { ci: 80 },
      money: { ci: 10 },
    });
  });

  test("what a crash left half written beside the file changes nothing", async () => {
    await spend(new Budgets({ file, now: MORNING }), 60);
    writeFileSync(`${file}.new`, '{"day": "2026-');
    const budgets = new Budgets({ file, now: MORNING });
    assert.equal(budgets.left(HOLDER, MORNING).tokens, 40);
    await spend(budgets, 40);
    assert.throws(() => new Budgets({ file, now: MORNING }).left(HOLDER, MORNING), isSpent);
  });

  test("a file that is damaged gives no budget twice: a sentence says so", () => {
    for (const text of ["", "{", '{"day": "2026-11-25", "tokens": {"ci": -1}}', "[]"]) {
      writeFileSync(file, text);
      assert.throws(() => new Budgets({ file }), /What keys have spent can't be read from/);
    }
  });

  test("where the file can't be written, the process still counts", async () => {
    const budgets = new Budgets({ file: join(folder, "none", "spent.json"), now: MORNING });
    await assert.rejects(spend(budgets, 70));
    await assert.rejects(spend(budgets, 20));
    assert.equal(budgets.left(HOLDER, MORNING).tokens, 10);
    await budgets.written();
  });
});
