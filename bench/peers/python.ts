/**
 * The peers in Python: an environment of their own, the same weights dequantised for transformers, a program for each.
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Contestant, jsonLines, type Measured, type Weights } from "./contestant.ts";
import { once, output, peersFolder, setUpWith } from "./folder.ts";

const PACKAGES = ["genlm-control==0.4.1", "llamppl==0.2.3", "torch", "transformers", "gguf", "accelerate"];
const HOW = "Install Python 3.11 or newer with venv (Debian: apt-get install python3-venv).";

const python = (): string => join(peersFolder(), "venv", "bin", "python3");
const program = (name: string): string => fileURLToPath(new URL(`python/${name}.py`, import.meta.url));
const converted = (name: string): string => join(peersFolder(), `${name}-float32`);

async function setUp({ path, name }: Weights): Promise<void> {
  const folder = peersFolder();
  await once("python", async () => {
    await setUpWith("python3", ["-m", "venv", "venv"], { cwd: folder, how: HOW });
    await setUpWith(python(), ["-m", "pip", "install", ...PACKAGES], { cwd: folder, how: HOW });
  });
  await once(`weights-${name}`, () =>
    setUpWith(python(), [program("convert"), path, converted(name)], { cwd: folder, how: HOW }),
  );
}

interface Settings {
  readonly name: string;
  /** What it is asked for by, where that isn't its name. */
  readonly peer?: string;
  /** In `python/`. */
  readonly file: string;
  /** With the best settings that we found for it; else in bfloat16, with nothing of the prompt kept. */
  readonly tuned: boolean;
}

function contestant({ name, peer = name, file, tuned }: Settings): Contestant {
  return {
    name,
    peer,
    tasks: ["free", "words"],
    setUp,
    async measure(round) {
      const given = JSON.stringify({ ...round, folder: converted(round.name), tuned });
      const printed = await output(python(), [program(file), given], {
        how: `Delete ${peersFolder()} and set up again.`,
        // Weights are there, and nothing else is to be asked for.
        environment: { HF_HUB_OFFLINE: "1", OMP_NUM_THREADS: `${round.threads}` },
      });
      return jsonLines<Measured>(printed, "seconds");
    },
  };
}

/** With an id of its own, since it takes several times as long as the tuned one. */
const asItComes = (name: string): Pick<Settings, "name" | "peer" | "tuned"> => ({
  name: `${name}, as it comes`,
  peer: `${name}-as-it-comes`,
  tuned: false,
});

const GENLM = { name: "genlm-control", file: "genlm_smc", tuned: true };
export const genlmControl: Contestant = contestant(GENLM);
export const genlmControlAsItComes: Contestant = contestant({ ...GENLM, ...asItComes(GENLM.name) });

const LLAMPPL = { name: "llamppl", file: "llamppl_smc", tuned: true };
export const llamppl: Contestant = contestant(LLAMPPL);
export const llampplAsItComes: Contestant = contestant({ ...LLAMPPL, ...asItComes(LLAMPPL.name) });
