/**
 * What every client is asked to do, and the server that it talks to.
 * @module
 */
import { after } from "node:test";
import { FOLLOWER, PORTS, TIDE, testServer } from "../../src/server/testing.ts";

export { FOLLOWER, PORTS, TIDE };
export const KEY = "sk-of-a-test";
export const QUESTION = "Describe a boat.";
export const BOAT = {
  type: "object",
  properties: {
    name: { type: "string", maxLength: 12 },
    masts: { type: "integer", minimum: 1, maximum: 3 },
    kind: { enum: ["sloop", "ketch"] },
  },
  required: ["name", "masts", "kind"],
  additionalProperties: false,
};
export interface ClientServer {
  /** `http://127.0.0.1:…/v1` */
  readonly baseURL: string;
  /** Waits until the server runs nothing. */
  idle(): Promise<void>;
}

/** A server on a free port of loopback, closed when the tests of the file have ended. */
export async function clientServer(): Promise<ClientServer> {
  const { server, get, ...rest } = await testServer({ apiKeys: [KEY] });
  after(() => rest[Symbol.asyncDispose]());
  return {
    baseURL: `${server.url}/v1`,
    async idle() {
      for (let running = ""; running !== "0"; ) {
        const metrics = await (await get("/metrics", { headers: { authorization: `Bearer ${KEY}` } })).text();
        running = /^sijo_requests_running (\d+)$/m.exec(metrics)?.[1] ?? "";
      }
    },
  };
}
