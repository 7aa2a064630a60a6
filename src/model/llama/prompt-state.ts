/**
 * Prompts that need not be read again: the cells of a decoded prompt, kept in a folder. Contexts that begin with the
 * same tokens share them through the tree.
 * @module
 */
import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Context, TokenId } from "../token-model.ts";
import { keep, touch } from "./kept-files.ts";
import type { LlamaModel } from "./llama-model.ts";

const STATE = ".state";

export interface WarmPromptOptions {
  readonly model: LlamaModel;
  /** The prompt, one token at least. */
  readonly tokens: readonly TokenId[];
  /** Where states are kept; made when missing. */
  readonly folder: string;
  /** For people who look into the folder: the file's name begins with it. */
  readonly name?: string;
  /** Asked between the batches that the prompt takes: true ends it. */
  readonly shouldStop?: (() => boolean) | undefined;
  /** Bytes that the folder's states may take; the oldest go. Default: 1 GiB. */
  readonly maxBytes?: number;
}

/**
 * A context that holds these tokens, decoded: read from the folder, or else decoded and written there. Without a folder
 * that can be written to, or with a file that is damaged, it takes longer and that is all.
 * @throws SijoError what the model throws where it doesn't decode the tokens: `model.context-full`, `model.memory`,
 * `model.stopped`.
 * @example
 * const prompt = await warmPrompt({ model, tokens: model.chat(messages), folder });
 * const context = prompt.fork();
 */
export async function warmPrompt({
  model,
  tokens,
  folder,
  name = "",
  maxBytes = 2 ** 30,
  shouldStop,
}: WarmPromptOptions): Promise<Context> {
  const path = join(folder, `${label(name)}${keyOf({ model, tokens })}${STATE}`);
  // With a closed model nothing is kept: the prompt is decoded already.
  const kept = (context: Context): Promise<void> =>
    keep({ path, ending: STATE, maxBytes, write: (unfinished) => model.saveState(context, unfinished) });
  const loaded = await model.loadState(tokens, path);
  if (loaded) {
    // The time tells which are in use, when room has to be made.
    if (touch(path)) return loaded;
    await kept(loaded);
    return loaded;
  }
  // Whatever stands there could not be used.
  await rm(path, { force: true }).catch(() => undefined);
  const context = model.context(tokens);
  try {
    await model.next([context], { shouldStop });
    await kept(context);
    return context;
  } catch (error) {
    context.drop();
    throw error;
  }
}

const label = (name: string): string => (name === "" ? "" : `${name.replace(/[^\p{L}\p{N}._-]+/gu, "-")}-`);

function keyOf({ model, tokens }: { model: LlamaModel; tokens: readonly TokenId[] }): string {
  return createHash("sha256")
    .update(`${model.stateKey}\n`)
    .update(Int32Array.from(tokens))
    .digest("hex")
    .slice(0, 32);
}
