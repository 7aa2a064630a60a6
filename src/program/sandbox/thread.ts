/**
 * The host's end of a sandbox: starts its thread, asks it one thing at a time and waits for the answer, and ends it when
 * it takes too long.
 * @module
 */
import { Worker } from "node:worker_threads";
import { SijoError } from "../../errors.ts";
import { type Failure, sandboxError } from "./failure.ts";
import { limitsWith, type SandboxLimits } from "./limits.ts";
import {
  ASKED,
  type Entry,
  Mailbox,
  newMemory,
  type Reply,
  type Request,
  type WorkerOptions,
} from "./protocol.ts";

export interface ThreadOptions {
  /** JavaScript that declares the entry. */
  readonly source: string;
  readonly entry: Entry;
  readonly limits?: Partial<SandboxLimits>;
  readonly params?: unknown;
}

/** Beyond the ceiling of time inside, before the thread is ended from outside. */
const GRACE_MILLISECONDS = 1_000;
/** To start a thread and compile the engine, on a busy machine. */
const START_MILLISECONDS = 20_000;

export class SandboxThread implements Disposable {
  readonly limits: SandboxLimits;
  readonly #worker: Worker;
  readonly #mailbox: Mailbox;
  readonly #entry: Entry;
  #closed = false;
  #ended: SijoError | undefined;

  private constructor(worker: Worker, mailbox: Mailbox, entry: Entry, limits: SandboxLimits) {
    this.#worker = worker;
    this.#mailbox = mailbox;
    this.#entry = entry;
    this.limits = limits;
  }

  /** @throws SijoError `program.sandbox-*` when the source is too long, doesn't parse or declares no entry. */
  static async open({ source, entry, limits: changed = {}, params }: ThreadOptions): Promise<SandboxThread> {
    const limits = limitsWith(changed);
    if (source.length > limits.sourceCharacters) {
      const message = `its source has ${source.length} characters, more than ${limits.sourceCharacters}`;
      throw sandboxError({ code: "size", message }, entry);
    }
    const parameters = asJson(params);
    const memory = newMemory(limits.characters);
    const options: WorkerOptions = { memory, source, entry, limits, params: parameters };
    const worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: options,
      env: {},
      execArgv: [],
    });
    const failure = await started(worker, limits);
    if (failure) {
      void worker.terminate();
      throw sandboxError(failure, entry);
    }
    // It waits for requests for ever; a process that has nothing else to do may end.
    worker.unref();
    return new SandboxThread(worker, new Mailbox(memory), entry, limits);
  }

  /**
   * What the sandbox answers. `steps`: of how many steps the longest of its commands consists; each has the ceilings of one.
   * @throws SijoError `program.sandbox-*` for what the program does wrong.
   */
  ask(request: Request, steps = 1): Reply {
    if (this.#ended) throw this.#ended;
    if (this.#closed) throw new SijoError("program.sandbox-closed", "This sandbox has been closed.");
    const text = JSON.stringify(request);
    if (text.length > this.limits.characters || !this.#mailbox.post(text, ASKED)) {
      const message = `what was to enter the sandbox is ${text.length} characters long, more than ${this.limits.characters}`;
      throw sandboxError({ code: "size", message }, this.#entry);
    }
    const reply = this.#mailbox.await(ASKED, this.limits.milliseconds * steps + GRACE_MILLISECONDS);
    if (reply === undefined) {
      this.#ended = sandboxError(
        { code: "time", message: "it ran for too long inside one operation and was ended" },
        this.#entry,
      );
      this.close();
      throw this.#ended;
    }
    const answered = JSON.parse(reply) as Reply;
    if (answered.failure) throw sandboxError(answered.failure, this.#entry);
    return answered;
  }

  get closed(): boolean {
    return this.#closed;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    void this.#worker.terminate();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function asJson(params: unknown): string {
  try {
    return JSON.stringify(params ?? null) ?? "null";
  } catch (cause) {
    throw new SijoError("program.sandbox-params", "The parameters of a program must be plain data.", {
      kind: "usage",
      hint: "Give strings, numbers, booleans, null, lists and objects of these.",
      cause,
    });
  }
}

/** Waits until the program is compiled; answers with what is wrong with it, if anything. */
function started(worker: Worker, { milliseconds }: SandboxLimits): Promise<Failure | undefined> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      resolve({ code: "time", message: "it ran for too long before its first effect" });
    }, milliseconds + START_MILLISECONDS);
    worker.once("message", ({ failure }: { failure?: Failure }) => {
      clearTimeout(timer);
      resolve(failure);
    });
    worker.once("error", (cause) => {
      clearTimeout(timer);
      reject(new SijoError("program.sandbox-start", "The sandbox could not be started.", { cause }));
    });
  });
}
