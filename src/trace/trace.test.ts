import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { SijoError } from "../errors.ts";
import { readTrace, startTrace } from "./trace.ts";

const root = mkdtempSync(join(tmpdir(), "sijo-trace-"));
after(() => rmSync(root, { recursive: true }));

const DATA: readonly unknown[] = [
  { request: "세 줄\n“시”" },
  [1, 2.5, null],
  "text",
  { nested: { deep: true } },
];

let made = 0;

/** A trace of four events; its lines. */
function written(): { path: string; lines: string[] } {
  const folder = join(root, `${made++}`, "traces");
  const trace = startTrace({ folder });
  for (const [index, data] of DATA.entries()) trace.add(`kind ${index}`, data);
  const path = join(folder, `${trace.id}.jsonl`);
  return { path, lines: readFileSync(path, "utf8").split("\n").slice(0, -1) };
}

const broken = (error: unknown): boolean => error instanceof SijoError && error.code === "trace.broken";

suite("a trace", () => {
  test("reads back as it was written, one event a line, in its order", () => {
    const { path, lines } = written();
    const { events, cut } = readTrace(path);
    assert.equal(cut, false);
    assert.equal(lines.length, DATA.length);
    assert.deepEqual(
      events.map(({ index, kind, data }) => [index, kind, data]),
      DATA.map((data, index) => [index, `kind ${index}`, data]),
    );
    for (const { time } of events) assert.equal(new Date(time).toISOString(), time);
    assert.equal(new Set(events.map(({ previous }) => previous)).size, DATA.length);
  });

  const tampered: readonly (readonly [what: string, change: (lines: string[]) => string[]])[] = [
    ["whose event was changed", (lines) => lines.with(1, lines[1].replace("2.5", "2.6"))],
    ["whose event got another time", (lines) => lines.with(1, lines[1].replace(/"time":"2/, '"time":"1'))],
    ["whose event got other spaces", (lines) => lines.with(1, lines[1].replace(":", ": "))],
    ["whose first event was dropped", (lines) => lines.slice(1)],
    ["whose middle event was dropped", (lines) => lines.toSpliced(2, 1)],
    ["with an event put in", (lines) => lines.toSpliced(2, 0, lines[1])],
    ["with events in another order", ([one, two, three, four]) => [one, three, two, four]],
    ["with an event that isn't JSON", (lines) => lines.with(2, "{")],
    ["with an empty line in it", (lines) => lines.toSpliced(2, 0, "")],
    ["with an event that is no object", (lines) => lines.with(2, "7")],
    ["with null for an event", (lines) => lines.with(2, "null")],
    ["with the head of another trace", (lines) => lines.with(0, written().lines[0].replace("세", "네"))],
  ];
  for (const [what, change] of tampered) {
    test(`${what} is found out`, () => {
      const { path, lines } = written();
      writeFileSync(path, `${change(lines).join("\n")}\n`);
      assert.throws(() => readTrace(path), broken);
    });
  }

  test("that was cut in its last line is read up to its last whole event", () => {
    const { path } = written();
    appendFileSync(path, '{"index":4,"time":"20');
    const { events, cut } = readTrace(path);
    assert.equal(cut, true);
    assert.equal(events.length, DATA.length);
  });

  test("of nothing has no events", () => {
    const path = join(root, "empty.jsonl");
    writeFileSync(path, "");
    assert.deepEqual(readTrace(path), { events: [], cut: false });
  });

  test("that isn't there is the caller's mistake", () => {
    assert.throws(
      () => readTrace(join(root, "none.jsonl")),
      (error) => error instanceof SijoError && error.code === "trace.missing" && error.kind === "usage",
    );
  });

  test("whose folder can't be made is given up, and never costs an answer", () => {
    const file = join(root, "a-file");
    writeFileSync(file, "");
    const trace = startTrace({ folder: join(file, "traces") });
    trace.add("one", 1);
    assert.match(trace.failure ?? "", /ENOTDIR|EEXIST/);
    const { failure } = trace;
    trace.add("two", 2);
    assert.equal(trace.failure, failure, "it is tried once");
  });

  test("without a folder writes nothing and still has a name", () => {
    const before = readdirSync(root);
    const trace = startTrace({ folder: undefined });
    trace.add("one", 1);
    assert.match(trace.id, /^[0-9a-f-]{36}$/);
    assert.equal(trace.failure, undefined);
    assert.deepEqual(readdirSync(root), before);
  });

  test("is a file of its own, however many are written at a time", () => {
    const folder = join(root, "shared");
    const traces = Array.from({ length: 5 }, () => startTrace({ folder }));
    for (const [index, data] of DATA.entries()) for (const trace of traces) trace.add(`kind ${index}`, data);
    for (const { id } of traces) assert.equal(readTrace(join(folder, `${id}.jsonl`)).events.length, 4);
    assert.equal(readdirSync(folder).length, 5);
  });

  test("keeps an event without data, and numbers that JSON can't say", () => {
    const folder = join(root, "odd");
    const trace = startTrace({ folder });
    trace.add("nothing", undefined);
    trace.add("numbers", [Number.NEGATIVE_INFINITY, Number.NaN]);
    const { events } = readTrace(join(folder, `${trace.id}.jsonl`));
    assert.deepEqual(
      events.map(({ data }) => data),
      [undefined, [null, null]],
    );
  });
});
