import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { after, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { parseContract } from "../contract/index.ts";
import { tableModel } from "../model/table/table-model.ts";
import { ask } from "../run/index.ts";
import { listTraces } from "../trace/index.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "sijo-trace-cli-"));
after(() => rmSync(folder, { recursive: true }));

const SECRET = "Write a secret about gulls.";
/** What a toy follower may write, and all that it is told. */
const ALPHABET = [
  ...new Set(
    `You write exactly the text that is asked for and nothing else: no introduction, no comment.\n${SECRET}`,
  ),
];

let made = 0;
async function traced(
  traces = join(folder, `${made++}`),
): Promise<{ traces: string; id: string; path: string }> {
  const uniform = tableModel({
    vocabulary: ALPHABET,
    contextLength: 10_000,
    next: () => [...ALPHABET.map(() => 1), 1],
  });
  const contract = parseContract("text has exactly 2 words\ntext has at most 20 characters");
  await ask({ follower: uniform, contract, request: SECRET, particles: 3, seed: 1, traceFolder: traces });
  const [{ id, path }] = listTraces(traces);
  return { traces, id, path };
}
function sijo(traces: string, ...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], {
    encoding: "utf8",
    env: { ...process.env, SIJO_TRACES: traces, NO_COLOR: "1" },
    timeout: 60_000,
  });
  return { code: status, output: stdout, errors: stderr };
}

suite("sijo trace", () => {
  test("lists, shows, verifies and exports the trace of a run, by the beginning of its name", async () => {
    const { traces, id } = await traced();
    const short = id.slice(0, 8);
    assert.match(
      sijo(traces, "trace", "list").output,
      new RegExp(`^${short} .* answered .*secret about gulls`),
    );
    const shown = sijo(traces, "trace", "show", short);
    assert.match(
      shown.output,
      /Contract\n {2}text has exactly 2 words[\s\S]*ESS[\s\S]*✓ text has[\s\S]*\d+ events, hash/,
    );
    assert.deepEqual([shown.code, shown.errors], [0, ""]);
    const [asked] = JSON.parse(sijo(traces, "trace", "show", short, "--kind", "request").output);
    assert.deepEqual([asked.index, asked.data.request], [0, SECRET]);
    const none = sijo(traces, "trace", "show", short, "--kind", "approval");
    assert.equal(none.code, 2);
    assert.match(none.errors, /no event of the kind "approval".*\n.*request, contract, .*verdict, end/);
    const verified = sijo(traces, "trace", "verify", short);
    assert.match(verified.output, /^✓ \S+ {2}whole, \d+ events\n {2}hash of the last: [0-9a-f]{64}\n$/);
    const hash = /[0-9a-f]{64}/.exec(verified.output)![0];
    assert.equal(sijo(traces, "trace", "verify", short, "--hash", hash).code, 0);
    assert.equal(sijo(traces, "trace", "verify", short, "--hash", hash.replace(/^./, "x")).code, 3);
    const exported = JSON.parse(sijo(traces, "trace", "export", short, "--format", "json").output);
    assert.deepEqual([exported.state, exported.hash, exported.events.at(-1).kind], ["whole", hash, "end"]);
  });

  test("says with exit code 3 what was tampered with, by name and by path", async () => {
    const { traces, path } = await traced();
    writeFileSync(path, readFileSync(path, "utf8").replace("gulls", "terns"));
    for (const words of [["verify"], ["verify", path]]) {
      const { code, output } = sijo(traces, "trace", ...words);
      assert.equal(code, 3);
      assert.match(output, /✗ .*not what was written.*\n(.*\n)? {2}line 1: It was changed/);
    }
    const { code, errors } = sijo(traces, "trace", "show", path);
    assert.equal(code, 3);
    assert.match(errors, /not what was written/);
    assert.equal(sijo(traces, "trace", "delete", path).code, 1);
    rmSync(path);
    assert.match(sijo(traces, "trace", "verify").output, /missing/);
  });

  test("a row that was taken out of the summary shows by the trace that it leaves", async () => {
    const { traces, id } = await traced();
    await traced(traces);
    const summary = new DatabaseSync(join(traces, "summary.sqlite"));
    summary.prepare("DELETE FROM traces WHERE id = ?").run(id);
    summary.close();
    const { code, output } = sijo(traces, "trace", "verify");
    assert.equal(code, 3);
    assert.match(output, new RegExp(`✗ ${id}.*\\n.*row was removed`));
  });

  test("shows a run that was killed as far as it came", async () => {
    const { traces, id, path } = await traced();
    const lines = readFileSync(path, "utf8").split("\n");
    const copy = join(folder, "killed.jsonl");
    writeFileSync(copy, `${lines.slice(0, -4).join("\n")}\n{"index":`);
    const { code, output } = sijo(traces, "trace", "show", copy);
    assert.deepEqual(
      [code, output.includes("There is no verdict."), /cut: the run/.test(output)],
      [0, true, true],
    );
    assert.match(sijo(traces, "trace", "verify", copy).output, /cut: the run was ended before its trace/);
    assert.match(sijo(traces, "trace", "verify", id).output, /whole/);
  });

  test("deletes what was said; its list and its chain still hold", async () => {
    const { traces, id, path } = await traced();
    assert.equal(sijo(traces, "trace", "delete").code, 2);
    assert.equal(sijo(traces, "trace", "delete", "--older-than", "1").output, "");
    const { code, output } = sijo(traces, "trace", "delete", "--keep", "0");
    assert.deepEqual([code, output], [0, `${id}: deleted; its hashes stay\n`]);
    assert.ok(!readFileSync(path, "utf8").includes("gulls"));
    assert.match(sijo(traces, "trace", "list").output, /deleted/);
    assert.match(sijo(traces, "trace", "verify").output, /✓ .*deleted; the chain of its hashes holds/);
    assert.match(sijo(traces, "trace", "show", id).output, /^Deleted\. \d+ events were here/);
  });

  test("of what isn't there, or isn't said, is the caller's mistake", async () => {
    const { traces } = await traced();
    for (const words of [
      ["show", "zz"],
      ["show", "none.jsonl"],
      ["export", "zz"],
      ["delete", "zz"],
      ["verify", "--hash", "ab"],
    ]) {
      const { code, errors } = sijo(traces, "trace", ...words);
      assert.equal(code, 2, words.join(" "));
      assert.match(errors, /^sijo: /);
    }
    assert.equal(
      sijo(join(folder, "nowhere"), "trace", "list").output,
      "There are no traces. Every `sijo ask` leaves one.\n",
    );
  });
});
