import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { verifyTraces } from "../trace/index.ts";
import type { Verdict } from "./verdict.ts";

const ASKS = fileURLToPath(new URL("./testing/traced-asks.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sijo-faults-"));
after(() => rmSync(folder, { recursive: true }));

type Told = Pick<Verdict, "traceId" | "traceFailure" | "status">;

/** Asks in a process of its own, which is killed at an answer and so many milliseconds; what it told whoever asked. */
async function asks(
  traces: string,
  {
    count,
    killAt,
    shell,
  }: { count: number; killAt?: { answer: number; milliseconds: number }; shell?: string },
) {
  const command = [process.execPath, ASKS, traces, `${count}`];
  const words = shell === undefined ? command : ["bash", "-c", `${shell}; exec "$@"`, "sijo", ...command];
  const child = spawn(words[0], words.slice(1), { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  let isDoomed = false;
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
    if (!killAt || isDoomed || said.split("\n").length <= killAt.answer) return;
    isDoomed = true;
    setTimeout(() => child.kill("SIGKILL"), killAt.milliseconds);
  });
  const [code, signal] = await once(child, "close");
  const told = said
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Told);
  return { told, code, signal };
}

suite("on a bad day", () => {
  // More points, of the whole command line: npm run bench -- faults.
  test("a process that is killed loses no trace that it told of", async () => {
    const traces = join(folder, "killed");
    const { told, signal } = await asks(traces, { count: 1000, killAt: { answer: 1, milliseconds: 7 } });
    assert.equal(signal, "SIGKILL");
    const states = new Map(verifyTraces(traces).map(({ id, state }) => [id, state]));
    for (const { traceId } of told) assert.equal(states.get(traceId), "whole");
    const others = [...states].filter(([id]) => !told.some(({ traceId }) => traceId === id));
    // One was on its way, or its answer was.
    assert.ok(others.length <= 2, `${others.length}`);
    for (const [, state] of others) assert.ok(state === "cut" || state === "whole", state);
  });

  test("a full disk costs the trace, and no answer; what was written is read back", async () => {
    const traces = join(folder, "full");
    // No file may grow beyond so many kilobytes, as on a disk that is full: writes fail or are cut short.
    const { told, code } = await asks(traces, { count: 1, shell: "trap '' XFSZ; ulimit -f 6" });
    assert.equal(code, 0);
    assert.equal(told.length, 1);
    for (const { traceFailure } of told) assert.ok(traceFailure !== undefined && traceFailure.length > 5);
    for (const { state } of verifyTraces(traces)) assert.ok(state === "cut", state);
  });
});
