/**
 * The OpenAPI document, made from the schemas that validate.
 * @module
 */
import { z } from "zod";
import { contractSchema } from "../contract/index.ts";
import { chatRequest } from "./schemas/chat.ts";
import { completionRequest } from "./schemas/completions.ts";
import { embeddingRequest } from "./schemas/embeddings.ts";
import { responseRequest } from "./schemas/responses.ts";

const error = z
  .object({
    error: z.object({
      message: z.string(),
      type: z.string(),
      param: z.string().nullable(),
      code: z.string().nullable(),
    }),
  })
  .meta({ id: "Error" });

const REQUESTS = {
  "/v1/chat/completions": { schema: chatRequest, summary: "A conversation goes on." },
  "/v1/completions": { schema: completionRequest, summary: "A text goes on." },
  "/v1/responses": { schema: responseRequest, summary: "The same by the newer protocol; nothing is stored." },
  "/v1/embeddings": { schema: embeddingRequest, summary: "Vectors of texts." },
} as const;

const READS = {
  "/v1/models": "The models there are.",
  "/v1/models/{id}": "One of them.",
  "/healthz": "Whether the process lives.",
  "/readyz": "Whether it takes requests.",
  "/metrics": "Counts, as Prometheus reads them.",
  "/openapi.json": "This document.",
} as const;

let made: object | undefined;

/** The document, made when it is first asked for. */
export function openApiDocument(): object {
  made ??= document();
  return made;
}

function document(): object {
  const registry = z.registry<{ id: string }>();
  registry.add(contractSchema, { id: "Contract" });
  registry.add(error, { id: "Error" });
  registry.add(chatRequest, { id: "ChatCompletionRequest" });
  registry.add(completionRequest, { id: "CompletionRequest" });
  registry.add(embeddingRequest, { id: "EmbeddingRequest" });
  registry.add(responseRequest, { id: "ResponseRequest" });
  const schemas = componentsOf(registry);
  const wrong = {
    description: "What was wrong, and where.",
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  };
  const answers = { "200": { description: "The answer." }, "4XX": wrong, "5XX": wrong };
  const posts = Object.entries(REQUESTS).map(([path, { schema, summary }]) => {
    const $ref = `#/components/schemas/${registry.get(schema)?.id}`;
    const requestBody = { required: true, content: { "application/json": { schema: { $ref } } } };
    return [path, { post: { summary, requestBody, responses: answers } }];
  });
  const gets = Object.entries(READS).map(([path, summary]) => {
    const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" },
    }));
    return [path, { get: { summary, ...(parameters.length > 0 && { parameters }), responses: answers } }];
  });
  return {
    openapi: "3.1.0",
    info: {
      title: "Sijo",
      version: "0.1.0",
      description: "OpenAI's protocol, and what is Sijo's own beside it.",
    },
    paths: Object.fromEntries([...posts, ...gets]),
    components: { schemas, securitySchemes: { key: { type: "http", scheme: "bearer" } } },
    security: [{ key: [] }, {}],
  };
}

/** Schemas as components that point to each other; those that several share are components too. */
function componentsOf(registry: z.core.$ZodRegistry<{ id: string }>): Record<string, object> {
  const made = z.toJSONSchema(registry, {
    io: "input",
    unrepresentable: "any",
    uri: (id) => `${PLACE}${id}`,
  });
  const text = JSON.stringify(made.schemas).replaceAll(`${PLACE}__shared#/$defs/`, PLACE);
  const { __shared: shared, ...schemas } = JSON.parse(text) as Record<string, Component>;
  const all = Object.entries({ ...shared?.$defs, ...schemas });
  return Object.fromEntries(all.map(([name, { $id: _id, $schema: _dialect, ...schema }]) => [name, schema]));
}

const PLACE = "#/components/schemas/";

interface Component {
  readonly $id?: string;
  readonly $schema?: string;
  readonly $defs?: Readonly<Record<string, Component>>;
}
