import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { Cells, OPERATION } from "./cells.ts";

const CELLS = 1400;
const NAMES = 5;

/** libllama's unified cache, as far as its places go: tokens take free cells from `head` on, which follows what is freed. */
class Library {
  readonly cells = Array.from({ length: CELLS }, () => ({
    token: -1,
    position: -1,
    holders: new Set<number>(),
  }));
  head = 0;
  moved = 0;

  carryOut(operations: Int32Array): void {
    for (let at = 0; at < operations.length; at += 4) {
      const [kind, first, second, length] = operations.subarray(at, at + 4);
      if (kind === OPERATION.copy) {
        for (const { position, holders } of this.cells)
          if (holders.has(first) && position < length) holders.add(second);
      } else if (kind === OPERATION.remove) this.#remove(first, second);
      else this.#compact();
    }
  }

  decode(tokens: readonly { token: number; position: number; sequence: number }[]): void {
    const used = this.cells.filter(({ holders }) => holders.size > 0).length;
    let at = this.head > used + 2 * tokens.length ? 0 : this.head;
    for (const { token, position, sequence } of tokens) {
      for (let tested = 0; this.cells[at].holders.size > 0; tested += 1) {
        assert.ok(tested < CELLS, "all cells are in use");
        at = (at + 1) % CELLS;
      }
      this.cells[at] = { token, position, holders: new Set([sequence]) };
    }
    this.head = (at + 1) % CELLS;
  }

  /** What a sequence holds, in the order of cells. */
  held(sequence: number): { token: number; position: number }[] {
    return this.cells.filter(({ holders }) => holders.has(sequence));
  }

  #remove(sequence: number, from: number): void {
    let freed = CELLS;
    for (const [index, { position, holders }] of this.cells.entries()) {
      if (position < from || !holders.delete(sequence)) continue;
      if (holders.size === 0) freed = Math.min(freed, index);
    }
    if (freed < this.head) this.head = freed;
  }

  #compact(): void {
    const used = this.cells.filter(({ holders }) => holders.size > 0);
    this.moved += used.length;
    for (const index of this.cells.keys())
      this.cells[index] = used[index] ?? { token: -1, position: -1, holders: new Set() };
    this.head = 0;
  }
}

const name = fc.nat({ max: NAMES - 1 });
const action = fc.oneof(
  fc.record({ kind: fc.constant("append" as const), of: name, tokens: fc.integer({ min: 1, max: 120 }) }),
  fc.record({ kind: fc.constant("step" as const), of: fc.uniqueArray(name, { minLength: 1 }) }),
  fc.record({ kind: fc.constant("copy" as const), from: name, to: name, part: fc.nat({ max: 100 }) }),
  fc.record({ kind: fc.constant("remove" as const), of: name, part: fc.nat({ max: 100 }) }),
);

for (const spare of [0, 1, 8]) {
  suite(`cells with ${spare} sequences to spare`, () => {
    test("every text's cells stay in the order of its tokens, whatever is copied and given back", () => {
      let moved = 0;
      fc.assert(
        fc.property(fc.array(action, { maxLength: 80, size: "max" }), (actions) => {
          const library = new Library();
          const cells = new Cells({ cells: CELLS, sequences: NAMES + spare });
          const texts: number[][] = Array.from({ length: NAMES }, () => []);
          let token = 0;
          const decode = (of: readonly number[]): void => {
            if (new Set(texts.flat()).size + of.length > CELLS) return;
            cells.makeRoom(of.length);
            const sequences = of.map((one) => cells.sequenceOf(one));
            library.carryOut(cells.takeOperations());
            library.decode(
              of.map((one, index) => {
                texts[one].push(token++);
                return { token: token - 1, position: texts[one].length - 1, sequence: sequences[index] };
              }),
            );
            for (const one of of) cells.append(one);
          };
          for (const one of actions) {
            if (one.kind === "append") decode(new Array<number>(one.tokens).fill(one.of));
            else if (one.kind === "step") decode(one.of);
            else if (one.kind === "remove") {
              const from = Math.floor((one.part / 100) * texts[one.of].length);
              cells.apply([{ kind: "remove", sequence: one.of, from }]);
              texts[one.of].splice(from);
            } else if (one.from !== one.to && texts[one.to].length === 0) {
              const length = Math.floor((one.part / 100) * texts[one.from].length);
              if (length === 0) continue;
              cells.apply([{ kind: "copy", source: one.from, target: one.to, length }]);
              texts[one.to] = texts[one.from].slice(0, length);
            }
            library.carryOut(cells.takeOperations());
            for (const [index, text] of texts.entries()) {
              if (text.length === 0) continue;
              const held = library.held(cells.sequenceOf(index));
              assert.deepEqual(
                held.map(({ token }) => token),
                text,
              );
              assert.ok(held.every(({ position }, at) => position === at));
            }
          }
          for (let one = 0; one < NAMES; one += 1) cells.apply([{ kind: "remove", sequence: one, from: 0 }]);
          cells.makeRoom(CELLS);
          library.carryOut(cells.takeOperations());
          assert.ok(library.cells.every(({ holders }) => holders.size === 0));
          moved += library.moved;
        }),
        { numRuns: 300 },
      );
      assert.ok(moved > 0, "no cells were moved: the test proves less than it says");
    });
  });
}
