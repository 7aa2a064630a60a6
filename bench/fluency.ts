/**
 * `npm run bench -- fluency --cases <collie.jsonl>`: how well texts read that are written under given contracts. Every
 * measure is of the text alone, under a judge that knows nothing of the contract. With `--page <file>` the same cases are
 * written in other ways too, and all of it becomes a page. `--families sent02:30:6,para01` takes thirty cases of the one, of
 * which six are written in other ways; without the second number all are. With `--results <file>` what was written is kept
 * there, and a bench that was stopped goes on.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { crc32 } from "node:zlib";
import { type Contract, check } from "../src/contract/index.ts";
import { lastWordsOf } from "../src/contract/word-place.ts";
import { type CollieCase, chooseCases, contractOf, parseCases } from "../src/evaluation/collie/index.ts";
import { resolveModel } from "../src/model/catalogue/index.ts";
import { type LlamaModel, openLlama } from "../src/model/llama/llama-model.ts";
import { ask, EFFORTS } from "../src/run/index.ts";
import { wordsOf } from "../src/text/index.ts";
import { type Beside, writeBeside } from "./fluency-beside.ts";
import { fluencyPage } from "./fluency-page.ts";
import { openKept } from "./kept.ts";
import { centredVectors, nearness } from "./nearness.ts";
import { whole } from "./options.ts";
import { type Reading, readText, repeatsBigram } from "./reading.ts";

const FAMILIES = "sent01,sent02,sent03,sent04,para01,para02,para03,para04,para05";

interface Row extends Found {
  readonly item: CollieCase;
}

/** What is found for a case, and kept. */
interface Found {
  readonly id: string;
  readonly text: string | null;
  readonly passed: boolean;
  readonly seconds: number;
  readonly reading: Reading | undefined;
  readonly example: Reading;
  readonly beside: readonly (Beside & { readonly reading: Reading })[];
}

/** Prints each text with its measures, then a table by family. */
export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cases: { type: "string" },
      families: { type: "string", default: FAMILIES },
      limit: { type: "string", default: "30" },
      judge: { type: "string", default: "qwen2.5-coder-1.5b" },
      follower: { type: "string", default: "qwen2.5-coder-1.5b" },
      effort: { type: "string", default: "medium" },
      width: { type: "string" },
      temperature: { type: "string" },
      seed: { type: "string", default: "1" },
      page: { type: "string" },
      results: { type: "string" },
      // Collie's largest case wants three sentences of 560 words.
      seconds: { type: "string", default: "180" },
    },
  });
  if (!values.cases) throw new TypeError("Say where the cases are: --cases <collie.jsonl>");
  const known = parseCases(readFileSync(values.cases, "utf8"), values.cases);
  const cases = values.families.split(",").flatMap((wanted) => {
    const [family, limit = values.limit, inOtherWays = limit] = wanted.split(":");
    const chosen = chooseCases(known, { families: [family], limit: Number(limit) });
    const every = chosen.length / Number(inOtherWays);
    return chosen.map((item, at) => ({ item, inOtherWays: at % every < 1 }));
  });
  const effort = EFFORTS.find((one) => one === values.effort);
  if (!effort) throw new TypeError(`--effort is one of ${EFFORTS.join(", ")}.`);
  const models = new Map<string, LlamaModel>();
  for (const spec of new Set([values.judge, values.follower])) {
    models.set(
      spec,
      await openLlama({ ...(await resolveModel(spec)), contextLength: 16_384, maxContexts: 200 }),
    );
  }
  const judge = models.get(values.judge) as LlamaModel;
  const follower = models.get(values.follower) as LlamaModel;
  const { seed, width, temperature } = values;
  const seconds = whole("seconds", values.seconds, 86_400);
  const names = { follower: values.follower, judge: values.judge };
  const settings = { ...names, effort, seed, width, temperature, page: values.page !== undefined };
  const kept = values.results
    ? openKept<Found>(values.results, { settings, keyOf: ({ id }) => id })
    : undefined;
  const rows: Row[] = [];
  for (const { item, inOtherWays } of cases) {
    const before = kept?.of(item.id);
    if (before) {
      rows.push({ item, ...before });
      continue;
    }
    const contract = contractOf(item) as Contract;
    // With one seed for all, short texts without much to say would begin alike.
    const ownSeed = (Number(seed) + crc32(item.id)) % 2 ** 31;
    const verdict = await ask({
      request: item.prompt,
      contract,
      follower,
      effort,
      seed: ownSeed,
      limits: { seconds },
      ...(values.width !== undefined && { width: Number(values.width) }),
      ...(values.temperature !== undefined && { temperature: Number(values.temperature) }),
    });
    const text = verdict.answer;
    const others =
      values.page && inOtherWays
        ? await writeBeside({
            item,
            contract,
            follower,
            particles: verdict.particles,
            tokens: verdict.bill.tokens.follower ?? 0,
            seed: ownSeed,
          })
        : [];
    const beside: Row["beside"][number][] = [];
    for (const other of others) {
      beside.push({ ...other, reading: await readText({ judge, contract, text: other.text }) });
    }
    const row = {
      id: item.id,
      text,
      passed: text !== null && check(contract, text).passed,
      seconds: verdict.bill.seconds,
      reading: text === null ? undefined : await readText({ judge, contract, text }),
      example: await readText({ judge, contract, text: item.example ?? "" }),
      beside,
    };
    rows.push({ item, ...row });
    kept?.add(row);
    process.stdout.write(
      `${item.id} ${row.seconds.toFixed(1)} s, ${row.reading?.perCharacter.toFixed(2) ?? "–"} (theirs ${row.example.perCharacter.toFixed(2)}): ${text ?? "–"}\n`,
    );
  }
  const written = rows.filter(({ text }) => text !== null);
  const requests = await centredVectors(
    judge,
    written.map(({ item }) => item.prompt),
  );
  const near = {
    ours: nearness(
      await centredVectors(
        judge,
        written.map(({ text }) => text as string),
      ),
      requests,
    ),
    example: nearness(
      await centredVectors(
        judge,
        written.map(({ item }) => item.example ?? ""),
      ),
      requests,
    ),
  };
  const printed = `${table(rows)}${aboutLastWords(rows)}\n${aboutRequests(near)}\n`;
  process.stdout.write(printed);
  if (values.page) {
    const { families } = values;
    writeFileSync(
      values.page,
      fluencyPage({
        command: `npm run bench -- fluency --cases <collie.jsonl> --families ${families} --page docs/fluency.md`,
        follower: values.follower,
        judge: values.judge,
        effort,
        rows: rows.map(({ item, ...row }) => ({
          ...row,
          prompt: item.prompt,
          example: item.example ?? "",
          exampleReading: row.example,
        })),
        table: printed,
      }),
    );
  }
  for (const model of models.values()) await model.close();
}

