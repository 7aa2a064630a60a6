/**
 * llama.cpp's own `llama-server`, without its web page: seventy files, an object each, so that a build broken off goes on
 * where it was.
 * @module
 */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { LIBRARY_VERSION, libraryFolder } from "../../src/model/llama/library.ts";
import { once, peersFolder } from "./folder.ts";
import { compile, llamaLibraries, llamaSources } from "./llama-build.ts";

/** The program's path. It is built when it is first asked for, in some ten minutes. @throws SijoError `bench.tool`, `bench.peer` */
export async function builtLlamaServer(): Promise<string> {
  const name = `llama-server-${LIBRARY_VERSION}`;
  const folder = join(peersFolder(), name);
  const program = join(folder, "llama-server");
  const sources = await llamaSources();
  await once(name, async () => {
    const objects = await objectsOf(sources, join(folder, "objects"));
    // Beside the program it finds the libraries, and they find what is made for this processor.
    cpSync(libraryFolder(), folder, { recursive: true });
    const beside = process.platform === "darwin" ? "@loader_path" : "$ORIGIN";
    const linked = [...llamaLibraries(folder), `-Wl,-rpath,${beside}`, "-pthread"];
    await compile(sources, [...objects, "-o", program, ...linked]);
  });
  return program;
}

async function objectsOf(sources: string, folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const files = [noPage(sources, folder), ...filesOf(sources)];
  const headers = ["tools/server", "tools/mtmd", "vendor/hash", "."];
  const objects: string[] = [];
  for (const [index, file] of files.entries()) {
    // Folders have files of the same name.
    const object = join(folder, `${file.split("/").slice(-2).join("-")}.o`);
    objects.push(object);
    if (existsSync(object)) continue;
    process.stderr.write(`  ${index + 1}/${files.length} ${basename(file)}\n`);
    // What reads pictures and sounds is not measured.
    const level = file.includes("/mtmd/") ? "-O1" : "-O2";
    const part = `${object}.part`;
    const args = [level, "-DNDEBUG", "-DLLAMA_SUBPROCESS", "-w", "-I", folder, "-o", part];
    // One file in C has a namespace.
    const isC = file.endsWith(".c") && !file.endsWith("sha1.c");
    await compile(sources, [...args, ...(isC ? [] : ["-x", "c++"]), "-c", file], {
      headers,
      language: isC ? "c" : "c++",
    });
    renameSync(part, object);
  }
  return objects;
}

/** What llama.cpp's lists for cmake name, but for what the prebuilt libraries hold: HTTP, chat templates, sampling. */
function filesOf(sources: string): string[] {
  const among = (folder: string, wanted: RegExp): string[] =>
    readdirSync(join(sources, folder))
      .filter((file) => wanted.test(file))
      .map((file) => join(sources, folder, file));
  return [
    ...among("tools/server", /\.cpp$/),
    ...among("tools/mtmd", /^(mtmd(-audio|-image|-helper|-helper-gen)?|clip)\.cpp$/),
    ...among("tools/mtmd/models", /\.cpp$/),
    ...["hash.cpp", "xxhash/xxhash.c", "sha1/sha1.c", "sha256/sha256.c"].map((file) =>
      join(sources, "vendor", "hash", file),
    ),
  ];
}

/** Fills in the templates of the web page as `scripts/ui-assets.cmake` does where there is none. */
function noPage(sources: string, folder: string): string {
  const values: Readonly<Record<string, string>> = { N_ASSETS: "0", USE_GZIP: "false" };
  for (const file of ["ui.h", "ui.cpp"]) {
    const template = readFileSync(join(sources, "tools", "ui", `${file}.in`), "utf8");
    const filled = template
      .replace(/^#cmakedefine .*$/gm, "")
      .replace(/@(\w+)@/g, (_, name: string) => values[name] ?? "");
    writeFileSync(join(folder, file), filled);
  }
  return join(folder, "ui.cpp");
}
