/**
 * Failures for want of room.
 * @module
 */
import { SijoError } from "../errors.ts";

const FULL = new Set(["model.context-full", "model.memory", "model.contexts"]);

/** Whether a model had no room for more text. */
export const isFull = (error: unknown): boolean => error instanceof SijoError && FULL.has(error.code);
