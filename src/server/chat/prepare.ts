/**
 * A chat request as what a model is to do, whichever endpoint it came by.
 * @module
 */
import { type Contract, contractFrom, readContract } from "../../contract/index.ts";
import { SijoError } from "../../errors.ts";
import { bareGeneration } from "../bare.ts";
import { apiErrorOf, badField, unhonoured } from "../errors.ts";
import type { Generation } from "../generation.ts";
import { limitsOf } from "../limits.ts";
import { bareModel, type ServedModel, SIJO } from "../models.ts";
import { PARTICLES_OF_EFFORT, pipelineGeneration } from "../pipeline.ts";
import { samplingOf } from "../sampling/options.ts";
import type { ChatMessage, ChatRequest, Tool } from "../schemas/chat.ts";
import type { Service } from "../service.ts";
import { callSigns } from "./call-signs.ts";
import { CALL_OPENS, formatText, modelMessages, textOf, toolsText } from "./messages.ts";
import { severalCalls } from "./several-calls.ts";
import type { SpeechKind } from "./speech.ts";
import {
  callOrText,
  callSchema,
  type Schema,
  schemaConstraint,
  schemaContract,
  schemaOfFormat,
} from "./structure.ts";

export interface PreparedChat {
  readonly generation: Generation;
  /** The model that writes: of the pipeline, its follower. */
  readonly writer: ServedModel;
  readonly choices: number;
  readonly speech: SpeechKind;
}

/** @throws ApiError for what is not honoured, or can't be done. */
export function prepareChat(service: Service, body: ChatRequest): PreparedChat {
  const served = bareModel(service.models, body.model);
  assertConsistent(body);
  const structure = structureOf(body);
  return {
    generation: served
      ? bareChat({ service, served, body, structure })
      : pipelineChat({ service, body, structure }),
    writer: served ?? service.models.follower,
    choices: served ? (body.n ?? 1) : 1,
    speech: structure.speech,
  };
}

function assertConsistent(body: ChatRequest): void {
  if (body.max_tokens !== undefined && body.max_completion_tokens !== undefined) {
    throw badField("max_tokens", "Give either `max_tokens` or `max_completion_tokens`: they are the same.");
  }
  if (body.stream_options !== undefined && !body.stream) {
    throw badField("stream_options", "`stream_options` goes with `stream: true`.");
  }
  if (body.top_logprobs !== undefined && !body.logprobs) {
    throw badField("top_logprobs", "`top_logprobs` goes with `logprobs: true`.");
  }
  const { tools = [], tool_choice: choice } = body;
  if (choice !== undefined && choice !== "none" && choice !== "auto" && tools.length === 0) {
    throw badField("tool_choice", "`tool_choice` asks for a tool, and there are no `tools`.");
  }
  const names = tools.map(({ function: { name } }) => name);
  const twice = names.findIndex((name, index) => names.indexOf(name) < index);
  if (twice >= 0) throw badField(`tools[${twice}].function.name`, "Two tools have this name.");
  if (typeof choice === "object" && !names.includes(choice.function.name)) {
    throw badField("tool_choice.function.name", "There is no tool of this name in `tools`.");
  }
}

interface Structure {
  readonly speech: SpeechKind;
  /** Tools that may be called. */
  readonly tools: readonly Tool[];
  /** What the whole answer must fit. */
  readonly schema: Schema | undefined;
  readonly param: string;
}

function structureOf({ tools = [], tool_choice: choice, response_format: format }: ChatRequest): Structure {
  const schema = schemaOfFormat(format);
  if (tools.length === 0 || choice === "none")
    return { speech: { kind: "text" }, tools: [], schema, param: "response_format" };
  const named = typeof choice === "object" ? choice.function.name : undefined;
  const offered = tools.filter(({ function: { name } }) => named === undefined || name === named);
  const forced = named !== undefined || choice === "required";
  if (!forced && schema) {
    throw unhonoured(
      "response_format",
      "beside tools that may or may not be called, a format can't be held to.",
    );
  }
  return {
    speech: forced
      ? { kind: "call" }
      : { kind: "either", signs: callSigns(offered.map(({ function: { name } }) => name)) },
    tools: offered,
    schema: callSchema(offered),
    param: "tools",
  };
}

interface ChatOptions {
  readonly service: Service;
  readonly body: ChatRequest;
  readonly structure: Structure;
}

