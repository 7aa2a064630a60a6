/**
 * The server: OpenAI's protocol over HTTP, for the pipeline and for each follower by itself.
 * @module
 */
export { keysInFile } from "./http/key-file.ts";
export { type HostedModel, SIJO } from "./models.ts";
export { LEAST_CONTEXTS } from "./pipeline.ts";
export { assertHost, DEFAULT_HOST, type RunningServer, type ServerOptions, startServer } from "./start.ts";
