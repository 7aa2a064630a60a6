import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { printContract } from "../contract/index.ts";
import { SijoError } from "../errors.ts";
import { givenContract } from "./given-contract.ts";

const folder = mkdtempSync(join(tmpdir(), "sijo-given-"));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

suite("a contract is given", () => {
  test("not at all", async () => assert.equal(await givenContract({}), undefined));

  test("as a file", async () => {
    const contract = await givenContract({ contract: file("a.sijo", "text has exactly 3 words\n") });
    assert.equal(printContract(contract!), "text has exactly 3 words\n");
  });

  test("as a JSON Schema", async () => {
    const contract = await givenContract({ schema: file("a.json", '\ufeff{ "type": "integer" }') });
    assert.equal(printContract(contract!), 'form: json\ntext is JSON of the schema {"type":"integer"}\n');
  });

  test("as a grammar", async () => {
    const contract = await givenContract({ grammar: file("a.gbnf", 'root ::= "yes" |\n  "no"\n') });
    assert.equal(
      printContract(contract!),
      'text follows the grammar "root ::= \\"yes\\" |\\n  \\"no\\"\\n"\n',
    );
  });
});

suite("what can't be followed is said at once", () => {
  const rows: readonly (readonly [
    what: string,
    options: Parameters<typeof givenContract>[0],
    code: string,
    message: RegExp,
  ])[] = [
    ["a schema that is no JSON", { schema: file("b.json", "{a}") }, "usage.schema", /not JSON/],
    ["a schema that is no schema", { schema: file("c.json", "3") }, "contract.json", /JSON Schema is wanted/],
    [
      "a keyword that is not supported",
      { schema: file("d.json", '{"not":{}}') },
      "contract.schema",
      /#\/not/,
    ],
    [
      "a grammar that can't be read",
      { grammar: file("b.gbnf", "root ::= x") },
      "contract.grammar",
      /line 1, column 10/,
    ],
    ["a file that is not there", { grammar: join(folder, "none") }, "usage.file", /not there/],
    [
      "two of them",
      { schema: file("e.json", "{}"), grammar: file("c.gbnf", 'root ::= "a"') },
      "usage.contract",
      /Only one/,
    ],
  ];
  for (const [what, options, code, message] of rows) {
    test(what, async () => {
      await assert.rejects(
        givenContract(options),
        (error) =>
          error instanceof SijoError &&
          error.kind === "usage" &&
          error.code === code &&
          message.test(error.message),
      );
    });
  }
});
