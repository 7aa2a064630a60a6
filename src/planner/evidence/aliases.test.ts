import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { shortened } from "./aliases.ts";

suite("names for long quotations", () => {
  test("stand for them in the request, and are replaced in the contract", () => {
    const { request, expand, expandText } = shortened(
      "Two paragraphs that end with 'We never went back to the sea', 'It was over by the end of May' and 'no' respectively",
    );
    assert.equal(request, "Two paragraphs that end with 'text A', 'text B' and 'no' respectively");
    const scope = [{ unit: "sentence", at: -1 }] as const;
    assert.deepEqual(
      expand({
        clauses: [
          { relation: "is", scope: [...scope], value: "text B" },
          { relation: "is one of", scope: [...scope], value: ["text A", "no"] },
          { relation: "exactly", scope: [], subject: "word", value: 9 },
        ],
      }).clauses.map((clause) => "value" in clause && clause.value),
      ["It was over by the end of May", ["We never went back to the sea", "no"], 9],
    );
    assert.equal(expandText("no clause uses “text A”"), "no clause uses “We never went back to the sea”");
  });

  test("are not given to what is short", () => {
    const request = "with 'see you soon' and \"Milk - $4\"";
    assert.equal(shortened(request).request, request);
  });

  test("are none that the request says itself", () => {
    assert.match(shortened("text A: 'one two three four five six', and so on").request, /'quoted text A'/);
  });

  test("run out after 26, and the rest stays as it is", () => {
    const quotes = Array.from({ length: 30 }, (_, index) => `'number ${index} of many long quotations'`);
    const { request } = shortened(quotes.join(", "));
    assert.match(request, /'text Z', 'number 26 of many/);
  });
});
