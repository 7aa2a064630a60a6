/**
 * A model by its name, ready to be used: found or pulled, verified, opened.
 * @module
 */
import { type ResolveOptions, resolveModel } from "./catalogue/index.ts";
import { type LlamaModel, type LlamaOptions, openLlama } from "./llama/llama-model.ts";

/** How a model of the catalogue is found, pulled and opened. */
export interface OpenModelOptions
  extends Omit<LlamaOptions, "path" | "name" | "sha256">,
    Pick<ResolveOptions, "onProgress" | "signal"> {}

/**
 * Opens a model of the catalogue, which is pulled when it is missing, or any `.gguf` file by its path.
 * @throws SijoError those of `resolveModel` and `openLlama`.
 * @example
 * await using model = await openModel("qwen2.5-coder-0.5b");
 */
export async function openModel(
  model: string,
  { onProgress, signal, ...options }: OpenModelOptions = {},
): Promise<LlamaModel & AsyncDisposable> {
  const { path, name, sha256 } = await resolveModel(model, { onProgress, signal });
  return openLlama({ path, name, sha256, ...options });
}
