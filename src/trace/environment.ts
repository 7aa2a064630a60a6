/**
 * What a run rests on besides its options: this machine, and this version.
 * @module
 */
import { readFileSync } from "node:fs";
import { arch, cpus, platform } from "node:os";

/** Enough to find the same again. */
export interface Environment {
  readonly sijo: string;
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
}

const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** This machine and this version. */
export function environment(): Environment {
  return {
    sijo: version,
    node: process.version,
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model ?? "",
    cores: cpus().length,
  };
}
