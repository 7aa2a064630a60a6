import assert from "node:assert/strict";
import promises, { chmod, mkdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { suite, test } from "node:test";
import type { SijoError } from "../../errors.ts";
import {
  CATALOGUE,
  cacheFolder,
  type Environment,
  findModel,
  listModels,
  pullModel,
  removeModel,
  resolveModel,
  verifyModels,
  wideFolder,
} from "./index.ts";
import { madeUpModel, madeUpWeights, temporaryHome } from "./testing/models.ts";
import { serve, standInHub } from "./testing/stand-in-hub.ts";
import { stateOf } from "./trust.ts";

const weights = madeUpWeights();
const wrongWeights = weights.toReversed();
const model = madeUpModel(weights);

suite("the catalogue", () => {
  test("has entries that can be true", () => {
    assert.equal(new Set(CATALOGUE.map(({ id }) => id)).size, CATALOGUE.length);
    for (const { sha256, repository, packages } of CATALOGUE) {
      assert.match(sha256, /^[0-9a-f]{64}$/);
      assert.ok(repository !== null || packages.length > 0);
    }
    const roles = CATALOGUE.flatMap((entry) => entry.roles.map((role) => [role, entry.id]));
    assert.deepEqual(Object.fromEntries(roles), {
      "default planner": "qwen2.5-coder-1.5b",
      "default follower": "qwen2.5-coder-1.5b",
      "small follower": "qwen2.5-coder-0.5b",
      "test model": "smollm2-135m",
    });
  });

  const nearest: readonly [string, string | null][] = [
    ["smolm2-135m", "smollm2-135m"],
    ["smollm2", "smollm2-135m"],
    ["gemma", "gemma-3-270m"],
    ["qwen2.5-coder-0.6b", "qwen2.5-coder-0.5b"],
    ["a completely different thing", null],
    ["", null],
  ];
  for (const [id, expected] of nearest) {
    test(`“${id}” is unknown, and ${expected ?? "nothing"} is nearest`, () => {
      assert.throws(
        () => findModel(id),
        (error: SijoError) => {
          assert.equal(error.code, "weights.unknown");
          assert.equal(error.kind, "usage");
          assert.equal(error.data.nearest, expected);
          assert.match(error.hint ?? "", /sijo models list/);
          return true;
        },
      );
    });
  }

  test("finds ids whatever their capitals", () => {
    assert.equal(findModel(" SmolLM2-135M ").id, "smollm2-135m");
  });
});

suite("the cache folder", () => {
  const folders: readonly [Record<string, string>, string][] = [
    [{ SIJO_HOME: "/data/sijo", XDG_CACHE_HOME: "/cache", HOME: "/home/a" }, "/data/sijo/models"],
    [{ XDG_CACHE_HOME: "/cache", HOME: "/home/a" }, "/cache/sijo/models"],
    [{ XDG_CACHE_HOME: "cache", HOME: "/home/a" }, "/home/a/.cache/sijo/models"],
    [{ SIJO_HOME: "", XDG_CACHE_HOME: "", HOME: "/home/a" }, "/home/a/.cache/sijo/models"],
  ];
  for (const [environment, expected] of folders) {
    test(`${JSON.stringify(environment)} leads to ${expected}`, {
      skip: process.platform === "win32",
    }, () => {
      assert.equal(cacheFolder({ environment }), expected);
    });
  }
});

/** A cache that holds the model, pulled from a hub that is still there. */
async function pulledModel() {
  const home = await temporaryHome();
  const hub = await standInHub(serve(weights));
  const environment = { ...home.environment, HF_ENDPOINT: hub.url };
  const { path } = await pullModel({ model, environment });
  return {
    environment,
    path,
    home,
    hub,
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]();
      await home[Symbol.asyncDispose]();
    },
  };
}

