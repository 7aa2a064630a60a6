import assert from "node:assert/strict";
import { test } from "node:test";
import { tableModel } from "../table/table-model.ts";
import { testTokenModel } from "../testing/token-model.ts";
import type { EngineName } from "./engines/find.ts";
import { openRemoteFollower, PROBES, type RemoteFollowerOptions } from "./follower.ts";
import { type StandInEngineOptions, standInEngine } from "./testing/stand-in-engine.ts";
import { cuts, fails, json, sends, standInServer } from "./testing/stand-in-server.ts";

const KINDS: readonly EngineName[] = ["llama-server", "vllm"];

/** Every character of the texts by which tokenizers are compared, and “ab” in two spellings. */
const PIECES = [...new Set(["a", "b", "ab", ...PROBES.flatMap((text) => [...text])])];

const toy = () =>
  tableModel({
    vocabulary: PIECES,
    contextLength: 40,
    next: (tokens) => {
      const row = PIECES.map(
        (_, token) => 1 / (1 + ((token * 7 + tokens.length * 3 + (tokens.at(-1) ?? 1)) % 11)),
      );
      return [...row, tokens.length > 3 ? 2 : 0.1];
    },
  });

async function opened(
  kind: EngineName,
  {
    engine = {},
    follower = {},
  }: { engine?: Partial<StandInEngineOptions>; follower?: Partial<RemoteFollowerOptions> } = {},
) {
  const model = toy();
  const server = await standInEngine({ kind, model, ...engine });
  try {
    const remote = await openRemoteFollower({
      address: `openai:${server.url}/v1/toy`,
      like: model,
      top: "all",
      maxContexts: 200,
      pause: async () => {},
      ...follower,
    });
    return { remote, server, model, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
}

for (const kind of KINDS) {
  test(`${kind}: with the whole vocabulary the laws of token models hold`, async () => {
    await using session = await opened(kind);
    await testTokenModel(session.remote, { texts: ["abab", "ba"] });
  });

  test(`${kind}: many sequences are one request, and what is known is not asked again`, async () => {
    await using session = await opened(kind);
    const { remote, server } = session;
    const contexts = ["aa", "ba", "aa", "bb"].map((text) => remote.context(remote.vocabulary.tokenize(text)));
    const before = server.requests.length;
    await remote.next(contexts);
    await remote.next(contexts);
    const asked = server.requests.slice(before).filter(({ path }) => path.includes("completion"));
    assert.equal(asked.length, 1);
    assert.equal(asked[0].body.prompt.length, 3);
  });

  test(`${kind}: cut to the likeliest, the distribution is the cut one, and what was left out is told`, async () => {
    await using session = await opened(kind, { follower: { top: 5 } });
    const { remote, model } = session;
    const tokens = remote.vocabulary.tokenize("ab");
    const [{ logits }] = await remote.next([remote.context(tokens)]);
    const [whole] = await model.next([model.context(tokens)]);
    const probabilities = Array.from(whole.logits, Math.exp);
    const total = probabilities.reduce((sum, value) => sum + value, 0);
    const kept = [...logits.entries()].filter(([, value]) => value > Number.NEGATIVE_INFINITY);
    assert.equal(kept.length, 5);
    for (const [token, value] of kept)
      assert.ok(Math.abs(Math.exp(value) - probabilities[token] / total) < 1e-6);
    const mass = kept.reduce((sum, [, value]) => sum + Math.exp(value), 0);
    assert.ok(Math.abs(remote.cut.mean - (1 - mass)) < 1e-6 && remote.cut.mean > 0.1);
    assert.equal(remote.cut.most, remote.cut.mean);
  });

  test(`${kind}: observed texts are scored under the whole distribution however few are asked for`, async () => {
    await using session = await opened(kind, { follower: { top: 2 } });
    const { remote, model } = session;
    const [first, ...rest] = remote.vocabulary.tokenize("a시조b");
    const found = await remote.score(remote.context([first]), rest);
    const expected = await model.score(model.context([first]), rest);
    for (const [index, value] of expected.entries()) assert.ok(Math.abs(found[index] - value) < 1e-5);
  });

  test(`${kind}: what passes is asked again; what doesn't is said`, async () => {
    await using session = await opened(kind, {
      engine: { faults: [fails(503, "Loading model"), cuts, sends("{"), fails(500, "slot unavailable")] },
    });
    const { remote } = session;
    const [{ logits }] = await remote.next([remote.context([0])]);
    assert.ok(logits.some((value) => value > Number.NEGATIVE_INFINITY));
  });

  for (const [what, answer] of Object.entries({
    "nothing for a prompt": { choices: [], completion_probabilities: [] },
    "a number": 7,
    null: null,
    "null for a completion": { choices: [null], completion_probabilities: [null] },
    "a list of null": [null],
    "null for a token": {
      completion_probabilities: [{ top_logprobs: [null] }],
      choices: [{ index: 0, logprobs: { top_logprobs: [null] } }],
    },
    "a completion of no such prompt": {
      index: 5,
      completion_probabilities: [{ top_logprobs: [{ id: 0, logprob: -1 }] }],
      choices: [{ index: 5, logprobs: { top_logprobs: [{ "token_id:0": -1 }] } }],
    },
    "a text for an index": {
      index: "0",
      completion_probabilities: [{ top_logprobs: [{ id: 0, logprob: -1 }] }],
      choices: [{ index: "0", logprobs: { top_logprobs: [{ "token_id:0": -1 }] } }],
    },
    "a text for an id": {
      completion_probabilities: [{ top_logprobs: [{ id: "x", logprob: -1 }] }],
      choices: [{ index: 0, logprobs: { top_logprobs: [{ x: -1 }] } }],
    },
    "null for a probability": {
      completion_probabilities: [{ top_logprobs: [{ id: 0, logprob: null }] }],
      choices: [{ index: 0, logprobs: { top_logprobs: [{ "token_id:0": null }] } }],
    },
    "probabilities above 1": {
      completion_probabilities: [{ top_logprobs: [{ id: 0, logprob: 3 }] }],
      choices: [{ index: 0, logprobs: { top_logprobs: [{ "token_id:0": 3 }] } }],
    },
    "no ids": {
      completion_probabilities: [{ top_logprobs: [{ id: -4, logprob: -1 }] }],
      choices: [{ index: 0, logprobs: { top_logprobs: [{ " the": -1 }] } }],
    },
  })) {
    test(`${kind}: ${what} in place of probabilities is malformed`, async () => {
      await using session = await opened(kind, { engine: { faults: [json(answer)] } });
      await assert.rejects(async () => session.remote.next([session.remote.context([0])]), {
        code: "remote.malformed",
      });
    });
  }
}

for (const told of [null, [null], { choices: [null] }, { choices: [{ prompt_logprobs: [null, null] }] }]) {
  test(`vllm: ${JSON.stringify(told)} in place of a prompt's log-probabilities is malformed`, async () => {
    await using session = await opened("vllm", { engine: { faults: [json(told)] } });
    await assert.rejects(async () => session.remote.score(session.remote.context([0]), [1]), {
      code: "remote.malformed",
    });
  });
}

test("another tokenizer is refused before anything is written", async () => {
  const other = tableModel({ vocabulary: [...PIECES].reverse(), next: () => [] });
  await assert.rejects(opened("vllm", { follower: { like: other } }), {
    code: "remote.vocabulary",
    kind: "usage",
  });
});

test("vLLM's ceiling on log-probabilities is said with what to do", async () => {
  await using session = await opened("vllm", { engine: { mostLogprobs: 20 } });
  await assert.rejects(async () => session.remote.next([session.remote.context([0])]), {
    code: "remote.top",
    message: /max allowed: 20/,
    hint: /--max-logprobs/,
  });
});

test("a model that the engine doesn't have is named with those that it has", async () => {
  await assert.rejects(opened("vllm", { engine: { name: "other" } }), {
    code: "remote.not-found",
    hint: /other/,
  });
});

test("an engine of another kind has no probabilities", async () => {
  await using server = await standInServer(fails(404, "no such route"));
  const address = `openai:${server.url}/v1/toy`;
  await assert.rejects(openRemoteFollower({ address, like: toy() }), { code: "remote.no-probabilities" });
});

test("no tokens, or a share of one, can't be asked for", async () => {
  for (const top of [0, 1.5, -1]) {
    await assert.rejects(opened("vllm", { follower: { top } }), { code: "remote.top", kind: "usage" });
  }
});
