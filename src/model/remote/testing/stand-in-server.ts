/**
 * A server on this machine that stands in for an engine: answers requests with one behaviour after the other, and
 * misbehaves when told to.
 * @module
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** Parsed JSON; of a request without a body, undefined. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it.
  readonly body: any;
}

export type Behaviour = (request: Received, response: ServerResponse) => void | Promise<void>;

export interface StandInServer extends AsyncDisposable {
  readonly url: string;
  /** The requests so far. */
  readonly requests: readonly Received[];
}

/** Answers each request with the behaviour of that number; the last one serves all further requests. */
export async function standInServer(...behaviours: readonly Behaviour[]): Promise<StandInServer> {
  const requests: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const received: Received = {
      method: request.method ?? "",
      path: request.url ?? "",
      headers: request.headers,
      body: text === "" ? undefined : JSON.parse(text),
    };
    const behaviour = behaviours[Math.min(requests.length, behaviours.length - 1)]!;
    requests.push(received);
    await behaviour(received, response);
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

export function json(
  value: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Readonly<Record<string, string>> } = {},
): Behaviour {
  return (_, response) => {
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(value));
  };
}

/** An assistant's answer as chat routes give it. */
export const says = (text: string, { finish = "stop", tokens = 12 } = {}): Behaviour =>
  json({
    object: "chat.completion",
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: finish }],
    usage: { prompt_tokens: tokens - 2, completion_tokens: 2, total_tokens: tokens },
  });

/** A failure in OpenAI's form. */
export const fails = (
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Behaviour => json({ error: { message, type: "error" } }, { status, headers });

/** Bytes as they stand, whatever they are. */
export const sends =
  (text: string): Behaviour =>
  (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(text);
  };

/** The beginning of an answer, then the connection is cut. */
export const cuts: Behaviour = (_, response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": 10_000 });
  response.write('{"choices":[{"mess', () => setTimeout(() => response.destroy(), 20));
};

/** Takes the request and never answers. */
export const neverAnswers: Behaviour = () => {};

/** An answer that never ends. */
export const endless: Behaviour = (_, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  const more = (): void => {
    if (!response.destroyed) response.write(" ".repeat(65_536), () => setImmediate(more));
  };
  more();
};
