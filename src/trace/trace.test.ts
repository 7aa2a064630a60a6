import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { SijoError } from "../errors.ts";
import {
  deleteTrace,
  examineTrace,
  findTrace,
  listTraces,
  outlived,
  readTrace,
  startTrace,
  verifyTrace,
  verifyTraces,
} from "./index.ts";

const root = mkdtempSync(join(tmpdir(), "sijo-trace-"));
after(() => rmSync(root, { recursive: true }));

const DATA: readonly unknown[] = [
  { request: "세 줄\n“시”" },
  [1, 2.5, null],
  "text",
  { nested: { deep: true } },
];
/** Those and the one that closes the trace. */
const COUNT = DATA.length + 1;

let made = 0;
const newFolder = (): string => join(root, `${made++}`, "traces");

/** A closed trace; its lines. */
function written({ folder = newFolder(), closed = true } = {}) {
  const trace = startTrace({ folder });
  for (const [index, data] of DATA.entries()) trace.add(`kind ${index}`, data);
  if (closed) trace.end("answered");
  assert.equal(trace.failure, undefined);
  const path = join(folder, `${trace.id}.jsonl`);
  return { folder, id: trace.id, path, lines: readFileSync(path, "utf8").split("\n").slice(0, -1) };
}

const code =
  (wanted: string) =>
  (error: unknown): boolean =>
    error instanceof SijoError && error.code === wanted;

