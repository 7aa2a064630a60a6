/**
 * `npm run bench -- collie` and `npm run bench -- conformance`: the same as `sijo bench …`.
 * @module
 */
import { benchCommand } from "../src/cli/bench.ts";

const run =
  (name: string) =>
  async (args: readonly string[]): Promise<void> => {
    await benchCommand().parseAsync([name, ...args], { from: "user" });
  };

export const collie = { run: run("collie") };
export const conformance = { run: run("conformance") };
