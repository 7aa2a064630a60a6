import assert from "node:assert/strict";
import { test } from "node:test";
import { SijoError } from "../../errors.ts";
import { keyFor, parseRemote } from "./address.ts";
import { openRemoteChat, type RemoteChatOptions } from "./chat.ts";
import { delayBefore, LONGEST_MILLISECONDS, retryAfter } from "./retry.ts";
import {
  type Behaviour,
  cuts,
  endless,
  fails,
  json,
  neverAnswers,
  says,
  sends,
  standInServer,
} from "./testing/stand-in-server.ts";

const hello = [{ role: "user", content: "Hello." }] as const;

/** What a chat client makes of behaviours, and what it waited between attempts. */
async function against(
  behaviours: readonly Behaviour[],
  options: Partial<RemoteChatOptions> & { readonly signal?: AbortSignal } = {},
) {
  await using server = await standInServer(...behaviours);
  const waits: number[] = [];
  const { signal, ...rest } = options;
  const chat = openRemoteChat({
    address: `openai:${server.url}/v1/some/model`,
    pause: async (milliseconds) => void waits.push(milliseconds),
    ...rest,
  });
  const outcome = await chat.complete(hello, { maxTokens: 50, temperature: 0.5, seed: 3, signal }).then(
    (answer) => ({ answer, error: undefined }),
    (error: SijoError) => ({ answer: undefined, error }),
  );
  return { ...outcome, waits, requests: server.requests, tokens: chat.tokens };
}

test("an answer comes back with its tokens, and the request is OpenAI's", async () => {
  const { answer, requests, tokens } = await against([says("Good day.")], { key: "sk-secret" });
  assert.deepEqual(answer, { text: "Good day.", finished: true });
  assert.equal(tokens, 12);
  const [{ method, path, headers, body }] = requests;
  assert.equal(`${method} ${path}`, "POST /v1/chat/completions");
  assert.equal(headers.authorization, "Bearer sk-secret");
  assert.deepEqual(body, {
    model: "some/model",
    messages: hello,
    stream: false,
    temperature: 0.5,
    max_tokens: 50,
    seed: 3,
  });
});

test("without a key none is sent", async () => {
  const { requests } = await against([says("Hi.")], { key: "" });
  assert.equal(requests[0].headers.authorization, undefined);
});

test("an answer that was cut off says so; one in parts is joined; tokens nobody counted are estimated", async () => {
  assert.equal((await against([says("So", { finish: "length" })])).answer?.finished, false);
  const parts = [
    { type: "text", text: "So " },
    { type: "text", text: "it is." },
  ];
  const { answer, tokens } = await against([json({ choices: [{ message: { content: parts } }] })]);
  assert.equal(answer?.text, "So it is.");
  assert.equal(tokens, Math.ceil(("Hello.".length + "So it is.".length) / 3));
});

test("what passes is asked again: 429 as long as it says, 5xx and cuts twice as long each time", async () => {
  const behaviours = [
    fails(429, "slow down", { "retry-after": "7" }),
    fails(500, "oops"),
    cuts,
    says("At last."),
  ];
  const { answer, waits } = await against(behaviours);
  assert.equal(answer?.text, "At last.");
  assert.equal(waits[0], 7000);
  assert.ok(waits[1] >= 500 && waits[1] <= 1000, String(waits[1]));
  assert.ok(waits[2] >= 1000 && waits[2] <= 2000, String(waits[2]));
});

