/**
 * What a request may spend: its own limits, within the server's.
 * @module
 */
import type { Limits } from "../limits/index.ts";
import type { SijoFields } from "./schemas/common.ts";

export function limitsOf(
  fields: SijoFields | undefined,
  {
    seconds,
    ...left
  }: {
    readonly seconds: number;
    readonly tokens?: number | undefined;
    readonly money?: number | undefined;
  },
): Limits {
  const given = Object.entries(fields?.limits ?? {}).filter(([, value]) => value !== undefined);
  const limits = Object.fromEntries(given) as Limits;
  const within = (name: "tokens" | "money"): Limits => {
    const most = left[name];
    return most === undefined ? {} : { [name]: Math.min(limits[name] ?? most, most) };
  };
  return {
    ...limits,
    seconds: Math.min(limits.seconds ?? seconds, seconds),
    ...within("tokens"),
    ...within("money"),
  };
}
