/**
 * Where this user's traces are.
 * @module
 */
import { dirname, join, resolve } from "node:path";
import { cacheFolder } from "../model/catalogue/index.ts";

/** `$SIJO_TRACES`, else `traces` beside the cached models. It need not exist yet. */
export function tracesFolder({ environment = process.env } = {}): string {
  const given = environment.SIJO_TRACES;
  return given ? resolve(given) : join(dirname(cacheFolder({ environment })), "traces");
}
