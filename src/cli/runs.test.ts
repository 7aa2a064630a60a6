import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { after, suite, test } from "node:test";
import { fileURLToPath } from "node:url";
import { testWeights } from "../model/testing/weights.ts";
import type { Verdict } from "../run/index.ts";
import { readTrace, verifyTraces } from "../trace/index.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));
const path = await testWeights();
const folder = mkdtempSync(join(tmpdir(), "sijo-runs-"));
/** Of these runs alone. */
const TRACES = join(folder, "traces");
process.env.SIJO_TRACES = TRACES;
const SEED = "9";

after(() => {
  rmSync(folder, { recursive: true });
});
/** Long enough for any of these runs; what hangs is ended. */
const HANGS = { timeout: 60_000, killSignal: "SIGKILL" } as const;

const CONTRACT = join(folder, "contract.txt");
writeFileSync(CONTRACT, "form: sentence\ntext has exactly 6 words\n");
const LONG = join(folder, "long.txt");
writeFileSync(LONG, "text has at least 150 words\n");
const ASK = ["--follower", "smollm2-135m", "--particles", "2", "--seed", SEED];
const FROM_CONTRACT = ["ask", "Write about the sea.", "--contract", CONTRACT, ...ASK];

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** Starts the command line; `at` is called whenever it has said something on standard error. */
function start(words: readonly string[], at: (errors: string, child: ChildProcess) => void = () => {}) {
  const child = spawn(process.execPath, [MAIN, ...words], { stdio: ["ignore", "pipe", "pipe"], ...HANGS });
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    errors += chunk;
    at(errors, child);
  });
  const outcome = Promise.all([text(child.stdout), once(child, "close")]).then(
    ([output, [code]]): Outcome => {
      return { code, output, errors };
    },
  );
  return outcome;
}

const verdictOf = ({ output }: Outcome): Verdict => JSON.parse(output) as Verdict;
const traceOf = ({ traceId }: Verdict) => readTrace(join(TRACES, `${traceId}.jsonl`));

suite("sijo ask", () => {
  test("prints the answer, its checks, the bill, the seed and the trace, and ends with 0", async () => {
    const { code, output, errors } = await start(FROM_CONTRACT);
    assert.deepEqual([code, errors], [0, ""]);
    const [answer] = output.split("\n\n");
    assert.equal(answer.split(/\s+/).length, 6);
    assert.match(output, /✓ form: sentence .*\n✓ text has exactly 6 words/);
    assert.match(
      output,
      /tokens: follower \d+; no money\nseed \d+, 2 particles; follower smollm2-135m; trace /,
    );
  });

  test("names no trace where none is kept", async () => {
    const { code, output } = await start([...FROM_CONTRACT, "--trace", "off"]);
    assert.equal(code, 0);
    assert.match(output, /\nseed \d+, 2 particles; follower smollm2-135m\n$/);
  });

  test("prints one JSON document with --json; run twice at once with the same seed the same, each with a trace of its own", async () => {
    const words = [...FROM_CONTRACT, "--json"];
    const found = await Promise.all([start(words), start(words)]);
    const verdicts = found.map(verdictOf);
    for (const [index, { code, errors }] of found.entries())
      assert.deepEqual([code, errors, verdicts[index].status], [0, "", "answered"]);
    const [one, other] = verdicts;
    assert.equal(one.answer, other.answer);
    assert.deepEqual(one.candidates, other.candidates);
    assert.notEqual(one.traceId, other.traceId);
    for (const verdict of verdicts) {
      const { events, cut } = traceOf(verdict);
      assert.equal(cut, false);
      assert.deepEqual(events.at(-2)?.data, verdict);
    }
  });

  test("hands a contradiction off with exit code 3 and the clauses that clash", async () => {
    const clash = join(folder, "clash.txt");
    writeFileSync(clash, "text has exactly 3 words\ntext has at least 5 words\n");
    const words = ["ask", "--contract", clash, ...ASK];
    const { code, output } = await start(words);
    assert.equal(code, 3);
    assert.match(output, /Handed off: .*\n {2}text has exactly 3 words\n {2}text has at least 5 words\n/);
    const child = spawn(process.execPath, [MAIN, ...words, "--json"], {
      stdio: ["ignore", "pipe", "pipe"],
      ...HANGS,
    });
    child.stdout.destroy();
    const [errors, [unread]] = await Promise.all([text(child.stderr), once(child, "close")]);
    assert.deepEqual([unread, errors], [3, ""], "it ends quietly when its reader goes away");
  });

  test("takes a file for a model, and names it by its checksum; hands off with exit code 3 where a limit binds, and shows how far it came", async () => {
    const words = [
      ...["ask", "Write on.", "--contract", LONG, "--follower", path, "--particles", "2", "--seed", SEED],
      ...["--max-tokens", "60", "--json"],
    ];
    const found = await start(words);
    const { limits, handOff, bill, models } = verdictOf(found);
    assert.match(models[0].sha256 ?? "", /^b179c9523d0e6a0f/);
    assert.deepEqual([found.code, limits.bound, handOff?.reason], [3, "tokens", "limit"]);
    assert.ok(bill.tokens.follower < 62);
  });
});

