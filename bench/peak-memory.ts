/**
 * Imported before a program, says at its end how much memory it held at most, in KiB, on standard error.
 * @module
 */
process.on("exit", () => {
  process.stderr.write(`peak-memory ${process.resourceUsage().maxRSS}\n`);
});
