/**
 * vLLM: its OpenAI-compatible completions with token ids as prompts, `logprobs` by token id and `prompt_logprobs`, and its
 * `/tokenize`. The server answers no more log-probabilities than its `--max-logprobs` (20 unless it is set).
 * @module
 */
import { SijoError } from "../../../errors.ts";
import { malformed } from "../failure.ts";
import type { Http } from "../http.ts";
import { BYTES_A_TOKEN, type Engine, inOrder, likeliest } from "./engine.ts";

/** Of what an engine says, nothing is believed before it is looked at. */
type PromptLogprobs = readonly (Readonly<Record<string, { readonly logprob?: unknown } | null>> | null)[];

interface Choice {
  readonly index?: unknown;
  readonly logprobs?: {
    readonly top_logprobs?: readonly (Readonly<Record<string, unknown>> | null)[];
  } | null;
  readonly prompt_logprobs?: PromptLogprobs | null;
}

interface Listed {
  readonly id?: unknown;
  readonly max_model_len?: number;
}

/** `token_id:42`, as asked for by `return_tokens_as_token_ids`; of anything else, −1. */
const idOf = (name: string): number => Number(/^token_id:(\d+)$/.exec(name)?.[1] ?? -1);

export function vllm({ http, model }: { http: Http; model: string }): Engine {
  const complete = async (
    body: Readonly<Record<string, unknown>>,
    { signal, mostBytes }: { signal: AbortSignal | undefined; mostBytes: number },
  ): Promise<readonly (Choice | null)[]> => {
    const whole = { model, max_tokens: 1, temperature: 0, ignore_eos: true, stream: false, ...body };
    try {
      const { choices } = (await http.json({ path: "completions", body: whole, signal, mostBytes })) as {
        choices?: readonly (Choice | null)[];
      };
      if (!Array.isArray(choices)) throw malformed(http.where, "it holds no choices");
      return choices;
    } catch (error) {
      throw tooMany(error) ?? error;
    }
  };

  return {
    async describe({ signal } = {}) {
      const { data } = (await http.json({ path: "models", signal })) as {
        data?: readonly (Listed | null)[];
      };
      const listed: readonly (Listed | null)[] = Array.isArray(data) ? data : [];
      const found = listed.find((one) => one?.id === model);
      if (!found) {
        const names = listed.flatMap((one) => one?.id ?? []).join(", ") || "none";
        throw new SijoError("remote.not-found", `${http.where} has no model called ${model}.`, {
          kind: "usage",
          hint: `It has: ${names}.`,
        });
      }
      return { name: model, contextLength: found.max_model_len ?? 4096 };
    },
    async tokenize(prompt, { signal } = {}) {
      const body = { model, prompt, add_special_tokens: false };
      const { tokens } = (await http.json({ path: "/tokenize", body, signal })) as { tokens?: number[] };
      if (!Array.isArray(tokens)) throw malformed(http.where, "it holds no tokens");
      return tokens;
    },
    async next(sequences, { top, signal }) {
      const body = { prompt: sequences, logprobs: top, return_tokens_as_token_ids: true };
      const mostBytes = (sequences.length * top + 100) * BYTES_A_TOKEN;
      const told = (await complete(body, { signal, mostBytes })).map((choice) => {
        // The sampled token comes along even where it is not among the likeliest.
        const pairs = Object.entries(choice?.logprobs?.top_logprobs?.[0] ?? {})
          .map(([name, logProbability]) => [idOf(name), logProbability] as const)
          .sort(([, one], [, other]) => Number(other) - Number(one))
          .slice(0, top);
        const read = likeliest(pairs);
        if (!read || pairs.length === 0) throw malformed(http.where, "it tells no log-probabilities");
        return [choice?.index, read] as const;
      });
      return inOrder(told, { count: sequences.length, where: http.where });
    },
    async score(sequence, { from, signal }) {
      const mostBytes = (sequence.length + 100) * 2 * BYTES_A_TOKEN;
      const [choice] = await complete({ prompt: sequence, prompt_logprobs: 1 }, { signal, mostBytes });
      const told = choice?.prompt_logprobs;
      if (!Array.isArray(told) || told.length !== sequence.length) {
        throw malformed(http.where, "it tells no log-probabilities of the prompt");
      }
      return Float64Array.from(sequence.slice(from), (token, index) => {
        const found = (told as PromptLogprobs)[from + index]?.[token]?.logprob;
        if (typeof found !== "number")
          throw malformed(http.where, `it tells nothing of token ${from + index}`);
        return found;
      });
    },
  };
}

/** The ceiling of the server, said in words that help. */
function tooMany(error: unknown): SijoError | undefined {
  if (!(error instanceof SijoError) || !/logprobs/.test(String(error.data.said))) return undefined;
  return new SijoError("remote.top", error.message, {
    kind: "usage",
    hint: "Start vLLM with a larger --max-logprobs (-1: no limit), or ask for fewer with `top`.",
    data: error.data,
    cause: error,
  });
}
