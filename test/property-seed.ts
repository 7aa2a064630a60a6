/**
 * Property tests try the same cases in every run, so that what fails is what was changed. `SIJO_TEST_SEED=<n> npm test`
 * tries others, and `SIJO_TEST_SEED=random` others each time; a failure prints its seed.
 * @module
 */
import { enableCompileCache } from "node:module";
import { dirname, join } from "node:path";

// Half of what a small test file costs is stripping and compiling the same modules as its neighbours: done once, where
// the command line keeps its own.
const { cacheFolder } = await import("../src/model/catalogue/folders.ts");
enableCompileCache(join(dirname(cacheFolder()), "code"));

// What is imported above the cache would not be kept in it.
const { default: fc } = await import("fast-check");
const asked = process.env.SIJO_TEST_SEED ?? "1";
if (asked !== "random") fc.configureGlobal({ seed: Number.parseInt(asked, 10) });