const failures: readonly {
  readonly what: string;
  readonly behaviour: Behaviour;
  readonly options?: Partial<RemoteChatOptions>;
  readonly code: string;
  readonly kind?: string;
  readonly attempts?: number;
  readonly says?: RegExp;
}[] = [
  { what: "429 for ever", behaviour: fails(429, "quota"), code: "remote.busy", attempts: 5, says: /quota/ },
  {
    what: "a wait of an hour",
    behaviour: fails(429, "no", { "retry-after": "3600" }),
    code: "remote.busy",
    attempts: 1,
    says: /3600 s/,
  },
  {
    what: "500 for ever",
    behaviour: fails(500, "boom"),
    code: "remote.failed",
    attempts: 5,
    says: /boom.* 5 times/,
  },
  { what: "a proxy's 524 for ever", behaviour: fails(524, "slow"), code: "remote.failed", attempts: 5 },
  { what: "what isn't implemented", behaviour: fails(501, "no"), code: "remote.failed", attempts: 1 },
  { what: "another HTTP", behaviour: fails(505, "no"), code: "remote.failed", attempts: 1 },
  {
    what: "a wrong key",
    behaviour: fails(401, "bad key sk-secret"),
    code: "remote.key",
    kind: "usage",
    says: /bad key …/,
  },
  { what: "no such model", behaviour: fails(404, "no model"), code: "remote.not-found", kind: "usage" },
  {
    what: "a refusal",
    behaviour: fails(400, "context too long"),
    code: "remote.refused",
    says: /context too long/,
  },
  { what: "no JSON", behaviour: sends("<html>hello</html>"), code: "remote.malformed", attempts: 5 },
  { what: "JSON cut short", behaviour: sends('{"choices":['), code: "remote.malformed", attempts: 5 },
  { what: "another kind of JSON", behaviour: json({ hello: "world" }), code: "remote.malformed" },
  { what: "null", behaviour: json(null), code: "remote.malformed" },
  { what: "an empty list of choices", behaviour: json({ choices: [] }), code: "remote.malformed" },
  {
    what: "a number for a text",
    behaviour: json({ choices: [{ message: { content: 7 } }] }),
    code: "remote.malformed",
  },
  { what: "cut for ever", behaviour: cuts, code: "remote.cut", attempts: 5 },
  {
    what: "silence",
    behaviour: neverAnswers,
    options: { timeoutSeconds: 0.2 },
    code: "remote.timeout",
    says: /0\.2 s/,
  },
  { what: "an answer without end", behaviour: endless, code: "remote.too-long" },
  {
    what: "too long by a byte",
    behaviour: says("x".repeat(100)),
    options: { mostBytes: 100 },
    code: "remote.too-long",
  },
  {
    what: "a redirect",
    behaviour: (_, response) => void response.writeHead(302, { location: "http://127.0.0.1:9/" }).end(),
    code: "remote.redirect",
    kind: "usage",
  },
];

for (const { what, behaviour, options, code, kind = "fault", attempts = 1, says: words } of failures) {
  test(`${what} is ${code}`, async () => {
    const { error, requests } = await against([behaviour], { key: "sk-secret", ...options });
    assert.ok(error instanceof SijoError, String(error));
    assert.equal(error.code, code);
    assert.equal(error.kind, kind);
    assert.equal(requests.length, attempts);
    if (words) assert.match(error.message, words);
    const told = JSON.stringify([error.message, error.hint, error.data, String(error.cause), error.stack]);
    assert.ok(!told.includes("sk-secret"), "the key is in the error");
  });
}

test("nobody there is said at once", async () => {
  const { url } = await closedServer();
  const chat = openRemoteChat({ address: `openai:${url}/v1/m` });
  await assert.rejects(chat.complete(hello), { code: "remote.unreachable" });
});

async function closedServer(): Promise<{ url: string }> {
  await using server = await standInServer(neverAnswers);
  return { url: server.url };
}

test("an abort ends a request, and a wait between two", async () => {
  const cancelled = { code: "remote.cancelled" };
  const early = await against([neverAnswers], { signal: AbortSignal.timeout(100) });
  assert.equal(early.error?.code, cancelled.code);
  await using server = await standInServer(fails(429, "no", { "retry-after": "30" }));
  const chat = openRemoteChat({ address: `openai:${server.url}/v1/m` });
  const started = performance.now();
  await assert.rejects(chat.complete(hello, { signal: AbortSignal.timeout(200) }), cancelled);
  assert.ok(performance.now() - started < 5000);
});

