/**
 * A server for tests: real weights, a free port on loopback.
 * @module
 */
import { openLlama } from "../model/llama/llama-model.ts";
import { testWeights } from "../model/testing/weights.ts";
import { type RunningServer, type ServerOptions, startServer } from "./start.ts";

export const FOLLOWER = "smollm2-135m";

export const PORTS = ["Busan", "Incheon"];
/** The parameters of a tool that knows tides. */
export const TIDE = {
  type: "object",
  properties: { port: { enum: PORTS } },
  required: ["port"],
  additionalProperties: false,
};
const CELLS = 4096;
const CONTEXTS = 36;

export interface TestServer extends AsyncDisposable {
  readonly server: RunningServer;
  /** Sends JSON to a path; what comes back, as JSON. */
  post(
    path: string,
    body: unknown,
    options?: RequestInit,
    // biome-ignore lint/suspicious/noExplicitAny: answers are looked into by the tests that know them.
  ): Promise<{ status: number; json: any; headers: Headers }>;
  get(path: string, options?: RequestInit): Promise<Response>;
}

export async function testServer(options: Partial<ServerOptions> = {}): Promise<TestServer> {
  const model = await openLlama({
    path: await testWeights(),
    name: FOLLOWER,
    contextLength: CELLS,
    maxContexts: CONTEXTS,
  });
  const hosted = { model, cells: CELLS };
  const server = await startServer({ planner: hosted, followers: [hosted], port: 0, ...options });
  return {
    server,
    async post(path, body, { headers, ...rest } = {}) {
      const response = await fetch(`${server.url}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
        ...rest,
      });
      return { status: response.status, json: await response.json(), headers: response.headers };
    },
    get: (path, given) => fetch(`${server.url}${path}`, given),
    async [Symbol.asyncDispose]() {
      await server.close({ graceSeconds: 0 });
      await model.close();
    },
  };
}
