import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { SijoError } from "../../errors.ts";
import { type CacheOperation, ContextTree, type Node, type Plan, tokensOf } from "./context-tree.ts";

const SEQUENCES = 6;
const CONTEXTS = 9;

/** A key-value cache as libllama keeps it: by sequence, the tokens whose cells it holds. */
class Cache {
  readonly sequences: number[][] = Array.from({ length: SEQUENCES }, () => []);

  apply(operations: readonly CacheOperation[]): void {
    for (const operation of operations) {
      if (operation.kind === "remove") this.sequences[operation.sequence].splice(operation.from);
      else {
        const { source, target, length } = operation;
        assert.deepEqual(this.sequences[target], [], "a copy goes to an empty sequence");
        assert.ok(this.sequences[source].length >= length, "a copy is of cells that are there");
        this.sequences[target] = this.sequences[source].slice(0, length);
      }
    }
  }

  /** Decodes the first tokens of a plan: every cell must follow exactly the tokens that lead to its node. */
  decode(plan: Plan, count = plan.tokens.length): void {
    this.apply(plan.operations);
    for (const { node, sequence } of plan.tokens.slice(0, count)) {
      assert.deepEqual(this.sequences[sequence], tokensOf(node).slice(0, -1));
      this.sequences[sequence].push(node.token);
    }
  }
}

/** What a test does with a tree, by contexts picked with a number. */
type Action =
  | { readonly kind: "open" | "extend"; readonly pick: number; readonly tokens: readonly number[] }
  | { readonly kind: "fork" | "drop"; readonly pick: number }
  | { readonly kind: "decode"; readonly picks: readonly number[]; readonly forget: boolean }
  | { readonly kind: "failing decode"; readonly picks: readonly number[]; readonly done: number }
  | { readonly kind: "save" | "load"; readonly pick: number };

const pick = fc.nat({ max: 100 });
const tokens = fc.array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 3 });
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constantFrom("open" as const, "extend" as const), pick, tokens }),
  fc.record({ kind: fc.constantFrom("fork" as const, "drop" as const), pick }),
  fc.record({
    kind: fc.constant("decode" as const),
    picks: fc.array(pick, { maxLength: 9 }),
    forget: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant("failing decode" as const),
    picks: fc.array(pick, { maxLength: 9 }),
    done: fc.nat({ max: 3 }),
  }),
  fc.record({ kind: fc.constantFrom("save" as const, "load" as const), pick }),
);

class Session {
  readonly tree = new ContextTree({ maxSequences: SEQUENCES });
  readonly cache = new Cache();
  readonly contexts: Node[] = [];
  refused = 0;

  at(choice: number): number {
    return choice % this.contexts.length;
  }

