/**
 * What readers of Korean mind: words that come again in other endings, lines taken over from somewhere else.
 * @module
 */
import { foldedWords, foldWord, hasHangul, wordsOf } from "../text/index.ts";

/** A potential over texts, weighed in as they are written: ln of how much less likely a text is for it. */
export interface Taste {
  /** Of a text as far as it is written, up to the end of a word. */
  readonly unfinished: (text: string) => number;
  readonly finished: (text: string) => number;
  /** What it is worth to write a word next, in ln: more than 0 for one that is owed, less for one that isn't yet due. */
  readonly ahead?: (text: string) => readonly (readonly [word: string, worth: number])[];
}

/** ln for each word that has been there, and for each pair of words that was taken over. */
const REPEATED = -1.5;
const TAKEN_OVER = -8;
/** ln of what each word of the topic is worth, once. */
const ON_TOPIC = 1.5;
/** Words that say that a topic is one. */
const ABOUT = new Set(["대한", "대해", "관한", "관해", "주제", "위한", "향한", "소재"]);
/** ln of what each image of verse is worth, once, and of what plain speech costs in it. */
const IMAGE = 0.8;
const MOST_IMAGES = 6;
const PLAIN_SPEECH = -1.5;
/** What verse has always spoken of, by the beginnings of its words. */
const IMAGES = new Set(
  (
    "바람 하늘 구름 노을 달빛 달이 달은 별이 별은 별빛 햇살 햇빛 새벽 저녁 아침 한밤 밤하 강물 시내 바다 물결 파도 산길 산에 산은 " +
    "들판 들녘 언덕 나무 가지 낙엽 단풍 꽃이 꽃은 꽃잎 꽃을 풀잎 갈대 억새 기러 귀뚜 나비 제비 까치 이슬 안개 서리 빗소 비가 눈물 눈꽃 " +
    "그림 그리 기다 마음 가슴 사랑 이별 외로 쓸쓸 고요 아득 님이 임이 임은 고향 어머 아버 세월 추억 꿈이 꿈을 길은 길을 길이 옛날 " +
    "발자 창가 창문 등불 연기 노래 소리 향기 물드 물든 물들 저무 저문 흔들 스치 스쳐 흐르 흘러 머물 떠나 돌아 날아 지는 피는 붉은 푸른 하얀"
  ).split(/\s+/u),
);
/** Reports, letters and dictionaries speak so. */
const PLAIN =
  /(?:니다|니까|세요|어요|아요|해요|예요|에요|하기|되기)$|^(?:것|때문|위해|위하|대한|대해|통해|따라서|또한|그리고|하지만|경우|정도|가능|필요|제공|사용)/u;
/** ln for each item of a list that is a statement or a word with a particle. */
const NOT_NAMED = -5;
const NO_NAME =
  /.(?:[했었았겠갔왔됐났냈]다|[한는된든난온간]다|니다|하다|되다|어요|아요|해요|세요|에서|에게|까지|부터|으로|에는|[은는을를의]|하고|하며|지만)$/u;
/** Korean words are alike when they begin alike: what changes is at their end. */
const STEM = 2;

/**
 * The taste of Korean texts: words of the topic, no word that has been there in other endings, no two words in a row that
 * are known.
 */
export function koreanTaste({
  topic = "",
  verse = false,
  list = false,
  quoted = [],
  known = [],
}: {
  /** Texts that speak of it in its words are liked. */
  topic?: string | undefined;
  /** Items of a list are names of things. */
  list?: boolean;
  /** Of verse, images are liked and plain speech is minded. */
  verse?: boolean;
  /** Texts whose words may be repeated: the contract asks for them. */
  quoted?: readonly string[];
  /** Texts that are not to be copied. */
  known?: readonly string[];
} = {}): Taste {
  const free = new Set(quoted.flatMap(stemsOf));
  const wanted = new Set(stemsOf(topic).filter((stem) => hasHangul(stem) && !ABOUT.has(stem)));
  const allowed = new Set([topic, ...quoted].flatMap(pairsOf));
  const pairs = new Set(known.flatMap(pairsOf).filter((pair) => !allowed.has(pair)));
  const potential = (text: string): number => {
    const seen = new Set<string>();
    let sum = 0;
    for (const stem of stemsOf(text)) {
      if (seen.has(stem)) sum += free.has(stem) ? 0 : REPEATED;
      else if (wanted.has(stem)) sum += ON_TOPIC;
      seen.add(stem);
    }
    if (list) sum += text.split("\n").filter((item) => NO_NAME.test(item)).length * NOT_NAMED;
    if (verse) sum += poetry(text, seen);
    for (const pair of pairsOf(text)) if (pairs.has(pair)) sum += TAKEN_OVER;
    return sum;
  };
  return { unfinished: potential, finished: potential };
}

function poetry(text: string, stems: ReadonlySet<string>): number {
  const images = [...stems].filter((stem) => IMAGES.has(stem)).length;
  const plain = wordsOf(text).filter((word) => PLAIN.test(word)).length;
  return Math.min(images, MOST_IMAGES) * IMAGE + plain * PLAIN_SPEECH;
}

const stemsOf = (text: string): string[] =>
  wordsOf(text).flatMap((word) => (word.length < STEM ? [] : [foldWord(word).slice(0, STEM)]));

function pairsOf(text: string): string[] {
  const words = foldedWords(text);
  return words.slice(1).map((word, index) => `${words[index]} ${word}`);
}
