/**
 * Ctrl-C: the first stops the work in an orderly way, the second ends the process at once.
 * @module
 */

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const GRACE_MILLISECONDS = 5000;

/** Runs work that a signal can stop. */
export async function untilInterrupted<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const interrupt = new AbortController();
  const onSignal = (name: NodeJS.Signals): void => {
    if (interrupt.signal.aborted) process.exit(130);
    interrupt.abort(new Error(name));
    // A call into the library that doesn't return must not keep the terminal.
    setTimeout(() => process.exit(130), GRACE_MILLISECONDS).unref();
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return work(interrupt.signal).finally(() => {
    for (const name of SIGNALS) process.off(name, onSignal);
  });
}
