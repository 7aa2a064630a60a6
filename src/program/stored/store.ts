/**
 * Programs that are kept on this machine: `<folder>/<name>/v<version>.json` with the source beside it. A version is
 * written once and never changed.
 * @module
 */
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { SijoError } from "../../errors.ts";
import type { Environment } from "../../model/catalogue/folders.ts";
import { checkedName, type ProgramHead, recordFrom, type StoredProgram } from "./record.ts";

/**
 * Where programs are kept: `$SIJO_HOME/programs`, else `$XDG_DATA_HOME/sijo/programs`, else
 * `~/.local/share/sijo/programs`. It need not exist yet.
 */
export function programsFolder({ environment = process.env }: { environment?: Environment } = {}): string {
  const home = environment.SIJO_HOME;
  if (home) return join(resolve(home), "programs");
  const data = environment.XDG_DATA_HOME;
  // The XDG specification: a relative path there is invalid and must be ignored.
  const base = data && isAbsolute(data) ? data : join(environment.HOME || homedir(), ".local", "share");
  return join(base, "sijo", "programs");
}

export interface StoreOptions {
  readonly environment?: Environment | undefined;
}

/** A stored program with its source and where that lies. */
export interface LoadedProgram extends StoredProgram {
  readonly source: string;
  readonly path: string;
}

export interface ToSave extends StoreOptions {
  readonly name: string;
  readonly head: ProgramHead;
  readonly kind: StoredProgram["kind"];
  readonly source: string;
  readonly check?: string | undefined;
  /** Of the source's file. */
  readonly extension: "js" | "ts" | "mjs" | "mts";
  readonly now?: Date;
}

/** Versions that somebody else may take in between. */
const ATTEMPTS = 20;

/**
 * Keeps a program under its next version, or says which one holds the same already.
 * @throws SijoError `program.name` (usage), `program.folder` where the folder can't be written.
 */
export async function saveProgram({
  name,
  head,
  kind,
  source,
  extension,
  check,
  environment,
  now = new Date(),
}: ToSave): Promise<{ readonly program: StoredProgram; readonly isNew: boolean }> {
  const folder = join(programsFolder({ environment }), checkedName(name));
  const sha256 = createHash("sha256").update(source).digest("hex");
  const [latest] = await versionsOf(folder);
  const isSame =
    latest?.sha256 === sha256 &&
    latest.check === check &&
    latest.contract === head.contract &&
    JSON.stringify(latest.tests) === JSON.stringify(head.tests);
  if (latest && isSame && latest.kind === kind) return { program: latest, isNew: false };
  try {
    await mkdir(folder, { recursive: true });
    let version = Math.max(0, ...(await readdir(folder)).map(versionIn)) + 1;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1, version += 1) {
      const savedAt = now.toISOString();
      const program: StoredProgram = { ...head, name, version, kind, sha256, savedAt, check };
      try {
        await writeFile(join(folder, `v${version}.${extension}`), source, { flag: "wx" });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "EEXIST") continue;
        throw error;
      }
      const record = join(folder, `v${version}.json`);
      await writeFile(`${record}.part`, `${JSON.stringify(program, undefined, 2)}\n`);
      await rename(`${record}.part`, record);
      return { program, isNew: true };
    }
    throw new Error("others are saving it all the time");
  } catch (cause) {
    throw new SijoError(
      "program.folder",
      `The program can't be kept in ${folder}: ${(cause as Error).message}.`,
      {
        hint: "SIJO_HOME says where programs are kept.",
        cause,
      },
    );
  }
}

/** The latest version of every program, by name. */
export async function listPrograms({ environment }: StoreOptions = {}): Promise<StoredProgram[]> {
  const folder = programsFolder({ environment });
  const names = await entriesOf(folder);
  const latest = await Promise.all(names.map(async (name) => (await versionsOf(join(folder, name)))[0]));
  return latest
    .filter((program) => program !== undefined)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/**
 * A program by its name, or by name and version (`haiku@2`); without one, the latest.
 * @throws SijoError `program.unknown` (usage); `program.changed` where its source is not what was saved.
 */
export async function loadProgram(spec: string, { environment }: StoreOptions = {}): Promise<LoadedProgram> {
  const [name, wanted] = spec.split("@");
  const folder = join(programsFolder({ environment }), checkedName(name));
  const versions = await versionsOf(folder);
  const found =
    wanted === undefined ? versions[0] : versions.find(({ version }) => String(version) === wanted);
  if (!found) {
    const known = versions.length > 0 ? versions.map(({ version }) => version) : undefined;
    const names = (await listPrograms({ environment })).map((program) => program.name);
    throw new SijoError("program.unknown", `There is no program ${spec}.`, {
      kind: "usage",
      hint: known
        ? `Of ${name} there are the versions ${known.join(", ")}.`
        : `Programs kept here: ${names.join(", ") || "none; `sijo programs save <file>` keeps one"}.`,
      data: { spec },
    });
  }
  const file = (await entriesOf(folder)).find(
    (entry) => versionIn(entry) === found.version && /\.m?[jt]s$/.test(entry),
  );
  const path = join(folder, file ?? `v${found.version}.js`);
  const source = await readFile(path, "utf8").catch(() => undefined);
  if (source === undefined || createHash("sha256").update(source).digest("hex") !== found.sha256) {
    throw new SijoError(
      "program.changed",
      `The source of ${name}@${found.version} is not what was saved: ${path}.`,
      {
        hint: "Save it again, as a version of its own.",
        data: { path },
      },
    );
  }
  return { ...found, source, path };
}

/**
 * Forgets a program with all its versions; false where there was none.
 * @throws SijoError `program.name` (usage)
 */
export async function removeProgram(name: string, { environment }: StoreOptions = {}): Promise<boolean> {
  const folder = join(programsFolder({ environment }), checkedName(name));
  const isThere = (await entriesOf(folder)).length > 0;
  await rm(folder, { recursive: true, force: true });
  return isThere;
}

/** Newest first; what is damaged or half written is left out. */
async function versionsOf(folder: string): Promise<StoredProgram[]> {
  const records = (await entriesOf(folder)).filter((name) => /^v\d+\.json$/.test(name));
  const found = await Promise.all(
    records.map(async (name) => recordFrom(await readFile(join(folder, name), "utf8").catch(() => ""))),
  );
  return found.filter((record) => record !== undefined).sort((one, other) => other.version - one.version);
}

const versionIn = (name: string): number => Number(/^v(\d+)\./.exec(name)?.[1] ?? 0);

const entriesOf = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
