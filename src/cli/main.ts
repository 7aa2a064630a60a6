/**
 * `sijo`: the command line.
 *
 * Exit codes: 0 answered, and every check passed; 3 handed off; 2 bad usage; 1 fault; 130 interrupted.
 * @module
 */
import { enableCompileCache } from "node:module";
import { dirname, join } from "node:path";
import { type Command, CommanderError } from "commander";
import { SijoError } from "../errors.ts";
import { cacheFolder } from "../model/catalogue/folders.ts";
import { atEnd } from "./at-end.ts";
import { commandGroup } from "./command-group.ts";
import { printError } from "./print-error.ts";

const EXIT = { fault: 1, usage: 2, interrupted: 130 } as const;

/** As `ALGORITHM_NAMES` has them, which a test compares; not loaded to print help. */
const ALGORITHMS =
  "smc, resample-move, steering, importance, rejection, best-of-n, beam, locally-constrained";

const OTLP = "send spans and metrics to this OpenTelemetry collector, as in http://localhost:4318";
const REQUEST = "what to write; left out, where nothing else says it, or -: read from standard input";
const OFFLINE = "no connection goes out: no model is fetched, no telemetry sent";

/** Commands are loaded when they are run, so that `--help` is quick. */
function commandLine(): Command {
  const program = commandGroup("sijo")
    .description("A crew of small, local language models doing a large model's work under hard limits.")
    .version("0.1.0")
    .addHelpText(
      "after",
      "\nExit codes: 0 answered, and every check passed; 3 handed off; 2 bad usage; 1 fault; 130 interrupted.",
    );
  limitOptions(
    program
      .command("ask")
      .description("answer a request, with its checks, or hand it off")
      .argument("[request]", REQUEST)
      .option("--contract <file>", "a contract (notation or JSON): skips planning")
      .option("--schema <file>", "answer in JSON that fits this JSON Schema: skips planning")
      .option("--grammar <file>", "answer in text that follows this grammar (GBNF): skips planning")
      .option(
        "--effort <low|medium|high|max>",
        "how hard to try: more texts side by side, and time (default: medium)",
      )
      .option("--particles <n>", "how many texts are written side by side, whatever the effort")
      .option("--seed <n>", "the same seed gives the same answer")
      .option("--temperature <n>", "the follower's temperature")
      .option("--language <en|ko>", "what to write in (default: as the request asks, or its own language)")
      .option("--planner <model>", "a model's id, a .gguf file, or openai:<base-url>/<model>")
      .option("--plan <contract|program>", "what the planner writes (default: a contract)")
      .option("--yes", "carry out a planned program without asking")
      .option("--follower <model>", "a model's id, a .gguf file, or openai:<base-url>/<model>")
      .option(
        "--vocabulary <model>",
        "of a follower behind an engine: a local model with the same tokenizer",
      ),
  )
    .option("--json", "the whole verdict, for programs")
    .option("--verbose", "every stage as it happens")
    .action(async (request, options) => (await import("./ask.ts")).askCommand(request, options));
  program
    .command("plan")
    .description("print the contract of a request, and write nothing")
    .argument("[request]", REQUEST)
    .option("--planner <model>", "a model's id, a .gguf file, or openai:<base-url>/<model>")
    .option("--seed <n>", "the same seed gives the same plan")
    .option("--json", "the contract as JSON, with votes and findings")
    .option("--verbose", "every round of planning")
    .action(async (request, options) => (await import("./plan.ts")).planCommand(request, options));
  program
    .command("check")
    .description("check a finished text against a contract")
    .argument("<contract>", "a contract, in the notation or as JSON")
    .argument("<text>", "the text; - for standard input")
    .option("--conventions <name>", "how words and sentences are counted: sijo (default) or collie")
    .option("--json", "for programs")
    .action(async (contract, text, options) =>
      (await import("./check.ts")).checkCommand(contract, text, options),
    );
  limitOptions(
    program
      .command("repair")
      .description("make a finished text keep a contract, and keep what is right of it")
      .argument("<contract>", "a contract, in the notation or as JSON")
      .argument("<text>", "the text; - for standard input")
      .option("--request <request>", "what the text was written for")
      .option("--particles <n>", "how many ways to fill a hole are written side by side (default: 8)")
      .option("--seed <n>", "the same seed gives the same repair")
      .option("--temperature <n>", "the follower's temperature")
      .option("--language <en|ko>", "what to write in (default: as the text is)")
      .option("--follower <model>", "a model's id, or a .gguf file"),
  )
    .option("--json", "the text, what was kept, the checks before and after, for programs")
    .option("--verbose", "every stage as it happens")
    .action(async (contract, text, options) =>
      (await import("./repair.ts")).repairCommand(contract, text, options),
    );
  program
    .command("serve")
    .description("answer OpenAI's protocol over HTTP: the model `sijo`, and each follower by itself")
    .option("--port <n>", "where to listen (default: 8080; 0: any free port)")
    .option("--host <name>", "default: 127.0.0.1; any other needs an API key")
    .option("--api-key <key...>", "what clients must send; also: SIJO_API_KEYS, with commas between")
    .option("--api-key-file <file>", "hashes of keys, with what each may; read again when it changes")
    .option("--planner <model>", "a model's id, or a .gguf file")
    .option("--follower <model...>", "models' ids, or .gguf files; `sijo` writes with the first")
    .option("--contexts <n>", "texts that a model writes side by side at most (default: 64)")
    .option("--queue <n>", "requests that may wait for their turn (default: 256)")
    .option("--max-seconds <n>", "ceiling on the wall-clock time of a request (default: 300)")
    .option("--prices <file>", "JSON: money for a million tokens, by model (default: nothing)")
    .option("--trace <off|hashes|full>", "what is kept of runs of `sijo` (default: full; hashes: no texts)")
    .option("--otlp <url>", OTLP)
    .option("--offline", OFFLINE)
    .action(async (options) => (await import("./serve.ts")).serveCommand(options));
  program
    .command("replay")
    .description(
      "do a run again from its trace and compare all that was recorded, or go on from a step of it",
    )
    .argument("<id>", "a trace, or the beginning of its name, or a .jsonl file")
    .option("--from <step>", "go on from there with another seed; 2:5 is step 5 of round 2")
    .option("--seed <n>", "of what comes behind --from (default: another one each time)")
    .option("--max-tokens <n>", "of a run with --from, in place of the limit that it had", collect)
    .option("--max-seconds <n>", "of a run with --from, in place of the limit that it had")
    .option("--planner <model>", "where the planner is, if it has another name here")
    .option("--follower <model>", "where the follower is, if it has another name here")
    .option("--program <file>", "where the program of `sijo run` is, if it was moved")
    .option("--json", "for programs")
    .option("--verbose", "every stage as it happens")
    .action(async (id, options) => (await import("./replay.ts")).replayCommand(id, options));
  runOptions(program.command("run"))
    .description("run an inference program: a file whose default export is one")
    .argument("<file>", "a .ts or .js file, as those in examples/")
    .action(async (file, options) => (await import("./run.ts")).runCommand(file, options));
  program
    .command("doctor")
    .description("say what this machine can run")
    .option("--json", "for programs")
    .action(async (options) => (await import("./doctor.ts")).doctorCommand(options));
  return program;
}

