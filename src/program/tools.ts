/**
 * Functions outside that a program may call.
 * @module
 */
import { SijoError } from "../errors.ts";
import type { EffectOf } from "./effects.ts";

/** Answers with plain data. What may go wrong belongs in the answer: an error ends the run. */
export type Tool = (input: unknown) => unknown;

/** Tools by the names that programs call them by. */
export type Tools = Readonly<Record<string, Tool>>;

/**
 * The tool's answer, a frozen copy, since the particle and its copies share it.
 * @throws SijoError `program.tool` when there is no such tool, `program.tool-failed` when it fails or its answer is not
 * plain data.
 */
export async function callTool(tools: Tools, { tool, input }: EffectOf<"call">): Promise<unknown> {
  if (!Object.hasOwn(tools, tool)) {
    throw new SijoError("program.tool", `A program called “${tool}”, which is not one of the tools given.`, {
      hint: `Tools given: ${Object.keys(tools).join(", ") || "none"}.`,
      data: { tool },
    });
  }
  try {
    return frozen(structuredClone(await tools[tool](input)));
  } catch (cause) {
    throw new SijoError(
      "program.tool-failed",
      `The tool “${tool}” failed: ${(cause as Error)?.message ?? String(cause)}`,
      { cause, data: { tool, input } },
    );
  }
}

function frozen(value: unknown): unknown {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value))
    return value;
  Object.freeze(value);
  for (const part of Object.values(value)) frozen(part);
  return value;
}
