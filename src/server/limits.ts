/**
 * What a request may spend: its own limits, within the server's.
 * @module
 */
import type { Limits } from "../limits/index.ts";
import type { SijoFields } from "./schemas/common.ts";

export function limitsOf(
  fields: SijoFields | undefined,
  { seconds, tokens }: { readonly seconds: number; readonly tokens?: number | undefined },
): Limits {
  const given = Object.entries(fields?.limits ?? {}).filter(([, value]) => value !== undefined);
  const limits = Object.fromEntries(given) as Limits;
  return {
    ...limits,
    seconds: Math.min(limits.seconds ?? seconds, seconds),
    ...(tokens !== undefined && { tokens: Math.min(limits.tokens ?? tokens, tokens) }),
  };
}
