/**
 * Schemas by number: those given, those inside them, and those that they refer to.
 * @module
 */
import { type Pointer, pointerTo, schemaError, tooIntricateSchema } from "./errors.ts";
import { checkKeywords, isObject, type Json, type SchemaObject } from "./keywords.ts";

export type SchemaId = number;

export interface Schema {
  readonly id: SchemaId;
  /** `true` is `{}`; `false` allows nothing. */
  readonly value: SchemaObject | false;
  readonly pointer: Pointer;
  readonly document: number;
}

const MOST_VALUES = 100_000;
const DEEPEST = 400;
const MOST_SCHEMAS = 20_000;

export class SchemaLibrary {
  readonly #documents: Json[] = [];
  readonly #schemas: Schema[] = [];
  readonly #byText = new Map<string, number>();
  readonly #byPlace = new Map<string, SchemaId>();

  /** Adds a document, or finds one that is the same; the schema at its top. */
  add(document: Json): Schema {
    checkSize(document);
    const text = JSON.stringify(document);
    let index = this.#byText.get(text);
    if (index === undefined) {
      index = this.#documents.length;
      this.#documents.push(document);
      this.#byText.set(text, index);
    }
    return this.#at(index, "#", document);
  }

  get(id: SchemaId): Schema {
    return this.#schemas[id];
  }

  /** The schema inside another. */
  inside(schema: Schema, ...path: readonly (string | number)[]): Schema {
    const value = path.reduce<Json>(
      (outer, token) => (outer as Record<string, Json>)[token],
      schema.value as Json,
    );
    return this.#at(schema.document, pointerTo(schema.pointer, ...path), value);
  }

  /** The same schema as if it had not these keywords. */
  without(schema: Schema, ...keywords: readonly string[]): Schema {
    const { value } = schema;
    if (value === false) return schema;
    const gone = keywords.filter((keyword) => Object.hasOwn(value, keyword));
    if (gone.length === 0) return schema;
    const rest = Object.fromEntries(Object.entries(value).filter(([keyword]) => !gone.includes(keyword)));
    return this.#at(schema.document, schema.pointer, rest, ` without ${gone.join()}`);
  }

  /** The schema that `$ref` names. */
  referred(schema: Schema, reference: string): Schema {
    const at = pointerTo(schema.pointer, "$ref");
    const document = this.#documents[schema.document];
    const own = isObject(document) && typeof document.$id === "string" ? document.$id.replace(/#$/, "") : "";
    const hash = reference.indexOf("#");
    const base = hash < 0 ? reference : reference.slice(0, hash);
    if (base !== "" && base !== own) {
      throw schemaError(
        at,
        `${JSON.stringify(reference)} lies outside this schema, and nothing is fetched.`,
        {
          keyword: "$ref",
          hint: 'Put what it refers to under $defs, and refer to it as "#/$defs/name".',
        },
      );
    }
    const missing = (): Error =>
      schemaError(at, `there is nothing at ${JSON.stringify(reference)}.`, { keyword: "$ref" });
    const fragment = decoded(hash < 0 ? "" : reference.slice(hash + 1));
    if (fragment === undefined) throw missing();
    if (fragment !== "" && !fragment.startsWith("/")) {
      const found = findAnchor(document, fragment);
      if (!found) throw missing();
      return this.#at(schema.document, found.pointer, found.value);
    }
    let value: Json | undefined = document;
    let pointer: Pointer = "#";
    for (const raw of fragment === "" ? [] : fragment.slice(1).split("/")) {
      const token = raw.replaceAll("~1", "/").replaceAll("~0", "~");
      const outer: unknown = value;
      value =
        typeof outer === "object" && outer !== null && Object.hasOwn(outer, token)
          ? (outer as Record<string, Json>)[token]
          : undefined;
      if (value === undefined) throw missing();
      pointer = pointerTo(pointer, token);
    }
    if (typeof value !== "boolean" && !isObject(value)) {
      throw schemaError(at, `what stands at ${JSON.stringify(reference)} is no schema.`, { keyword: "$ref" });
    }
    return this.#at(schema.document, pointer, value);
  }

  #at(document: number, pointer: Pointer, value: Json, variant = ""): Schema {
    const place = `${document}${pointer}${variant}`;
    const known = this.#byPlace.get(place);
    if (known !== undefined) return this.#schemas[known];
    if (this.#schemas.length >= MOST_SCHEMAS) throw tooIntricateSchema("it holds too many schemas");
    if (typeof value !== "boolean" && !isObject(value)) {
      throw schemaError(pointer, "a schema is an object, true or false.");
    }
    if (isObject(value)) {
      checkKeywords(value, pointer);
      if (pointer !== "#" && typeof value.$id === "string") {
        throw schemaError(
          pointerTo(pointer, "$id"),
          "a schema with an address of its own inside another is not supported.",
          {
            keyword: "$id",
          },
        );
      }
    }
    const schema: Schema = {
      id: this.#schemas.length,
      value: value === true ? {} : value,
      pointer,
      document,
    };
    this.#schemas.push(schema);
    this.#byPlace.set(place, schema.id);
    return schema;
  }
}

function decoded(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}

/** Counts values, without recursion: a document may be nested by the thousand. */
function checkSize(document: Json): void {
  let count = 0;
  let layer: Json[] = [document];
  for (let depth = 0; layer.length > 0; depth += 1) {
    count += layer.length;
    if (count > MOST_VALUES)
      throw tooIntricateSchema(`it holds more than ${MOST_VALUES.toLocaleString("en")} values`);
    if (depth > DEEPEST) throw tooIntricateSchema(`it is nested more than ${DEEPEST} deep`);
    layer = layer.flatMap((value) =>
      typeof value === "object" && value !== null ? Object.values(value) : [],
    );
  }
}

function findAnchor(
  document: Json,
  name: string,
): { readonly pointer: Pointer; readonly value: SchemaObject } | undefined {
  const waiting: { readonly pointer: Pointer; readonly value: Json }[] = [{ pointer: "#", value: document }];
  for (let place = waiting.pop(); place; place = waiting.pop()) {
    const { pointer, value } = place;
    if (typeof value !== "object" || value === null) continue;
    if (isObject(value) && value.$anchor === name) return { pointer, value };
    for (const [key, inner] of Object.entries(value)) {
      // What stands under enum and const is no schema.
      if (key !== "enum" && key !== "const") waiting.push({ pointer: pointerTo(pointer, key), value: inner });
    }
  }
  return undefined;
}
