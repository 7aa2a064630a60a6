/**
 * llama.cpp's own `llama-batched-bench`: the limit of raw decoding. The program is compiled from the sources that
 * node-llama-cpp carries and linked with the prebuilt libraries that we load ourselves, so that both compute with the
 * same code.
 * @module
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { LIBRARY_VERSION, libraryFolder } from "../../src/model/llama/library.ts";
import { type Contestant, jsonLines, type Measured, type Round } from "./contestant.ts";
import { once, output, peersFolder, setUpWith } from "./folder.ts";

const GET = {
  npm: "npm comes with Node.js.",
  tar: "Install tar.",
  git: "Install git, 2.30 or newer.",
  compiler: "Install a C++ compiler (Debian: apt-get install g++).",
};

/** What `llama-batched-bench` prints of a run with `--output-format jsonl`. */
interface Line {
  readonly pl: number;
  readonly tg: number;
  readonly t_tg: number;
}

const program = (): string => join(peersFolder(), `llama-batched-bench-${LIBRARY_VERSION}`);

async function setUp(): Promise<void> {
  const folder = peersFolder();
  const sources = join(folder, "llama.cpp");
  await once(`llama.cpp-sources-${LIBRARY_VERSION}`, async () => {
    if (existsSync(join(sources, "tools"))) return;
    const archive = `node-llama-cpp-${LIBRARY_VERSION}.tgz`;
    const bundle = "package/llama/gitRelease.bundle";
    await setUpWith("npm", ["pack", `node-llama-cpp@${LIBRARY_VERSION}`], { cwd: folder, how: GET.npm });
    await setUpWith("tar", ["xzf", archive, bundle], { cwd: folder, how: GET.tar });
    await setUpWith("git", ["clone", "--quiet", bundle, sources], { cwd: folder, how: GET.git });
  });
  await once(`llama-batched-bench-${LIBRARY_VERSION}`, async () => {
    const libraries = libraryFolder();
    const linked = readdirSync(libraries)
      .filter((file) => /^lib(llama-common|llama|ggml|ggml-base)(\.v[\d.]+)?\.(so|dylib)$/.test(file))
      .map((file) => join(libraries, file));
    const headers = ["include", "ggml/include", "common", "vendor"].flatMap((at) => [
      "-I",
      join(sources, at),
    ]);
    const code = ["batched-bench.cpp", "main.cpp"].map((file) =>
      join(sources, "tools", "batched-bench", file),
    );
    const args = ["-std=c++17", "-O2", ...headers, ...code, "-o", program(), ...linked];
    await setUpWith("c++", args, { how: GET.compiler });
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

/** With the settings of `src/model/llama/kernels.ts`, under which a text's scores depend on its tokens alone. */
export const llamaCppExact: Contestant = {
  ...llamaCpp,
  name: "llama.cpp, exact kernels",
  measure: (round) => measure(round, ["--no-repack", "-fa", "on", "-ctk", "bf16"]),
};
