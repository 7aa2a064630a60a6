/**
 * `sijo doctor`: what this machine can run.
 * @module
 */
import { statfsSync } from "node:fs";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { SijoError } from "../errors.ts";
import { cacheFolder, listModels } from "../model/catalogue/index.ts";
import { LIBRARY_VERSION, loadLibrary } from "../model/llama/library.ts";

interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly found: string;
}

/** Memory beyond the weights: contexts, scores and the program itself. */
const OVERHEAD_BYTES = 1.2 * 2 ** 30;

/** Prints what was found; exit code 1 when something that is needed is missing. */
export async function doctorCommand({ json = false }: { readonly json?: boolean }): Promise<void> {
  const findings: Finding[] = [nodeVersion(), processor(), memory(), library(), disk()];
  const models = (await listModels()).map(({ id, bytes, cached }) => ({
    id,
    cached,
    fits: bytes + OVERHEAD_BYTES < totalmem(),
    bytes,
  }));
  if (json) {
    process.stdout.write(`${JSON.stringify({ findings, models }, undefined, 2)}\n`);
  } else {
    for (const { what, ok, found } of findings) process.stdout.write(`${ok ? "✓" : "✗"} ${what}: ${found}\n`);
    process.stdout.write("\nModels:\n");
    for (const { id, cached, fits, bytes } of models) {
      const here = cached ? "here" : "not here: pulled when first used";
      process.stdout.write(
        `${fits ? "✓" : "✗"} ${id}: ${gibibytes(bytes)}, ${fits ? "fits into memory" : "too large for this memory"}; ${here}\n`,
      );
    }
  }
  process.exitCode = findings.every(({ ok }) => ok) ? 0 : 1;
}

const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

function nodeVersion(): Finding {
  const { node } = process.versions;
  return { what: "Node.js", ok: Number(node.split(".")[0]) >= 24, found: `${node} (24 or newer is needed)` };
}

function processor(): Finding {
  return {
    what: "processor",
    ok: true,
    found: `${cpus()[0]?.model.trim() || "unknown"}, ${availableParallelism()} threads, ${process.platform}-${process.arch}`,
  };
}

function memory(): Finding {
  const total = totalmem();
  return {
    what: "memory",
    ok: total > 3 * 2 ** 30,
    found: `${gibibytes(total)}, ${gibibytes(freemem())} free (3 GiB are needed for the default models)`,
  };
}

function library(): Finding {
  try {
    loadLibrary();
    return { what: "llama.cpp", ok: true, found: `binaries ${LIBRARY_VERSION}, layout as expected` };
  } catch (error) {
    if (!(error instanceof SijoError)) throw error;
    return { what: "llama.cpp", ok: false, found: `${error.message} ${error.hint ?? ""}`.trim() };
  }
}

function disk(): Finding {
  const folder = cacheFolder();
  try {
    const { bavail, bsize } = statfsSync(folder);
    return { what: "disk", ok: true, found: `${gibibytes(bavail * bsize)} free for ${folder}` };
  } catch {
    return { what: "disk", ok: true, found: `${folder} is made when it is first used` };
  }
}