const mean = (list: readonly number[]): number => list.reduce((sum, value) => sum + value, 0) / list.length;

const aboutRequests = ({ ours, example }: Record<"ours" | "example", readonly number[]>): string =>
  `By vectors of the judge, a text of ours is nearer to its own request than to ${(100 * mean(ours)).toFixed(0)} % of the other requests, a person's than to ${(100 * mean(example)).toFixed(0)} % (50 %: by chance).`;

/** How many of the words that sentences had to end with nobody expected there; empty where there are none. */
function aboutLastWords(rows: readonly Pick<Row, "item" | "reading" | "example">[]): string {
  const asked = rows.flatMap(({ item, reading, example }) => {
    const lasts = lastWordsOf(contractOf(item) as Contract).size;
    return lasts > 0 && reading ? { lasts, ours: reading.hung, theirs: example.hung } : [];
  });
  if (asked.length === 0) return "";
  const sum = (of: (one: (typeof asked)[number]) => number): number =>
    asked.reduce((total, one) => total + of(one), 0);
  const all = sum(({ lasts }) => lasts);
  return `\nOf ${all} words that sentences had to end with, ${sum(({ ours }) => ours)} are under 10⁻³ where they stand, of people's ${sum(({ theirs }) => theirs)}.\n`;
}

function table(rows: readonly Row[]): string {
  const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)} %`;
  const lines = [...new Set(rows.map(({ item }) => item.family)), "all"].map((family) => {
    const of = rows.filter(({ item }) => family === "all" || item.family === family);
    const read = of.filter(({ reading }) => reading !== undefined);
    const texts = read.map(({ text }) => text as string);
    const words = texts.flatMap(wordsOf);
    return [
      family,
      `${of.filter(({ passed }) => passed).length} of ${of.length}`,
      mean(read.map(({ reading }) => (reading as Reading).perCharacter)).toFixed(3),
      mean(of.map(({ example }) => example.perCharacter)).toFixed(3),
      percent(read.filter(({ reading }) => (reading as Reading).strange > 0).length, read.length),
      percent(read.filter(({ reading }) => (reading as Reading).abrupt > 0).length, read.length),
      percent(texts.filter(repeatsBigram).length, read.length),
      percent(new Set(words.map((word) => word.toLowerCase())).size, words.length),
      mean(of.map(({ seconds }) => seconds)).toFixed(1),
    ].join(" | ");
  });
  return `
| family | passed | ln p a character | of the human examples | texts with a token under 10⁻⁵ not asked for | with an end under 10⁻³ | repeated bigram in a sentence | distinct words | seconds |
|---|--:|--:|--:|--:|--:|--:|--:|--:|
${lines.map((line) => `| ${line} |`).join("\n")}
`;
}
