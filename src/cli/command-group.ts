/**
 * Commands that have subcommands.
 * @module
 */
import { Command } from "commander";

/**
 * A command whose errors are thrown and printed by whoever catches them. Its subcommands take that from it when they are
 * made, and not later.
 */
export const commandGroup = (name: string): Command =>
  new Command(name).exitOverride().configureOutput({ outputError: () => {} });
