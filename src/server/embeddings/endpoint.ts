/**
 * `POST /v1/embeddings`: vectors of texts, by a follower.
 * @module
 */
import { LONGEST_TIMER, moneyOf } from "../../limits/index.ts";
import { ApiError, badField } from "../errors.ts";
import type { Generation } from "../generation.ts";
import { deliver, type Presentation } from "../http/deliver.ts";
import { bareModel, SIJO } from "../models.ts";
import type { EmbeddingRequest } from "../schemas/embeddings.ts";
import type { EndpointCall } from "../service.ts";
import { tokensOf } from "../tokens.ts";

/** @throws ApiError */
export async function embeddings({ body, ...call }: EndpointCall<EmbeddingRequest>): Promise<Response> {
  const { seconds, models, tokens, money, prices } = call.service;
  const served = bareModel(models, body.model);
  if (!served) throw badField("model", `\`${SIJO}\` writes; vectors come from the followers.`);
  const { vocabulary, vectors } = served.model;
  if (!vectors) throw badField("model", `${served.id} gives no vectors of texts.`);
  if (body.dimensions !== undefined && body.dimensions !== vectors.dimensions) {
    throw badField("dimensions", `The vectors of ${served.id} have ${vectors.dimensions} dimensions.`);
  }
  const texts = tokensOf(body.input, { vocabulary, param: "input" });
  const long = texts.find(({ length }) => length > vectors.longest);
  if (long) {
    throw badField(
      "input",
      `A text has ${long.length} tokens; ${served.id} makes vectors of ${vectors.longest} at most.`,
      "context_length_exceeded",
    );
  }
  const all = texts.reduce((sum, { length }) => sum + length, 0);
  const costOf = (some: number): number =>
    moneyOf([{ name: served.id, tokens: some, local: true }], prices).amount ?? 0;
  const over =
    tokens !== undefined && all > tokens
      ? `have ${all} tokens, and the key has ${tokens}`
      : money !== undefined && costOf(all) > money
        ? `cost ${costOf(all)}, and the key has ${money}`
        : undefined;
  if (over !== undefined) {
    throw new ApiError(`The texts ${over} left of today's.`, {
      status: 429,
      type: "rate_limit_error",
      param: "input",
      code: "budget_spent",
    });
  }
  const found: Float32Array[] = [];
  let spent = 0;
  const generation: Generation = {
    spent: () => ({ tokens: spent, money: costOf(spent) }),
    // They have cells of their own; a place in the model's turn they need as others do.
    needs: [{ pool: served.pool, contexts: 1, cells: 0 }],
    async run({ signal }) {
      const late = AbortSignal.timeout(Math.ceil(Math.min(seconds * 1000, LONGEST_TIMER)));
      const until = AbortSignal.any([signal, late]);
      for (const text of texts) {
        const vector = await vectors.of(text, { signal: until }).catch((error: unknown) => {
          throw error === late.reason ? tooLate(seconds) : error;
        });
        spent += text.length;
        found.push(vector);
      }
      return { choices: [], usage: { prompt: spent, completion: 0, reasoning: 0 } };
    },
  };
  const presentation: Presentation = {
    first: () => [],
    piece: () => [],
    last: () => [],
    whole: ({ usage: { prompt } }) => ({
      object: "list",
      data: found.map((vector, index) => ({
        object: "embedding",
        index,
        embedding: body.encoding_format === "base64" ? base64Of(vector) : [...vector],
      })),
      model: body.model,
      usage: { prompt_tokens: prompt, total_tokens: prompt },
    }),
  };
  return deliver({ ...call, model: body.model, generation, presentation, stream: false });
}

const tooLate = (seconds: number): ApiError =>
  new ApiError(`The vectors took longer than ${seconds} seconds; ask for fewer at a time.`, {
    status: 503,
    type: "server_error",
    code: "time_limit",
  });

function base64Of(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes.toString("base64");
}
