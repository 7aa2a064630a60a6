/**
 * The cells of a context on disk: libllama's own format and behind it a seal, since libllama trusts what it reads and
 * ends the process where a damaged file misleads it.
 * @module
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { appendFile, rm, stat } from "node:fs/promises";
import { SijoError } from "../../errors.ts";
import type { Batcher } from "./batcher.ts";
import type { Cells } from "./cells.ts";
import { type ContextTree, type Node, tokensOf } from "./context-tree.ts";
import type { ModelWorker } from "./worker-client.ts";

export interface StateOptions {
  readonly worker: ModelWorker;
  readonly tree: ContextTree;
  readonly cells: Cells;
  readonly batcher: Batcher;
  readonly node: Node;
  readonly path: string;
  readonly stateKey: string;
}

/** Writes the cells of all nodes down to one; false where they are not decoded or can't be written. */
export function saveCells({
  worker,
  tree,
  cells,
  batcher,
  node,
  path,
  stateKey,
}: StateOptions): Promise<boolean> {
  tree.pin(node);
  return batcher
    .alone(async () => {
      if (node.sequence < 0) return false;
      const sequence = tree.holdOnly(node);
      try {
        cells.apply(tree.takeOperations());
        const reply = await worker.ask({
          kind: "save",
          sequence: cells.sequenceOf(sequence),
          operations: cells.takeOperations(),
          path,
          tokens: Int32Array.from(tokensOf(node)),
        });
        return (
          reply.kind === "saved" && reply.bytes > 0 && (await seal({ path, stateKey, bytes: reply.bytes }))
        );
      } finally {
        tree.releaseTemporary([sequence]);
      }
    })
    .catch(closedOnly)
    .finally(() => tree.unpin(node));
}

/** Reads the cells of all nodes down to one; false where the file is not whole or was saved for something else. */
export async function loadCells(options: StateOptions): Promise<boolean> {
  const { worker, tree, cells, batcher, node, path, stateKey } = options;
  if (node.sequence < 0 && !(await isSealed({ path, stateKey }))) return false;
  return batcher
    .alone(async () => {
      if (node.sequence >= 0) return true;
      const sequence = tree.reserve();
      let ok = false;
      try {
        cells.apply(tree.takeOperations());
        cells.makeRoom(node.depth);
        const reply = await worker.ask({
          kind: "load",
          sequence: cells.sequenceOf(sequence),
          operations: cells.takeOperations(),
          path,
          tokens: Int32Array.from(tokensOf(node)),
        });
        ok = reply.kind === "done" && reply.ok;
      } finally {
        if (ok) {
          cells.append(sequence, node.depth);
          tree.adopt({ leaf: node, sequence });
        } else tree.releaseTemporary([sequence]);
      }
      return ok;
    })
    .catch(closedOnly);
}

/** States are a convenience: of what can go wrong, only a closed model is worth an error. */
function closedOnly(error: unknown): false {
  if (error instanceof SijoError && error.code !== "model.closed") return false;
  throw error;
}

async function seal({
  path,
  stateKey,
  bytes,
}: {
  path: string;
  stateKey: string;
  bytes: number;
}): Promise<boolean> {
  try {
    // A full disk is not noticed by the library where it fails as the file is closed.
    if ((await stat(path)).size !== bytes) return false;
    await appendFile(path, (await digest({ path, stateKey, bytes })).seal);
    return true;
  } catch {
    await rm(path, { force: true }).catch(() => undefined);
    return false;
  }
}

async function isSealed({ path, stateKey }: { path: string; stateKey: string }): Promise<boolean> {
  try {
    const bytes = (await stat(path)).size - SEAL_BYTES;
    if (bytes <= 0) return false;
    const { seal, rest } = await digest({ path, stateKey, bytes });
    return seal.equals(rest);
  } catch {
    return false;
  }
}

const SEAL_BYTES = 32;

/** SHA-256 of the key and the file's first bytes, and the bytes behind these. */
async function digest({
  path,
  stateKey,
  bytes,
}: {
  path: string;
  stateKey: string;
  bytes: number;
}): Promise<{ seal: Buffer; rest: Buffer }> {
  const hash = createHash("sha256").update(`${stateKey}\n`);
  const rest: Buffer[] = [];
  let read = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    const inside = Math.max(0, Math.min(chunk.length, bytes - read));
    hash.update(chunk.subarray(0, inside));
    if (inside < chunk.length) rest.push(chunk.subarray(inside));
    read += chunk.length;
  }
  return { seal: hash.digest(), rest: Buffer.concat(rest) };
}
