/**
 * Property tests try the same cases in every run, so that what fails is what was changed. `SIJO_TEST_SEED=<n> npm test`
 * tries others, and `SIJO_TEST_SEED=random` others each time; a failure prints its seed.
 * @module
 */
import fc from "fast-check";

const asked = process.env.SIJO_TEST_SEED ?? "1";
if (asked !== "random") fc.configureGlobal({ seed: Number.parseInt(asked, 10) });