/** Commands that have commands of their own; their modules are not needed to say that they exist. */
const GROUPS: Readonly<Record<string, { readonly about: string; load(): Promise<Command> }>> = {
  bench: {
    about: "measure against tasks with definitions of their own",
    load: async () => (await import("./bench.ts")).benchCommand(),
  },
  models: {
    about: "list, pull, remove and verify the models on this machine",
    load: async () => (await import("./models.ts")).modelsCommand(),
  },
  trace: {
    about: "list, show, verify, export and delete traces of runs",
    load: async () => (await import("./trace.ts")).traceCommand(),
  },
  programs: {
    about: "list, show, save, remove, run and test the programs kept on this machine",
    load: async () => (await import("./programs.ts")).programsCommand({ runOptions }),
  },
};

/** For options that may be given again. */
const collect = (word: string, before: readonly string[] = []): readonly string[] => [...before, word];

/** Options of whatever is held to limits and leaves a trace. */
const limitOptions = (command: Command): Command =>
  command
    .option("--max-tokens <n>", "ceiling on tokens evaluated by all models; model=n: by one", collect)
    .option("--max-seconds <n>", "ceiling on wall-clock time (default: 300)")
    .option("--max-cpu-seconds <n>", "ceiling on seconds of CPU")
    .option("--max-joules <n>", "ceiling on energy, measured or else estimated")
    .option("--max-memory <megabytes>", "ceiling on the memory of the process, models included")
    .option("--deadline <time>", "an end by the clock, as in 2027-01-31T18:00")
    .option("--max-cost <n>", "ceiling on money, by --prices")
    .option("--prices <file>", "JSON: money for a million tokens, by model (default: nothing)")
    .option("--trace <off|hashes|full>", "what is kept of the run (default: full; hashes: no texts)")
    .option("--otlp <url>", OTLP)
    .option("--offline", OFFLINE);

