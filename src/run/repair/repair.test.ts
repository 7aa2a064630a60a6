import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { check, parseContract, printContract } from "../../contract/index.ts";
import { SijoError } from "../../errors.ts";
import { openLlama } from "../../model/llama/llama-model.ts";
import { tableModel } from "../../model/table/table-model.ts";
import { testWeights } from "../../model/testing/weights.ts";
import { listTraces, readTrace } from "../../trace/index.ts";
import type { RunEvent } from "../events.ts";
import { followerMessages } from "../messages.ts";
import { differenceOf, keptOf } from "./difference.ts";
import { withDraft } from "./messages.ts";
import { type Repair, type RepairOptions, repair } from "./repair.ts";

const model = await openLlama({ path: await testWeights(), contextLength: 4096, maxContexts: 16 });
const folder = mkdtempSync(join(tmpdir(), "sijo-repair-"));
after(async () => {
  await model.close();
  rmSync(folder, { recursive: true });
});

const TEXT =
  "The old lighthouse stands on the rocky shore. Every night its cold light sweeps across the water. Sailors have trusted it for more than a hundred years. Nobody remembers who built it.";
const SENTENCES = TEXT.split(/(?<=\.) /);

const contractOf = (...lines: readonly string[]) => parseContract(lines.join("\n"));
const run = (options: Partial<RepairOptions>): Promise<Repair> =>
  repair({
    contract: contractOf("form: paragraph"),
    text: TEXT,
    follower: model,
    particles: 1,
    seed: 5,
    ...options,
  });

/** What holds of every repair, whatever came of it. */
function assertSound(found: Repair, text: string): void {
  assert.deepEqual(JSON.parse(JSON.stringify(found)), found, "a repair is JSON");
  const report = check(found.contract, found.best);
  assert.deepEqual(
    found.after.slice(0, report.checks.length).map(({ passed }) => passed),
    report.checks.map(({ passed }) => passed),
  );
  assert.equal(found.status === "handed_off", !report.passed);
  assert.equal(found.answer, report.passed ? found.best : null);
  assert.equal(found.handOff === null, report.passed);
  const side = (kind: "removed" | "added"): string =>
    found.difference
      .flatMap((part) => (part.kind === "kept" || part.kind === kind ? [part.text] : []))
      .join("");
  assert.equal(side("removed"), text.trim());
  assert.equal(side("added"), found.best.trim());
  assert.deepEqual(found.kept, keptOf(found.difference));
  assert.ok(found.kept.share >= 0 && found.kept.share <= 1);
}

suite("a text that keeps its contract", () => {
  test("is handed back as it is, and no model is asked for", async () => {
    const text = `\r\n ${TEXT}\n`;
    const found = await run({
      text,
      contract: contractOf('text avoids "very"'),
      follower: () => assert.fail(),
    });
    assert.deepEqual([found.status, found.answer, found.kept.share], ["unchanged", text, 1]);
    assert.deepEqual(found.models, []);
    assert.equal(found.bill.tokens.follower, 0);
  });

  test("may be a million characters", async () => {
    const text = "We stay. ".repeat(111_112);
    const found = await run({
      text,
      contract: contractOf('text avoids "very"'),
      follower: () => assert.fail(),
    });
    assert.equal(found.status, "unchanged");
  });
});

const THREE = contractOf("text has exactly 3 sentences");

