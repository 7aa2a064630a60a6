import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import fc from "fast-check";
import { SijoError } from "../errors.ts";
import {
  clauseTemplates,
  headerTemplates,
  nearestLine,
  parseClause,
  parseContract,
  parseContractJson,
  printClause,
  printContract,
  printLine,
  readContract,
  readLine,
} from "./index.ts";
import { publishedFiles } from "./publish.ts";
import { arbitraryClause, arbitraryContract } from "./testing.ts";

const errorOf = (attempt: () => unknown): SijoError => {
  try {
    attempt();
  } catch (error) {
    if (error instanceof SijoError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: "no error was thrown" });
};

describe("the notation", () => {
  it("is read back as the contract that was printed", () => {
    fc.assert(
      fc.property(arbitraryContract, (contract) => {
        assert.deepEqual(parseContract(printContract(contract)), contract);
      }),
      { numRuns: 500 },
    );
  });

  it("and JSON say the same", () => {
    fc.assert(
      fc.property(arbitraryContract, (contract) => {
        assert.deepEqual(parseContractJson(JSON.stringify(contract)), contract);
        assert.deepEqual(readContract(JSON.stringify(contract)), readContract(printContract(contract)));
      }),
    );
  });

  it("has one way to print each line it can read", () => {
    for (const { expression, example, read, write } of clauseTemplates()) {
      const reading = readLine(expression, example);
      assert.equal(reading.kind, "read", example);
      if (reading.kind === "read") assert.equal(printLine(expression, write(read(reading.values))!), example);
    }
  });

  it("takes comments, blank lines, indentation, any line ending, headers anywhere", () => {
    const text =
      '\ufeff# a poem\r\n\r\n  text has exactly 1 line\rtopic:  rain\n\tform : poem\nword 1 of text is "x"';
    assert.equal(errorOf(() => parseContract(text)).data.line, 6);
    assert.deepEqual(parseContract(text.replace(/\n[^\n]*$/, "")), {
      form: "poem",
      topic: "rain",
      clauses: [{ relation: "exactly", scope: [], subject: "line", value: 1 }],
    });
  });

  it("reads singular and plural after any number, and prints the right one", () => {
    assert.equal(printClause(parseClause("text has exactly 1 words")), "text has exactly 1 word");
    assert.equal(printClause(parseClause("text has at least 2 word")), "text has at least 2 words");
  });

  it("names the first place by `first`, the last by `last`, others by number", () => {
    for (const [given, printed] of [
      ['word 1 is "a"', 'first word is "a"'],
      ['word 1 from the end of line 1 is "a"', 'last word of first line is "a"'],
      ['word 2 from the end of each sentence is "a"', 'word 2 from the end of each sentence is "a"'],
    ]) {
      assert.equal(printClause(parseClause(given)), printed);
    }
  });

  it("is the contract of an empty text when nothing is asked", () => {
    assert.deepEqual(parseContract("\n# nothing\n"), { clauses: [] });
  });
});

describe("a line that can't be read", () => {
  const cases: [line: string, column: number, expected: string, nearest: string | undefined][] = [
    ["each sentence has exactly three words", 27, "a number", "each sentence has exactly 3 words"],
    ["text contains cold", 15, "a quoted text", 'text contains "cold"'],
    ["  each sentnce has at least 4 words", 8, "sentence", "each sentence has at least 4 words"],
    ['the text must avoid "snow"', 1, "text", 'text avoids "snow"'],
    ['last word in sentence 2 is "x"', 11, "of ", 'last word of sentence 2 is "x"'],
    ["each sentence have 5 words", 15, "has ", "each sentence has exactly 5 words"],
    ["each word has exactly 3 sentences", 25, "characters", "each word has exactly 3 syllables"],
    ["text has exactly 3", 19, " ", "text has exactly 3 paragraphs"],
    ['text avoids "a" please', 16, "the end of the line", 'text avoids "a"'],
    ['text avoids "a\\q"', 13, "a quoted text", undefined],
    ["form: essay", 7, "poem", undefined],
    ["topic:", 8, "some text", undefined],
    ["%%%", 1, "text", undefined],
  ];
  for (const [line, column, expected, nearest] of cases) {
    it(`says where, what was expected and what is near: ${line}`, () => {
      const error = errorOf(() => parseContract(`text has exactly 1 word\n${line}`));
      assert.equal(error.code, "contract.syntax");
      assert.equal(error.kind, "usage");
      assert.equal(error.data.line, 2);
      assert.equal(error.data.column, column, error.message);
      assert.ok((error.data.expected as string[]).includes(expected), error.message);
      if (nearest !== undefined) assert.equal(error.data.nearest, nearest);
    });
  }

  it("is refused as well where it reads and means nothing", () => {
    for (const line of [
      "text has between 5 and 3 words",
      'word 0 is "a"',
      'text contains " "',
      "form: poem\nform: text",
    ]) {
      assert.equal(errorOf(() => parseContract(line)).code, "contract.syntax", line);
    }
  });

  it("has a nearest line that is itself valid, and a valid line is nearest to itself", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (line) => {
        const nearest = nearestLine(clauseTemplates(), line);
        if (nearest !== undefined) parseClause(nearest);
      }),
    );
    assert.equal(nearestLine(clauseTemplates(), 'word 0 is on "a"'), undefined);
    for (const { example } of clauseTemplates())
      assert.equal(nearestLine(clauseTemplates(), example), example);
  });

  it("is refused in bounded time however long it is", () => {
    for (const line of [
      "each ".repeat(200_000),
      `text avoids "${"\\".repeat(999_999)}`,
      "9".repeat(1_000_000),
      "word 1 of ".repeat(100_000),
    ]) {
      assert.equal(errorOf(() => parseContract(line)).code, "contract.syntax");
    }
  });
});

