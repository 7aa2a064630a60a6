/**
 * Server-sent events, written no faster than they are read, with a comment now and then so that nobody between takes the
 * connection for dead.
 * @module
 */
import { apiErrorOf, errorBody } from "../errors.ts";

const HEARTBEAT_MILLISECONDS = 5_000;

export interface Events {
  /** Sends an event; waits while the reader is behind. */
  send(data: unknown, event?: string): Promise<void>;
  /** Sends a line that clients pass over. */
  comment(text: string): void;
}

export interface EventStreamOptions {
  /** Sends everything; what it throws is sent as an error. */
  readonly work: (events: Events) => Promise<void>;
  /** Called when the reader has gone away. */
  readonly onGone: () => void;
  /** Aborted: nobody waits for the reader any more, and `send` throws the reason. */
  readonly signal?: AbortSignal;
  /** Aborted: the work may end as it likes, without waiting for a reader that is behind. */
  readonly late?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is sent last where all went well; default: `[DONE]`. */
  readonly last?: string | null;
}

const never = new AbortController().signal;

export function eventStream({
  work,
  onGone,
  signal = never,
  late = never,
  headers = {},
  last = "[DONE]",
}: EventStreamOptions): Response {
  const encoder = new TextEncoder();
  let gone = false;
  /** Texts of several choices wait side by side. */
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  const leave = (): void => {
    gone = true;
    onGone();
    wake();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string): void => {
          if (!gone) controller.enqueue(encoder.encode(text));
        };
        for (const end of [signal, late]) end.addEventListener("abort", wake);
        const isBehind = (): boolean => !gone && (controller.desiredSize ?? 0) <= 0;
        const heartbeat = setInterval(() => {
          // A reader that is behind needs no sign of life.
          if ((controller.desiredSize ?? 0) > 0) write(": waiting\n\n");
        }, HEARTBEAT_MILLISECONDS);
        const events: Events = {
          async send(data, event) {
            heartbeat.refresh();
            const name = event === undefined ? "" : `event: ${event}\n`;
            write(`${name}data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`);
            while (isBehind() && !signal.aborted && !late.aborted) {
              await new Promise<void>((resolve) => waiting.push(resolve));
            }
            signal.throwIfAborted();
          },
          comment(text) {
            heartbeat.refresh();
            if ((controller.desiredSize ?? 0) > 0) write(`: ${text.replace(/\s+/g, " ")}\n\n`);
          },
        };
        void work(events)
          .then(async () => {
            if (last !== null) write(`data: ${last}\n\n`);
          })
          .catch((error: unknown) => write(`data: ${JSON.stringify(errorBody(apiErrorOf(error)))}\n\n`))
          .finally(() => {
            clearInterval(heartbeat);
            for (const end of [signal, late]) end.removeEventListener("abort", wake);
            if (!gone) controller.close();
          });
      },
      pull: wake,
      cancel: leave,
    },
    { highWaterMark: 64 },
  );
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      // nginx would keep events back.
      "x-accel-buffering": "no",
      ...headers,
    },
  });
}
