/** What readers of Korean mind. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { check, parseContract } from "../contract/index.ts";
import { koreanTaste } from "../contract/korean-taste.ts";
import { SIJO_EXAMPLES } from "./sijo-examples.ts";

test("a word that comes again in another ending is minded, one that the contract asks for is not", () => {
  const { unfinished } = koreanTaste({ quoted: ["문득"] });
  assert.equal(unfinished("바람이 분다"), 0);
  assert.equal(unfinished("바람이 바람을 부른다"), -1.5);
  assert.equal(unfinished("문득 걷고 문득 섰다"), 0);
  assert.equal(unfinished("이 말을 이 산에"), 0);
});

test("words of the topic are liked once", () => {
  const { finished } = koreanTaste({ topic: "가을 저녁에 대한" });
  assert.equal(finished("가을 저녁 바람에 대한"), 3);
  assert.equal(finished("가을이 가을로"), 0);
});

test("verse likes images and minds plain speech", () => {
  const { finished } = koreanTaste({ verse: true });
  assert.ok(finished("바람이 분다") > 0);
  assert.ok(finished("필요한 정도를 제공합니다") < 0);
  assert.equal(koreanTaste().finished("바람이 붑니다"), 0);
});

test("items of a list are names of things", () => {
  const { finished } = koreanTaste({ list: true });
  assert.equal(finished("- 고양이\n- 판다\n- 호랑이"), 0);
  assert.ok(finished("- 고양이\n- 냈다\n- 호랑이를") < -3);
});

test("what is taken over from a known text is minded", () => {
  const { finished } = koreanTaste({ known: ["그 소리 지금도 들려"] });
  assert.ok(finished("그 소리 멀리서") < finished("그 노래 멀리서"));
});

test("the sijo that followers are shown are sijo", () => {
  for (const { text } of SIJO_EXAMPLES) {
    assert.deepEqual(
      check(parseContract("form: sijo"), text).checks.filter(({ passed }) => !passed),
      [],
      text,
    );
  }
});
