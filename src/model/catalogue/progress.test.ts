import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { type PullProgress, progressMeter } from "./progress.ts";

/** A meter whose clock is set by hand. */
function meterByHand(total: number) {
  const clock = { milliseconds: 0 };
  const reports: PullProgress[] = [];
  const meter = progressMeter({
    total,
    onProgress: (progress) => reports.push(progress),
    now: () => clock.milliseconds,
  });
  return { clock, reports, meter };
}

suite("progress", () => {
  test("is reported a few times a second, however often bytes come", () => {
    const { clock, reports, meter } = meterByHand(10_000);
    meter.begin("hub");
    for (let received = 1; received <= 1_000; received++) {
      clock.milliseconds = received;
      meter.at(received);
    }
    assert.equal(reports.length, 11);
  });

  test("has the rate of the last seconds, not of the whole time", () => {
    const { clock, reports, meter } = meterByHand(1_000_000);
    meter.begin("hub", 500);
    for (let second = 1; second <= 20; second++) {
      clock.milliseconds = second * 1_000;
      meter.at(500 + (second <= 10 ? second * 1_000 : 10_000 + (second - 10) * 50));
    }
    assert.equal(reports.at(-1)?.rate, 50);
  });

  test("never falls while the source stays, never exceeds the whole, and reports the end at once", () => {
    const { reports, meter } = meterByHand(100);
    meter.begin("packages");
    for (const received of [60, 40, 130]) meter.at(received);
    assert.deepEqual(
      reports.map(({ received }) => received),
      [0, 100],
    );
    meter.begin("hub");
    assert.equal(reports.at(-1)?.received, 0);
  });
});
