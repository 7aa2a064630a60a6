/**
 * The fields of a request that say how tokens are drawn, as the sampler takes them.
 * @module
 */
import { badField } from "../errors.ts";
import { PLAIN_SAMPLING, type SamplingOptions } from "./sampler.ts";

export interface SamplingFields {
  readonly temperature?: number | undefined;
  readonly top_p?: number | undefined;
  readonly presence_penalty?: number | undefined;
  readonly frequency_penalty?: number | undefined;
  readonly logit_bias?: Readonly<Record<string, number>> | undefined;
}

export function samplingOf(body: SamplingFields, vocabularySize: number): SamplingOptions {
  const logitBias = new Map(
    Object.entries(body.logit_bias ?? {}).map(([token, bias]) => [Number(token), bias]),
  );
  for (const token of logitBias.keys()) {
    if (token >= vocabularySize)
      throw badField(`logit_bias.${token}`, `The model has the tokens 0 to ${vocabularySize - 1}.`);
  }
  return {
    temperature: body.temperature ?? PLAIN_SAMPLING.temperature,
    topP: body.top_p ?? PLAIN_SAMPLING.topP,
    presencePenalty: body.presence_penalty ?? 0,
    frequencyPenalty: body.frequency_penalty ?? 0,
    logitBias,
  };
}
