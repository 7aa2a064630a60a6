/**
 * Ctrl-C and other signals: the first stops the work in an orderly way, the second ends the process at once.
 * @module
 */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const GRACE_MILLISECONDS = 5000;

/** A signal that came, and when, in milliseconds. */
export interface Told {
  readonly name: NodeJS.Signals;
  readonly at: number;
}

/**
 * So soon, a SIGTERM is the one before: a supervisor told all processes, and bin/sijo.js passed on what it was told itself.
 */
const SAME_MILLISECONDS = 1000;

/** Whether a signal is the one before, come by another way. */
export const isSame = (before: Told, { name, at }: Told): boolean =>
  name === "SIGTERM" && before.name === name && at - before.at < SAME_MILLISECONDS;

/** Calls `first` at the first signal, and ends the process at once at the second. What it returns takes it back. */
export function atSignals(first: (name: NodeJS.Signals) => void): () => void {
  let told: Told | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    const now = { name, at: performance.now() };
    if (told === undefined) {
      told = now;
      first(name);
    } else if (!isSame(told, now)) process.exit(130);
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return () => {
    for (const name of SIGNALS) process.off(name, onSignal);
  };
}

/** Runs work that a signal can stop. */
export async function untilInterrupted<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const interrupt = new AbortController();
  const release = atSignals((name) => {
    interrupt.abort(new Error(name));
    // A call into the library that doesn't return must not keep the terminal.
    setTimeout(() => process.exit(130), GRACE_MILLISECONDS).unref();
  });
  return work(interrupt.signal).finally(release);
}
