/**
 * A server on this machine that speaks as much of the hub's protocol as a pull needs, and misbehaves when told to.
 * @module
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

export interface StandInHub extends AsyncDisposable {
  readonly url: string;
  /** The requests so far. */
  readonly requests: readonly IncomingMessage[];
}

/** Answers each request with the behaviour of that number; the last one serves all further requests. */
export async function standInHub(...behaviours: readonly Behaviour[]): Promise<StandInHub> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    const behaviour = behaviours[Math.min(requests.length, behaviours.length - 1)]!;
    requests.push(request);
    behaviour(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Serves a file: whole, or from where the Range header says. */
export function serve(file: Uint8Array, headers: Readonly<Record<string, string>> = {}): Behaviour {
  return (request, response) => {
    const start = startOf(request);
    head(response, { file, start, headers });
    response.end(file.subarray(start));
  };
}

/** Serves the whole file, whatever range is asked for. */
export function serveWhole(file: Uint8Array): Behaviour {
  return (_, response) => {
    head(response, { file, start: 0 });
    response.end(file);
  };
}

/** Sends so many bytes, then cuts the connection. */
export function cutAfter(file: Uint8Array, bytes: number): Behaviour {
  return sendSome(file, bytes, (response) => response.destroy());
}

/** Sends so many bytes, then nothing more while the connection stays open. */
export function stallAfter(file: Uint8Array, bytes: number, onStall: () => void = () => {}): Behaviour {
  return sendSome(file, bytes, onStall);
}

export function answerWith(status: number, headers: Readonly<Record<string, string>> = {}): Behaviour {
  return (_, response) => {
    response.writeHead(status, headers).end("no");
  };
}

/** Takes the request and never answers. */
export const neverAnswer: Behaviour = () => {};

function sendSome(file: Uint8Array, bytes: number, after: (response: ServerResponse) => void): Behaviour {
  return (request, response) => {
    const start = startOf(request);
    head(response, { file, start });
    // Time to reach the other side: what is cut in the same breath may be lost on the way.
    response.write(file.subarray(start, start + bytes), () => setTimeout(() => after(response), 100));
  };
}

function startOf({ headers }: IncomingMessage): number {
  return Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
}

function head(
  response: ServerResponse,
  { file, start, headers = {} }: { file: Uint8Array; start: number; headers?: Record<string, string> },
): void {
  const range = `bytes ${start}-${file.length - 1}/${file.length}`;
  response.writeHead(start > 0 ? 206 : 200, {
    "content-length": file.length - start,
    ...(start > 0 ? { "content-range": range } : {}),
    ...headers,
  });
}
