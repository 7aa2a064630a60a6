/**
 * Stems of Korean from the Hunspell dictionary (`dictionary-ko`): nouns, adverbs, verbs and adjectives with the way they
 * are conjugated. Only its word list is read; the particles and endings are ours (`tails.ts`), since the dictionary's own
 * stack them without end.
 *
 * The package is optional (its data is under the GPL): without it, Korean is written from an open vocabulary.
 * @module
 */
import { readFileSync } from "node:fs";
import { type Conjugated, stemForms } from "./conjugation.ts";
import { finalOf } from "./hangul.ts";
import { nounTails, type TailKind } from "./tails.ts";

/** A form of a word and what may stand behind it. */
export interface Entry {
  readonly text: string;
  readonly tails: readonly TailKind[];
}

/** What a group of the dictionary is. */
type Group = { readonly kind: "noun" | "adverb" | "bare" } | Conjugation;
type Conjugation = Omit<Conjugated, "stem">;

/**
 * The dictionary's groups have numbers without names, so each is known by words that it holds: a word stands for the
 * groups that it is in, first come, first served.
 */
const EXEMPLARS: readonly (readonly [words: string, group: Group])[] = [
  ["너덧 모든", { kind: "bare" }],
  [
    "가을 체면 냉이 나무 년 개월 가지 단계 것 여러분 거기 이것 백 십 천 넷 셋째 마흔 삼 구 오 하나",
    { kind: "noun" },
  ],
  ["원래 모락모락", { kind: "adverb" }],
  ["눕다", { kind: "verb", irregular: "ㅂ" }],
  ["가깝다 그립다", { kind: "adjective", irregular: "ㅂ" }],
  ["돕다", { kind: "verb", irregular: "ㅂ와" }],
  ["듣다 일컫다", { kind: "verb", irregular: "ㄷ" }],
  ["긋다 짓다", { kind: "verb", irregular: "ㅅ" }],
  ["빨갛다 그렇다", { kind: "adjective", irregular: "ㅎ" }],
  ["흐르다", { kind: "verb", irregular: "르" }],
  ["다르다", { kind: "adjective", irregular: "르" }],
  ["푸르다", { kind: "adjective", irregular: "러" }],
  ["푸다", { kind: "verb", irregular: "우" }],
  ["맛있다 있다", { kind: "existence", irregular: "regular" }],
  ["나서다 먹다 가다 내려가다 오다 내려오다 계시다", { kind: "verb", irregular: "regular" }],
  ["착하다 듯하다 만하다", { kind: "adjective", irregular: "regular" }],
];

/** Words alone in their groups, or with forms that no rule makes. */
const SINGLE: readonly (readonly [word: string, group: Conjugation])[] = [
  ["곱다", { kind: "adjective", irregular: "ㅂ와" }],
  ["낫다", { kind: "adjective", irregular: "ㅅ" }],
  ["이르다", { kind: "verb", irregular: "러" }],
  ["아니다", { kind: "adjective", irregular: "regular" }],
  ["서툴다", { kind: "adjective", irregular: "regular" }],
];
/** Contractions and pronouns with particles of their own, and words that attach to a verb's form. */
const WHOLE = (
  "난 넌 전 날 널 절 내 네 제 내가 네가 제가 나는 너는 저는 나를 너를 저를 나의 너의 저의 나도 너도 저도 나와 너와 나에게 너에게 내게 네게 제게 나만 너만 그는 그가 그를 그의 그녀는 그녀가 그녀를 그녀의 " +
  "누가 누구 누구의 누구를 누구나 누구도 누구에게 무엇 무엇이 무엇을 무엇인가 무엇도 뭐 뭘 뭔가 무언가 무언가를 무얼 이게 그게 저게 이건 그건 저건 이걸 그걸 저걸 이런 그런 저런 이렇게 그렇게 저렇게 어떻게 " +
  "게 걸 건 거 거야 거다 거지 거예요 겁니다 것이다 것입니다 우린 여긴 거긴 이젠 이제 그대 그대여 그대의 그대는 그대가 그대를 그대와 " +
  "아니야 아니라 아니라고 아니에요 아니어도 아니지만 오너라 가거라 있거라 달라 다오 마라 마세요 마오 말아라 어이 어찌 어찌하리 하노라 하노니 하더라 우노라"
).split(" ");

let entries: readonly Entry[] | undefined | "absent";

/** Every form that a Korean word may begin with; undefined where the dictionary is not installed. Read once. */
export function koreanEntries(): readonly Entry[] | undefined {
  entries ??= readEntries() ?? "absent";
  return entries === "absent" ? undefined : entries;
}

function readEntries(): readonly Entry[] | undefined {
  let text: string;
  try {
    text = readFileSync(new URL("index.dic", import.meta.resolve("dictionary-ko")), "utf8").normalize("NFC");
  } catch {
    return undefined;
  }
  const lines = [...text.matchAll(/^([가-힣]+)(?:\/(\d+))?/gmu)];
  const groups = groupsOf(lines);
  const found: Entry[] = WHOLE.map((word) => ({ text: word, tails: ["bare"] }));
  const conjugated = (word: string, group: Conjugation): void => {
    const stem = word.slice(0, -1);
    for (const form of stemForms({ stem, ...group })) found.push(form);
    // 밝아지다, 지워지다: what becomes so.
    if (group.kind === "existence" || (group.kind === "verb" && /[하되]$/u.test(stem))) return;
    const becomes = stemForms({ stem, ...group }).find(({ tails }) => tails.includes("infinitive"));
    if (!becomes) return;
    found.push(...stemForms({ stem: `${becomes.text}지`, kind: "verb", irregular: "regular" }));
  };
  for (const [, word, number = ""] of lines) {
    const group = groups.get(number);
    if (!group) continue;
    if (group.kind === "noun") found.push({ text: word, tails: [nounTails(finalOf(word))] });
    else if (group.kind === "adverb") found.push({ text: word, tails: ["adverb"] });
    else if (group.kind === "bare")
      found.push({ text: word, tails: [word.length > 1 && word.endsWith("적") ? "adnominal" : "bare"] });
    else if ("irregular" in group && /^.+다$/u.test(word)) conjugated(word, group);
  }
  for (const [word, group] of SINGLE) conjugated(word, group);
  return found;
}

/** The groups by their number in the dictionary; those that no exemplar is in are left out, among them misspellings. */
function groupsOf(lines: readonly RegExpExecArray[]): ReadonlyMap<string, Group> {
  const numbers = new Map<string, string[]>();
  for (const [, word, number = ""] of lines) numbers.set(word, [...(numbers.get(word) ?? []), number]);
  const groups = new Map<string, Group>();
  for (const [words, group] of EXEMPLARS) {
    for (const word of words.split(" ")) {
      for (const number of numbers.get(word) ?? []) if (!groups.has(number)) groups.set(number, group);
    }
  }
  return groups;
}
