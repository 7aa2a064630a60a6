/**
 * `sijo serve`
 * @module
 */
import { SijoError } from "../errors.ts";
import { readPrices } from "../limits/index.ts";
import {
  assertHost,
  DEFAULT_HOST,
  type HostedModel,
  keysInFile,
  LEAST_CONTEXTS,
  startServer,
} from "../server/index.ts";
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
  const contexts = numberOption("--contexts", options.contexts, {
    whole: true,
    least: LEAST_CONTEXTS,
    most: 252,
  });
  const mostWaiting = numberOption("--queue", options.queue, { whole: true, least: 0, most: 100_000 });
  const seconds = numberOption("--max-seconds", options.maxSeconds, { least: 0.1, most: 1e6 });
  const traceMode = choiceOption("--trace", options.trace, TRACE_MODES);
  const apiKeys = apiKeysOf(options.apiKey, process.env.SIJO_API_KEYS);
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

/**
 * Keys from the command line and from the environment. Who names either wants one: where it is empty, a variable was not
 * set, and a server without keys would let everybody in.
 */
function apiKeysOf(given: readonly string[] = [], listed: string | undefined): string[] {
  const trimmed = (keys: readonly string[]): string[] => keys.map((key) => key.trim());
  const [spoken, kept] = [trimmed(given), trimmed(listed?.split(",") ?? []).filter((key) => key !== "")];
  const empty = spoken.includes("")
    ? "--api-key"
    : listed !== undefined && kept.length === 0
      ? "SIJO_API_KEYS"
      : undefined;
  if (empty !== undefined) {
    throw new SijoError("serve.key", `${empty} holds no key.`, {
      kind: "usage",
      hint: "Give one, or leave it out where nobody needs a key. Was a variable not set?",
    });
  }
  const keys = [...spoken, ...kept];
  // No client could send it in a header.
  if (keys.some((key) => /\s/.test(key))) {
    throw new SijoError("serve.key", "An API key has white space in it.", {
      kind: "usage",
      hint: "Keys are single words; SIJO_API_KEYS has commas between them.",
    });
  }
  return keys;
}

function untilSignal(): { readonly signal: AbortSignal; release(): void } {
  const told = new AbortController();
  return { signal: told.signal, release: atSignals(() => told.abort()) };
}
