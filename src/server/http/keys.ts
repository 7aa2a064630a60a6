/**
 * API keys: kept and compared by their hashes.
 * @module
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { ApiError } from "../errors.ts";

/** Whose line a request waits in. */
export const ANYBODY = "anybody";

export interface Keys {
  /** How many there are. */
  readonly size: number;
  /**
   * The name of the key in the header; without keys, everybody is one.
   * @throws ApiError 401.
   */
  holderOf(authorization: string | undefined): string;
}

const hashOf = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Keys are hashed at once, and not kept. */
export function keysOf(keys: readonly string[]): Keys {
  const hashes = [...new Set(keys)].map(hashOf);
  return {
    size: hashes.length,
    holderOf(authorization) {
      if (hashes.length === 0) return ANYBODY;
      const given = /^Bearer\s+(\S+)\s*$/i.exec(authorization ?? "")?.[1];
      const hash = hashOf(given ?? "");
      // All are compared, so that time tells nothing of where it stands.
      let found = -1;
      for (const [index, known] of hashes.entries()) if (timingSafeEqual(known, hash)) found = index;
      if (given !== undefined && found >= 0) return hashes[found].toString("hex").slice(0, 12);
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
