/**
 * Starts a server and ends it in an orderly way.
 * @module
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { SijoError } from "../errors.ts";
import type { Prices } from "../limits/index.ts";
import type { WarmPrompt } from "../run/index.ts";
import type { Telemetry, TraceMode } from "../trace/index.ts";
import { serverApp } from "./app.ts";
import { keysInFile } from "./http/key-file.ts";
import { keysOf, plainKey } from "./http/keys.ts";
import { Admission, ending } from "./load/admission.ts";
import { Budgets } from "./load/budgets.ts";
import { Metrics } from "./load/metrics.ts";
import { type HostedModel, modelCards, modelsOf } from "./models.ts";
import type { Service } from "./service.ts";

export interface ServerOptions {
  readonly planner: HostedModel;
  /** The first is the follower of the pipeline. */
  readonly followers: readonly [HostedModel, ...HostedModel[]];
  /** Default: loopback. Any other host needs an API key. */
  readonly host?: string;
  /** 0: a free one. */
  readonly port?: number;
  /** Keys that clients may send; none: none is needed. */
  readonly apiKeys?: readonly string[];
  /** A file with the hashes of more keys, and what each may; it is read again when it changes. */
  readonly apiKeyFile?: string;
  /** Requests that may wait for their turn. */
  readonly mostWaiting?: number;
  /** Wall-clock seconds of a request at most. */
  readonly seconds?: number;
  /** What models cost, by their names; default: nothing. */
  readonly prices?: Prices;
  readonly warm?: WarmPrompt;
  /** Told of faults that clients are told nothing about; default: nobody is. */
  readonly onFault?: (error: unknown) => void;
  readonly traceFolder?: string;
  readonly traceMode?: TraceMode;
  /** Hears of requests and runs, without their texts; the caller's to close. Default: nobody does. */
  readonly telemetry?: Telemetry | undefined;
}

export interface RunningServer extends AsyncDisposable {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** What clients may name. */
  readonly models: readonly string[];
  /**
   * Takes in nobody any more, lets what runs and waits come to its end for so many seconds, and then ends it. The models
   * are the caller's to close.
   */
  close(options?: { readonly graceSeconds?: number }): Promise<void>;
}

export const DEFAULT_HOST = "127.0.0.1";
export const DEFAULT_PORT = 8080;
export const DEFAULT_SECONDS = 300;
const DEFAULT_WAITING = 256;
const GRACE_SECONDS = 30;
/** Connections at a time: more are closed at once. */
const MOST_CONNECTIONS = 1024;

const LOOPBACK = new Set(["localhost", "127.0.0.1", "::1", "[::1]"]);

const isLoopback = (host: string): boolean => LOOPBACK.has(host.toLowerCase());

/** @throws SijoError `serve.key` (usage) for a host other than loopback without a key. */
export function assertHost({
  host,
  apiKeys,
  apiKeyFile,
}: {
  readonly host: string;
  readonly apiKeys: readonly string[];
  readonly apiKeyFile?: string | undefined;
}): void {
  if (isLoopback(host) || apiKeys.length > 0 || apiKeyFile !== undefined) return;
  throw new SijoError("serve.key", `A server that listens on ${host} needs an API key.`, {
    kind: "usage",
    hint: "Give one with --api-key, or listen on 127.0.0.1.",
  });
}

/**
 * Starts to listen.
 * @throws SijoError `serve.key` (usage) for a host other than loopback without a key; `serve.prices` (usage) for a budget of
 * money without prices; `serve.names` (usage) where two models would have one name; `serve.listen` where the port is
 * taken or the host isn't this machine's.
 * @example
 * await using server = await startServer({ planner: { model }, followers: [{ model }], port: 0 });
 */
export async function startServer({
  planner,
  followers,
  host = DEFAULT_HOST,
  port = DEFAULT_PORT,
  apiKeys = [],
  apiKeyFile,
  mostWaiting = DEFAULT_WAITING,
  seconds = DEFAULT_SECONDS,
  prices,
  warm,
  onFault = () => {},
  traceFolder,
  traceMode,
  telemetry,
}: ServerOptions): Promise<RunningServer> {
  assertHost({ host, apiKeys, apiKeyFile });
  const plain = [...new Set(apiKeys)].map(plainKey);
  const inFile = apiKeyFile === undefined ? () => [] : keysInFile(apiKeyFile);
  const needed = apiKeys.length > 0 || apiKeyFile !== undefined;
  if (prices === undefined && inFile().some(({ moneyPerDay }) => moneyPerDay !== undefined)) {
    throw new SijoError("serve.prices", "A key has money for a day, and nobody said what models cost.", {
      kind: "usage",
      hint: "Say it with --prices, or give the key tokensPerDay.",
    });
  }
  const keys = keysOf(needed ? () => [...plain, ...inFile()] : undefined);
  const budgets = new Budgets({ file: apiKeyFile?.replace(/(\.json)?$/, ".spent.json") });
  const ended = new AbortController();
  const service: Service = {
    models: modelsOf({ planner, followers }),
    keys,
    budgets,
    admission: new Admission({ mostWaiting, keys: keys.size }),
    metrics: new Metrics(),
    seconds,
    ended: ended.signal,
    prices,
    warm,
    onFault,
    traceFolder,
    traceMode,
    telemetry,
  };
  const app = serverApp({ service, ...(isLoopback(host) && { hosts: LOOPBACK }) });
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer(
    { requireHostHeader: true },
    (incoming: IncomingMessage, outgoing: ServerResponse) => {
      void listener(incoming, outgoing);
    },
  );
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenError(error, { host, port })));
    server.listen({ host, port }, resolve);
  });
  const { port: bound, family, address } = server.address() as AddressInfo;
  let closing: Promise<void> | undefined;
  const end = async (graceSeconds: number): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    const timer = setTimeout(() => ended.abort(ending()), graceSeconds * 1000);
    // Not behind what runs: it may wait for one of these connections.
    let last = setTimeout(() => server.closeAllConnections(), (graceSeconds + 1) * 1000);
    await service.admission.close();
    await budgets.written();
    clearTimeout(timer);
    server.closeIdleConnections();
    // Answers that are ready go out; who doesn't read them is not waited for.
    clearTimeout(last);
    last = setTimeout(() => server.closeAllConnections(), 1000);
    await closed;
    clearTimeout(last);
  };
  const close: RunningServer["close"] = ({ graceSeconds = GRACE_SECONDS } = {}) => {
    closing ??= end(graceSeconds);
    return closing;
  };
  return {
    url: `http://${family === "IPv6" ? `[${address}]` : address}:${bound}`,
    models: modelCards(service.models).map(({ id }) => id),
    close,
    [Symbol.asyncDispose]: () => close({ graceSeconds: 0 }),
  };
}

function listenError(
  { code }: NodeJS.ErrnoException,
  { host, port }: { readonly host: string; readonly port: number },
): SijoError {
  const why =
    code === "EADDRINUSE"
      ? "the port is taken"
      : code === "EACCES"
        ? "this user may not use the port"
        : `the system refuses it (${code})`;
  return new SijoError("serve.listen", `The server can't listen on ${host}:${port}: ${why}.`, {
    kind: "usage",
    hint: "Name another with --port; 0 takes a free one.",
  });
}
