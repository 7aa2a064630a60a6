/**
 * API keys: kept and compared by their hashes, each with what it may do.
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { ApiError } from "../errors.ts";

/** Who asks, and what they may. */
export interface Holder {
  /** Whose line a request waits in. */
  readonly name: string;
  /** Models that it may name; absent: all. */
  readonly models?: readonly string[] | undefined;
  /** Tokens that its requests may have evaluated in a day (UTC). */
  readonly tokensPerDay?: number | undefined;
  /** Money that they may cost in a day (UTC), by the server's prices. */
  readonly moneyPerDay?: number | undefined;
  /** Wall-clock seconds of a request. */
  readonly seconds?: number | undefined;
}

export interface Key extends Holder {
  /** Of the key, as lower-case hex. */
  readonly sha256: string;
}

export interface Keys {
  /** How many there are. */
  readonly size: number;
  /**
   * Who holds the key of the header; without keys, everybody is one.
   * @throws ApiError 401.
   */
  holderOf(authorization: string | undefined): Holder;
}

const ANYBODY: Holder = { name: "anybody" };

const hashOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** A key that was given as it is, which is not kept. */
export function plainKey(text: string): Key {
  const sha256 = hashOf(text).toString("hex");
  return { name: sha256.slice(0, 12), sha256 };
}

/**
 * `read` is asked for each request, so that a key which is taken away is refused from then on, be it the last. Undefined:
 * no key is needed.
 */
export function keysOf(read: (() => readonly Key[]) | undefined): Keys {
  return {
    get size() {
      return read?.().length ?? 0;
    },
    holderOf(authorization) {
      if (!read) return ANYBODY;
      const keys = read();
      const given = /^Bearer\s+(\S+)\s*$/i.exec(authorization ?? "")?.[1];
      const hash = hashOf(given ?? "");
      // All are compared, so that time tells nothing of where it stands.
      let found: Key | undefined;
      for (const key of keys) if (timingSafeEqual(Buffer.from(key.sha256, "hex"), hash)) found = key;
      if (given !== undefined && found) return found;
      throw new ApiError(
        given === undefined
          ? "An API key is needed: send the header `Authorization: Bearer <key>`."
          : "The API key is not one of this server's.",
        {
          status: 401,
          type: "authentication_error",
          code: "invalid_api_key",
          headers: { "www-authenticate": "Bearer" },
        },
      );
    },
  };
}

/** @throws ApiError 403 for a model that the key is not for. */
export function assertAllowed({ models }: Holder, model: string): void {
  if (models === undefined || models.includes(model)) return;
  throw new ApiError(`The API key is for ${models.join(", ")} only.`, {
    status: 403,
    type: "permission_error",
    param: "model",
    code: "model_not_allowed",
  });
}
