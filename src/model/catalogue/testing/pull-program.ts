/**
 * A process that pulls one model, for tests with several: the entry as JSON in its argument, the outcome as JSON out.
 * @module
 */
import type { ModelEntry } from "../entries.ts";
import { pullModel } from "../pull.ts";

const model = JSON.parse(process.argv[2]!) as ModelEntry;
const seen: string[] = [];
const { path, source } = await pullModel({
  model,
  onProgress(progress) {
    if (seen.at(-1) !== progress.source) seen.push(progress.source);
  },
});
process.stdout.write(JSON.stringify({ path, source, seen }));