suite("a cached file", () => {
  test("is trusted as long as its size and time of change stay, and verify looks all the same", async () => {
    await using cached = await pulledModel();
    const { path, environment, home } = cached;
    const before = await stat(path);
    await writeFile(path, wrongWeights);
    await utimes(path, before.atimeMs / 1_000, before.mtimeMs / 1_000);
    // What utimes can set is coarser than what the system keeps, so the note is made to fit.
    const note = JSON.parse(await readFile(`${path}.verified.json`, "utf8"));
    await writeFile(
      `${path}.verified.json`,
      JSON.stringify({ ...note, mtimeMs: (await stat(path)).mtimeMs }),
    );
    assert.equal((await pullModel({ model, environment })).source, "cache");

    const [verified] = await verifyModels({ models: [model], environment });
    assert.deepEqual(verified, { id: model.id, path, state: "wrong" });
    assert.deepEqual(await home.visible(), ["made-up.gguf"], "the note is gone");
    assert.equal((await pullModel({ model, environment })).source, "hub");
    assert.deepEqual(await readFile(path), Buffer.from(weights));
  });

  test("is hashed again when it was touched, and replaced when it is another", async () => {
    await using cached = await pulledModel();
    const { path, environment } = cached;
    await utimes(path, 1_000, 1_000);
    assert.equal((await pullModel({ model, environment })).source, "cache");
    await writeFile(path, wrongWeights);
    assert.equal((await pullModel({ model, environment })).source, "hub");
    assert.deepEqual(await readFile(path), Buffer.from(weights));
  });

  test("put there by hand is accepted by its checksum", async () => {
    await using home = await temporaryHome();
    await mkdir(join(home.folder, "models"));
    await writeFile(join(home.folder, "models", model.file), weights);
    assert.equal((await pullModel({ model, environment: home.environment })).source, "cache");
    assert.deepEqual(await home.visible(), ["made-up.gguf", "made-up.gguf.verified.json"]);
  });

  for (const code of ["ENOSPC", "EDQUOT", "EROFS"]) {
    test(`is taken where there is no way to remember that it was verified (${code})`, async (t) => {
      await using home = await temporaryHome();
      await mkdir(join(home.folder, "models"));
      const path = join(home.folder, "models", model.file);
      await writeFile(path, weights);
      const expected = { path, bytes: weights.length, sha256: model.sha256 };
      t.mock.method(promises, "writeFile", async () => {
        throw Object.assign(new Error(code), { code });
      });
      syncBuiltinESMExports();
      try {
        assert.equal(await stateOf(expected), "fine");
      } finally {
        t.mock.restoreAll();
        syncBuiltinESMExports();
      }
      assert.deepEqual(await home.visible(), ["made-up.gguf"]);
    });
  }

  test("survives a damaged note", async () => {
    await using cached = await pulledModel();
    await writeFile(`${cached.path}.verified.json`, "{");
    assert.equal((await pullModel({ model, environment: cached.environment })).source, "cache");
  });

  test("is verified, removed with its note, and absent then", async () => {
    await using cached = await pulledModel();
    const { environment, home } = cached;
    assert.equal((await verifyModels({ models: [model], environment }))[0]?.state, "fine");
    assert.equal(await removeModel({ model, environment }), weights.length);
    assert.deepEqual([await home.visible(), await home.leftovers()], [[], []]);
    assert.equal((await verifyModels({ models: [model], environment }))[0]?.state, "absent");
    assert.equal(await removeModel({ model, environment }), 0);
  });

  test("is removed with the copies that were made of it, which a verification removes too", async () => {
    for (const remove of [
      removeModel,
      ({ environment }: { environment: Environment }) => verifyModels({ models: [model], environment }),
    ]) {
      await using cached = await pulledModel();
      const { environment } = cached;
      const copy = join(wideFolder({ environment }), "made-up-0123456789abcdef.gguf");
      await mkdir(wideFolder({ environment }));
      await writeFile(copy, "copy");
      const freed = await remove({ model, environment });
      if (remove === removeModel) assert.equal(freed, weights.length + 4);
      await assert.rejects(stat(copy));
    }
  });

  test("is listed as here by its size", async () => {
    await using home = await temporaryHome();
    const models = await listModels({ environment: home.environment });
    assert.deepEqual(
      models.map(({ id, cached }) => [id, cached]),
      CATALOGUE.map(({ id }) => [id, false]),
    );
  });
});

