/**
 * `POST /v1/chat/completions`: a conversation, to a follower by itself or to the pipeline.
 * @module
 */
import { deliver } from "../http/deliver.ts";
import type { ChatRequest } from "../schemas/chat.ts";
import type { EndpointCall } from "../service.ts";
import { prepareChat } from "./prepare.ts";
import { chatPresentation } from "./presentation.ts";

/** @throws ApiError */
export async function chatCompletions({ body, ...call }: EndpointCall<ChatRequest>): Promise<Response> {
  const { generation, writer, choices, speech } = prepareChat(call.service, body);
  const presentation = chatPresentation({
    model: body.model,
    fingerprint: writer.fingerprint,
    choices,
    speech,
    vocabulary: writer.model.vocabulary,
    logprobs: body.logprobs ?? false,
    includeUsage: body.stream_options?.include_usage ?? false,
    metadata: body.metadata,
  });
  return deliver({ ...call, model: body.model, generation, presentation, stream: body.stream ?? false });
}
