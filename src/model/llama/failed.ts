/**
 * Failures inside a model's worker: they cross to the main thread as data and become `SijoError`s there.
 * @module
 */
import type { Failure } from "./protocol.ts";

export class Failed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export const fail = (code: string, message: string, hint?: string): never => {
  throw new Failed({ code, message, hint });
};