suite("what stops a pull before it begins", () => {
  const terms = { name: "Some terms", termsToAccept: "https://example.org/terms" };
  const licensed = madeUpModel(weights, { licence: terms });

  test("terms that were not accepted", async () => {
    await using home = await temporaryHome();
    await using hub = await standInHub(serve(weights));
    const environment = { ...home.environment, HF_ENDPOINT: hub.url };
    await assert.rejects(pullModel({ model: licensed, environment }), (error: SijoError) => {
      assert.deepEqual([error.code, error.kind], ["weights.licence", "usage"]);
      assert.match(error.message, /https:\/\/example\.org\/terms/);
      assert.match(error.hint ?? "", /--accept-licence/);
      return true;
    });
    assert.equal(hub.requests.length, 0);
    assert.equal((await pullModel({ model: licensed, environment, acceptLicence: true })).source, "hub");
    assert.equal((await pullModel({ model: licensed, environment })).source, "cache", "accepted once");
  });

  test("a disk without room", async () => {
    await using home = await temporaryHome();
    const huge = { ...model, bytes: 1e17 };
    await assert.rejects(pullModel({ model: huge, environment: home.environment }), (error: SijoError) => {
      assert.equal(error.code, "weights.disk-full");
      assert.equal(error.data.needed, 1e17);
      return true;
    });
  });

  test("a file where the folder should be", async () => {
    await using home = await temporaryHome();
    await writeFile(join(home.folder, "models"), "a file");
    await assert.rejects(
      pullModel({ model, environment: home.environment }),
      (error: SijoError) => error.code === "weights.folder" && error.kind === "usage",
    );
  });

  test("a folder that may not be written", { skip: process.platform === "win32" }, async () => {
    await using home = await temporaryHome();
    await chmod(home.folder, 0o555);
    await asNobody(async () => {
      await assert.rejects(
        pullModel({ model, environment: home.environment }),
        (error: SijoError) => error.code === "weights.permission" && error.kind === "usage",
      );
    });
    await chmod(home.folder, 0o755);
  });
});

suite("a path given as a model", () => {
  test("is taken as it is, with its checksum, which is remembered until the file changes", async () => {
    await using home = await temporaryHome();
    const { environment } = home;
    const path = join(home.folder, "My Model.GGUF");
    await writeFile(path, weights);
    const expected = { path, name: "My Model", sha256: model.sha256 };
    assert.deepEqual(await resolveModel(path, { environment }), expected);
    assert.deepEqual(await resolveModel(path, { environment }), expected);
    await writeFile(path, "other");
    assert.notEqual((await resolveModel(path, { environment })).sha256, model.sha256);
  });

  test("needs no cache that can be written", async () => {
    await using home = await temporaryHome();
    await writeFile(join(home.folder, "models"), "a file in the way");
    const path = join(home.folder, "model.gguf");
    await writeFile(path, weights);
    assert.equal((await resolveModel(path, { environment: home.environment })).sha256, model.sha256);
  });

  const mistakes: readonly [string, string][] = [
    ["nowhere.gguf", "model.missing"],
    ["./nowhere", "model.missing"],
    ["/", "model.not-gguf"],
    ["nowhere", "weights.unknown"],
  ];
  for (const [spec, code] of mistakes) {
    test(`“${spec}” is a mistake: ${code}`, async () => {
      await assert.rejects(
        resolveModel(spec),
        (error: SijoError) => error.code === code && error.kind === "usage",
      );
    });
  }
});

/** The super-user may write everywhere, so a test of permissions must be somebody else for a moment. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
