/**
 * llama.cpp's own `llama-batched-bench`: the limit of raw decoding.
 * @module
 */
import { join } from "node:path";
import { readGgufHead } from "../../src/model/llama/gguf.ts";
import { packingOf } from "../../src/model/llama/kernels.ts";
import { LIBRARY_VERSION, libraryFolder, loadLibrary } from "../../src/model/llama/library.ts";
import { makeWide, wideWeights } from "../../src/model/llama/wide-weights.ts";
import { type Contestant, jsonLines, type Measured, type Round } from "./contestant.ts";
import { once, output, peersFolder } from "./folder.ts";
import { compile, llamaLibraries, llamaSources } from "./llama-build.ts";

/** What `llama-batched-bench` prints of a run with `--output-format jsonl`. */
interface Line {
  readonly pl: number;
  readonly tg: number;
  readonly t_tg: number;
}

const program = (): string => join(peersFolder(), `llama-batched-bench-${LIBRARY_VERSION}`);

async function setUp(): Promise<void> {
  const sources = await llamaSources();
  await once(`llama-batched-bench-${LIBRARY_VERSION}`, async () => {
    const code = ["batched-bench.cpp", "main.cpp"].map((file) =>
      join(sources, "tools", "batched-bench", file),
    );
    await compile(sources, ["-O2", ...code, "-o", program(), ...llamaLibraries()]);
  });
}

async function measure(round: Round, settings: readonly string[]): Promise<readonly Measured[]> {
  const { path, particles, tokens, prompt, threads } = round;
  const cells = prompt.length + Math.max(...particles) * tokens;
  const counts = ["-npp", `${prompt.length}`, "-ntg", `${tokens}`, "-npl", particles.join(",")];
  const args = ["-m", path, "-c", `${cells}`, "-t", `${threads}`, "-pps", "--kv-unified", ...counts];
  const printed = await output(program(), [...args, "--output-format", "jsonl", ...settings], {
    // Where it looks for the backend of this processor, and for what it is linked with.
    cwd: libraryFolder(),
    environment: { LD_LIBRARY_PATH: libraryFolder(), DYLD_LIBRARY_PATH: libraryFolder() },
    how: `Delete ${peersFolder()} and set up again.`,
  });
  return jsonLines<Line>(printed, "t_tg").map(({ pl, tg, t_tg }) => ({
    task: "decode",
    particles: pl,
    sampled: pl * tg,
    decoded: pl * tg,
    seconds: t_tg,
  }));
}

/** As it comes: kernels whose scores depend on what else is in the batch. */
export const llamaCpp: Contestant = {
  name: "llama.cpp",
  peer: "llama.cpp",
  tasks: ["decode"],
  setUp,
  measure: (round) => measure(round, []),
};

/**
 * With the settings of `src/model/llama/kernels.ts`, under which a text's scores depend on its tokens alone, and the file
 * that these are used with.
 */
export const llamaCppExact: Contestant = {
  ...llamaCpp,
  name: "llama.cpp, exact kernels",
  measure: async (round) => {
    const head = readGgufHead(round.path);
    const packing = packingOf(loadLibrary(), head.infos);
    const wide = packing === "tiles" ? wideWeights({ ...round, head }) : undefined;
    const isWide = wide && (await makeWide({ path: round.path, head, wide }));
    const settings = [...(packing === "none" ? ["--no-repack"] : []), "-fa", "on", "-ctk", "bf16"];
    return measure({ ...round, path: isWide ? wide.path : round.path }, settings);
  },
};
