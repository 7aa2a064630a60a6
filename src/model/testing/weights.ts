/**
 * Real weights for tests: pulled once into the user's cache, then taken from there.
 * @module
 */
import { pullModel } from "../catalogue/index.ts";

/** A line at most so often: a test's output is read, not watched. */
const LINE_EVERY_MILLISECONDS = 5_000;

/**
 * The path of a catalogue model's file, pulled first when it is missing.
 * @example
 * await using model = await openLlama({ path: await testWeights() });
 */
export async function testWeights(id = "smollm2-135m"): Promise<string> {
  let saidAt = performance.now();
  const { path } = await pullModel({
    model: id,
    onProgress({ source, received, total }) {
      if (performance.now() - saidAt < LINE_EVERY_MILLISECONDS) return;
      saidAt = performance.now();
      process.stderr.write(`pulling ${id} (${source}): ${Math.floor((100 * received) / total)} %\n`);
    },
  });
  return path;
}
