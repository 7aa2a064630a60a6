/**
 * Which engine answers at an address.
 * @module
 */
import { SijoError } from "../../../errors.ts";
import type { Http } from "../http.ts";
import type { Engine, EngineCall } from "./engine.ts";
import { llamaServer } from "./llama-server.ts";
import { vllm } from "./vllm.ts";

export const ENGINES = { "llama-server": llamaServer, vllm } as const;
export type EngineName = keyof typeof ENGINES;

/** A route that only this engine has, and what its answer holds. */
const SIGNS: Readonly<Record<EngineName, readonly [path: string, field: string]>> = {
  "llama-server": ["/props", "default_generation_settings"],
  vllm: ["/version", "version"],
};

/** @throws SijoError `remote.no-probabilities` for an engine of another kind. */
export async function findEngine(
  { http, model }: { http: Http; model: string },
  { signal }: EngineCall = {},
): Promise<Engine> {
  for (const [name, [path, field]] of Object.entries(SIGNS)) {
    if (await shows(http, { path, field, signal })) return ENGINES[name as EngineName]({ http, model });
  }
  throw new SijoError(
    "remote.no-probabilities",
    `${http.where} is neither llama-server nor vLLM; of others no log-probabilities by token are known to be had.`,
    { kind: "usage", hint: "It can still plan, and write whole texts: see docs/remote.md." },
  );
}

async function shows(
  http: Http,
  { path, field, signal }: { path: string; field: string; signal: AbortSignal | undefined },
): Promise<boolean> {
  try {
    return field in (await http.json({ path, signal }));
  } catch (error) {
    const absent = ["remote.not-found", "remote.refused", "remote.malformed"];
    if (error instanceof SijoError && absent.includes(error.code)) return false;
    throw error;
  }
}
