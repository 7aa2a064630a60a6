/**
 * Where telemetry goes, as OpenTelemetry's own environment variables say it.
 * @module
 */
import { SijoError } from "../../errors.ts";
import { LONGEST_TIMER } from "../../limits/timer.ts";
import { fitsHeader } from "../../text/header.ts";
import type { Attributes } from "./encode.ts";

/** Where one kind of signal is posted. */
export interface Destination {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMilliseconds: number;
  readonly gzip: boolean;
}

export interface OtlpOptions {
  readonly traces?: Destination | undefined;
  readonly metrics?: Destination | undefined;
  /** `service.name` and what else was said of whoever sends. */
  readonly resource: Attributes;
  /** Milliseconds between two batches of spans, and between two reports of metrics. */
  readonly spansEvery: number;
  readonly metricsEvery: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const PATHS = { TRACES: "v1/traces", METRICS: "v1/metrics" } as const;
type Signal = keyof typeof PATHS;

/**
 * What is to be sent where; undefined: nothing, which is so unless an address was given. `url`, the collector's address,
 * goes before the environment's.
 * @throws SijoError `otlp.endpoint`, `otlp.protocol`, `otlp.header` (usage).
 */
export function otlpOptions({
  url,
  environment = process.env,
}: {
  readonly url?: string | undefined;
  readonly environment?: Environment;
} = {}): OtlpOptions | undefined {
  if (environment.OTEL_SDK_DISABLED?.toLowerCase() === "true") return undefined;
  const traces = destination("TRACES", { url, environment });
  const metrics = destination("METRICS", { url, environment });
  if (!traces && !metrics) return undefined;
  return {
    traces,
    metrics,
    resource: {
      "service.name": "sijo",
      ...pairs(environment.OTEL_RESOURCE_ATTRIBUTES),
      ...(environment.OTEL_SERVICE_NAME && { "service.name": environment.OTEL_SERVICE_NAME }),
    },
    spansEvery: milliseconds(environment.OTEL_BSP_SCHEDULE_DELAY, 5_000),
    metricsEvery: milliseconds(environment.OTEL_METRIC_EXPORT_INTERVAL, 60_000),
  };
}

function destination(
  signal: Signal,
  { url, environment }: { readonly url: string | undefined; readonly environment: Environment },
): Destination | undefined {
  /** What is said of this signal goes before what is said of all. */
  const said = (name: string): string | undefined =>
    environment[`OTEL_EXPORTER_OTLP_${signal}_${name}`] ||
    environment[`OTEL_EXPORTER_OTLP_${name}`] ||
    undefined;
  if (environment[`OTEL_${signal}_EXPORTER`] === "none") return undefined;
  const own = environment[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`] || undefined;
  const base = url ?? environment.OTEL_EXPORTER_OTLP_ENDPOINT;
  // An address of one signal is taken to the letter; to that of all, the signal's path is added.
  const address =
    url === undefined && own !== undefined ? own : base && `${base.replace(/\/+$/, "")}/${PATHS[signal]}`;
  if (!address) return undefined;
  const protocol = said("PROTOCOL") ?? "http/json";
  if (!protocol.startsWith("http/")) {
    throw new SijoError(
      "otlp.protocol",
      `Telemetry goes over HTTP here, not over ${JSON.stringify(protocol)}.`,
      {
        kind: "usage",
        hint: "Name the collector's HTTP port, mostly 4318, and leave OTEL_EXPORTER_OTLP_PROTOCOL out.",
      },
    );
  }
  return {
    url: checked(address),
    headers: sendable(pairs(said("HEADERS"))),
    timeoutMilliseconds: milliseconds(said("TIMEOUT"), 10_000),
    gzip: said("COMPRESSION") === "gzip",
  };
}

function checked(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && (url.protocol === "http:" || url.protocol === "https:")) return url.href;
  throw new SijoError("otlp.endpoint", `Telemetry can't be sent to ${JSON.stringify(address)}.`, {
    kind: "usage",
    hint: "Give the address of an OpenTelemetry collector, as in http://localhost:4318.",
  });
}

/** Values are in no message: they are mostly keys. */
function sendable(headers: Record<string, string>): Record<string, string> {
  for (const [name, value] of Object.entries(headers)) {
    // Of a name that is none, a part may be a value: “authorization: Bearer …=”.
    const said = isHeaderName(name) ? `The header ${JSON.stringify(name)}` : "A header's name";
    // Around a value, line breaks are left out when it is sent.
    if (isHeaderName(name) && fitsHeader(value.trim())) continue;
    throw new SijoError("otlp.header", `${said} holds a character that no header may have.`, {
      kind: "usage",
      hint: "Give OTEL_EXPORTER_OTLP_HEADERS as name=value,name=value, each value on one line.",
    });
  }
  return headers;
}

const isHeaderName = (name: string): boolean => /^[\w!#$%&'*+.^`|~-]+$/.test(name);

/** `key=value,key=value`, values percent-encoded. What is none is left out. */
function pairs(text = ""): Record<string, string> {
  return Object.fromEntries(
    text.split(",").flatMap((pair): [string, string][] => {
      const at = pair.indexOf("=");
      const key = pair.slice(0, at).trim();
      return at < 1 || key === "" ? [] : [[key, decoded(pair.slice(at + 1).trim())]];
    }),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whole: a timeout of a part of one is refused. */
function milliseconds(text: string | undefined, usual: number): number {
  const given = Number(text);
  const isGiven = text !== undefined && text !== "" && Number.isFinite(given) && given > 0;
  return isGiven ? Math.min(LONGEST_TIMER, Math.ceil(given)) : usual;
}
