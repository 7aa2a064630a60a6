/**
 * The published forms of the contract language, derived from its one source: the JSON Schema and the grammar in `docs/`.
 * `node src/contract/publish.ts --write` writes them; a test says when they are out of date.
 * @module
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { allTemplates } from "./clauses/index.ts";
import { toGbnf } from "./grammar/gbnf.ts";
import { headerTemplates } from "./grammar/header.ts";
import { contractSchema } from "./schema.ts";

export interface PublishedFile {
  /** Where it belongs, as a `file:` URL. */
  readonly url: URL;
  readonly content: string;
}

/** The files as they should be. */
export function publishedFiles(): readonly PublishedFile[] {
  const schema = {
    title: "Contract",
    description: "What must be true of a text: the JSON form of the contract notation.",
    // `readOnly` would say that values may not be sent, which isn't what TypeScript's readonly means.
    ...z.toJSONSchema(contractSchema, { override: ({ jsonSchema }) => delete jsonSchema.readOnly }),
  };
  return [
    { url: inDocs("contract.schema.json"), content: `${formatJson(schema)}\n` },
    {
      url: inDocs("contract.gbnf"),
      content: `# The contract notation, one clause a line; blank lines and lines that begin with # are left out here.\n${toGbnf([...headerTemplates, ...allTemplates()])}`,
    },
  ];
}

const LINE_WIDTH = 110;

/** JSON as the formatter of this repository leaves it: lists of plain values on one line where they fit. */
function formatJson(value: unknown): string {
  const spread = JSON.stringify(value, null, 2);
  return spread.replace(/^( *)(.*)\[\n([^[\]{}]*?)\n *\](,?)$/gm, (all, indent, before, items, comma) => {
    const line = `${indent}${before}[${items.trim().replace(/,\n\s*/g, ", ")}]${comma}`;
    return line.length <= LINE_WIDTH ? line : all;
  });
}

const inDocs = (name: string): URL => new URL(`../../docs/${name}`, import.meta.url);

if (import.meta.main) {
  for (const { url, content } of publishedFiles()) {
    if (process.argv.includes("--write")) writeFileSync(url, content);
    process.stdout.write(`${fileURLToPath(url)}\n`);
  }
}
