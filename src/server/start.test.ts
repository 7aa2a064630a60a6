import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { suite, test } from "node:test";
import { SijoError } from "../errors.ts";
import { tableModel } from "../model/index.ts";
import type { TokenModel } from "../model/token-model.ts";
import { type RunningServer, type ServerOptions, startServer } from "./index.ts";

/** A model that writes one text for ever, a token every so many milliseconds. */
function slowModel({ milliseconds = 5, maxContexts = 8, text = "a" } = {}): TokenModel {
  const model = tableModel({
    vocabulary: [text, "b"],
    next: () => [1, 0, 0],
    contextLength: 2000,
    maxContexts,
  });
  return Object.assign(Object.create(model) as TokenModel, {
    chat: () => [1],
    async next(contexts: Parameters<TokenModel["next"]>[0]) {
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      return model.next(contexts);
    },
  });
}

async function started(options: Partial<ServerOptions> = {}, model = slowModel()): Promise<RunningServer> {
  return startServer({ planner: { model }, followers: [{ model }], port: 0, ...options });
}

const asked = (
  server: RunningServer,
  fields: object = {},
  headers: Record<string, string> = {},
): Promise<Response> =>
  fetch(`${server.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({
      model: "table",
      messages: [{ role: "user", content: "x" }],
      max_tokens: 20,
      ...fields,
    }),
  });

async function whenRunning(server: RunningServer, requests = 1): Promise<void> {
  let counts = "";
  while (!new RegExp(`^sijo_requests_running ${requests}$`, "m").test(counts))
    counts = await (await fetch(`${server.url}/metrics`)).text();
}

/** Asks for a stream of more than connections hold, and reads none of it. */
async function unread(server: RunningServer): Promise<IncomingMessage> {
  const ask = request(`${server.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
  });
  const messages = [{ role: "user", content: "x" }];
  ask.end(JSON.stringify({ model: "table", messages, max_tokens: 1900, stream: true }));
  const [response] = (await once(ask, "response")) as [IncomingMessage];
  return response;
}

const longTexts = (): TokenModel => slowModel({ milliseconds: 0, text: "a".repeat(20_000) });

suite("who may ask", () => {
  test("anybody on this machine; from elsewhere, nobody without a key", async () => {
    await assert.rejects(
      started({ host: "0.0.0.0" }),
      (error) => error instanceof SijoError && error.code === "serve.key" && error.kind === "usage",
    );
    await using server = await started();
    assert.match(server.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal((await asked(server)).status, 200);
  });

  test("only who has one of the keys; health is everybody's", async () => {
    await using server = await started({ apiKeys: ["one", "other"] });
    const statuses = await Promise.all(
      [
        {},
        { authorization: "Bearer three" },
        { authorization: "one" },
        { authorization: "Bearer other" },
      ].map(async (headers) => (await asked(server, {}, headers as Record<string, string>)).status),
    );
    assert.deepEqual(statuses, [401, 401, 401, 200]);
    assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
    assert.equal((await fetch(`${server.url}/metrics`)).status, 401);
  });

  test("each key for what it is for, until it is taken out of the file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sijo-keys-"));
    const apiKeyFile = join(folder, "keys.json");
    const sha256 = (key: string): string => createHash("sha256").update(key).digest("hex");
    const write = (keys: object[]): void => writeFileSync(apiKeyFile, JSON.stringify({ keys }));
    const key = (text: string) => ({ authorization: `Bearer ${text}` });
    try {
      write([
        { name: "any", sha256: sha256("any") },
        { name: "pipeline", sha256: sha256("pipeline"), models: ["sijo"] },
        { name: "poor", sha256: sha256("poor"), tokensPerDay: 30 },
      ]);
      await using server = await started({ apiKeyFile });
      assert.equal((await asked(server, {}, key("any"))).status, 200);
      assert.equal((await asked(server, {}, key("pipeline"))).status, 403);
      const poor: Response[] = [];
      for (let count = 0; count < 3; count += 1) poor.push(await asked(server, {}, key("poor")));
      assert.deepEqual(
        poor.map(({ status }) => status),
        [200, 200, 429],
      );
      assert.ok(Number(poor[2].headers.get("retry-after")) > 0);
      {
        await using again = await started({ apiKeyFile });
        assert.equal((await asked(again, {}, key("poor"))).status, 429, "another process knows");
      }
      write([]);
      await new Promise((resolve) => setTimeout(resolve, 1050));
      assert.equal((await asked(server, {}, key("any"))).status, 401);
      writeFileSync(apiKeyFile, "{");
      await assert.rejects(started({ apiKeyFile }), /can't be read: it is not JSON/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("no page that gave this machine a name of its own", async () => {
    await using server = await started();
    const { port } = new URL(server.url);
    const ask = request({ port, path: "/v1/models", headers: { host: `evil.example:${port}` } }).end();
    const [{ statusCode }] = await once(ask, "response");
    assert.equal(statusCode, 403);
  });

  test("not where another listens already: a sentence says so", async () => {
    await using server = await started();
    await assert.rejects(started({ port: Number(new URL(server.url).port) }), /the port is taken/);
  });
});

