import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { SijoError } from "../../errors.ts";
import { assertLayout, DEFAULTS } from "./layout.ts";
import { libraryFolder, load, loadLibrary } from "./library.ts";

const throws = (code: string) => (error: unknown) => error instanceof SijoError && error.code === code;

for (const [name, defaults] of Object.entries(DEFAULTS)) {
  test(`every field of ${name} has the default it is declared with`, () => {
    const found = loadLibrary()[name as keyof typeof DEFAULTS]() as Record<string, unknown>;
    assert.deepEqual(found, { ...defaults });
  });

  test(`a change in any field of ${name} is noticed`, () => {
    assertLayout(name, defaults, defaults);
    for (const [field, value] of Object.entries(defaults)) {
      const moved = typeof value === "boolean" ? !value : typeof value === "number" ? value + 1 : 4096n;
      assert.throws(
        () => assertLayout(name, { ...defaults, [field]: moved }, defaults),
        (error) => throws("llama.layout")(error) && (error as SijoError).message.includes(field),
        field,
      );
    }
  });
}

test("a machine without binaries is told what to install", () => {
  assert.throws(
    () => libraryFolder({ platform: "plan9", architecture: "pdp11" }),
    (error) => throws("llama.platform")(error) && (error as SijoError).hint !== undefined,
  );
});

test("a folder without the library is refused by name", () => {
  const folder = mkdtempSync(join(tmpdir(), "sijo-library-"));
  try {
    assert.throws(() => load(folder), throws("llama.load"));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