describe("a contract in JSON that is none", () => {
  const cases: [json: string, path: string][] = [
    ["{", ""],
    ["{}", "clauses"],
    ['{"clauses":[],"tone":"dry"}', ""],
    ['{"form":"essay","clauses":[]}', "form"],
    ['{"clauses":[{"relation":"weighs","scope":[],"value":3}]}', "clauses[0].relation"],
    ['{"clauses":[{"relation":"exactly","scope":[],"subject":"word","value":-1}]}', "clauses[0].value"],
    [
      '{"clauses":[{"relation":"is","scope":[{"unit":"word","at":0}],"value":"a"}]}',
      "clauses[0].scope[0].at",
    ],
    [
      '{"clauses":[{"relation":"is","scope":[{"unit":"word","at":1},{"unit":"line","at":1}],"value":"a"}]}',
      "clauses[0].scope",
    ],
    [
      '{"clauses":[{"relation":"exactly","scope":[{"unit":"word","at":1}],"subject":"line","value":1}]}',
      "clauses[0].subject",
    ],
    ['{"clauses":[{"relation":"between","scope":[],"subject":"line","value":[3,1]}]}', "clauses[0].value"],
  ];
  for (const [json, path] of cases) {
    it(`is refused with the path of the fault: ${json}`, () => {
      const error = errorOf(() => readContract(json));
      assert.equal(error.code, "contract.json");
      assert.equal(error.kind, "usage");
      assert.equal(error.data.path, path, error.message);
    });
  }
});

describe("what is published", () => {
  it("is current: JSON Schema and grammar", () => {
    for (const { url, content } of publishedFiles()) {
      assert.equal(
        readFileSync(url, "utf8"),
        content,
        `run: node src/contract/publish.ts --write (${url.pathname})`,
      );
    }
  });

  it("has a page whose examples all run, with every form of line among them", () => {
    const page = readFileSync(new URL("../../docs/contract.md", import.meta.url), "utf8");
    const blocks = [...page.matchAll(/```sijo\n([\s\S]*?)```/g)].map(([, block]) => block);
    assert.ok(blocks.length > 0);
    for (const block of blocks) parseContract(block);
    for (const { example } of [...headerTemplates, ...clauseTemplates()]) {
      assert.ok(page.includes(example), `docs/contract.md lacks: ${example}`);
    }
    for (const [, json] of page.matchAll(/```json\n([\s\S]*?)```/g)) parseContractJson(json);
  });

  it("as a grammar defines every rule it uses, once", () => {
    const [, grammar] = publishedFiles().map(({ content }) => content);
    const rules = grammar
      .split("\n")
      .filter((line) => line.includes("::="))
      .map((line) => line.split(" ::= "));
    const names = rules.map(([name]) => name);
    assert.equal(new Set(names).size, names.length);
    for (const [, definition] of rules) {
      const bare = definition
        .replace(/"(?:[^"\\]|\\.)*"/g, " ")
        .replace(/\[(?:[^\]\\]|\\.)*\]|\{[^}]*\}/g, " ");
      for (const [name] of bare.matchAll(/[a-z][a-z-]*/g)) assert.ok(names.includes(name), name);
    }
  });
});

describe("random clauses", () => {
  it("print as one line", () => {
    fc.assert(
      fc.property(arbitraryClause, (clause) => {
        assert.ok(!/[\r\n]/.test(printClause(clause)));
      }),
    );
  });
});
