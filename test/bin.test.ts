import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "../src/model/catalogue/folders.ts";

const BIN = fileURLToPath(new URL("../bin/sijo.js", import.meta.url));

interface Found {
  readonly path: string;
  readonly version: string;
}

/** The `node` that a person's shell finds, outside this package's own folder. */
function systemNode(): Found | undefined {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, process.platform === "win32" ? "node.exe" : "node");
    if (folder.includes("node_modules") || !existsSync(path)) continue;
    const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
    if (/^v\d+/.test(stdout ?? "")) return { path, version: stdout.trim() };
  }
  return undefined;
}

async function run(node: string, words: readonly string[], input = "") {
  const child = spawn(node, [BIN, ...words]);
  child.stdin.end(input);
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { code: code as number | null, output, errors };
}

const system = systemNode();
const older = system !== undefined && Number(system.version.slice(1).split(".")[0]) < 24;
const why = `the node on PATH is ${system?.version ?? "missing"}, not older than 24`;

const starters: readonly (readonly [name: string, node: string, skip: string | false])[] = [
  [`this Node (${process.version})`, process.execPath, false],
  [`an older Node (${system?.version})`, system?.path ?? "", older ? false : why],
];

for (const [name, node, skip] of starters) {
  suite(`bin/sijo.js started by ${name}`, { skip }, () => {
    test("prints the version on standard output, and no warning", async () => {
      const { code, output, errors } = await run(node, ["--version"]);
      assert.deepEqual([code, errors], [0, ""]);
      assert.match(output, /^\d+\.\d+\.\d+\n$/);
    });

    test("runs commands on a Node that is new enough, which doctor names", async () => {
      const { output } = await run(node, ["doctor", "--json"]);
      const { findings } = JSON.parse(output) as { findings: { what: string; ok: boolean }[] };
      assert.equal(findings.find(({ what }) => what === "Node.js")?.ok, true);
    });

    test("hands on arguments, standard input and exit codes", async () => {
      const contract = 'text has exactly 2 words\ntext contains "b c"\n';
      const [wrong, usage] = [
        await run(node, ["check", "-", fileURLToPath(import.meta.url)], contract),
        await run(node, ["ask", "--particles", "a b"]),
      ];
      assert.deepEqual([wrong.code, wrong.errors], [3, ""]);
      assert.match(wrong.output, /✗ text has exactly 2 words/);
      assert.equal(usage.code, 2);
      assert.match(usage.errors, /--particles is "a b"/);
    });

    test("ends with 130 on Ctrl-C, and leaves no process behind", {
      skip: process.platform === "win32" ? "signals are another thing there" : false,
    }, async () => {
      // Reads from standard input until it is interrupted; a group of its own, as a terminal makes it.
      const child = spawn(node, [BIN, "ask"], { detached: true, stdio: ["pipe", "pipe", "pipe"] });
      const group = -(child.pid as number);
      await new Promise((resolve) => setTimeout(resolve, 700));
      process.kill(group, "SIGINT");
      const [code, signal] = await once(child, "close");
      assert.ok(code === 130 || signal === "SIGINT", `${code} ${signal}`);
      assert.throws(() => process.kill(group, 0), { code: "ESRCH" });
    });

    test("ends when it alone is told to, and leaves no process behind", {
      skip: process.platform === "win32" ? "signals are another thing there" : false,
      timeout: 60_000,
    }, async (t) => {
      // As Docker and supervisors do: only the process that they started hears of it.
      const child = spawn(node, [BIN, "ask"], { detached: true, stdio: ["pipe", "pipe", "pipe"] });
      const group = -(child.pid as number);
      t.after(() => {
        if (child.exitCode === null && child.signalCode === null) process.kill(group, "SIGKILL");
      });
      await new Promise((resolve) => setTimeout(resolve, 700));
      child.kill("SIGTERM");
      const [code, signal] = await once(child, "close");
      assert.ok(code === 143 || code === 130 || signal === "SIGTERM", `${code} ${signal}`);
      assert.throws(() => process.kill(group, 0), { code: "ESRCH" });
    });
  });
}

test("keeps compiled code beside the models, wherever these are", (t) => {
  const home = mkdtempSync(join(tmpdir(), "sijo-bin-"));
  t.after(() => rmSync(home, { recursive: true }));
  for (const environment of [
    { SIJO_HOME: join(home, "a"), XDG_CACHE_HOME: join(home, "b"), HOME: home },
    { XDG_CACHE_HOME: join(home, "b"), HOME: home },
    { XDG_CACHE_HOME: "relative", HOME: home },
  ]) {
    const { status } = spawnSync(process.execPath, [BIN, "--version"], { env: environment });
    assert.equal(status, 0);
    assert.ok(existsSync(join(dirname(cacheFolder({ environment })), "code")), JSON.stringify(environment));
  }
});
