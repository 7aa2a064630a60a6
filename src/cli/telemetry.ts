/**
 * Telemetry of a command: off, unless a flag or OpenTelemetry's environment variables name a collector.
 * @module
 */
import { SijoError } from "../errors.ts";
import { isRemote } from "../model/remote/address.ts";
import type { Telemetry } from "../trace/index.ts";
import { atEnd } from "./at-end.ts";

export interface TelemetryOptions {
  readonly otlp?: string;
  /** No connection leaves this process. */
  readonly offline?: boolean;
}

/**
 * Starts to send, and sends the last of it when the command has said all it has to say and the process is about to end.
 * @throws SijoError `otlp.endpoint` (usage) for a flag that names no address, `usage.offline` for both flags. What the
 * environment says wrongly is no reason not to work: it is told, and nothing is sent.
 */
export async function telemetryOf({ otlp: url, offline }: TelemetryOptions): Promise<Telemetry | undefined> {
  if (offline && url !== undefined) {
    throw new SijoError("usage.offline", "--otlp sends over the network, and --offline forbids it.", {
      kind: "usage",
    });
  }
  if (offline || (url === undefined && !isAsked())) return undefined;
  const { otlpOptions, startTelemetry } = await import("../trace/otlp/index.ts");
  try {
    const options = otlpOptions({ url });
    return options && untilTheEnd(startTelemetry(options));
  } catch (error) {
    if (url !== undefined || !(error instanceof SijoError)) throw error;
    process.stderr.write(`sijo: no telemetry is sent: ${error.message}\n`);
    return undefined;
  }
}

/** @throws SijoError `usage.offline` for a model behind an engine, where nothing may go out. */
export function assertLocal({ offline }: TelemetryOptions, models: readonly (string | undefined)[]): void {
  const remote = models.find((model) => model !== undefined && isRemote(model));
  if (!offline || remote === undefined) return;
  throw new SijoError("usage.offline", `${remote} is behind the network, and --offline forbids it.`, {
    kind: "usage",
  });
}

const isAsked = (): boolean =>
  Object.keys(process.env).some((name) => /^OTEL_EXPORTER_OTLP_(?:(?:TRACES|METRICS)_)?ENDPOINT$/.test(name));

function untilTheEnd(telemetry: Telemetry): Telemetry {
  atEnd.push(async () => {
    await telemetry.close();
    if (telemetry.problem !== undefined) process.stderr.write(`sijo: telemetry: ${telemetry.problem}\n`);
  });
  return telemetry;
}
