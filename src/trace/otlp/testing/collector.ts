/**
 * A stand-in for an OpenTelemetry collector, on loopback: takes what is posted and keeps it, or behaves as badly as told.
 * @module
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  // biome-ignore lint/suspicious/noExplicitAny: bodies are looked into by the tests that know them.
  readonly body: any;
}

export interface Collector extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
  /** All spans that were taken, as they were sent. */
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  readonly spans: readonly any[];
}

/** `answer`: what it does once a body is there; default: takes it. */
export async function collector(
  answer: (response: ServerResponse, request: Received) => void = (response) => void response.end("{}"),
): Promise<Collector> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const said = request.headers["content-encoding"] === "gzip" ? gunzipSync(bytes) : bytes;
    const one = { path: request.url ?? "", headers: request.headers, body: JSON.parse(said.toString()) };
    received.push(one);
    answer(response, one);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    get spans() {
      return received.flatMap(({ body }) => body.resourceSpans?.[0].scopeSpans[0].spans ?? []);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Attributes of OTLP as plain values. */
export function plain(
  attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[],
): Record<string, unknown> {
  const valueIn = (value: Readonly<Record<string, unknown>>): unknown => {
    if ("intValue" in value) return Number(value.intValue);
    const list = value.arrayValue as { values: Readonly<Record<string, unknown>>[] } | undefined;
    return list ? list.values.map(valueIn) : Object.values(value)[0];
  };
  return Object.fromEntries(attributes.map(({ key, value }) => [key, valueIn(value)]));
}