function bareChat({
  service,
  served,
  body,
  structure,
}: ChatOptions & { readonly served: ServedModel }): Generation {
  for (const field of ["contract", "particles", "evidence", "language"] as const) {
    if (body.sijo?.[field] !== undefined)
      throw unhonoured(`sijo.${field}`, `it goes with the model \`${SIJO}\`.`);
  }
  if (body.reasoning_effort !== undefined && body.reasoning_effort !== "none") {
    throw unhonoured("reasoning_effort", `${served.id} writes without thinking; \`${SIJO}\` thinks.`);
  }
  const { model } = served;
  const { speech, tools, schema, param } = structure;
  const stops = [body.stop ?? []].flat();
  if (schema && stops.length > 0)
    throw unhonoured("stop", "what must fit a schema can't be cut off at words.");
  const one = schema && schemaConstraint(schema, param);
  // A tool that is named is called once.
  const several =
    speech.kind !== "text" && body.parallel_tool_calls === true && typeof body.tool_choice !== "object";
  const whole = one && several ? severalCalls(one) : one;
  const beside = [
    ...(tools.length > 0 ? [toolsText(tools, { several })] : []),
    ...(schema && speech.kind === "text" ? [formatText(schema)] : []),
  ];
  const opened =
    speech.kind === "call" ? model.vocabulary.tokenize(`${CALL_OPENS}\n`, { special: true }) : [];
  return bareGeneration({
    served,
    prompt: [...model.chat(modelMessages(body.messages, { beside })), ...opened],
    choices: body.n ?? 1,
    sampling: samplingOf(body, model.vocabulary.size),
    seed: body.seed,
    stops,
    maxTokens: body.max_completion_tokens ?? body.max_tokens,
    constraint: whole && speech.kind === "either" ? callOrText(whole, speech.signs) : whole,
    topLogProbabilities: body.logprobs ? (body.top_logprobs ?? 0) : undefined,
    prices: service.prices,
    limits: limitsOf(body.sijo, service),
  });
}

/** Fields that say how single tokens are drawn, which is not how the pipeline writes. */
const OF_TOKENS = ["top_p", "stop", "presence_penalty", "frequency_penalty", "logit_bias"] as const;
/** The pipeline's own algorithm needs some spread. */
const LEAST_TEMPERATURE = 0.05;

function pipelineChat({ service, body, structure }: ChatOptions): Generation {
  const own = body.sijo ?? {};
  const neutral: Readonly<Record<string, unknown>> = { top_p: 1, presence_penalty: 0, frequency_penalty: 0 };
  for (const field of OF_TOKENS) {
    const given = body[field];
    if (given === undefined || given === neutral[field]) continue;
    // No words to stop at, and no biases: as good as left out.
    if (typeof given === "object" && Object.keys(given).length === 0) continue;
    throw unhonoured(
      field,
      `\`${SIJO}\` writes under a contract, not token by token; the followers honour it.`,
    );
  }
  if (body.logprobs) throw unhonoured("logprobs", `\`${SIJO}\` has no single log-probability for a token.`);
  if ((body.n ?? 1) > 1)
    throw unhonoured("n", `\`${SIJO}\` gives one answer; its candidates are in its verdict.`);
  if (body.reasoning_effort !== undefined && own.particles !== undefined) {
    throw badField(
      "reasoning_effort",
      "Give either `reasoning_effort` or `sijo.particles`: they are the same.",
    );
  }
  if (own.contract !== undefined && structure.schema && structure.speech.kind !== "either") {
    throw badField("sijo.contract", "Give either a contract or a schema; a contract may hold a schema.");
  }
  const { request, before } = requestOf(body.messages);
  const { schema, speech, tools, param } = structure;
  const bySchema = schema && schemaContractOf(schema, param);
  const withTools = modelMessages(before, { beside: tools.length > 0 ? [toolsText(tools)] : [] });
  return pipelineGeneration({
    models: service.models,
    request,
    history: speech.kind === "either" ? modelMessages(before) : withTools,
    contract: speech.kind === "either" ? contractOf(own.contract) : (bySchema ?? contractOf(own.contract)),
    mayCall:
      speech.kind === "either" && bySchema
        ? { contract: bySchema, history: withTools, signs: speech.signs }
        : undefined,
    particles:
      own.particles ??
      (body.reasoning_effort === undefined ? undefined : PARTICLES_OF_EFFORT[body.reasoning_effort]),
    seed: body.seed === undefined ? undefined : Math.abs(body.seed),
    temperature: body.temperature === undefined ? undefined : Math.max(LEAST_TEMPERATURE, body.temperature),
    language: own.language,
    hasEvidence: own.evidence ?? true,
    maxTokens: body.max_completion_tokens ?? body.max_tokens,
    prices: service.prices,
    limits: limitsOf(body.sijo, service),
    warm: service.warm,
    traceFolder: service.traceFolder,
    traceMode: service.traceMode,
    telemetry: service.call?.telemetry,
  });
}

/** What the pipeline answers, and the conversation before it. A result of a tool is there to answer what was asked. */
function requestOf(messages: readonly ChatMessage[]): {
  readonly request: string;
  readonly before: readonly ChatMessage[];
} {
  const last = messages.at(-1);
  if (last?.role === "user") return { request: textOf(last.content), before: messages.slice(0, -1) };
  const asked = messages.findLast(({ role }) => role === "user");
  if (last?.role === "tool" && asked) return { request: textOf(asked.content), before: messages };
  throw badField(
    `messages[${messages.length - 1}].role`,
    `The last message to \`${SIJO}\` is the user's, or the result of a tool.`,
  );
}

function schemaContractOf(schema: Schema, param: string): Contract {
  // What can't be followed is said with the field's name, before anything waits.
  schemaConstraint(schema, param);
  return schemaContract(schema);
}

function contractOf(given: string | Contract | undefined): Contract | undefined {
  if (given === undefined) return undefined;
  try {
    return typeof given === "string" ? readContract(given) : contractFrom(given);
  } catch (error) {
    if (error instanceof SijoError) throw badField("sijo.contract", apiErrorOf(error).message);
    throw error;
  }
}