suite("under load", () => {
  test("what finds no place is told when to come again, and all others are served", async () => {
    await using server = await started({ mostWaiting: 2 }, slowModel({ maxContexts: 5 }));
    const all = await Promise.all(Array.from({ length: 8 }, () => asked(server)));
    const statuses = all.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [200, 200, 200, 429, 429, 429, 429, 429]);
    for (const response of all) {
      if (response.status === 429) assert.ok(Number(response.headers.get("retry-after")) >= 1);
      await response.arrayBuffer();
    }
  });

  test("a stream that waits for its turn shows a sign of life", async () => {
    await using server = await started({}, slowModel({ maxContexts: 5, milliseconds: 40 }));
    const first = asked(server, { max_tokens: 150 });
    const second = await asked(server, { stream: true, max_tokens: 2 });
    assert.match(await second.text(), /^: waiting$/m);
    await first;
  });

  test("a reader that is slow holds up nobody else", async () => {
    await using server = await started({}, slowModel({ milliseconds: 0 }));
    const slow = await asked(server, { stream: true, max_tokens: 1500 });
    assert.equal((await asked(server)).status, 200);
    await slow.body?.cancel();
  });

  test("a reader that has stopped to read holds nothing beyond the time of a request", {
    timeout: 60_000,
  }, async () => {
    await using server = await started({ seconds: 0.3 }, longTexts());
    const response = await unread(server);
    await whenRunning(server, 0);
    const events = await text(response);
    assert.match(events, /"finish_reason":"length"/);
    assert.match(events, /data: \[DONE\]\n\n$/);
  });

  test("a reader that goes away is no fault", { timeout: 60_000 }, async () => {
    const faults: unknown[] = [];
    await using server = await started({ onFault: (error) => faults.push(error) }, longTexts());
    const response = await unread(server);
    await whenRunning(server, 1);
    response.destroy();
    await whenRunning(server, 0);
    assert.deepEqual(faults, []);
  });

  test("a fault is told to who runs the server, and to clients no more than that it happened", async () => {
    const model = slowModel();
    model.next = async () => {
      throw new Error("secret /path");
    };
    const faults: unknown[] = [];
    await using server = await started({ onFault: (error) => faults.push(error) }, model);
    for (const stream of [false, true]) {
      const response = await asked(server, { stream });
      const text = await response.text();
      assert.equal(response.status, stream ? 200 : 500);
      assert.match(text, /"type":"server_error"/);
      assert.doesNotMatch(text, /secret/);
    }
    assert.equal(faults.length, 2);
  });

  test("the time of a request is bounded: what was written stands", async () => {
    await using server = await started({ seconds: 0.2 }, slowModel({ milliseconds: 20 }));
    const { choices } = (await (await asked(server, { max_tokens: 500 })).json()) as {
      choices: { finish_reason: string; message: { content: string } }[];
    };
    assert.equal(choices[0].finish_reason, "length");
    assert.match(choices[0].message.content, /^a{2,20}$/);
  });
});

suite("names", () => {
  const named = (name: string, sha256: string | null = null): TokenModel => {
    const model = slowModel();
    return Object.assign(model, { description: { ...model.description, name, sha256 } });
  };
  const serving = (...models: [TokenModel, ...TokenModel[]]): Promise<RunningServer> => {
    const [first, ...others] = models.map((model) => ({ model }));
    return startServer({ planner: first, followers: [first, ...others], port: 0 });
  };

  test("two models of one name are refused when the server starts, and one called as the pipeline is", async () => {
    for (const models of [
      [named("m"), named("m")],
      [named("m", "a0"), named("m", "a1")],
      [named("sijo")],
      [named("m"), named("sijo")],
    ] as [TokenModel, ...TokenModel[]][]) {
      await assert.rejects(
        serving(...models),
        (error) =>
          error instanceof SijoError &&
          error.kind === "usage" &&
          /^Two models would be called (?:m|sijo)\.$/.test(error.message) &&
          /rename one/.test(error.hint ?? ""),
      );
    }
  });

  test("one model that is named twice is one", async () => {
    const model = named("m");
    for (const models of [
      [model, model],
      [named("m", "a0"), named("m", "a0")],
    ] as [TokenModel, ...TokenModel[]][]) {
      await using server = await serving(...models);
      assert.deepEqual(server.models, ["sijo", "m"]);
    }
  });
});

suite("the end", () => {
  test("what runs is finished, what comes is refused", async () => {
    const server = await started();
    const running = asked(server, { max_tokens: 100 });
    await whenRunning(server);
    const closed = server.close();
    const [answer] = await Promise.all([running, closed]);
    assert.equal(answer.status, 200);
    await assert.rejects(asked(server));
  });

  test("what takes longer than the grace is cut off with an error", async () => {
    const server = await started();
    const running = asked(server, { max_tokens: 1500 });
    await whenRunning(server);
    await server.close({ graceSeconds: 0.1 });
    assert.equal((await running).status, 503);
  });

  test("a reader that has stopped to read, and stays, is not waited for", { timeout: 60_000 }, async () => {
    const server = await started({}, longTexts());
    const response = await unread(server);
    await whenRunning(server);
    await server.close({ graceSeconds: 0.1 });
    assert.equal(response.complete, false);
    response.destroy();
  });
});