suite("a trace", () => {
  test("reads back as it was written, one event a line, in its order", () => {
    const { path, lines } = written();
    const { events, cut } = readTrace(path);
    assert.equal(cut, false);
    assert.equal(lines.length, COUNT);
    assert.deepEqual(
      events.slice(0, -1).map(({ index, kind, data }) => [index, kind, data]),
      DATA.map((data, index) => [index, `kind ${index}`, data]),
    );
    assert.deepEqual(events.at(-1)?.data, { events: COUNT, status: "answered" });
    for (const { time } of events) assert.equal(new Date(time).toISOString(), time);
    for (const [index, { previous }] of events.entries())
      if (index > 0) assert.equal(previous, events[index - 1].hash);
  });

  const tampered: readonly (readonly [
    what: string,
    change: (lines: string[]) => string[],
    finding: RegExp,
  ])[] = [
    ["whose event was changed", (lines) => lines.with(1, lines[1].replace("2.5", "2.6")), /changed/],
    ["whose event got another time", (lines) => lines.with(1, lines[1].replace('"2', '"1')), /changed/],
    ["whose event got other spaces", (lines) => lines.with(1, lines[1].replace(":", ": ")), /changed/],
    ["whose last event was changed", (lines) => lines.with(4, lines[4].replace("answ", "unansw")), /changed/],
    ["whose event lost what it said", (lines) => lines.with(1, emptied(lines[1])), /taken out/],
    ["whose first event was dropped", (lines) => lines.slice(1), /0 was dropped/],
    ["whose middle events were dropped", (lines) => lines.toSpliced(2, 2), /2 to 3 were dropped/],
    ["with an event put in twice", (lines) => lines.toSpliced(2, 0, lines[1]), /put in/],
    ["with events in another order", ([one, two, three, ...rest]) => [one, three, two, ...rest], /moved/],
    ["with an event that isn't JSON", (lines) => lines.with(2, "{"), /changed/],
    ["with an empty line in it", (lines) => lines.toSpliced(2, 0, ""), /changed/],
    ["with an event that is no object", (lines) => lines.with(2, "7"), /changed/],
    ["with null for an event", (lines) => lines.with(2, "null"), /changed/],
    ["with the head of another trace", (lines) => lines.with(0, written().lines[0]), /does not follow/],
    ["that goes on behind its end", (lines) => [...lines, lines[1]], /put in|follow the one/],
  ];
  for (const [what, change, finding] of tampered) {
    test(`${what} is found out, and where`, () => {
      const { path, lines } = written();
      writeFileSync(path, `${change(lines).join("\n")}\n`);
      assert.throws(() => readTrace(path), code("trace.broken"));
      assert.match(
        examineTrace(path)
          .findings.map(({ message }) => message)
          .join(" "),
        finding,
      );
    });
  }

  test("shows any change to any of its bytes", () => {
    const { path } = written();
    const bytes = readFileSync(path);
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] ^= 1;
      writeFileSync(path, changed);
      const { findings, cut, closed } = examineTrace(path);
      assert.ok(findings.length > 0 || cut || !closed, `byte ${at}`);
    }
  });

  test("shows random tampering: lines dropped, copied, moved, taken from elsewhere, or written anew", () => {
    const folder = newFolder();
    const { path, lines, id } = written({ folder });
    const other = written().lines;
    const row = listTraces(folder).find((trace) => trace.id === id)!.row;
    const at = fc.nat(COUNT - 1);
    const change = fc.oneof(
      fc.record({ kind: fc.constant("drop" as const), at }),
      fc.record({ kind: fc.constant("copy" as const), at, to: at }),
      fc.record({ kind: fc.constant("move" as const), at, to: at }),
      fc.record({ kind: fc.constant("foreign" as const), at }),
      fc.record({
        kind: fc.constant("edit" as const),
        at,
        text: fc.string({ minLength: 1 }),
        place: fc.nat(400),
      }),
    );
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        let now = [...lines];
        for (const step of changes) {
          const from = step.at % Math.max(1, now.length);
          if (step.kind === "drop") now = now.toSpliced(from, 1);
          else if (step.kind === "copy") now = now.toSpliced(step.to, 0, now[from] ?? "");
          else if (step.kind === "move") now = now.toSpliced(from, 1).toSpliced(step.to, 0, now[from] ?? "");
          else if (step.kind === "foreign") now = now.with(from, other[step.at]);
          else now = now.with(from, insert(now[from] ?? "", step.place, step.text));
        }
        const text = now.map((line) => `${line}\n`).join("");
        if (text === lines.map((line) => `${line}\n`).join("")) return;
        writeFileSync(path, text);
        assert.equal(verifyTrace({ id, path, row }).state, "broken");
      }),
      { numRuns: 300 },
    );
  });

  test("that was cut in its last line is read up to its last whole event", () => {
    const { path } = written({ closed: false });
    appendFileSync(path, '{"index":4,"time":"20');
    const { events, cut } = readTrace(path);
    assert.equal(cut, true);
    assert.equal(events.length, DATA.length);
  });

  test("of nothing has no events, and is cut", () => {
    const path = join(root, "empty.jsonl");
    writeFileSync(path, "");
    assert.deepEqual(readTrace(path), { events: [], cut: true });
  });

  test("that isn't there is the caller's mistake", () => {
    assert.throws(() => readTrace(join(root, "none.jsonl")), code("trace.missing"));
  });

  test("whose folder can't be made is given up, and never costs an answer", () => {
    const file = join(root, "a-file");
    writeFileSync(file, "");
    const trace = startTrace({ folder: join(file, "traces") });
    trace.add("one", 1);
    assert.match(trace.failure ?? "", /ENOTDIR|EEXIST/);
    const { failure } = trace;
    trace.add("two", 2);
    trace.end("answered");
    assert.equal(trace.failure, failure, "it is tried once");
  });

  test("whose summary can't be written goes on, and says so", () => {
    const folder = newFolder();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "summary.sqlite"), "no database ".repeat(100));
    const trace = startTrace({ folder });
    trace.add("one", 1);
    trace.end("answered");
    assert.match(trace.failure ?? "", /summary/);
    assert.equal(readTrace(join(folder, `${trace.id}.jsonl`)).events.length, 2);
    assert.throws(() => listTraces(folder), code("trace.summary"));
  });

  for (const options of [{ folder: undefined }, { folder: join(root, "off"), mode: "off" as const }]) {
    test(`${JSON.stringify(options)} writes nothing and still has a name`, () => {
      const before = readdirSync(root);
      const trace = startTrace(options);
      trace.add("one", 1);
      trace.end("answered");
      assert.match(trace.id, /^[0-9a-f-]{36}$/);
      assert.equal(trace.failure, undefined);
      assert.deepEqual(readdirSync(root), before);
    });
  }

  test("is a file of its own, however many are written at a time, which others can't read", () => {
    const folder = newFolder();
    const traces = Array.from({ length: 5 }, () => startTrace({ folder }));
    for (const [index, data] of DATA.entries()) for (const trace of traces) trace.add(`kind ${index}`, data);
    for (const trace of traces) trace.end("answered");
    for (const { id } of traces) {
      const path = join(folder, `${id}.jsonl`);
      assert.equal(readTrace(path).events.length, COUNT);
      if (process.platform !== "win32") assert.equal(statSync(path).mode & 0o077, 0);
    }
    assert.deepEqual(
      verifyTraces(folder).map(({ state }) => state),
      traces.map(() => "whole"),
    );
  });

  test("keeps an event without data, and numbers that JSON can't say", () => {
    const folder = newFolder();
    const trace = startTrace({ folder });
    trace.add("nothing", undefined);
    trace.add("numbers", [Number.NEGATIVE_INFINITY, Number.NaN, -0]);
    trace.add("odd", { __proto__: null, 2: "\ud800", 1: "\u2028" });
    const { events } = readTrace(join(folder, `${trace.id}.jsonl`));
    assert.deepEqual(
      events.map(({ data }) => data),
      [null, [null, null, 0], { 1: "\u2028", 2: "\ud800" }],
    );
  });
});

