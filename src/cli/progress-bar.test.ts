import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { PullProgress } from "../model/catalogue/index.ts";
import { duration, progressBar, size } from "./progress-bar.ts";

const half: PullProgress = { source: "hub", received: 50_000_000, total: 100_000_000, rate: 10_000_000 };

function barOn({ isTTY, columns = 120 }: { isTTY: boolean; columns?: number }) {
  const written: string[] = [];
  const clock = { milliseconds: 0 };
  const bar = progressBar({
    label: "a-model",
    stream: { isTTY, columns, write: (text: string) => written.push(text) },
    now: () => clock.milliseconds,
  });
  return { written, clock, bar };
}

suite("the progress bar", () => {
  test("moves on one line in a terminal, with rate and time left", () => {
    const { written, bar } = barOn({ isTTY: true });
    bar.update(half);
    const [line = ""] = written;
    assert.ok(line.startsWith(`\r\u001b[2Ka-model  Hugging Face  ${"█".repeat(12)}${"░".repeat(12)} 50 %`));
    assert.match(line, /50\.0 MB of 100 MB {2}10\.0 MB\/s {2}5 s left$/);
    bar.note("something else");
    assert.deepEqual(written.slice(1), ["\r\u001b[2K", "something else\n"]);
  });

  for (const columns of [20, 40, 60, 80, 100]) {
    test(`fits into ${columns} columns`, () => {
      const { written, bar } = barOn({ isTTY: true, columns });
      bar.update(half);
      assert.ok(written[0]!.replace("\r\u001b[2K", "").length < columns);
    });
  }

  test("is an occasional plain line elsewhere", () => {
    const { written, clock, bar } = barOn({ isTTY: false });
    for (let second = 0; second < 25; second++) {
      clock.milliseconds = second * 1_000;
      bar.update(half);
    }
    bar.update({ ...half, source: "packages", rate: 0 });
    bar.close();
    assert.equal(written.length, 4);
    assert.equal(written[0], "a-model  Hugging Face  50 %  50.0 MB of 100 MB  10.0 MB/s  5 s left\n");
    assert.equal(written[3], "a-model  Python packages  50 %  50.0 MB of 100 MB\n");
  });

  test("says nothing about what is in the cache, and that another process is waited for", () => {
    const { written, bar } = barOn({ isTTY: false });
    bar.update({ ...half, source: "cache" });
    bar.update({ ...half, source: "another process", received: 0 });
    assert.deepEqual(written, ["a-model  another process is pulling it, waiting\n"]);
  });
});

test("sizes and durations are written for people", () => {
  assert.deepEqual([0, 999, 1_000, 98_362_432, 491_400_064, 999_990_000, 1_117_320_768].map(size), [
    "0 B",
    "999 B",
    "1.0 kB",
    "98.4 MB",
    "491 MB",
    "1.0 GB",
    "1.1 GB",
  ]);
  assert.deepEqual([0.2, 59, 60, 185, 3_600, 7_800].map(duration), [
    "1 s",
    "59 s",
    "1 min 0 s",
    "3 min 5 s",
    "1 h 0 min",
    "2 h 10 min",
  ]);
});
