/**
 * What crosses the border of a sandbox: commands about its particles, gathered until the answer to one of them is needed.
 * One crossing then serves all particles of a batch, however busy the machine is with other threads.
 * @module
 */
import { sandboxError } from "./failure.ts";
import type { Command, Told } from "./protocol.ts";
import type { SandboxThread } from "./thread.ts";

export class Crossings {
  readonly #thread: SandboxThread;
  readonly #told = new Map<number, Told>();
  #waiting: { readonly command: Command; readonly steps: number }[] = [];
  #given = 0;

  constructor(thread: SandboxThread) {
    this.#thread = thread;
  }

  /** A number for a new particle. */
  next(): number {
    this.#given += 1;
    return this.#given;
  }

  /** `steps`: how many steps of the program it takes, each of which has the ceilings of one. */
  add(command: Command, steps = 1): void {
    this.#waiting.push({ command, steps });
  }

  /**
   * What a particle asked for since its last command.
   * @throws SijoError `program.sandbox-*` for what the whole sandbox fails at.
   */
  collect(id: number): Told {
    while (!this.#told.has(id) && this.#waiting.length > 0) this.#cross();
    const told = this.#told.get(id);
    if (!told) throw sandboxError({ code: "failed", message: "a particle was asked for that is not there" });
    this.#told.delete(id);
    return told;
  }

  /** As many commands as fit. */
  #cross(): void {
    const commands: Command[] = [];
    let [size, longest] = [0, 1];
    for (const { command, steps } of this.#waiting) {
      const length = JSON.stringify(command).length;
      if (commands.length > 0 && size + length > this.#thread.limits.characters / 2) break;
      commands.push(command);
      size += length;
      longest = Math.max(longest, steps);
    }
    const reply = this.#thread.ask({ operation: "batch", commands }, longest);
    const { told, taken } = reply as unknown as { told: readonly Told[]; taken: number };
    for (const one of told) this.#told.set(one.id, one);
    this.#waiting = this.#waiting.slice(taken);
  }
}