  act(step: Action): void {
    const { tree, contexts } = this;
    if (step.kind === "open") {
      if (contexts.length < CONTEXTS) this.#open(tree.extend(tree.root, step.tokens));
      return;
    }
    if (contexts.length === 0) return;
    switch (step.kind) {
      case "extend": {
        const before = contexts[this.at(step.pick)];
        const next = tree.extend(before, step.tokens);
        tree.retain(next);
        tree.release(before);
        contexts[this.at(step.pick)] = next;
        break;
      }
      case "fork":
        if (contexts.length < CONTEXTS) this.#open(contexts[this.at(step.pick)]);
        break;
      case "drop":
        tree.release(contexts.splice(this.at(step.pick), 1)[0]);
        break;
      case "decode":
        this.#decode(step.picks.map((choice) => contexts[this.at(choice)]));
        if (step.forget) for (const node of contexts) node.logits = undefined;
        break;
      case "failing decode": {
        const plan = this.#plan(step.picks.map((choice) => contexts[this.at(choice)]));
        if (!plan) break;
        this.cache.decode(plan, step.done);
        tree.undo(plan);
        break;
      }
      case "save": {
        const node = contexts[this.at(step.pick)];
        this.#refusable(() => {
          if (node.sequence < 0) return;
          const sequence = tree.holdOnly(node);
          this.cache.apply(tree.takeOperations());
          assert.deepEqual(this.cache.sequences[sequence], tokensOf(node));
          tree.releaseTemporary([sequence]);
        });
        break;
      }
      case "load": {
        const node = contexts[this.at(step.pick)];
        this.#refusable(() => {
          if (node.sequence >= 0) return;
          const sequence = tree.reserve();
          this.cache.apply(tree.takeOperations());
          this.cache.sequences[sequence] = tokensOf(node);
          tree.adopt({ leaf: node, sequence });
        });
        break;
      }
    }
  }

  /** Every node that counts as decoded has its cells in the sequence it names. */
  check(): void {
    this.cache.apply(this.tree.takeOperations());
    const visit = (node: Node, path: readonly number[]): void => {
      if (node.sequence >= 0)
        assert.deepEqual(this.cache.sequences[node.sequence].slice(0, path.length), path);
      for (const child of node.children.values()) visit(child, [...path, child.token]);
    };
    for (const child of this.tree.root.children.values()) visit(child, [child.token]);
  }

  #open(node: Node): void {
    this.tree.retain(node);
    this.contexts.push(node);
  }

  #decode(targets: readonly Node[]): void {
    // Where branches part, one plan is not enough.
    for (let rounds = 0; targets.some(({ logits }) => !logits); rounds += 1) {
      assert.ok(rounds < 10, "planning makes progress");
      const plan = this.#plan(targets);
      if (!plan) return;
      this.cache.decode(plan);
      for (const { node } of plan.tokens) node.logits = new Float32Array(1);
      this.tree.releaseTemporary(plan.temporary);
    }
  }

  #plan(targets: readonly Node[]): Plan | undefined {
    return this.#refusable(() => this.tree.plan(targets));
  }

  #refusable<Value>(work: () => Value): Value | undefined {
    try {
      return work();
    } catch (error) {
      assert.ok(error instanceof SijoError && error.code === "model.contexts", String(error));
      this.refused += 1;
      return undefined;
    }
  }
}

test("whatever contexts do, every decoded node keeps its cells, and dropping all frees all", () => {
  let refused = 0;
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60, size: "max" }), (steps) => {
      const session = new Session();
      for (const step of steps) {
        session.act(step);
        session.check();
      }
      for (const node of session.contexts) session.tree.release(node);
      session.cache.apply(session.tree.takeOperations());
      assert.equal(session.tree.root.children.size, 0);
      assert.equal(session.tree.freeSequences, SEQUENCES);
      assert.deepEqual(session.cache.sequences.flat(), []);
      refused += session.refused;
    }),
    { numRuns: 1500 },
  );
  assert.ok(refused > 0, "sequences never ran out: the test proves less than it says");
});

test("no more sequences are in use than contexts and their shared beginnings need", () => {
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60, size: "max" }), (steps) => {
      const session = new Session();
      for (const step of steps) session.act(step);
      const decoded = new Set<number>();
      const visit = (node: Node): void => {
        if (node.sequence >= 0) decoded.add(node.sequence);
        for (const child of node.children.values()) visit(child);
      };
      visit(session.tree.root);
      assert.equal(
        session.tree.freeSequences,
        SEQUENCES - decoded.size,
        "a sequence in use that no node names",
      );
      const places = new Set(session.contexts);
      assert.ok(decoded.size <= places.size, `${decoded.size} sequences for ${places.size} places`);
    }),
    { numRuns: 1500 },
  );
});

test("a node that a request needs stays when its context is dropped meanwhile", () => {
  const tree = new ContextTree({ maxSequences: 2 });
  const node = tree.extend(tree.root, [1, 2, 3]);
  tree.retain(node);
  tree.pin(node);
  tree.release(node);
  assert.equal(tree.extend(tree.root, [1, 2, 3]), node);
  tree.unpin(node);
  assert.equal(tree.root.children.size, 0);
});
