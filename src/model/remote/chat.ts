/**
 * A chat client for any engine that speaks OpenAI's protocol (vLLM, SGLang, llama-server, services).
 * @module
 */
import { SijoError } from "../../errors.ts";
import type { ChatAnswer, ChatModel, ChatOptions } from "../chat-model.ts";
import type { Message } from "../token-model.ts";
import { parseRemote } from "./address.ts";
import { malformed } from "./failure.ts";
import { Http, type HttpOptions } from "./http.ts";

/** Where a chat model is, and how patiently it is asked. */
export interface RemoteChatOptions extends Omit<HttpOptions, "baseUrl"> {
  /** `openai:<base-url>/<model>` */
  readonly address: string;
}

/** Where an engine doesn't say what it counted, tokens are taken to have so many characters. */
const CHARACTERS_A_TOKEN = 3;

/**
 * A model behind an engine's chat route. Nothing is asked before the first `complete`.
 * @throws SijoError `remote.address`, `remote.key`, `remote.timeout-seconds` (usage); `complete` throws `remote.*`.
 * @example
 * const planner = openRemoteChat({ address: "openai:http://localhost:8080/v1/qwen2.5-coder-32b" });
 * const { text } = await planner.complete([{ role: "user", content: "Hello." }], { maxTokens: 100 });
 */
export function openRemoteChat({ address, ...options }: RemoteChatOptions): ChatModel {
  const { baseUrl, model } = parseRemote(address);
  const http = new Http({ baseUrl, ...options });
  /** Fields that this engine has refused, or wants under another name. */
  const dialect: Dialect = { ceiling: "max_tokens", temperature: true };
  let tokens = 0;

  const ask = async (messages: readonly Message[], given: ChatOptions): Promise<object> => {
    const { temperature, maxTokens, seed, signal } = given;
    // Others are on their way meanwhile: a refusal is of what this request had, whatever has been learnt since.
    const sent = { ...dialect };
    const body = {
      model,
      messages,
      stream: false,
      ...(temperature !== undefined && sent.temperature && { temperature }),
      ...(maxTokens !== undefined && { [sent.ceiling]: maxTokens }),
      ...(seed !== undefined && { seed }),
    };
    try {
      return await http.json({ path: "chat/completions", body, signal });
    } catch (error) {
      if (!adapts(error, { sent, dialect })) throw error;
      return ask(messages, given);
    }
  };

  return {
    name: model,
    sha256: null,
    local: false,
    get tokens() {
      return tokens;
    },
    async complete(messages, given = {}) {
      const { answer, counted } = read(await ask(messages, given), http.where);
      const characters = messages.reduce((sum, { content }) => sum + content.length, answer.text.length);
      tokens += counted ?? Math.ceil(characters / CHARACTERS_A_TOKEN);
      return answer;
    },
  };
}

interface Dialect {
  ceiling: "max_tokens" | "max_completion_tokens";
  temperature: boolean;
}

/** Newer models of OpenAI's refuse two of the oldest fields: they are left out from then on. */
function adapts(error: unknown, { sent, dialect }: { sent: Readonly<Dialect>; dialect: Dialect }): boolean {
  if (!(error instanceof SijoError) || error.code !== "remote.refused") return false;
  const said = String(error.data.said);
  if (sent.ceiling === "max_tokens" && said.includes("max_completion_tokens")) {
    dialect.ceiling = "max_completion_tokens";
    return true;
  }
  if (sent.temperature && /temperature/.test(said) && /support/i.test(said)) {
    dialect.temperature = false;
    return true;
  }
  return false;
}

interface Completion {
  readonly choices?: readonly {
    readonly message?: { readonly content?: unknown };
    readonly finish_reason?: unknown;
  }[];
  readonly usage?: { readonly total_tokens?: unknown } | null;
}

function read(found: object, where: string): { answer: ChatAnswer; counted: number | undefined } {
  const { choices, usage } = found as Completion;
  const choice = Array.isArray(choices) ? choices[0] : undefined;
  const text = textIn(choice?.message?.content);
  if (!choice || text === undefined) throw malformed(where, "it holds no message");
  const total = usage?.total_tokens;
  return {
    answer: { text, finished: choice.finish_reason !== "length" },
    counted: typeof total === "number" && Number.isFinite(total) && total >= 0 ? total : undefined,
  };
}

/** A text, or the texts among parts; an answer that is all thought has none. */
function textIn(content: unknown): string | undefined {
  if (typeof content === "string") return content;
  if (content === null) return "";
  if (!Array.isArray(content)) return undefined;
  return content
    .map((part: { text?: unknown } | null) => (typeof part?.text === "string" ? part.text : ""))
    .join("");
}
