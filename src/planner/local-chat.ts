/**
 * A local model as one that answers in text: sampled to its end, with nothing in its way.
 * @module
 */
import { SijoError } from "../errors.ts";
import { importance, random } from "../inference/index.ts";
import type { ChatModel } from "../model/chat-model.ts";
import type { Context, TokenModel } from "../model/token-model.ts";
import { tokensBeforeLast, type WarmPrompt, warmed } from "../model/warm.ts";
import { context, type Program, ProgramPopulation, sample } from "../program/index.ts";

const DEFAULT_TOKENS = 2000;
/** Sampling at 0 has no distribution to weigh by; this is as good as greedy. */
const LEAST_TEMPERATURE = 0.05;

export interface LocalChatOptions {
  /** Finds the beginning of a conversation decoded, or decodes it and keeps it for the next process. */
  readonly warm?: WarmPrompt | undefined;
}

/**
 * Answers by sampling the model once. The last conversation stays decoded until the next or `release`, since what was
 * wrong with an answer comes back behind it. Whoever opened the model closes it.
 */
export function localChat(model: TokenModel, { warm }: LocalChatOptions = {}): ChatModel {
  let held: Context | undefined;
  const hold = (context: Context | undefined): void => {
    held?.drop();
    held = context;
  };
  return {
    name: model.description.name,
    sha256: model.description.sha256,
    local: true,
    get tokens() {
      return model.evaluated;
    },
    release: () => hold(undefined),
    async complete(messages, options = {}) {
      const { temperature = 1, maxTokens = DEFAULT_TOKENS, seed = 1, signal } = options;
      const program: Program<{ text: string; finished: boolean }> = function* () {
        const assistant = yield* context(messages);
        let text = "";
        for (let count = 0; count < maxTokens; count += 1) {
          const step = yield* sample(assistant, { temperature: Math.max(LEAST_TEMPERATURE, temperature) });
          if (step.ended) return { text, finished: true };
          text += step.text;
        }
        return { text, finished: false };
      };
      const shouldStop = (): boolean => signal?.aborted || (options.shouldStop?.() ?? false);
      const [first] = messages;
      const instructions =
        first?.role === "system"
          ? await warmed(warm, {
              model,
              tokens: () => tokensBeforeLast(model, [first, { role: "user", content: "" }]),
              shouldStop,
            })
          : undefined;
      hold(model.context(model.chat(messages)));
      instructions?.drop();
      using population = new ProgramPopulation({
        program,
        model,
        particles: 1,
        random: random(seed),
        shouldStop,
      });
      await importance({ population, random: random(seed) });
      const answer = population.result(0);
      if (!answer) throw new SijoError("chat.cancelled", "Cancelled.");
      return answer;
    },
  };
}
