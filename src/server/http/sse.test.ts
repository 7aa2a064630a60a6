import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { type Events, eventStream } from "./sse.ts";

/** More than a stream takes in before its reader is behind. */
const MANY = 100;
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function sendMany(events: Events, name: string): Promise<void> {
  for (let count = 0; count < MANY; count += 1) await events.send(`${name} ${count}`);
}

suite("a reader that is behind", { timeout: 60_000 }, () => {
  test("is waited for by all choices at once, and gets all of each", async () => {
    const names = ["a", "b", "c"];
    const { body } = eventStream({
      work: async (events) => {
        await Promise.all(names.map((name) => sendMany(events, name)));
      },
      onGone: () => {},
    });
    await settle();
    const text = await new Response(body).text();
    for (const name of names) {
      const found = [...text.matchAll(/^data: (\w) (\d+)$/gm)].filter(([, its]) => its === name);
      assert.deepEqual(
        found.map(([, , count]) => Number(count)),
        Array.from({ length: MANY }, (_, count) => count),
      );
    }
    assert.match(text, /data: \[DONE\]\n\n$/);
  });

  test("that goes away keeps no choice waiting", async () => {
    let gone = 0;
    const ended = Promise.withResolvers<void>();
    const { body } = eventStream({
      work: async (events) => {
        await Promise.all(["a", "b"].map((name) => sendMany(events, name)));
        ended.resolve();
      },
      onGone: () => {
        gone += 1;
      },
    });
    await settle();
    await body?.cancel();
    await ended.promise;
    assert.equal(gone, 1);
  });

  test("is not waited for once the request has been ended: its choices hear why", async () => {
    const abort = new AbortController();
    const heard: unknown[] = [];
    const ended = Promise.withResolvers<void>();
    eventStream({
      work: async (events) => {
        for (const end of await Promise.allSettled(["a", "b"].map((name) => sendMany(events, name)))) {
          heard.push(end.status === "rejected" && end.reason);
        }
        ended.resolve();
      },
      onGone: () => {},
      signal: abort.signal,
    });
    await settle();
    assert.deepEqual(heard, []);
    const why = new Error("The server ends.");
    abort.abort(why);
    await ended.promise;
    assert.deepEqual(heard, [why, why]);
  });

  test("is not waited for when it is late, and finds all of it when it reads on", async () => {
    const late = new AbortController();
    const ended = Promise.withResolvers<void>();
    const { body } = eventStream({
      work: async (events) => {
        await Promise.all(["a", "b"].map((name) => sendMany(events, name)));
        ended.resolve();
      },
      onGone: () => {},
      late: late.signal,
    });
    await settle();
    late.abort();
    await ended.promise;
    const text = await new Response(body).text();
    assert.equal([...text.matchAll(/^data: [ab] \d+$/gm)].length, 2 * MANY);
  });
});
