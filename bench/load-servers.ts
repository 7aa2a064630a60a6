/**
 * The servers that are put under load, each in a process of its own: Sijo's with a bare follower, and llama-server.
 * @module
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { SijoError } from "../src/errors.ts";
import { physicalCores } from "../src/model/llama/threads.ts";
import { memoryOf } from "./process-memory.ts";

export interface LoadedServer extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
  /** Megabytes of the process in memory; undefined where the system doesn't tell. */
  memory(): number | undefined;
}

const MAIN = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
/** The server keeps some contexts to itself. */
const SPARE = 4;
const FEWEST = 8;
const MOST_START_MILLISECONDS = 180_000;

export async function sijoServer({
  model,
  slots,
}: {
  readonly model: string;
  readonly slots: number;
}): Promise<LoadedServer> {
  const contexts = String(Math.max(FEWEST, slots + SPARE));
  const words = ["serve", "--planner", model, "--follower", model, "--port", "0", "--trace", "off"];
  const child = spawn(process.execPath, [MAIN, ...words, "--contexts", contexts], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  for await (const part of child.stdout.setEncoding("utf8")) {
    said += part;
    const url = /Listening on (\S+)\/v1 /.exec(said)?.[1];
    if (url !== undefined) {
      child.stdout.resume();
      return running({ name: "sijo", url, child });
    }
  }
  throw new SijoError("bench.load", "The server did not start.");
}

/** As many slots on the same weights, with as many cells and threads. */
export async function llamaServer({
  binary,
  path,
  slots,
  cells,
}: {
  readonly binary: string;
  readonly path: string;
  readonly slots: number;
  readonly cells: number;
}): Promise<LoadedServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const threads = String(physicalCores());
  const child = spawn(
    binary,
    [
      ...["--model", path, "--host", "127.0.0.1", "--port", String(port)],
      ...["--parallel", String(slots), "--ctx-size", String(cells), "--kv-unified"],
      ...["--threads", threads, "--threads-batch", threads],
    ],
    { stdio: "ignore" },
  );
  const ended = once(child, "exit").catch(() => undefined);
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  const until = performance.now() + MOST_START_MILLISECONDS;
  while (!isOver && performance.now() < until) {
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok) return running({ name: "llama-server", url, child });
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  child.kill();
  throw new SijoError("bench.load", `${binary} did not start.`, {
    kind: "usage",
    hint: "Try it by hand: it takes --model, --host, --port, --parallel, --ctx-size, --kv-unified and --threads.",
  });
}

function running({ name, url, child }: { name: string; url: string; child: ChildProcess }): LoadedServer {
  return {
    name,
    url,
    memory() {
      const bytes = memoryOf(child.pid, "VmRSS");
      return bytes === undefined ? undefined : bytes / 1e6;
    },
    async [Symbol.asyncDispose]() {
      const ended = once(child, "exit");
      if (child.kill("SIGTERM")) await ended;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
