/**
 * Where an engine is and which of its models is meant: `openai:<base-url>/<model>`.
 * @module
 */
import { SijoError } from "../../errors.ts";

export interface RemoteAddress {
  /** Where the OpenAI-compatible routes begin, mostly `…/v1`; without a slash at the end. */
  readonly baseUrl: string;
  readonly model: string;
}

const PREFIX = "openai:";

/** Whether a model is named by the address of an engine. */
export const isRemote = (spec: string): boolean => spec.startsWith(PREFIX);

const wrong = (message: string): SijoError =>
  new SijoError("remote.address", message, {
    kind: "usage",
    hint: "Give openai:<base-url>/<model>, as in openai:http://localhost:8080/v1/qwen; if the base has no /v1, openai:<base-url>#<model>.",
  });

/**
 * Reads an address. Names of models may hold slashes, so the base ends behind `/v1`, or at a `#` where there is one, or
 * else behind the host, and `/v1` is added.
 * @throws SijoError `remote.address` (usage)
 * @example
 * parseRemote("openai:http://localhost:8000/v1/Qwen/Qwen2.5-7B-Instruct");
 * // { baseUrl: "http://localhost:8000/v1", model: "Qwen/Qwen2.5-7B-Instruct" }
 */
export function parseRemote(spec: string): RemoteAddress {
  const given = isRemote(spec) ? spec.slice(PREFIX.length) : spec;
  let url: URL;
  try {
    url = new URL(given);
  } catch {
    throw wrong(`“${given}” is no web address.`);
  }
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw wrong(`An engine is reached over http or https, not over ${url.protocol.slice(0, -1)}.`);
  }
  // Whoever sees the command line would see them.
  if (url.username !== "" || url.password !== "" || url.search !== "") {
    throw new SijoError("remote.address", "The address holds a user, a password or a query.", {
      kind: "usage",
      hint: "A key belongs in the environment variable SIJO_API_KEY.",
    });
  }
  const path = url.pathname.replace(/\/+$/, "");
  const [base, name] =
    url.hash !== ""
      ? [path, url.hash.slice(1)]
      : path.includes("/v1/")
        ? [path.slice(0, path.indexOf("/v1/") + 3), path.slice(path.indexOf("/v1/") + 4)]
        : ["/v1", path.slice(1)];
  const model = decoded(name);
  if (model === "" || model === "v1") throw wrong(`“${given}” names no model.`);
  return { baseUrl: url.origin + base, model };
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/**
 * The key for an engine: `SIJO_API_KEY`; for OpenAI itself, `OPENAI_API_KEY` where the other is not set. Keys come from the
 * environment only, since command lines are seen by everybody on the machine.
 */
export function keyFor(
  baseUrl: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string | undefined {
  const own = environment.SIJO_API_KEY?.trim();
  if (own) return own;
  // Nobody else's server is given the key of this one.
  if (new URL(baseUrl).host !== "api.openai.com") return undefined;
  return environment.OPENAI_API_KEY?.trim() || undefined;
}
