import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { ApiError } from "../errors.ts";
import { Admission, type Ticket } from "./admission.ts";
import { Pool } from "./pool.ts";

const never = new AbortController().signal;
const poolOf = (contexts: number, cells = 1000): Pool => new Pool({ name: "model", contexts, cells });

/** Admits in the order in which they are let in. */
function desk({ mostWaiting = 100, keys = 1 } = {}) {
  const admission = new Admission({ mostWaiting, keys });
  const order: string[] = [];
  return {
    admission,
    order,
    enter(key: string, pool: Pool, { contexts = 1, cells = 10, signal = never, name = key } = {}): Ticket {
      const ticket = admission.enter({ key, needs: [{ pool, contexts, cells }], signal });
      ticket.admitted.then(() => order.push(name)).catch(() => {});
      return ticket;
    },
  };
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const refusal = (status: number, code: string) => (error: unknown) =>
  error instanceof ApiError && error.status === status && error.code === code;

suite("a queue for what models can hold", () => {
  test("lets in what fits, and the next when something is given back", async () => {
    const pool = poolOf(2);
    const { enter, order } = desk();
    const tickets = ["a", "b", "c"].map((name) => enter("key", pool, { name }));
    await settle();
    assert.deepEqual(order, ["a", "b"]);
    tickets[0].leave();
    tickets[0].leave();
    await settle();
    assert.deepEqual(order, ["a", "b", "c"]);
    assert.deepEqual(pool.taken, { contexts: 2, cells: 20 });
  });

  test("keys take turns, however many requests one of them sends", async () => {
    const pool = poolOf(1);
    const { enter, order } = desk();
    const tickets = [1, 2, 3].map((index) => enter("busy", pool, { name: `busy ${index}` }));
    tickets.push(enter("calm", pool, { name: "calm" }));
    for (const ticket of [0, 1, 3]) {
      await settle();
      tickets[ticket].leave();
    }
    await settle();
    assert.deepEqual(order.slice(0, 3), ["busy 1", "busy 2", "calm"]);
  });

  test("a large request is not kept out by small ones", async () => {
    const pool = poolOf(4);
    const { enter, order } = desk();
    const first = enter("small", pool, { contexts: 3, name: "first" });
    enter("large", pool, { contexts: 4, name: "large" });
    enter("small", pool, { contexts: 1, name: "second" });
    await settle();
    assert.deepEqual(order, ["first"]);
    first.leave();
    await settle();
    assert.deepEqual(order, ["first", "large"]);
  });

  test("what waits for one model does not hold up another", async () => {
    const [one, other] = [poolOf(1), poolOf(1)];
    const { enter, order } = desk();
    enter("a", one, { name: "a" });
    enter("b", one, { name: "b" });
    enter("c", other, { name: "c" });
    await settle();
    assert.deepEqual(order, ["a", "c"]);
  });

  test("is full when its places are taken, and says when to come again", () => {
    const pool = poolOf(1);
    const { enter } = desk({ mostWaiting: 1 });
    enter("a", pool);
    enter("a", pool);
    assert.throws(
      () => enter("a", pool),
      (error) => refusal(429, "queue_full")(error) && Number((error as ApiError).headers["retry-after"]) >= 1,
    );
  });

  test("no key takes the places of the others", () => {
    const pool = poolOf(1);
    const { enter } = desk({ mostWaiting: 4, keys: 2 });
    for (let count = 0; count < 3; count += 1) enter("greedy", pool);
    assert.throws(() => enter("greedy", pool), refusal(429, "queue_full"));
    enter("modest", pool);
    enter("modest", pool);
  });

  test("who goes away while waiting leaves nothing behind", async () => {
    const pool = poolOf(1);
    const { enter, admission, order } = desk();
    const first = enter("a", pool, { name: "first" });
    const gone = new AbortController();
    const waiting = enter("a", pool, { signal: gone.signal, name: "gone" });
    gone.abort(new Error("gone"));
    await assert.rejects(waiting.admitted, /gone/);
    waiting.leave();
    first.leave();
    await settle();
    assert.deepEqual([order, admission.waiting, admission.running], [["first"], 0, 0]);
    assert.deepEqual(pool.taken, { contexts: 0, cells: 0 });
  });

  test("what never fits is refused with what to change", () => {
    const { enter } = desk();
    assert.throws(() => enter("a", poolOf(1), { contexts: 2 }), refusal(400, "too_many_contexts"));
    assert.throws(() => enter("a", poolOf(1, 5)), refusal(400, "context_length_exceeded"));
  });

  test("ends when all have left, and takes in nobody meanwhile", async () => {
    const pool = poolOf(1);
    const { enter, admission } = desk();
    const [running, waiting] = [enter("a", pool), enter("a", pool)];
    let ended = false;
    const closed = admission.close().then(() => {
      ended = true;
    });
    assert.throws(() => enter("a", pool), refusal(503, "ending"));
    running.leave();
    await settle();
    assert.equal(ended, false);
    waiting.leave();
    await closed;
  });
});

test("whatever comes and goes, nothing is held twice, lost or kept waiting beside free room", async () => {
  const step = fc.record({
    key: fc.constantFrom("a", "b", "c"),
    contexts: fc.integer({ min: 1, max: 4 }),
    leave: fc.nat({ max: 20 }),
    arrive: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const pool = poolOf(4, 10_000);
      const { enter, admission } = desk({ mostWaiting: 8, keys: 3 });
      const open: { ticket: Ticket; contexts: number; admitted: boolean }[] = [];
      for (const { key, contexts, leave, arrive } of steps) {
        if (arrive) {
          try {
            const one = { ticket: enter(key, pool, { contexts }), contexts, admitted: false };
            one.ticket.admitted.then(
              () => {
                one.admitted = true;
              },
              () => {},
            );
            open.push(one);
          } catch (error) {
            assert.ok(refusal(429, "queue_full")(error));
          }
        } else if (open.length > 0) open.splice(leave % open.length, 1)[0].ticket.leave();
        await settle();
        const held = open.filter(({ admitted }) => admitted);
        assert.equal(
          pool.taken.contexts,
          held.reduce((sum, one) => sum + one.contexts, 0),
        );
        assert.ok(pool.taken.contexts <= 4 && admission.waiting <= 8);
        assert.ok(held.length > 0 || open.length === 0);
      }
      for (const { ticket } of open) ticket.leave();
      assert.deepEqual([pool.taken.contexts, admission.waiting, admission.running], [0, 0, 0]);
    }),
    { numRuns: 100 },
  );
});
