/**
 * Stands in for a model's thread: opens, and at the first request dies as its data tell.
 * @module
 */
import { parentPort, workerData } from "node:worker_threads";

const port = parentPort!;
const death = (workerData as { readonly path: string }).path;
if (death === "throws at once") throw new Error("no start");
if (death === "exits at once") process.exit(3);
port.postMessage({ kind: "opened", opened: {} });
port.once("message", () => {
  if (death === "throws") throw new Error("out of luck");
  process.exit(3);
});
