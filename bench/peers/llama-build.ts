/**
 * Programs of llama.cpp from the sources that node-llama-cpp carries, linked with the prebuilt libraries that we load
 * ourselves, so that both compute with the same code.
 * @module
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { LIBRARY_VERSION, libraryFolder } from "../../src/model/llama/library.ts";
import { once, peersFolder, setUpWith } from "./folder.ts";

const GET = {
  npm: "npm comes with Node.js.",
  tar: "Install tar.",
  git: "Install git, 2.30 or newer.",
  compiler: "Install a C++ compiler (Debian: apt-get install g++).",
};

/** The folder of the sources of the version whose libraries we load; fetched once. @throws SijoError `bench.tool`, `bench.peer` */
export async function llamaSources(): Promise<string> {
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
  return sources;
}

/** The prebuilt libraries that programs are linked with, from `folder`. */
export function llamaLibraries(folder = libraryFolder()): string[] {
  return readdirSync(folder)
    .filter((file) => /^lib(llama-common|llama|ggml|ggml-base)(\.v[\d.]+)?\.(so|dylib)$/.test(file))
    .map((file) => join(folder, file));
}

export interface Compiled {
  /** Folders of the sources, beside those that every program of theirs needs. */
  readonly headers?: readonly string[];
  readonly language?: "c++" | "c";
}

const HEADERS = ["include", "ggml/include", "common", "vendor"];

/** The compiler, with llama.cpp's headers. @throws SijoError `bench.tool`, `bench.peer` */
export async function compile(
  sources: string,
  args: readonly string[],
  { headers = [], language = "c++" }: Compiled = {},
): Promise<void> {
  const searched = [...HEADERS, ...headers].flatMap((at) => ["-I", join(sources, at)]);
  const [compiler, standard] = language === "c" ? ["cc", "-std=c11"] : ["c++", "-std=c++17"];
  await setUpWith(compiler, [standard, ...searched, ...args], { how: GET.compiler });
}
