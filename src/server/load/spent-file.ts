/**
 * A day's spending in a file: replaced as a whole, so that whoever reads it finds either the old or the new.
 * @module
 */
import { readFileSync } from "node:fs";
import { open, rename } from "node:fs/promises";
import { z } from "zod";
import { SijoError } from "../../errors.ts";

const spent = z.strictObject({
  /** `2026-11-25`, in UTC. */
  day: z.iso.date(),
  /** By the names of keys. */
  tokens: z.record(z.string(), z.number().min(0)),
  /** By the names of keys; absent: nobody had spent any. */
  money: z.record(z.string(), z.number().min(0)).optional(),
});
export type Spent = z.output<typeof spent>;

export class SpentFile {
  readonly #path: string;
  #writing: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * What was written last; undefined where there is no file yet.
   * @throws SijoError `serve.budgets` (usage): a budget is not given twice because a file is damaged.
   */
  read(): Spent | undefined {
    const wrong = (cause: unknown): SijoError =>
      new SijoError("serve.budgets", `What keys have spent can't be read from ${this.#path}.`, {
        kind: "usage",
        hint: "Mend the file, or delete it to begin the day's budgets anew.",
        cause,
      });
    let text: string;
    try {
      text = readFileSync(this.#path, "utf8");
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw wrong(cause);
    }
    try {
      return spent.parse(JSON.parse(text));
    } catch (cause) {
      throw wrong(cause);
    }
  }

  /** Writes what `content` says when its turn comes: all who come while a file is being written share the next. */
  save(content: () => Spent): Promise<void> {
    const before = this.#writing.catch(() => undefined);
    this.#next ??= before.then(() => {
      this.#next = undefined;
      this.#writing = this.#write(content());
      return this.#writing;
    });
    return this.#next;
  }

  /** Resolves when nothing is being written, whether that went well or not. */
  async written(): Promise<void> {
    await (this.#next ?? this.#writing).catch(() => undefined);
  }

  async #write(content: Spent): Promise<void> {
    const beside = `${this.#path}.new`;
    const file = await open(beside, "w", 0o600);
    try {
      await file.writeFile(`${JSON.stringify(content)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, this.#path);
  }
}
