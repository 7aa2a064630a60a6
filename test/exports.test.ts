/** What people import is explained where it is declared, and editors show it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite, test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const { exports: entries } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  exports: Record<string, { readonly "@sijo/source": string }>;
};

/** The file in which a name is declared, and the name that it has there. */
function declared(file: string, name: string): { file: string; name: string } {
  for (const [, names, from] of readFileSync(file, "utf8").matchAll(
    /^export (?:type )?\{([^}]*)\} from "(\.[^"]+)"/gm,
  )) {
    for (const [, original, , renamed = original] of names.matchAll(
      /(?:type )?(\w+)( as (\w+))?(?:,|\s*$)/g,
    )) {
      if (renamed === name) return declared(join(dirname(file), from), original);
    }
  }
  return { file, name };
}

function namesOf(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/^export (?:type )?\{([^}]*)\} from/gm)].flatMap(
    ([, names]) =>
      names
        .split(",")
        .map((name) =>
          name
            .trim()
            .replace(/^type /, "")
            .replace(/^\w+ as /, ""),
        )
        .filter((name) => name !== ""),
  );
}

for (const [entry, { "@sijo/source": path }] of Object.entries(entries)) {
  suite(`sijo${entry.slice(1)}`, () => {
    const names = namesOf(join(ROOT, path));
    test("exports something", () => assert.ok(names.length > 5));
    test("has a doc comment for each name that it exports", () => {
      const bare = names.filter((exported) => {
        const { file, name } = declared(join(ROOT, path), exported);
        const declaration = new RegExp(
          `\\*/\\n(?:export )?(?:abstract |declare )?(?:async )?(?:function\\*?|const|class|interface|type) ${name}\\b`,
        );
        return !declaration.test(readFileSync(file, "utf8"));
      });
      assert.deepEqual(bare, []);
    });
  });
}
