import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { suite, test } from "node:test";
import { CATALOGUE } from "../model/catalogue/index.ts";
import { temporaryHome } from "../model/catalogue/testing/models.ts";
import { standInHub } from "../model/catalogue/testing/stand-in-hub.ts";

/** A program that has this command alone, and prints what a test wants to see of an error. */
const PROGRAM = `
  import { Command } from "commander";
  import { modelsCommand } from ${JSON.stringify(new URL("./models.ts", import.meta.url).href)};
  await new Command("sijo").addCommand(modelsCommand()).parseAsync(["node", "sijo", ...process.argv.slice(1)])
    .catch(({ code, kind }) => { process.stderr.write(code + " " + kind); process.exitCode = 9; });
`;

function start(words: string, environment: Readonly<Record<string, string>>) {
  const child = spawn(
    process.execPath,
    ["--input-type=module", "--eval", PROGRAM, "--", ...words.split(" ")],
    {
      env: environment,
    },
  );
  const outcome = Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return {
    child,
    outcome: outcome.then(([output, errors, [exitCode]]) => ({ output, errors, exitCode })),
  };
}

suite("sijo models", () => {
  test("list: a table for people, JSON for programs", async () => {
    await using home = await temporaryHome();
    const people = await start("models list", home.environment).outcome;
    for (const { id, licence, roles } of CATALOGUE) {
      const line = people.output.split("\n").find((candidate) => candidate.startsWith(id)) ?? "";
      for (const words of [licence.name, "no", ...roles])
        assert.ok(line.includes(words), `${line}: ${words}`);
    }
    const programs = await start("models list --json", home.environment).outcome;
    const models = JSON.parse(programs.output) as { id: string; cached: boolean; path: string }[];
    assert.deepEqual(
      models.map(({ id, cached }) => [id, cached]),
      CATALOGUE.map(({ id }) => [id, false]),
    );
    assert.ok(models[0]?.path.startsWith(home.folder));
  });

  const mistakes: readonly [string, string][] = [
    ["models pull smollm", "weights.unknown usage"],
    ["models remove nothing", "weights.unknown usage"],
    ["models pull gemma-3-270m", "weights.licence usage"],
    ["models pull smollm2-135m", "weights.unavailable fault"],
  ];
  for (const [words, expected] of mistakes) {
    test(`${words}: ${expected}`, async () => {
      await using home = await temporaryHome();
      const { exitCode, errors } = await start(words, home.environment).outcome;
      assert.equal(exitCode, 9);
      assert.ok(errors.endsWith(expected), errors);
    });
  }

  test("verify and remove: say of each model what it is", async () => {
    await using home = await temporaryHome();
    const models = join(home.folder, "models");
    await mkdir(models);
    await writeFile(join(models, "SmolLM2-135M-Instruct.Q4_1.gguf"), "cut");
    const verified = await start("models verify", home.environment).outcome;
    assert.match(verified.output, /^smollm2-135m: wrong/m);
    assert.match(verified.output, /^qwen2\.5-coder-0\.5b: absent$/m);
    assert.equal(verified.errors, "weights.wrong fault");
    const removed = await start("models remove smollm2-135m", home.environment).outcome;
    assert.match(removed.output, /removed, 3 B are free/);
    const again = await start("models remove smollm2-135m", home.environment).outcome;
    assert.match(again.output, /was not on this machine/);
  });

  test("pull: Ctrl-C ends it, keeps what can be resumed, and leaves nothing else", {
    skip: process.platform === "win32",
  }, async () => {
    await using home = await temporaryHome();
    const { bytes } = CATALOGUE.find(({ id }) => id === "smollm2-135m")!;
    let interrupt = (): void => {};
    await using hub = await standInHub((_, response) => {
      response.writeHead(200, { "content-length": bytes });
      response.write(Buffer.alloc(50_000), () => setTimeout(() => interrupt(), 300));
    });
    const pull = start("models pull smollm2-135m", { ...home.environment, HF_ENDPOINT: hub.url });
    interrupt = () => pull.child.kill("SIGINT");
    const { exitCode, errors } = await pull.outcome;
    assert.equal(exitCode, 9);
    assert.match(errors, /weights\.cancelled/);
    assert.match(errors, /Hugging Face {2}0 %/);
    assert.deepEqual(await home.leftovers(), ["smollm2-135m.partial"]);
    assert.deepEqual(await home.visible(), []);
  });
});
