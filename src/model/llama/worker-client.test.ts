import assert from "node:assert/strict";
import { test } from "node:test";
import { SijoError } from "../../errors.ts";
import { startWorker } from "./worker-client.ts";

const start = (death: string) =>
  startWorker({
    options: { path: death, cells: 1, sequences: 1, threads: 1, packing: "none" },
    head: { bytes: 1 },
    program: new URL("./testing/worker.ts", import.meta.url),
  });
const request = { kind: "save", operations: new Int32Array(0), path: "", sequence: 0 } as const;
const isFault = (error: unknown): boolean => error instanceof SijoError && error.code === "model.fault";

for (const death of ["throws", "exits"]) {
  test(`a thread that ${death} rejects everybody who waits, and whoever comes later`, async () => {
    const { worker } = await start(death);
    const asked = [1, 2, 3].map(() => worker.ask({ ...request, tokens: new Int32Array(0) }));
    for (const outcome of await Promise.allSettled(asked))
      assert.ok(outcome.status === "rejected" && isFault(outcome.reason), String(outcome));
    await assert.rejects(worker.ask({ ...request, tokens: new Int32Array(0) }), isFault);
    assert.throws(() => worker.assertOpen(), isFault);
    await worker.close();
    await worker.close();
  });

  test(`a thread that ${death} before it has opened is an error of opening`, async () => {
    await assert.rejects(start(`${death} at once`), isFault);
  });
}