suite("a text is repaired, and what is right of it stays", () => {
  /** How much is kept at least, and sentences of the original that stay as they are. */
  const rows: readonly (readonly [lines: readonly string[], least: number, stay: readonly number[]])[] = [
    [['text avoids "cold"', "form: paragraph"], 0.9, [0, 2, 3]],
    [["text has exactly 4 sentences", 'last word of sentence 2 is "harbor"'], 0.8, [0, 2, 3]],
    [["text has exactly 5 sentences", "each sentence has at most 12 words"], 0.95, [0, 1, 2, 3]],
    [["form: paragraph", 'text contains "storm"'], 0.85, []],
    [["form: paragraph", "text has exactly 200 characters"], 0.75, []],
    [
      ["form: paragraph", 'sentence 3 starts with "Ships"', "each sentence has at least 5 words"],
      0.75,
      [0, 1, 3],
    ],
  ];
  for (const [lines, least, stay] of rows) {
    test(lines.join("; "), async () => {
      const found = await run({ contract: contractOf(...lines) });
      assertSound(found, TEXT);
      assert.equal(found.status, "repaired", JSON.stringify(found.handOff));
      assert.ok(found.kept.share >= least, `${found.kept.share} kept: ${found.best}`);
      for (const index of stay) assert.ok(found.best.includes(SENTENCES[index]), found.best);
    });
  }

  test("text has exactly 3 sentences; the same with the same seed, and its trace reads back whole, from the request to the repair itself", async () => {
    const found = await run({ contract: THREE, traceFolder: folder, particles: 2 });
    assertSound(found, TEXT);
    assert.equal(found.status, "repaired", JSON.stringify(found.handOff));
    assert.ok(found.kept.share >= 0.7, `${found.kept.share} kept: ${found.best}`);
    assert.ok(readdirSync(folder).includes(`${found.traceId}.jsonl`));
    const { events, cut } = readTrace(join(folder, `${found.traceId}.jsonl`));
    const kinds = ["request", "contract", "stage", "follower", "stage", "stage", "repair", "end"];
    assert.deepEqual([events.map(({ kind }) => kind), cut], [kinds, false]);
    assert.deepEqual(events.at(-2)?.data, found);
    const again = await run({ contract: THREE, particles: 2 });
    assert.equal(again.best, found.best);
    assert.deepEqual(again.bill.tokens, found.bill.tokens);
  });

  test("one hole after the other", async () => {
    const contract = contractOf(
      "form: paragraph",
      'text avoids "cold"',
      'last word of last sentence is "harbor"',
      "text has exactly 4 sentences",
    );
    const found = await run({ contract });
    assertSound(found, TEXT);
    assert.equal(found.status, "repaired", found.best);
    assert.ok(found.best.startsWith(SENTENCES[0]) && found.best.includes(SENTENCES[2]), found.best);
  });

  test("with whatever marks stand in the rest of it", async () => {
    const text =
      '"Stop!" she said—quietly; it was cold. Nobody (not even Tom) heard her… The rain, “as always”, went on.';
    const found = await run({ text, contract: contractOf('text avoids "cold"') });
    assertSound(found, text);
    assert.equal(found.status, "repaired");
    assert.ok(
      found.best.endsWith(" Nobody (not even Tom) heard her… The rain, “as always”, went on."),
      found.best,
    );
  });

  test("of verse, line by line", async () => {
    const text = "The sea is wide and blue\nWaves roll in all day\nGulls cry above the foam";
    const contract = contractOf("form: poem", "text has exactly 3 lines", "each line has exactly 5 words");
    const found = await run({ text, contract });
    assertSound(found, text);
    assert.equal(found.status, "repaired");
    assert.ok(found.best.endsWith("\nWaves roll in all day\nGulls cry above the foam"), found.best);
  });

  test("of a list, by order alone", async () => {
    const text = "- carrots\n- beans\n- peas";
    const contract = contractOf("form: list", "text has its lines in alphabetical order");
    const found = await run({ text, contract });
    assertSound(found, text);
    assert.equal(found.answer, "- beans\n- carrots\n- peas");
  });

  test("of one word", async () => {
    const contract = contractOf("form: word", "text has exactly 9 characters", 'first word starts with "tr"');
    const found = await run({ text: "trick", contract });
    assertSound(found, "trick");
    assert.match(found.answer ?? "", /^tr.{7}$/);
    assert.equal(found.after.at(-1)?.clause, "a real word");
  });

  test("of Korean", async () => {
    const text = "비 오는 바다는 조용하고 우울하다. 나는 우산을 들고 걷는다.";
    const found = await run({
      text,
      contract: contractOf('text avoids "우울"', "text has exactly 2 sentences"),
    });
    assertSound(found, text);
    assert.equal(found.status, "repaired");
    assert.ok(
      found.best.startsWith("비 오는 바다는") && found.best.endsWith("나는 우산을 들고 걷는다."),
      found.best,
    );
  });

  test("of a JSON document, from where it fails", async () => {
    const text = '{"a": 1, "b": [1, 2,}';
    const found = await run({ text, contract: contractOf("form: json") });
    assertSound(found, text);
    assert.equal(found.status, "repaired");
    assert.equal((JSON.parse(found.answer!) as { a: number }).a, 1);
  });
});

