/**
 * Token models: llama.cpp in process, engines behind HTTP, exact toys, and the interfaces they share.
 * @module
 */
export type { ChatAnswer, ChatModel, ChatOptions } from "./chat-model.ts";
export { type LlamaModel, type LlamaOptions, openLlama } from "./llama/llama-model.ts";
export { type OpenModelOptions, openModel } from "./open-model.ts";
export {
  openRemoteChat,
  openRemoteFollower,
  type RemoteChatOptions,
  type RemoteFollower,
  type RemoteFollowerOptions,
} from "./remote/index.ts";
export { enumerate, type FinishedText, type TableModelOptions, tableModel } from "./table/table-model.ts";
export type {
  Context,
  DecodeOptions,
  Message,
  ModelDescription,
  NextToken,
  TokenId,
  TokenModel,
  Vocabulary,
} from "./token-model.ts";
