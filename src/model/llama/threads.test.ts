import assert from "node:assert/strict";
import { availableParallelism } from "node:os";
import { test } from "node:test";
import { availableTime, physicalCores, ThreadGovernor } from "./threads.ts";

/** Runs batches on a machine where others take so many cores; answers the threads used by each batch. */
function simulate(
  governor: ThreadGovernor,
  { cores, busy, batches, wall = 50 }: { cores: number; busy: number; batches: number; wall?: number },
  clock: { now: number; available: number },
): number[] {
  return Array.from({ length: batches }, () => {
    const { threads } = governor;
    const share = Math.min(1, cores / (threads + busy));
    clock.now += wall;
    clock.available += wall * Math.max(cores - busy, Math.min(threads, cores) * share);
    governor.observe(
      { wall, thread: wall * share, process: wall * threads * share },
      { now: clock.now, available: () => clock.available },
    );
    return threads;
  });
}

test("threads leave a core to a busy neighbour, and take it back when the neighbour is gone", () => {
  for (const cores of [2, 4, 16]) {
    const governor = new ThreadGovernor({ most: cores });
    const clock = { now: 0, available: 0 };
    assert.deepEqual(
      [...new Set(simulate(governor, { cores, busy: 0, batches: 50 }, clock))],
      [cores],
      "alone",
    );
    const beside = simulate(governor, { cores, busy: 1, batches: 50 }, clock);
    if (cores < 16) {
      assert.equal(beside[1], cores - 1);
      const tooMany = beside.filter((threads) => threads === cores).length;
      assert.ok(tooMany <= 1, `${tooMany} of 50 batches had more threads than free cores`);
    }
    assert.equal(simulate(governor, { cores, busy: 0, batches: 50 }, clock).at(-1), cores, "alone again");
  }
});

test("what other threads of the process take is no reason to give up a core", () => {
  const alone = { most: 2, cores: 2 };
  const batch = (governor: ThreadGovernor, times: { thread: number; process: number }): number => {
    governor.observe({ wall: 100, ...times }, { now: 100, available: () => 0 });
    return governor.threads;
  };
  const collecting = { thread: 65, process: 196 };
  assert.equal(batch(new ThreadGovernor(alone), collecting), 2);
  // Where there are more cores, somebody else may have had those that the process did not use.
  assert.equal(batch(new ThreadGovernor({ ...alone, cores: 4 }), collecting), 1);
  assert.equal(batch(new ThreadGovernor(alone), { thread: 65, process: 130 }), 1, "somebody else");
});

test("at least one thread computes, whatever others do", () => {
  const governor = new ThreadGovernor({ most: 2, free: 0 });
  assert.equal(governor.threads, 1);
  const used = simulate(governor, { cores: 2, busy: 20, batches: 50 }, { now: 0, available: 0 });
  assert.deepEqual([...new Set(used)], [1]);
});

test("cores that look free and are not ours are tried less and less often", () => {
  // A container may use one core of a machine that shows two.
  const governor = new ThreadGovernor({ most: 2 });
  let now = 0;
  const tries: number[] = [];
  for (let batch = 0; batch < 2000; batch += 1) {
    const { threads } = governor;
    if (threads === 2) tries.push(batch);
    now += 50;
    governor.observe({ wall: 50, thread: 50 / threads, process: 50 }, { now, available: () => now * 2 });
  }
  const early = tries.filter((batch) => batch < 1000).length;
  const late = tries.length - early;
  assert.ok(late < early && late <= 10, `${early} tries in the first half, ${late} in the second`);
});

test("the machine's cores and their free time can be read", () => {
  assert.ok(physicalCores() >= 1 && physicalCores() <= availableParallelism());
  assert.ok(availableTime() > 0);
});
