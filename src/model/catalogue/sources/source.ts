/**
 * The seam between a pull and whatever carries the bytes: one source a file in this folder.
 * @module
 */
import type { ModelEntry } from "../entries.ts";
import type { Environment } from "../folders.ts";
import type { SourceName } from "../progress.ts";

/** How long a source may be silent before the next is tried. */
export interface Patience {
  /** For a connection and the head of the answer, redirects included. */
  readonly answerWithinMilliseconds: number;
  /** For a pause in the middle of a download. */
  readonly pauseAtMostMilliseconds: number;
}

export interface FetchRequest {
  readonly entry: ModelEntry;
  /** An empty or half-filled folder of this pull alone; the source may leave anything in it. */
  readonly folder: string;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly patience: Patience;
  /** Told how many bytes of the model are here. */
  readonly onReceived: (received: number) => void;
}

export interface Source {
  readonly name: SourceName;
  /** For people: “Hugging Face”. */
  readonly title: string;
  /** Whether the source is meant to have this model. */
  carries(entry: ModelEntry): boolean;
  /**
   * Fetches the file and returns its path in `folder`: complete, on the disk, its SHA-256 right.
   * @throws SijoError `weights.source.…` when this source can't help, so that the next is tried.
   */
  fetch(request: FetchRequest): Promise<string>;
}