suite("a text is handed off", () => {
  test("where no text can keep the contract, and no model is asked for", async () => {
    const contract = contractOf("text has exactly 3 words", "text has at least 5 words");
    const found = await run({ contract, follower: () => assert.fail() });
    assertSound(found, TEXT);
    assert.deepEqual([found.handOff?.reason, found.best, found.kept.share], ["contradiction", TEXT, 1]);
    assert.deepEqual(found.handOff?.clauses, ["text has exactly 3 words", "text has at least 5 words"]);
  });

  test("where a limit binds", async () => {
    const contract = contractOf('text avoids "cold"');
    for (const limits of [{ seconds: Number.MIN_VALUE }, { tokens: 1 }]) {
      const found = await run({ contract, limits });
      assertSound(found, TEXT);
      assert.equal(found.handOff?.reason, "limit");
      assert.equal(found.limits.bound, "tokens" in limits ? "tokens" : "seconds");
      assert.equal(found.best, TEXT);
    }
  });

  test("where somebody cancels, with what there is", async () => {
    const abort = new AbortController();
    const onEvent = (event: RunEvent): void => {
      if (event.kind === "progress") abort.abort();
    };
    const contract = contractOf('text avoids "cold"', 'last word of last sentence is "harbor"');
    const found = await run({ contract, signal: abort.signal, onEvent });
    assertSound(found, TEXT);
    assert.deepEqual([found.handOff?.reason, found.limits.bound], ["cancelled", "cancelled"]);
  });

  test("where the follower has no room for it", async () => {
    const request = "We sail.";
    const plain = followerMessages(request, { language: "en", contract: contractOf('text avoids "cold"') });
    const messages = [...plain, ...withDraft(plain, { text: TEXT, language: "en" })];
    const characters = [...new Set(messages.map(({ content }) => content).join(""))];
    const follower = tableModel({
      vocabulary: characters,
      contextLength: 300,
      next: () => [...characters.map(() => 1), 1],
    });
    const found = await run({ follower, request, contract: contractOf('text avoids "cold"') });
    assertSound(found, TEXT);
    assert.deepEqual([found.handOff?.reason, found.limits.bound], ["limit", "memory"]);
    assert.equal(follower.openContexts, 0);
  });
});

suite("it is refused", () => {
  const code = (wanted: string) => (error: unknown) =>
    error instanceof SijoError && error.code === wanted && error.kind === "usage";
  const rows: readonly (readonly [what: string, options: Partial<RepairOptions>, code: string])[] = [
    ["to repair nothing", { text: " \n" }, "repair.text"],
    ["to repair what is no text", { text: "\u0000\u0001" }, "repair.text"],
    ["to repair a million characters", { text: "so cold ".repeat(125_000) }, "repair.too-long"],
    ["to run no particles", { particles: 0 }, "ask.particles"],
    ["to use no seed", { seed: -1 }, "ask.seed"],
    ["to spend less than nothing", { limits: { tokens: 0 } }, "limits.range"],
    ["to read a request that is no text", { request: "\u0000" }, "ask.request"],
  ];
  for (const [what, options, wanted] of rows) {
    test(what, async () => {
      const contract = contractOf('text avoids "cold"');
      await assert.rejects(run({ contract, ...options }), code(wanted));
    });
  }
});

test("any repair passes what it says it passes: random contracts of one text", async () => {
  const characters = [
    ...new Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ .,;:!?'-\n0123456789%$#@\"()+°/"),
  ];
  // Letters as English has them, roughly, so that words come to an end.
  const follower = tableModel({
    vocabulary: characters,
    contextLength: 20_000,
    next: () => [...characters.map((one) => (/[ .]/.test(one) ? 6 : /[etaoinshr]/.test(one) ? 3 : 0.5)), 4],
  });
  const clauses = [
    'text avoids "sea"',
    'text contains "storm"',
    "each sentence has at most 5 words",
    "text has at least 14 words",
    "text has exactly 3 sentences",
    'last word of first sentence is "home"',
    'sentence 2 starts with "Red"',
    "text has at most 70 characters",
    'text avoids the letter "z"',
  ];
  const text = "The sea is calm. Red boats sail home in the cold. Zoe waits for them at the quay.";
  let repaired = 0;
  for (let number = 1; number < 2 ** clauses.length; number += 97) {
    const some = clauses.filter((_, index) => number & (2 ** index));
    const contract = contractOf("form: paragraph", ...some);
    const found = await repair({ contract, text, request: "Say it.", follower, particles: 3, seed: number });
    assertSound(found, text);
    if (found.status !== "handed_off") repaired += 1;
    else assert.notEqual(found.handOff?.reason, "no-text", printContract(contract));
  }
  assert.ok(repaired >= 4, `${repaired} repaired`);
  assert.equal(follower.openContexts, 0, "what a repair opened it closes");
});

test("its trace says what error ended it", async () => {
  const traceFolder = join(folder, "failed");
  const text = "a ".repeat(20_000);
  const contract = contractOf("text has exactly 3 words");
  await assert.rejects(run({ contract, text, traceFolder }), /can be repaired/);
  const [trace] = listTraces(traceFolder);
  assert.deepEqual([trace.row?.status, readTrace(trace.path).events.at(-2)?.kind], ["error", "error"]);
});

test("a difference is told word by word", () => {
  assert.deepEqual(differenceOf("a cold day", "a mild day"), [
    { kind: "kept", text: "a " },
    { kind: "removed", text: "cold" },
    { kind: "added", text: "mild" },
    { kind: "kept", text: " day" },
  ]);
  assert.deepEqual(keptOf(differenceOf("a cold day", "a mild day")), { words: 2, of: 3, share: 0.5 });
  assert.deepEqual(keptOf(differenceOf("", "x")), { words: 0, of: 0, share: 1 });
});
