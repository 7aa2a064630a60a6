import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { unreadLanguage } from "./language-read.ts";

test("requests in languages whose rules aren't read are told apart", () => {
  for (const request of [
    "Schreibe einen Satz mit genau acht Wörtern über den Regen.",
    "Écris une phrase de huit mots sur la pluie.",
    "Escribe una frase con exactamente ocho palabras sobre la lluvia.",
    "雨について八語の文を書いてください。",
    "اكتب جملة من ثماني كلمات عن المطر",
    "Напиши предложение из восьми слов о дожде",
  ]) {
    assert.match(unreadLanguage(request) ?? "", /English and Korean/, request);
  }
});

test("requests in English and Korean are not", () => {
  const cases = ["seen", "unseen"].flatMap((name) =>
    readFileSync(new URL(`../../../bench/plans/${name}.jsonl`, import.meta.url), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).request as string),
  );
  for (const request of [
    ...cases,
    "haiku",
    "",
    "Name a fruit.",
    "Use 'der', 'die' and 'das' in a sentence.",
  ]) {
    assert.equal(unreadLanguage(request), undefined, request);
  }
});
