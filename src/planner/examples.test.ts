import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { compileContract } from "../contract/compile/compile.ts";
import { parseContract, printContract } from "../contract/index.ts";
import { auditPlan } from "./audit/audit.ts";
import { planConstraint } from "./decoding/plan-constraint.ts";
import { evidenceOf } from "./evidence/evidence.ts";
import { BOOKS } from "./examples.ts";
import { bookMessages } from "./prompt.ts";

const examples = [...new Set(BOOKS.flatMap((book) => book.examples))];

for (const example of examples) {
  const { request, contract } = example;
  const notation = `${contract.join("\n")}\n`;
  const evidence = evidenceOf(request);

  suite(`the example ⟨${request.slice(0, 50)}⟩`, () => {
    test("is a contract that some text can keep", () => {
      // The words of the request may be written, as a run allows them: Korean has no word list.
      const extraWords = request.match(/\p{L}+/gu) ?? [];
      assert.equal(compileContract({ contract: parseContract(notation), extraWords }).kind, "compiled");
    });

    test("stands there as the notation prints it", () => {
      assert.equal(printContract(parseContract(notation)), notation);
    });

    test("can be written by a planner for its own request", () => {
      const constraint = planConstraint(evidence);
      let state: typeof constraint.start | undefined = constraint.start;
      let read = "";
      for (const character of notation) {
        state = constraint.next(state, character.codePointAt(0) as number);
        assert.ok(state, `refused: ${JSON.stringify(character)} after ${JSON.stringify(read)}`);
        read += character;
      }
      assert.ok(constraint.mayEnd(state));
    });

    test("passes its own audit", () => {
      const findings = auditPlan(parseContract(notation), evidence);
      const serious = findings.filter(({ logPenalty }) => logPenalty <= -2);
      assert.deepEqual(
        serious.map(({ message, logPenalty }) => `${message} (${logPenalty})`),
        [],
      );
    });
  });
}

suite("the books", () => {
  test("have names of their own, and two examples at least, which likeness needs", () => {
    assert.equal(new Set(BOOKS.map(({ name }) => name)).size, BOOKS.length);
    for (const book of BOOKS) assert.ok(book.examples.length >= 2, book.name);
  });

  test("show a request without requirements, so that planners learn to leave it at that", () => {
    for (const book of BOOKS) {
      assert.ok(
        book.examples.some(({ contract }) => contract.every((line) => /^(?:form|topic):/.test(line))),
        book.name,
      );
    }
  });

  test("become a conversation: instructions, then each request with its contract", () => {
    for (const book of BOOKS) {
      const [system, ...turns] = bookMessages(book);
      assert.equal(system.role, "system");
      assert.deepEqual(
        turns.map(({ role }) => role),
        book.examples.flatMap(() => ["user", "assistant"]),
      );
      assert.deepEqual(turns, bookMessages(book).slice(1), "the same each time: its state is kept");
    }
  });
});
