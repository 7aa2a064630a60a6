import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
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

  test("money is counted beside tokens, while it runs and in the file", async () => {
    const holder = { name: "ci", moneyPerDay: 2 };
    const budgets = new Budgets({ file, now: MORNING });
    const account = budgets.open(holder, () => ({ tokens: 9, money: 0.5 }));
    assert.deepEqual(budgets.left({ ...holder, tokensPerDay: 10 }, MORNING), { tokens: 1, money: 1.5 });
    await account.close(MORNING);
    await budgets.open(holder, () => ({ tokens: 1, money: 1.5 })).close(MORNING);
    const next = new Budgets({ file, now: MORNING });
    assert.throws(() => next.left(holder, MORNING), /The key's budget of 2 for today is spent/);
    assert.deepEqual(next.left(holder, NEXT_DAY), { money: 2 });
  });

  test("a file of before money was counted is read as it is", () => {
    writeFileSync(file, '{"day": "2026-11-25", "tokens": {"ci": 30}}');
    const budgets = new Budgets({ file, now: MORNING });
    assert.deepEqual(budgets.left({ ...HOLDER, moneyPerDay: 1 }, MORNING), { tokens: 70, money: 1 });
  });

  test("a process that is killed at any point has written down what it acknowledged", async () => {
    const spender = `
      import { Budgets } from ${JSON.stringify(fileURLToPath(new URL("./budgets.ts", import.meta.url)))};
      const budgets = new Budgets({ file: ${JSON.stringify(file)}, now: ${MORNING} });
      const holder = { name: "ci", tokensPerDay: 1e9, moneyPerDay: 1e9 };
      const spend = async () => {
        for (;;) {
          await budgets.open(holder, () => ({ tokens: 4, money: 0.5 })).close(${MORNING});
          process.stdout.write("x");
        }
      };
      for (let client = 0; client < 3; client += 1) void spend();`;
    let acknowledged = 0;
    for (const milliseconds of [0, 3, 11]) {
      const child = spawn(process.execPath, ["--input-type=module", "-e", spender], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      let isDoomed = false;
      child.stdout.on("data", (chunk: Buffer) => {
        acknowledged += chunk.length;
        if (!isDoomed) setTimeout(() => child.kill("SIGKILL"), milliseconds);
        isDoomed = true;
      });
      await once(child, "close");
      const { tokens, money } = new Budgets({ file, now: MORNING }).spent("ci", MORNING);
      assert.equal(tokens, money * 8);
      // Beside it only what was written and not yet told: of three clients, one each.
      assert.ok(tokens >= 4 * acknowledged && tokens <= 4 * (acknowledged + 3), `${tokens}, ${acknowledged}`);
      acknowledged = tokens / 4;
    }
  });
});