test("an engine that refuses old fields is asked without them from then on", async () => {
  await using server = await standInServer(
    fails(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
    fails(400, "Unsupported value: 'temperature' does not support 0.5."),
    says("One."),
    says("Two."),
  );
  const chat = openRemoteChat({ address: `openai:${server.url}/v1/o9` });
  for (const expected of ["One.", "Two."]) {
    const { text } = await chat.complete(hello, { maxTokens: 9, temperature: 0.5 });
    assert.equal(text, expected);
  }
  assert.deepEqual(server.requests.at(-1)?.body, {
    model: "o9",
    messages: hello,
    stream: false,
    max_completion_tokens: 9,
  });
});

test("requests that are refused old fields at the same time are all asked again without them", async () => {
  const refused: (() => void)[] = [];
  await using server = await standInServer((request, response) => {
    if (!("max_tokens" in request.body)) return says("So be it.")(request, response);
    const refuse = fails(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.");
    // None is refused before all have asked.
    refused.push(() => refuse(request, response));
    if (refused.length === 4) for (const answer of refused) answer();
  });
  const chat = openRemoteChat({ address: `openai:${server.url}/v1/o9` });
  const answers = await Promise.all([1, 2, 3, 4].map(() => chat.complete(hello, { maxTokens: 9 })));
  assert.deepEqual(
    answers.map(({ text }) => text),
    Array(4).fill("So be it."),
  );
  assert.equal(server.requests.length, 8);
});

test("a key that no header may have is refused before anything is sent, and is in no error", () => {
  for (const key of ["sk-secret-1\nsecond-line", "sk-secret\u0007", "“sk-secret”"]) {
    assert.throws(
      () => openRemoteChat({ address: "openai:http://127.0.0.1:9/v1/m", key }),
      (error: SijoError) => {
        assert.deepEqual([error.code, error.kind], ["remote.key", "usage"]);
        const told = JSON.stringify([error.message, error.hint, error.data, error.cause, error.stack]);
        assert.ok(!/secret|second/.test(told), told);
        return true;
      },
    );
  }
});

test("a time that no request can be given is refused before anything is sent", async () => {
  const chatWithin = (timeoutSeconds: number) =>
    openRemoteChat({ address: "openai:http://127.0.0.1:9/v1/m", timeoutSeconds });
  for (const seconds of [0, -1, Number.NaN, 300.1, 2 ** 22, 1e9, Number.POSITIVE_INFINITY]) {
    assert.throws(
      () => chatWithin(seconds),
      { code: "remote.timeout-seconds", kind: "usage", message: new RegExp(`^${seconds} s`) },
      String(seconds),
    );
  }
  const { answer } = await against([says("Hi.")], { timeoutSeconds: 300 });
  assert.equal(answer?.text, "Hi.");
});

test("a line break behind a key is not part of it", async () => {
  const { requests } = await against([says("Hi.")], { key: "sk-secret\r\n" });
  assert.equal(requests[0].headers.authorization, "Bearer sk-secret");
});

test("addresses: where the base ends and the model begins", () => {
  const table: readonly (readonly [string, string, string])[] = [
    ["openai:http://localhost:8080/v1/qwen", "http://localhost:8080/v1", "qwen"],
    ["openai:http://localhost:8000/v1/Qwen/Qwen2.5-7B", "http://localhost:8000/v1", "Qwen/Qwen2.5-7B"],
    ["openai:https://example.org/api/v1/some/model:free", "https://example.org/api/v1", "some/model:free"],
    ["openai:http://localhost:8080/qwen", "http://localhost:8080/v1", "qwen"],
    ["openai:https://example.org/paas/v4#glm", "https://example.org/paas/v4", "glm"],
    ["openai:http://[::1]:1/v1/a%20b", "http://[::1]:1/v1", "a b"],
  ];
  for (const [spec, baseUrl, model] of table) assert.deepEqual(parseRemote(spec), { baseUrl, model });
  const wrong = [
    "openai:",
    "openai:qwen",
    "openai:ftp://a/v1/b",
    "openai:http://a/v1/",
    "openai:http://a",
    "openai:http://u:p@a/v1/b",
    "openai:http://a/v1/b?key=c",
  ];
  for (const spec of wrong)
    assert.throws(() => parseRemote(spec), { code: "remote.address", kind: "usage" }, spec);
});

test("keys: one's own goes to the engine named, OpenAI's to OpenAI alone", () => {
  assert.equal(keyFor("http://a/v1", { SIJO_API_KEY: " k " }), "k");
  assert.equal(keyFor("http://a/v1", { OPENAI_API_KEY: "o" }), undefined);
  assert.equal(keyFor("https://api.openai.com/v1", { OPENAI_API_KEY: "o" }), "o");
  assert.equal(keyFor("https://api.openai.com.evil.example/v1", { OPENAI_API_KEY: "o" }), undefined);
});

test("waits: as the header says, or twice as long each time; never longer than a person would", () => {
  assert.equal(retryAfter("3"), 3000);
  assert.equal(retryAfter("Thu, 01 Jan 1970 00:00:10 GMT", 4000), 6000);
  assert.equal(retryAfter("soon"), undefined);
  assert.equal(retryAfter(null), undefined);
  assert.equal(delayBefore(1, { uniform: 1 }), 500);
  assert.equal(delayBefore(3, { uniform: 0 }), 1000);
  assert.equal(delayBefore(30, { uniform: 1 }), LONGEST_MILLISECONDS);
  assert.equal(delayBefore(1, { afterMilliseconds: LONGEST_MILLISECONDS + 1, uniform: 0 }), undefined);
});
