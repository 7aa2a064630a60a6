/**
 * Token models: llama.cpp in process, exact toys, and the interface they share.
 * @module
 */
export { type LlamaModel, type LlamaOptions, openLlama } from "./llama/llama-model.ts";
export { type OpenModelOptions, openModel } from "./open-model.ts";
export { enumerate, type FinishedText, type TableModelOptions, tableModel } from "./table/table-model.ts";
export type {
  Context,
  Message,
  ModelDescription,
  NextToken,
  TokenId,
  TokenModel,
  Vocabulary,
} from "./token-model.ts";
