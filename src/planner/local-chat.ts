/**
 * A local model as one that answers in text: sampled to its end, with nothing in its way.
 * @module
 */
import { SijoError } from "../errors.ts";
import { importance, random } from "../inference/index.ts";
import type { ChatModel } from "../model/chat-model.ts";
import type { TokenModel } from "../model/token-model.ts";
import { context, type Program, ProgramPopulation, sample } from "../program/index.ts";

const DEFAULT_TOKENS = 2000;
/** Sampling at 0 has no distribution to weigh by; this is as good as greedy. */
const LEAST_TEMPERATURE = 0.05;

/** Answers by sampling the model once. Whoever opened the model closes it. */
export function localChat(model: TokenModel): ChatModel {
  return {
    name: model.description.name,
    sha256: model.description.sha256,
    local: true,
    get tokens() {
      return model.evaluated;
    },
    async complete(messages, { temperature = 1, maxTokens = DEFAULT_TOKENS, seed = 1, signal } = {}) {
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
      using population = new ProgramPopulation({
        program,
        model,
        particles: 1,
        random: random(seed),
        shouldStop: () => signal?.aborted ?? false,
      });
      await importance({ population, random: random(seed) });
      const answer = population.result(0);
      if (!answer) throw new SijoError("chat.cancelled", "Cancelled.");
      return answer;
    },
  };
}
