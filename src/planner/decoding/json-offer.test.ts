import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { evidenceOf } from "../evidence/evidence.ts";
import { planConstraint } from "./plan-constraint.ts";

/** The lines that may follow a plan, and "." where it may end. */
function following(request: string, plan: readonly string[]): string[] {
  const by = planConstraint(evidenceOf(request), { complete: true });
  let state = by.start;
  for (const character of `${plan.join("\n")}\n`) {
    const after = by.next(state, character.codePointAt(0) as number);
    assert.ok(after, `refused in ${plan.join(" / ")}`);
    state = after;
  }
  const lines: string[] = by.mayEnd(state) ? ["."] : [];
  const walk = (at: typeof state, line: string): void => {
    for (const point of by.alphabet ?? []) {
      const after = by.next(at, point);
      if (!after) continue;
      if (point === 10) lines.push(line);
      else walk(after, line + String.fromCodePoint(point));
    }
  };
  walk(state, "");
  return lines.sort();
}

suite("what may be said of the fields of a JSON document", () => {
  const request =
    "JSON만: 이름(10자 이하 문자열), 나이(0 이상 120 이하 정수), 과목(문자열 배열, 정확히 3개).";
  const names = ["form: json", 'fields are exactly "이름", "나이", "과목"'];

  test("of each field what the request says of it", () => {
    assert.deepEqual(
      following(request, names).filter(
        (line) => line.startsWith('field "나이"') && !/between (\d+) and \1\b/.test(line),
      ),
      ['field "나이" is an integer between 0 and 120', 'field "나이" is an integer between 120 and 0'],
    );
    assert.deepEqual(
      following(request, names).filter((line) => line.startsWith('field "이름"')),
      ['field "이름" has at most 10 characters', 'field "이름" is a string'],
    );
  });

  test("once, and then the plan may end", () => {
    const plan = [
      ...names,
      'field "이름" has at most 10 characters',
      'field "나이" is an integer between 0 and 120',
      'field "과목" is an array of exactly 3 strings',
    ];
    assert.deepEqual(following(request, plan), [".", 'field "이름" is a string']);
  });

  test("what is said in front of a name may be said of any", () => {
    const before = "JSON with a string called 'name' of 8 characters and an integer called 'age'.";
    const lines = following(before, ["form: json", 'fields include "name", "age"']);
    assert.ok(lines.includes('field "age" has exactly 8 characters'), lines.join());
    assert.ok(lines.includes('field "name" has exactly 8 characters'));
  });

  test("nothing is below zero where the request isn't", () => {
    const has = (request: string): boolean =>
      following(request, ["form: json", 'fields include "low", "high"']).some((line) => / -\d/.test(line));
    assert.ok(!has("JSON: low (integer of at least 5), high (integer of at most 9)"));
    assert.ok(has("JSON: low (integer of at least -5), high (integer of at most 9)"));
  });

  test("a range behind a name is the field's, and no word of the request is a value", () => {
    const book = "JSON for a book: title, author, year between 1900 and 1950.";
    const lines = following(book, ["form: json", 'fields are exactly "title", "author", "year"']);
    assert.deepEqual(
      lines.filter((line) => !/between (\d+) and \1\b|1950 and/.test(line)),
      ['field "year" is a number between 1900 and 1950', 'field "year" is an integer between 1900 and 1950'],
    );
  });

  test("an array has its objects, and they have the fields", () => {
    const books = "A JSON list of 2 books, each with title and year.";
    const lines = following(books, ["form: json"]);
    assert.deepEqual(
      lines.filter((line) => line.startsWith("document")),
      ["document is an array of exactly 2 objects", "document is an array of objects"],
    );
    assert.ok(lines.includes('fields of each item of document are exactly "title", "year"'), lines.join());
    assert.ok(!lines.some((line) => /^fields (?:are|include)/.test(line)), lines.join());
  });

  test("where no field is named, none is said to be there", () => {
    assert.deepEqual(following("Some JSON about Paris.", ["form: json"]), ["."]);
  });
});