/** What `sijo trace delete` leaves of a line, made by hand. */
function emptied(line: string): string {
  const { index, time, kind, digest, previous, hash } = JSON.parse(line) as Record<string, unknown>;
  return JSON.stringify({ index, time, kind, digest, previous, hash });
}

const insert = (line: string, place: number, text: string): string =>
  `${line.slice(0, place)}${text}${line.slice(place)}`;

test("a writer that is killed at any point leaves whole events, and the reader says that the trace was cut", async () => {
  const folder = newFolder();
  const writer = `
    import { startTrace } from ${JSON.stringify(fileURLToPath(new URL("./index.ts", import.meta.url)))};
    const trace = startTrace({ folder: ${JSON.stringify(folder)} });
    for (let count = 0; ; count += 1) {
      trace.add("count", { count, filling: "x".repeat(count % 5000) });
      if (count === 20) process.stdout.write("started");
    }`;
  for (let round = 0; round < 4; round += 1) {
    const child = spawn(process.execPath, ["--input-type=module", "-e", writer], {
      stdio: ["ignore", "pipe", "inherit"],
      timeout: 20_000,
      killSignal: "SIGKILL",
    });
    await once(child.stdout, "data");
    await new Promise((resolve) => setTimeout(resolve, round * 3));
    child.kill("SIGKILL");
    await once(child, "close");
  }
  const traces = verifyTraces(folder);
  assert.deepEqual(
    traces.map(({ state }) => state),
    traces.map(() => "cut"),
  );
  assert.equal(traces.length, 4);
  for (const { path } of listTraces(folder)) {
    const { events, cut } = readTrace(path);
    assert.ok(cut && events.length > 20);
    for (const [index, { data }] of events.entries()) assert.equal((data as { count: number }).count, index);
  }
});