/** Options of whatever runs a program. */
function runOptions(command: Command): Command {
  const withParams = command
    .option("--param <name=value>", "a parameter of the program; may be given again", collect)
    .option("--particles <n>", "how many copies run side by side (default: what the program says, or 16)")
    .option("--algorithm <name>", `one of ${ALGORITHMS}`)
    .option("--seed <n>", "the same seed gives the same results")
    .option(
      "--follower <model>",
      "a model's id, or a .gguf file; name=model for a follower with a name",
      collect,
    );
  return limitOptions(withParams)
    .option("--all", "every result, with its probability")
    .option("--json", "results, weights, log Z and barriers, for programs");
}

async function main(): Promise<number> {
  // What commands load is stripped of its types and compiled once. Without a folder to write to it is done each time.
  enableCompileCache(join(dirname(cacheFolder()), "code"));
  const program = commandLine();
  const asked = process.argv[2];
  for (const [name, { about, load }] of Object.entries(GROUPS)) {
    const isNeeded = asked === name || asked === "help";
    const group = isNeeded ? await load() : commandGroup(name);
    program.addCommand(group.description(about));
  }
  try {
    await program.parseAsync();
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help that was asked for has code 0; help instead of what is missing has not, and is printed already.
      if (error.exitCode === 0) return 0;
      if (error.code === "commander.help") return EXIT.usage;
      printError(
        new SijoError("usage", sentence(error.message), {
          kind: "usage",
          hint: "`sijo --help` lists what there is.",
        }),
      );
      return EXIT.usage;
    }
    printError(error);
    if (!(error instanceof SijoError)) return EXIT.fault;
    if (error.code.endsWith(".cancelled")) return EXIT.interrupted;
    return error.kind === "usage" ? EXIT.usage : EXIT.fault;
  }
}

/** `error: unknown option '--x'` → `Unknown option '--x'.` */
function sentence(message: string): string {
  const plain = message
    .replace(/^error: /, "")
    .split("\n")[0]
    .replace(/\.$/, "");
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}.`;
}

// A reader that goes away (`| head`) is no fault: the exit code says what it would have said.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit();
  const reason = error.code === "ENOSPC" ? "there is no space left on the device" : error.message;
  printError(
    new SijoError("cli.output", `The output can't be written: ${reason}.`, {
      hint: "Write it to another place.",
      cause: error,
    }),
  );
  process.exit(EXIT.fault);
});
// Nobody reads the progress or the error: the work goes on.
process.stderr.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await main();
await Promise.all(atEnd.map((work) => work()));
