/**
 * `POST /v1/responses`: the newer of OpenAI's protocols. Nothing is stored: a conversation comes whole with each request.
 * @module
 */
import { prepareChat } from "../chat/prepare.ts";
import { deliver } from "../http/deliver.ts";
import type { ResponseRequest } from "../schemas/responses.ts";
import type { EndpointCall } from "../service.ts";
import { asChat, inItsWords } from "./as-chat.ts";
import { responsePresentation } from "./presentation.ts";

/** @throws ApiError */
export async function responses({ body, ...call }: EndpointCall<ResponseRequest>): Promise<Response> {
  try {
    const { generation, speech } = prepareChat(call.service, asChat(body));
    const presentation = responsePresentation({ body, speech });
    return await deliver({
      ...call,
      model: body.model,
      generation,
      presentation,
      stream: body.stream ?? false,
    });
  } catch (error) {
    throw inItsWords(error);
  }
}
