/**
 * Runs what was asked for when its turn comes, and sends it whole or as it is written.
 * @module
 */
import { LONGEST_TIMER } from "../../limits/index.ts";
import { isFault } from "../errors.ts";
import type { Generation, Outcome } from "../generation.ts";
import type { Piece } from "../sampling/pieces.ts";
import type { Service } from "../service.ts";
import type { Holder } from "./keys.ts";
import { type Events, eventStream } from "./sse.ts";

export interface StreamEvent {
  readonly event?: string;
  readonly data: unknown;
}

/** How an endpoint shows what is written. Asked in this order: `first`, `piece` as often as there is one, then the end. */
export interface Presentation {
  /** Events before any text. */
  first(): StreamEvent[];
  /** Takes in a piece; the events that show it. */
  piece(choice: number, piece: Piece): StreamEvent[];
  /** Events behind the text. */
  last(outcome: Outcome): StreamEvent[];
  /** The answer as one document. */
  whole(outcome: Outcome): unknown;
  /** What ends the stream; default `[DONE]`. */
  readonly end?: string | null;
}

export interface Delivery {
  readonly service: Service;
  readonly request: Request;
  readonly holder: Holder;
  readonly model: string;
  readonly generation: Generation;
  readonly presentation: Presentation;
  readonly stream: boolean;
}

/** @throws ApiError when there is no place to wait; whatever the run throws, unless it streams. */
export async function deliver(delivery: Delivery): Promise<Response> {
  const { service, request, generation, presentation, stream, holder, model } = delivery;
  const arrived = performance.now();
  const seconds = (): number => (performance.now() - arrived) / 1000;
  const gone = new AbortController();
  const late = new AbortController();
  const leave = (): void => gone.abort(new DOMException("The client has gone.", "AbortError"));
  // The request's own reason is a bare text, which would be taken for a fault.
  if (request.signal.aborted) leave();
  else request.signal.addEventListener("abort", leave, { once: true });
  const signal = AbortSignal.any([gone.signal, service.ended]);
  // Whoever finds no place is told so by the status, before a stream begins.
  const ticket = service.admission.enter({ key: holder.name, needs: generation.needs, signal });
  const account = service.budgets.open(holder, () => generation.spent());

  const run = async (events: Events | undefined): Promise<Outcome> => {
    let shown = false;
    let ceiling: NodeJS.Timeout | undefined;
    const send = async (all: readonly StreamEvent[]): Promise<void> => {
      for (const { event, data } of all) await events?.send(data, event);
    };
    try {
      await ticket.admitted;
      service.call?.admitted();
      // The run ends at its limit by itself, unless it waits for a reader that has stopped to read.
      ceiling = setTimeout(() => late.abort(), Math.min(service.seconds * 1000, LONGEST_TIMER));
      if (events) await send(presentation.first());
      const outcome = await generation.run({
        signal,
        async onPiece(choice, piece) {
          if (!shown && piece.text !== "") {
            service.metrics.firstText(model, seconds());
            service.call?.firstText();
          }
          shown ||= piece.text !== "";
          const found = presentation.piece(choice, piece);
          if (events) await send(found);
        },
        onProgress: (line) => events?.comment(line),
      });
      service.metrics.used(model, outcome.usage);
      if (events) await send(presentation.last(outcome));
      service.call?.finished(outcome);
      return outcome;
    } catch (error) {
      service.call?.failed(error);
      throw error;
    } finally {
      clearTimeout(ceiling);
      ticket.leave();
      // A client that has its answer finds it counted, also by the next process.
      await account.close().catch(service.onFault);
      service.metrics.ran(model, seconds());
    }
  };

  if (!stream) return Response.json(presentation.whole(await run(undefined)));
  return eventStream({
    async work(events) {
      await run(events).catch((error: unknown) => {
        if (isFault(error)) service.onFault(error);
        throw error;
      });
    },
    signal,
    late: late.signal,
    onGone: leave,
    ...(presentation.end !== undefined && { last: presentation.end }),
  });
}
