import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { TraceEvent } from "../trace/index.ts";
import { storyOf } from "./story.ts";

const said = (kind: string, data: unknown, index = 0, second = 0): TraceEvent => ({
  index,
  time: new Date(second * 1000).toISOString(),
  kind,
  data,
  ...{ salt: "s", digest: "", previous: "", hash: "" },
});
const numbers = { round: 0, effectiveSampleSize: 2, alive: 2, logZ: 0, logWeights: [0, Math.log(3), null] };

suite("a story", () => {
  const rows: readonly (readonly [what: string, barriers: readonly TraceEvent[]])[] = [
    [
      "of pieces",
      [
        said("barrier", { ...numbers, index: 0, added: ["a", "b", "c"], ancestors: [1, 1, 0] }),
        said("barrier", { ...numbers, index: 1, added: [" x", " y", " z"] }),
      ],
    ],
  ];
  for (const [what, barriers] of rows) {
    test(`${what} follows each particle to where it came from`, () => {
      const [{ barriers: found }] = storyOf(barriers).rounds;
      assert.deepEqual(found[0].texts, ["a", "b", "c"]);
      assert.deepEqual(found[1].texts, ["b x", "b y", "a z"]);
      assert.deepEqual([found[0].parents, found[1].parents], [undefined, [1, 1, 0]]);
      assert.deepEqual(
        found[0].shares.map((share) => share.toFixed(2)),
        ["0.25", "0.75", "0.00"],
      );
    });
  }

  test("tells what each stage took, of a run that was killed by its clock", () => {
    const spent = (seconds: number, follower: number) => ({
      seconds,
      cpuSeconds: seconds / 2,
      tokens: { planner: 0, follower },
    });
    const events = [
      said("request", { request: "x" }, 0, 0),
      said("stage", { stage: "compile", ...spent(1, 0) }, 1, 1),
      said("stage", { stage: "write", ...spent(3, 0) }, 2, 3),
      said("barrier", { ...numbers, index: 0, added: ["", "", ""] }, 3, 7),
    ];
    const { stages } = storyOf(events);
    assert.deepEqual(
      stages.map(({ stage, from, seconds }) => [stage, from, seconds]),
      [
        ["compile", 1, 2],
        ["write", 3, 4],
      ],
    );
    const whole = storyOf([...events, said("verdict", { bill: spent(8, 40), checks: [], best: null }, 4, 8)]);
    assert.deepEqual([whole.stages[1].seconds, whole.stages[1].tokens], [5, 40]);
  });

  test("of nothing, and of what was deleted, has nothing to tell", () => {
    assert.deepEqual([storyOf([]).rounds, storyOf([]).deleted], [[], false]);
    const { salt: _, data: __, ...empty } = said("request", {});
    assert.equal(storyOf([empty]).deleted, true);
  });
});
