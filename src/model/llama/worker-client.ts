/**
 * The main thread's end of a model's worker: one request at a time, answered in order.
 * @module
 */
import { getCompileCacheDir } from "node:module";
import { dirname } from "node:path";
import { Worker } from "node:worker_threads";
import { SijoError } from "../../errors.ts";
import { type GgufHead, truncated } from "./gguf.ts";
import type { Failure, Opened, OpenOptions, Reply, Request } from "./protocol.ts";

export interface ModelWorker {
  /** Sends a request and waits for its reply. Rejects with a SijoError when it fails. */
  ask(request: Request): Promise<Reply>;
  /** @throws SijoError `model.closed`, or what the thread died of. */
  assertOpen(): void;
  close(): Promise<void>;
}

export async function startWorker({
  options,
  head,
  program = new URL("./worker.ts", import.meta.url),
}: {
  options: OpenOptions;
  head: Pick<GgufHead, "bytes">;
  /** What the thread runs. */
  program?: URL;
}): Promise<{ worker: ModelWorker; opened: Opened }> {
  const thread = new Worker(program, { workerData: options, execArgv: [], env: environment() });
  const pending: { resolve(reply: Reply): void; reject(error: unknown): void }[] = [];
  let closing = false;
  let closed: SijoError | undefined;

  const settle = (reply: Reply): void => {
    const next = pending.shift();
    // A model that nobody waits for doesn't keep the process alive.
    if (pending.length === 0) thread.unref();
    if (reply.kind === "failed") next?.reject(errorOf(reply.failure, options.path, head));
    else next?.resolve(reply);
  };
  const end = (error: SijoError): void => {
    closed ??= error;
    for (const { reject } of pending.splice(0)) reject(closed);
  };
  thread.on("message", settle);
  thread.on("error", (cause) =>
    end(new SijoError("model.fault", `The model's thread failed: ${cause.message}`, { cause })),
  );
  thread.on("exit", () =>
    end(
      closing
        ? new SijoError("model.closed", "The model is closed.")
        : new SijoError("model.fault", "The model's thread ended unexpectedly."),
    ),
  );

  const wait = (): Promise<Reply> =>
    new Promise((resolve, reject) => {
      if (closed) {
        reject(closed);
        return;
      }
      thread.ref();
      pending.push({ resolve, reject });
    });
  const first = await wait();
  if (first.kind !== "opened") throw new SijoError("model.fault", "The model's thread answered out of turn.");
  let shutting: Promise<void> | undefined;
  const worker: ModelWorker = {
    async ask(request) {
      worker.assertOpen();
      const reply = wait();
      thread.postMessage(request);
      return reply;
    },
    assertOpen() {
      if (closed) throw closed;
      if (closing) throw new SijoError("model.closed", "The model is closed.");
    },
    close() {
      shutting ??= shut();
      return shutting;
    },
  };
  const shut = async (): Promise<void> => {
    if (!closed) {
      const reply = worker.ask({ kind: "close" });
      closing = true;
      await reply.catch(() => undefined);
    }
    closed ??= new SijoError("model.closed", "The model is closed.");
    await thread.terminate();
  };
  return { worker, opened: first.opened };
}

/** Threads don't inherit where compiled code is kept, and would strip their modules of types each time. */
function environment(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  // Of this version of Node, within the one that holds those of all.
  return folder === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dirname(folder) };
}

/** What libllama says, in words that tell what to do. */
function errorOf({ code, message, hint }: Failure, path: string, head: Pick<GgufHead, "bytes">): SijoError {
  const architecture = /unknown model architecture: '([^']*)'/.exec(message)?.[1];
  if (architecture !== undefined) {
    return new SijoError(
      "model.architecture",
      `${path} is a model of the kind “${architecture}”, which is not known here.`,
      {
        kind: "usage",
        hint: "Use a model of an architecture that this version of llama.cpp knows, such as qwen2 or llama.",
      },
    );
  }
  if (
    /not within (the )?file bounds|corrupted or incomplete|failed to read|unexpectedly reached end/.test(
      message,
    )
  ) {
    return truncated(path, head.bytes);
  }
  return new SijoError(code, message, { hint });
}
