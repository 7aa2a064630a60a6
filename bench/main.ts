/**
 * `npm run bench -- <name>`: measurements, each one command. Add one by a line in the table and a file beside this one.
 * @module
 */
import { printError } from "../src/cli/print-error.ts";
import { SijoError } from "../src/errors.ts";

interface Bench {
  readonly about: string;
  load(): Promise<{ run(args: readonly string[]): Promise<void> }>;
}

const BENCHES: Readonly<Record<string, Bench>> = {
  decode: {
    about: "tokens a second by number of particles, and where a step's time goes",
    load: () => import("./decode.ts"),
  },
  peers: {
    about: "llama.cpp, genlm-control and llamppl beside us on the same weights; sets them up",
    load: () => import("./peers.ts"),
  },
  growth: {
    about: "how cost grows with particles, length, concurrent runs and model; plots in docs/",
    load: () => import("./growth.ts"),
  },
  sampling: {
    about: "from scores to tokens, without a model, by vocabulary; a plot in docs/",
    load: () => import("./sampling.ts"),
  },
  effort: {
    about: "tokens spent and what passes, by effort and by particles: --cases <collie.jsonl>; plots in docs/",
    load: () => import("./effort.ts"),
  },
  concurrent: {
    about: "requests at once in one process beside the same one after another",
    load: () => import("./concurrent.ts"),
  },
  soak: {
    about: "many runs in one process: fails where memory goes on growing",
    load: () => import("./soak.ts"),
  },
  masks: {
    about: "what contracts of every family cost beside decoding: --cases <collie.jsonl>",
    load: () => import("./masks.ts"),
  },
  planning: {
    about: "seconds a plan, with what must come evaluated ahead and without: --cases <collie.jsonl>",
    load: () => import("./planning.ts"),
  },
  followers: {
    about: "one follower beside another: what passes, seconds, how likely the texts are",
    load: () => import("./followers.ts"),
  },
  load: {
    about: "clients over HTTP on a bare follower, beside llama-server, which it builds",
    load: () => import("./load.ts"),
  },
  start: {
    about: "seconds from the start of a process to its first word",
    load: () => import("./start.ts"),
  },
  trace: {
    about: "a run with a whole trace beside the same without: the ratio of medians",
    load: () => import("./trace.ts"),
  },
  faults: {
    about: "`sijo ask` killed at random points: fails where a trace that was told of is lost",
    load: () => import("./faults.ts"),
  },
  sandbox: {
    about: "one program in the sandbox beside the same outside: the ratio of medians",
    load: () => import("./sandbox.ts"),
  },
  "first-voyage": {
    about: "eight requests as a person types them, written down in docs/first-voyage.md",
    load: () => import("./first-voyage.ts"),
  },
  collie: {
    about: "COLLIE by its own definition: --cases <collie.jsonl>; also `sijo bench collie`",
    load: async () => (await import("./collie.ts")).collie,
  },
  agreement: {
    about: "random texts that pass our check, judged by COLLIE's definition: --cases <collie.jsonl>",
    load: () => import("./agreement.ts"),
  },
  conformance: {
    about: "our verdicts beside COLLIE's own: --cases <collie.jsonl> --texts <conformance.jsonl>",
    load: async () => (await import("./collie.ts")).conformance,
  },
  fluency: {
    about: "how well texts under given contracts read: --cases <collie.jsonl>",
    load: () => import("./fluency.ts"),
  },
  lexicon: {
    about: "words in answers that no word list knows and no request has: --answers <answers.jsonl>",
    load: () => import("./lexicon.ts"),
  },
  plans: {
    about: "requests beside contracts written by hand: the share of plans that are exactly right",
    load: () => import("./plans.ts"),
  },
  requests: {
    about: "requests with checkers of their own, by language: --data <folder>",
    load: () => import("./requests.ts"),
  },
};

const list = (): string =>
  Object.entries(BENCHES)
    .map(([name, { about }]) => `  ${name.padEnd(14)} ${about}\n`)
    .join("");

try {
  const [name, ...args] = process.argv.slice(2);
  if (name === undefined || name === "--help") {
    process.stdout.write(`npm run bench -- <name> [options]\n\n${list()}`);
  } else {
    const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
    if (!bench) {
      throw new SijoError("bench.unknown", `There is no bench “${name}”.`, {
        kind: "usage",
        hint: `There are: ${Object.keys(BENCHES).join(", ")}.`,
      });
    }
    await (await bench.load()).run(args);
  }
} catch (error) {
  const wrongOption = /^(ERR_PARSE_ARGS|commander\.)/.test((error as { code?: string }).code ?? "");
  const known = wrongOption
    ? new SijoError("bench.options", (error as Error).message.replace(/^error: /, ""), { kind: "usage" })
    : error;
  printError(known);
  process.exitCode = known instanceof SijoError && known.kind === "usage" ? 2 : 1;
}
