/**
 * A stand-in for an engine that tells log-probabilities: llama-server's or vLLM's routes over a model of ours.
 * @module
 */
import type { TokenId, TokenModel } from "../../token-model.ts";
import type { EngineName } from "../engines/find.ts";
import {
  type Behaviour,
  fails,
  json,
  type Received,
  type StandInServer,
  standInServer,
} from "./stand-in-server.ts";

export interface StandInEngineOptions {
  readonly kind: EngineName;
  readonly model: TokenModel;
  /** What the engine is called in its own list. */
  readonly name?: string;
  /** vLLM's `--max-logprobs`. */
  readonly mostLogprobs?: number;
  /** Misbehaves in the first requests for probabilities, one after the other. */
  readonly faults?: readonly Behaviour[];
}

type Row = readonly { readonly id: TokenId; readonly logprob: number }[];

export async function standInEngine(options: StandInEngineOptions): Promise<StandInServer> {
  const { kind, faults = [] } = options;
  let asked = 0;
  const routes = kind === "vllm" ? vllmRoutes(options) : llamaRoutes(options);
  return standInServer(async (request, response) => {
    const route = routes[`${request.method} ${request.path}`];
    if (!route) return fails(404, "no such route")(request, response);
    const fault = /completion/.test(request.path) ? faults[asked++] : undefined;
    if (fault) return fault(request, response);
    if (request.body?.logprobs > (options.mostLogprobs ?? Number.POSITIVE_INFINITY)) {
      const most = `greater than max allowed: ${options.mostLogprobs}`;
      return fails(400, `Requested sample logprobs of ${request.body.logprobs}, which is ${most}`)(
        request,
        response,
      );
    }
    return json(await route(request))(request, response);
  });
}

type Routes = Readonly<Record<string, (request: Received) => Promise<unknown>>>;

function llamaRoutes({ model }: StandInEngineOptions): Routes {
  return {
    "GET /props": async () => ({
      default_generation_settings: { n_ctx: model.description.contextLength },
      total_slots: 4,
    }),
    "POST /tokenize": async ({ body }) => ({
      tokens: model.vocabulary.tokenize(body.content, { special: body.parse_special }),
    }),
    "POST /completion": async ({ body }) => {
      const rows = await rowsAfter(model, body.prompt);
      const completions = rows.map((row, index) => ({
        index,
        completion_probabilities: [
          {
            id: body.logit_bias[0][0],
            logprob: row.find(({ id }) => id === body.logit_bias[0][0])?.logprob,
            top_logprobs: row.slice(0, body.n_probs),
          },
        ],
      }));
      // A single prompt is answered by an object of its own.
      return completions.length === 1 ? completions[0] : completions;
    },
  };
}

function vllmRoutes({ model, name = "toy" }: StandInEngineOptions): Routes {
  return {
    "GET /version": async () => ({ version: "0.11.0" }),
    "GET /v1/models": async () => ({
      data: [{ id: name, max_model_len: model.description.contextLength }],
    }),
    "POST /tokenize": async ({ body }) => {
      const tokens = model.vocabulary.tokenize(body.prompt, { special: true });
      return { tokens, count: tokens.length };
    },
    "POST /v1/completions": async ({ body }) => {
      if (body.prompt_logprobs)
        return { choices: [{ index: 0, prompt_logprobs: await promptOf(model, body.prompt) }] };
      const rows = await rowsAfter(model, body.prompt);
      const choices = rows.map((row, index) => {
        const likely = row.slice(0, body.logprobs);
        const top = Object.fromEntries(likely.map(({ id, logprob }) => [`token_id:${id}`, logprob]));
        return { index, logprobs: { top_logprobs: [top] } };
      });
      // Choices come in whatever order they were finished.
      return { choices: choices.reverse() };
    },
  };
}

/** The likeliest first. Engines know no probability of 0: such tokens are left out. */
async function rowsAfter(model: TokenModel, sequences: readonly (readonly TokenId[])[]): Promise<Row[]> {
  const contexts = sequences.map((tokens) => model.context(tokens));
  try {
    return (await model.next(contexts)).map(({ logits }) => {
      const total = Math.log(logits.reduce((sum, value) => sum + Math.exp(value), 0));
      return Array.from(logits, (value, id) => ({ id, logprob: value - total }))
        .filter(({ logprob }) => logprob > Number.NEGATIVE_INFINITY)
        .sort((one, other) => other.logprob - one.logprob);
    });
  } finally {
    for (const context of contexts) context.drop();
  }
}

async function promptOf(model: TokenModel, [first, ...rest]: readonly TokenId[]): Promise<unknown> {
  const context = model.context([first]);
  const scores = await model.score(context, rest);
  context.drop();
  return [
    null,
    ...rest.map((token, index) => ({ [token]: { logprob: scores[index], rank: 1, decoded_token: "" } })),
  ];
}
