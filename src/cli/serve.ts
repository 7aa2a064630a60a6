/**
 * `sijo serve`
 * @module
 */
import { readPrices } from "../limits/index.ts";
import { assertHost, DEFAULT_HOST, type HostedModel, keysInFile, startServer } from "../server/index.ts";
import { TRACE_MODES } from "../trace/index.ts";
import { choiceOption, numberOption } from "./input.ts";
import { atSignals } from "./interrupt.ts";
import { CONTEXT_LENGTH, DEFAULT_FOLLOWER, DEFAULT_PLANNER, modelSession } from "./models-session.ts";
import { printError } from "./print-error.ts";
import { type TelemetryOptions, telemetryOf } from "./telemetry.ts";
import { tracesFolder } from "./traces-folder.ts";

export interface ServeCommandOptions extends TelemetryOptions {
  readonly port?: string;
  readonly host?: string;
  readonly apiKey?: readonly string[];
  readonly apiKeyFile?: string;
  readonly planner?: string;
  readonly follower?: readonly string[];
  readonly contexts?: string;
  readonly queue?: string;
  readonly maxSeconds?: string;
  readonly prices?: string;
  readonly trace?: string;
}

const DEFAULT_CONTEXTS = 64;
/** Seconds that requests may still take once the server has been told to end. */
const GRACE_SECONDS = 30;

/** Serves until a signal: the first lets what runs come to its end, the second ends the process at once. */
export async function serveCommand(options: ServeCommandOptions): Promise<void> {
  const port = numberOption("--port", options.port, { whole: true, least: 0, most: 65_535 });
  const contexts = numberOption("--contexts", options.contexts, { whole: true, least: 8, most: 252 });
  const mostWaiting = numberOption("--queue", options.queue, { whole: true, least: 0, most: 100_000 });
  const seconds = numberOption("--max-seconds", options.maxSeconds, { least: 0.1, most: 1e6 });
  const traceMode = choiceOption("--trace", options.trace, TRACE_MODES);
  const apiKeys = [...(options.apiKey ?? []), ...(process.env.SIJO_API_KEYS ?? "").split(",")]
    .map((key) => key.trim())
    .filter((key) => key !== "");
  const { apiKeyFile } = options;
  const prices = options.prices === undefined ? undefined : readPrices(options.prices);
  // Before any model is loaded.
  if (apiKeyFile !== undefined) keysInFile(apiKeyFile);
  const telemetry = await telemetryOf(options);
  assertHost({ host: options.host ?? DEFAULT_HOST, apiKeys, apiKeyFile });

  const { signal, release } = untilSignal();
  try {
    await using session = modelSession({ signal, offline: options.offline });
    const host = async (spec: string): Promise<HostedModel> => ({
      model: await session.open(spec, { maxContexts: contexts ?? DEFAULT_CONTEXTS }),
      cells: CONTEXT_LENGTH,
    });
    const [first = DEFAULT_FOLLOWER, ...others] = options.follower ?? [];
    const specs = [options.planner ?? DEFAULT_PLANNER, first, ...others];
    const [planner, follower, ...more] = await Promise.all(specs.map(host));
    const server = await startServer({
      planner,
      followers: [follower, ...more],
      apiKeys,
      ...(apiKeyFile !== undefined && { apiKeyFile }),
      ...(prices !== undefined && { prices }),
      warm: session.warm,
      onFault: printError,
      traceFolder: tracesFolder(),
      ...(traceMode !== undefined && { traceMode }),
      telemetry,
      ...(options.host !== undefined && { host: options.host }),
      ...(port !== undefined && { port }),
      ...(mostWaiting !== undefined && { mostWaiting }),
      ...(seconds !== undefined && { seconds }),
    });
    process.stdout.write(`Listening on ${server.url}/v1 with the models ${server.models.join(", ")}.\n`);
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
    process.stderr.write("Ending: what runs may finish; a second signal ends at once.\n");
    await server.close({ graceSeconds: GRACE_SECONDS });
  } finally {
    release();
  }
}

function untilSignal(): { readonly signal: AbortSignal; release(): void } {
  const told = new AbortController();
  return { signal: told.signal, release: atSignals(() => told.abort()) };
}
