/**
 * llama.cpp's server, by its own routes: `/props`, `/tokenize` and `/completion`, which takes token ids, several prompts a
 * request, and tells the probabilities of as many tokens as it is asked for.
 * @module
 */
import { malformed } from "../failure.ts";
import type { Http } from "../http.ts";
import { BYTES_A_TOKEN, type Engine, inOrder, likeliest } from "./engine.ts";

interface Props {
  readonly default_generation_settings?: { readonly n_ctx?: number };
}

/** One token. Of what an engine says, nothing is believed before it is looked at. */
type Told = { readonly id?: unknown; readonly logprob?: unknown } | null;

interface Completion {
  readonly index?: unknown;
  readonly completion_probabilities?: readonly ({ readonly top_logprobs?: readonly Told[] } | null)[];
}

/** A token with a whole character: the server tells nothing of one that ends inside a character. */
const HARMLESS = "a";
const FORCED = 1000;

export function llamaServer({ http, model }: { http: Http; model: string }): Engine {
  let harmless: number | undefined;

  const tokenize: Engine["tokenize"] = async (content, { signal } = {}) => {
    const body = { content, add_special: false, parse_special: true };
    const { tokens } = (await http.json({ path: "/tokenize", body, signal })) as { tokens?: number[] };
    if (!Array.isArray(tokens)) throw malformed(http.where, "it holds no tokens");
    return tokens;
  };

  return {
    tokenize,
    async describe({ signal } = {}) {
      const { default_generation_settings: settings } = (await http.json({
        path: "/props",
        signal,
      })) as Props;
      return { name: model, contextLength: settings?.n_ctx ?? 4096 };
    },
    async next(sequences, { top, signal }) {
      harmless ??= (await tokenize(HARMLESS, { signal }))[0];
      const body = {
        prompt: sequences,
        n_predict: 1,
        n_probs: top,
        // What is sampled is of no interest, but the probabilities of the whole vocabulary come with it alone.
        logit_bias: [[harmless, FORCED]],
        samplers: ["temperature"],
        temperature: 0,
        cache_prompt: true,
        stream: false,
        response_fields: ["index", "completion_probabilities"],
      };
      const mostBytes = (sequences.length * top + 100) * BYTES_A_TOKEN;
      const answer = await http.json({ path: "/completion", body, signal, mostBytes });
      const completions = (Array.isArray(answer) ? answer : [answer]) as readonly (Completion | null)[];
      if (completions.length !== sequences.length) {
        throw malformed(
          http.where,
          `it holds ${completions.length} completions of ${sequences.length} prompts`,
        );
      }
      const told = completions.map((completion, at) => {
        const likely = completion?.completion_probabilities?.[0]?.top_logprobs;
        const read =
          Array.isArray(likely) && likeliest((likely as Told[]).map((one) => [one?.id, one?.logprob]));
        if (!read) throw malformed(http.where, "it tells no probabilities");
        return [completion?.index ?? at, read] as const;
      });
      return inOrder(told, { count: sequences.length, where: http.where });
    },
  };
}
