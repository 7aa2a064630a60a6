/**
 * Which weights exist, where they come from, and the cache that holds them.
 * @module
 */
export { CATALOGUE, type Licence, type ModelEntry, type ModelRole, type PythonPackage } from "./entries.ts";
export { findModel } from "./find.ts";
export { cacheFolder, type Environment } from "./folders.ts";
export type { OnProgress, PullProgress, SourceName } from "./progress.ts";
export { type Pulled, type PullOptions, pullModel } from "./pull.ts";
