import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, suite, test } from "node:test";
import { parseContract } from "../../contract/index.ts";
import { tableModel } from "../../model/table/table-model.ts";
import { examineTrace, findTrace, type TraceMode, verifyTrace } from "../../trace/index.ts";
import { ask } from "../ask.ts";
import { tracePage } from "./page.ts";

const folder = mkdtempSync(join(tmpdir(), "sijo-page-"));
after(() => rmSync(folder, { recursive: true }));

const HOSTILE = "Say </script><script>document.title='owned'</script> & \"quote\" <b>it</b>.";
const ALPHABET = [
  ...new Set(
    `You write exactly the text that is asked for and nothing else: no introduction, no comment.\n${HOSTILE}`,
  ),
];

/** The page of a run of a toy follower that may write what HTML would take for its own. */
async function pageOf({
  traceMode = "full",
  contract = "text has exactly 3 words\ntext has at most 24 characters",
  keep = 1,
}: {
  traceMode?: TraceMode;
  contract?: string;
  keep?: number;
} = {}): Promise<string> {
  const follower = tableModel({
    vocabulary: ALPHABET,
    contextLength: 10_000,
    next: () => [...ALPHABET.map((letter) => (/[ <>/&a-e]/.test(letter) ? 6 : 1)), 1],
  });
  const { traceId } = await ask({
    follower,
    contract: parseContract(contract),
    request: HOSTILE,
    particles: 6,
    seed: 2,
    traceFolder: folder,
    traceMode,
  });
  const trace = findTrace(folder, traceId);
  const { events } = examineTrace(trace.path);
  return tracePage({
    events: events.slice(0, Math.ceil(events.length * keep)),
    verified: verifyTrace(trace),
  });
}

suite("the page of a trace", () => {
  test("is one file: nothing is fetched, and no text of the run becomes markup", async () => {
    const page = await pageOf();
    assert.ok(!/(?:src|href)=|url\(|https?:\/\/|@import/.test(page));
    assert.equal(page.match(/<script/g)?.length, 2);
    assert.match(page, /Say &lt;\/script&gt;&lt;script&gt;/);
    assert.match(page, /default-src 'none'/);
  });

  test("shows each particle of each barrier, the checks, the stages and the models", async () => {
    const page = await pageOf();
    const circles = page.match(/<circle/g)?.length ?? 0;
    assert.ok(circles >= 18 && circles % 6 === 0, `${circles} circles`);
    for (const part of ["Timeline", "Contract and checks", "Particles", "What it rests on"])
      assert.ok(page.includes(`<h2>${part}`), part);
    assert.match(page, /text has exactly 3 words/);
    assert.match(page, /compiling the contract/);
  });

  test("of a run that was killed, contradicted, or kept without texts says what there is", async () => {
    for (let keep = 0; keep <= 1; keep += 0.1) assert.match(await pageOf({ keep }), /<\/html>\n$/);
    const clash = await pageOf({ contract: "text has exactly 3 words\ntext has at least 5 words" });
    assert.match(clash, /can’t hold together.*text has exactly 3 words/);
    const hashes = await pageOf({ traceMode: "hashes" });
    assert.match(hashes, /Texts were kept out of this trace/);
    assert.ok(!/keyed:|quote/.test(hashes));
    assert.match(hashes, /<circle/);
  });
});

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);

suite("in a browser, on a phone", { skip: CHROMIUM ? false : "there is no Chromium here" }, () => {
  test("the page fits, runs without errors, and tells the text of a particle that is touched", async () => {
    writeFileSync(join(folder, "page.html"), await pageOf());
    // The page as a phone shows it, in a frame; what it came to is written into the outer document.
    const outer = `<body><iframe id="frame" src="page.html" width="390" height="800"></iframe><script>
      document.getElementById("frame").onload = ({ target: { contentDocument: page, contentWindow } }) => {
        const errors = [];
        contentWindow.addEventListener("error", ({ message }) => errors.push(message));
        const read = () => page.querySelector(".reader .at").textContent + "|" + page.querySelector(".reader .text").textContent;
        const first = read();
        const circles = page.querySelectorAll("circle");
        circles[0].dispatchEvent(new Event("click", { bubbles: true }));
        const found = {
          beyond: page.documentElement.scrollWidth - page.documentElement.clientWidth, title: page.title, first, second: read(),
          lit: page.querySelectorAll("circle.on").length, errors,
        };
        document.body.dataset.found = encodeURIComponent(JSON.stringify(found));
      };
    </script></body>`;
    writeFileSync(join(folder, "outer.html"), outer);
    const { stdout, stderr } = spawnSync(
      CHROMIUM!,
      [
        ...["--headless=new", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"],
        ...[`--user-data-dir=${join(folder, "browser")}`, "--virtual-time-budget=3000", "--dump-dom"],
        `file://${join(folder, "outer.html")}`,
      ],
      { encoding: "utf8", timeout: 60_000 },
    );
    const said = /data-found="([^"]+)"/.exec(stdout)?.[1];
    assert.ok(said, stderr);
    const found = JSON.parse(decodeURIComponent(said)) as Record<string, never>;
    assert.equal(found.beyond, 0, "nothing is wider than the screen");
    assert.deepEqual(found.errors, []);
    assert.notEqual(found.title, "owned");
    assert.match(found.first, /^Particle \d at barrier \d+, .* of the weight.*\|./);
    assert.match(found.second, /^Particle 1 at barrier 1, /);
    assert.equal(found.lit, 1, "the line of a particle of the first barrier is itself");
  });
});