suite("sijo plan", () => {
  const PLAN = ["plan", "Write a sentence of 9 words about the sea.", "--planner", "smollm2-135m"];

  test("prints a contract that can be read back, and with --json one document with the same", async () => {
    const people = await start(PLAN);
    assert.equal(people.code, 0);
    assert.match(people.output, /^form: /);
    const programs = await start([...PLAN, "--json"]);
    assert.equal(programs.code, 0);
    const { contract, votes } = JSON.parse(programs.output) as {
      contract: object;
      votes: { contract: string }[];
    };
    assert.equal(votes[0].contract, people.output, "the same seed gives the same plan");
    assert.ok("clauses" in contract);
    const file = join(folder, "planned.json");
    writeFileSync(file, JSON.stringify(contract));
    const text = join(folder, "text.txt");
    writeFileSync(text, "The sea.");
    assert.ok([0, 3].includes((await start(["check", file, text])).code ?? -1), "`sijo check` reads it");
  });
});

suite("Ctrl-C ends a run with exit code 130 and leaves whole events", () => {
  const writing = [
    "ask",
    "Write on and on about the sea.",
    "--contract",
    LONG,
    ...ASK,
    "--verbose",
    "--json",
  ];
  const planning = [
    "ask",
    "A sentence of 9 words.",
    "--planner",
    "smollm2-135m",
    ...ASK,
    "--verbose",
    "--json",
  ];

  const at = (stage: string, signal: NodeJS.Signals = "SIGINT") => {
    let sent = false;
    return (errors: string, child: ChildProcess): void => {
      if (sent || !errors.includes(`] ${stage}`)) return;
      sent = true;
      // A moment later, so that it is in the middle of it.
      setTimeout(() => child.kill(signal), 100);
    };
  };

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    test(`while it writes (${signal}): with what was written so far`, async () => {
      const found = await start(writing, at("writing", signal));
      assert.equal(found.code, 130);
      const verdict = verdictOf(found);
      assert.deepEqual([verdict.status, verdict.limits.bound], ["handed_off", "cancelled"]);
      const { events, cut } = traceOf(verdict);
      assert.deepEqual([cut, events.at(-2)?.kind], [false, "verdict"]);
    });
  }

  test("while it plans: with a verdict that says so", async () => {
    const found = await start(planning, at("planning"));
    assert.equal(found.code, 130);
    const verdict = verdictOf(found);
    assert.deepEqual([verdict.handOff?.reason, verdict.best], ["cancelled", null]);
    assert.equal(traceOf(verdict).cut, false);
  });

  test("while models are loaded: with a word, and without a trace", async () => {
    let sent = false;
    const found = await start(writing, (errors, child) => {
      if (sent || !errors.includes("] loading models")) return;
      sent = true;
      child.kill("SIGINT");
    });
    assert.deepEqual([found.code, found.output], [130, ""]);
    assert.match(found.errors, /Cancelled\./);
  });

  test("pressed twice: at once", async () => {
    const found = await start(writing, (errors, child) => {
      if (!errors.includes("] writing")) return;
      child.kill("SIGINT");
      child.kill("SIGTERM");
    });
    assert.equal(found.code, 130);
  });
});

const script = spawnSync("script", ["--version"], { encoding: "utf8" });

suite("in a terminal", {
  skip: /util-linux/.test(script.stdout ?? "") ? false : "there is no util-linux `script` to make one",
}, () => {
  /** What a terminal gets, and the exit code; `at` may press keys. */
  async function terminal(
    words: readonly string[],
    at: (shown: string, press: (keys: string) => void) => void,
  ) {
    const command = [process.execPath, MAIN, ...words].map((word) => `'${word}'`).join(" ");
    const child = spawn("script", ["-qec", command, "/dev/null"], {
      stdio: ["pipe", "pipe", "ignore"],
      ...HANGS,
    });
    let shown = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      shown += chunk;
      at(shown, (keys) => child.stdin.write(keys));
    });
    const [code] = await once(child, "close");
    return { code, shown };
  }

  const assertCursorBack = (shown: string): void => {
    assert.ok(shown.includes("\u001b[?25l"), "the cursor was hidden while lines moved");
    assert.ok(
      shown.lastIndexOf("\u001b[?25h") > shown.lastIndexOf("\u001b[?25l"),
      "the cursor is shown again",
    );
  };

  test("the cursor is shown again at the end, and the moving lines are gone", async () => {
    const { code, shown } = await terminal(FROM_CONTRACT, () => {});
    assert.equal(code, 0);
    assertCursorBack(shown);
    const rest = shown.slice(shown.lastIndexOf("\u001b[?25h"));
    assert.doesNotMatch(rest, /particles alive/);
    assert.match(rest, /text has exactly 6 words/);
  });

  for (const [stage, sign] of [
    ["writing", "particles alive"],
    ["loading", "loading models"],
  ] as const) {
    test(`the cursor is shown again after Ctrl-C while ${stage}`, async () => {
      let pressed = false;
      const { code, shown } = await terminal(
        ["ask", "Write on.", "--contract", LONG, ...ASK],
        (sofar, press) => {
          if (pressed || !sofar.includes(sign)) return;
          pressed = true;
          press("\u0003");
        },
      );
      assert.equal(code, 130);
      assertCursorBack(shown);
    });
  }
});

test("every trace that these runs left holds whole events, of those that were interrupted too", () => {
  const left = verifyTraces(TRACES);
  assert.ok(left.length >= 8, `${left.length} traces`);
  for (const { id, state, findings } of left)
    assert.match(state, /^(whole|cut)$/, `${id} ${JSON.stringify(findings)}`);
});
