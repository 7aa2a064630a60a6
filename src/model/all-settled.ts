/**
 * Waiting for several requests of models at once.
 * @module
 */

/**
 * What all of them come to, in order. All are awaited whatever happens, so that nothing uses a context after an error has
 * closed it; then the first failure is thrown.
 */
export async function allSettled<Values extends readonly unknown[] | []>(
  promises: Values,
): Promise<{ -readonly [Index in keyof Values]: Awaited<Values[Index]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
