/**
 * How many threads compute a batch.
 *
 * ggml's threads wait for each other some hundred times a batch, and spin while they wait: where another process takes
 * one of their cores, all of them burn time until it comes back. On two cores, beside one busy neighbour, two threads
 * were found ten times slower than one. So threads follow the cores that are really free.
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism, cpus, getPriority } from "node:os";

const CPUS = "/sys/devices/system/cpu";

/** Cores that compute for themselves: two hardware threads of a core share its arithmetic. */
export function physicalCores(): number {
  const logical = availableParallelism();
  try {
    const cores = new Set(
      readdirSync(CPUS)
        .filter((name) => /^cpu\d+$/.test(name))
        .map((name) => readFileSync(`${CPUS}/${name}/topology/thread_siblings_list`, "utf8")),
    );
    return Math.max(1, Math.min(cores.size, logical));
  } catch {
    // Not Linux. Where few are announced they are taken as they are, as llama.cpp does.
    return logical <= 4 ? logical : Math.ceil(logical / 2);
  }
}

/**
 * Core-milliseconds, since some time long ago, that were idle, ours, or of those who give way to us (`nice`): its growth a
 * millisecond is the cores we may use.
 */
export function availableTime(): number {
  const { user, system } = process.cpuUsage();
  // Whoever gives way as well has its own time among that of the nice, and no claim to the rest.
  const first = getPriority() <= 0;
  const free = cpus().reduce((sum, { times }) => sum + times.idle + (first ? times.nice : 0), 0);
  return free + (user + system) / 1000;
}

/** What was measured around a batch, in milliseconds. */
export interface BatchTimes {
  readonly wall: number;
  /** Processor time of the thread that called, which never sleeps in a batch. */
  readonly thread: number;
  /** Processor time of the whole process. */
  readonly process: number;
}

/** Below this share of the cores asked for, somebody else is at work on them. */
const CONTENDED = 0.85;
/** Part of a core that counts as a whole one: clocks are coarse, and nothing is ever wholly idle. */
const NEARLY = 0.2;
const NONE: BatchTimes = { wall: 0, thread: 0, process: 0 };
const SHORTEST_JUDGED = 30;
const SHORTEST_WAIT = 300;
const LONGEST_WAIT = 10_000;

/** Chooses the number of threads from what batches cost. Pure: clocks are read by the caller. */
export class ThreadGovernor {
  /** Threads for the next batch. */
  threads: number;
  readonly #most: number;
  readonly #cores: number;
  #times: BatchTimes = NONE;
  #since: { readonly now: number; readonly available: number } | undefined;
  #wait = SHORTEST_WAIT;
  #raisedAt = Number.NEGATIVE_INFINITY;

  /** `cores`: those that the process may use; `free`: those that seem free to begin with. */
  constructor({ most, cores = most, free = most }: { most: number; cores?: number; free?: number }) {
    this.#most = most;
    this.#cores = Math.max(most, cores);
    this.threads = Math.max(1, Math.min(most, Math.floor(free + NEARLY)));
  }

  /** Learns from a batch. `available`, as of `availableTime`, is asked for only while more threads could be used. */
  observe(times: BatchTimes, { now, available }: { now: number; available: () => number }): void {
    this.#times = {
      wall: this.#times.wall + times.wall,
      thread: this.#times.thread + times.thread,
      process: this.#times.process + times.process,
    };
    if (this.threads > 1 && this.#times.wall >= SHORTEST_JUDGED) this.#lower(now);
    if (this.threads < this.#most) this.#raise(now, available);
  }

  #lower(now: number): void {
    const { wall, thread, process } = this.#times;
    this.#times = NONE;
    const had = Math.min(process, thread * this.threads) / wall;
    // Others had no more than the process left: what our own compiler and collector took, they give back soon.
    const lost = Math.min(this.threads - had, this.#cores - process / wall);
    if (lost <= this.threads * (1 - CONTENDED)) return;
    this.threads = Math.max(1, Math.min(this.threads - 1, Math.floor(had + NEARLY)));
    // Cores that looked free were not: they are tried less and less often.
    this.#wait =
      now - this.#raisedAt < 2 * this.#wait ? Math.min(2 * this.#wait, LONGEST_WAIT) : SHORTEST_WAIT;
    this.#since = undefined;
  }

  #raise(now: number, available: () => number): void {
    const since = this.#since;
    if (since && now - since.now < this.#wait) return;
    this.#since = { now, available: available() };
    if (!since) return;
    const cores = Math.floor((this.#since.available - since.available) / (now - since.now) + NEARLY);
    if (cores <= this.threads) return;
    this.threads = Math.min(this.#most, cores);
    this.#times = NONE;
    this.#raisedAt = now;
    this.#since = undefined;
  }
}