suite("the traces of a folder", () => {
  test("are found by the beginning of their name, or said to be missing or several", () => {
    const { folder, id } = written();
    written({ folder });
    assert.equal(findTrace(folder, id.slice(0, 13)).id, id);
    assert.throws(() => findTrace(folder, "zz"), code("trace.missing"));
    assert.throws(() => findTrace(folder, ""), code("trace.missing"));
    const twins = newFolder();
    const traces = Array.from({ length: 17 }, () => written({ folder: twins }).id[0]);
    const twice = traces.find((letter, index) => traces.indexOf(letter) !== index)!;
    assert.throws(() => findTrace(twins, twice), code("trace.ambiguous"));
    assert.deepEqual(listTraces(join(root, "nowhere")), []);
  });

  test("show one that was removed, one whose end was cut off, and one that was written anew", () => {
    const folder = newFolder();
    const [gone, cut, forged] = [written({ folder }), written({ folder }), written({ folder })];
    rmSync(gone.path);
    writeFileSync(cut.path, `${cut.lines.slice(0, -1).join("\n")}\n`);
    writeFileSync(forged.path, readFileSync(written().path));
    const states = new Map(verifyTraces(folder).map((verified) => [verified.id, verified]));
    assert.equal(states.get(gone.id)?.state, "missing");
    assert.match(states.get(cut.id)!.findings[0].message, /missing at the end/);
    assert.match(states.get(forged.id)!.findings[0].message, /written anew/);
  });

  test("that were deleted say nothing any more, and can still be verified", () => {
    const { folder, id, path } = written();
    deleteTrace(folder, findTrace(folder, id));
    const text = readFileSync(path, "utf8");
    assert.ok(!/시|nested|salt.*salt/.test(text));
    const [trace] = verifyTraces(folder);
    assert.deepEqual([trace.state, trace.events, trace.findings], ["deleted", COUNT + 1, []]);
    assert.ok(listTraces(folder)[0].row?.deleted);
    const lines = text.split("\n").slice(0, -1);
    for (const change of [lines.toSpliced(1, 1), lines.slice(0, -1), [...lines.slice(0, 3), lines.at(-1)]]) {
      writeFileSync(path, `${change.join("\n")}\n`);
      assert.equal(verifyTraces(folder)[0].state, "broken");
    }
    writeFileSync(path, text);
    deleteTrace(folder, findTrace(folder, id));
    assert.equal(readFileSync(path, "utf8"), text, "twice is once");
  });

  test("that were tampered with are not deleted, and those that were deleted are not put back", () => {
    const { folder, id, path, lines } = written();
    writeFileSync(path, `${lines.toSpliced(1, 1).join("\n")}\n`);
    assert.throws(() => deleteTrace(folder, findTrace(folder, id)), code("trace.broken"));
    writeFileSync(path, `${lines.join("\n")}\n`);
    deleteTrace(folder, findTrace(folder, id));
    writeFileSync(path, `${lines.join("\n")}\n`);
    assert.match(verifyTraces(folder)[0].findings[0].message, /put back/);
  });

  test("show a row that was changed in the summary, and a copy under another name", () => {
    for (const change of [
      "status = 'failed'",
      "started = '2020-01-01T00:00:00.000Z'",
      "events = 0",
      "hash = ''",
    ]) {
      const { folder } = written();
      const database = new DatabaseSync(join(folder, "summary.sqlite"));
      database.exec(`UPDATE traces SET ${change}`);
      database.close();
      const [{ state, findings }] = verifyTraces(folder);
      assert.equal(state, "broken", change);
      assert.match(findings[0].message, /summary/);
    }
    const { folder, id, path } = written();
    writeFileSync(join(folder, "copy.jsonl"), readFileSync(path));
    const states = new Map(verifyTraces(folder).map((verified) => [verified.id, verified]));
    assert.equal(states.get(id)?.state, "whole");
    assert.match(states.get("copy")!.findings[0].message, new RegExp(`a copy of ${id}`));
  });

  test("have a summary again where somebody removed it", () => {
    const { folder, id: before } = written();
    for (const name of readdirSync(folder)) if (name.startsWith("summary")) rmSync(join(folder, name));
    const { id } = written({ folder });
    const rows = new Map(listTraces(folder).map((trace) => [trace.id, trace.row?.id]));
    // Not by place: of two that were written within one millisecond neither is the older.
    assert.deepEqual([rows.size, rows.get(before), rows.get(id)], [2, undefined, id]);
    assert.equal(findTrace(folder, id).row?.status, "answered");
  });

  test("of the same millisecond are listed by their names", () => {
    const folder = newFolder();
    const ids = Array.from({ length: 8 }, () => written({ folder }).id);
    const database = new DatabaseSync(join(folder, "summary.sqlite"));
    database.exec("UPDATE traces SET started = '2020-01-01T00:00:00.000Z'");
    database.close();
    const listed = listTraces(folder).map(({ id }) => id);
    assert.deepEqual(listed, ids.toSorted());
  });

  test("outlive their time by age, then by size, the oldest first", () => {
    const folder = newFolder();
    for (let count = 0; count < 4; count += 1) written({ folder });
    const traces = listTraces(folder);
    const now = Date.now();
    assert.deepEqual(outlived(traces, { now }), []);
    assert.equal(outlived(traces, { days: 1, now: now + 2 * 86_400_000 }).length, 4);
    const bytes = traces[2].bytes + traces[3].bytes;
    assert.deepEqual(
      outlived(traces, { bytes, now }).map(({ id }) => id),
      traces.slice(0, 2).map(({ id }) => id),
    );
  });
});
