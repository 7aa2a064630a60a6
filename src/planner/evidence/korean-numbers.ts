/**
 * Numbers in Korean words: native ones before a counter (세 줄, 열두 단어) or with 째 (셋째); Sino-Korean ones before one
 * (삼 줄, 십오 음절, 백 자); two at once where people leave it open (두세 줄).
 * @module
 */

const ONES = ["", "한", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉"];
const TENS = ["", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔"];
const NATIVE: readonly (readonly [word: string, value: number])[] = [
  ...TENS.flatMap((ten, tens) =>
    ONES.map((one, ones): readonly [string, number] => [ten + one, tens * 10 + ones]),
  ).slice(1),
  ["하나", 1],
  ["둘", 2],
  ["셋", 3],
  ["넷", 4],
  ["첫", 1],
  ["스무", 20],
  ["석", 3],
  ["넉", 4],
];

const SINO_ONES = ["", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구"];
/** 1 to 999; one syllable says too many other things for 이 (this), 일 (work) and 구. */
const SINO: readonly (readonly [word: string, value: number])[] = Array.from({ length: 999 }, (_, index) => {
  const value = index + 1;
  const [hundreds, tens, ones] = [Math.floor(value / 100), Math.floor(value / 10) % 10, value % 10];
  const of = (count: number, unit: string): string =>
    count === 0 ? "" : `${count === 1 ? "" : SINO_ONES[count]}${unit}`;
  return [of(hundreds, "백") + of(tens, "십") + SINO_ONES[ones], value] as const;
}).filter(([word]) => !/^[일이구]$/u.test(word));

/** 두세: two or three. */
const OPEN: readonly (readonly [word: string, low: number, high: number])[] = [
  ["한두", 1, 2],
  ["두세", 2, 3],
  ["두서너", 2, 4],
  ["서너", 3, 4],
  ["네다섯", 4, 5],
  ["너댓", 4, 5],
  ["대여섯", 5, 6],
  ["예닐곱", 6, 7],
  ["일고여덟", 7, 8],
];

const VALUES: ReadonlyMap<string, readonly number[]> = new Map([
  ...[...NATIVE, ...SINO].map(([word, value]): [string, number[]] => [word, [value]]),
  ...OPEN.map(([word, low, high]): [string, number[]] => [word, [low, high]]),
]);

/** What is counted, or stands between a number and what is. */
export const KOREAN_COUNTERS = "단어|낱말|어절|문장|줄|행|연|글자|음절|자|문단|단락|개|번|가지|편|마디|째";

const words = (list: Iterable<string>): string =>
  [...list].sort((one, other) => other.length - one.length).join("|");
const NATIVE_WORDS = words([...NATIVE.map(([word]) => word), ...OPEN.map(([word]) => word)]);
const SINO_WORDS = words(SINO.map(([word]) => word));
const PATTERN = new RegExp(
  `(?<![\\p{L}])(?:(${NATIVE_WORDS})(?=\\s?(?:${KOREAN_COUNTERS})|\\s*(?:만|이상|이하|[.!?,]|$))|(${SINO_WORDS})(?=\\s?(?:${KOREAN_COUNTERS})))`,
  "gu",
);

/** 한 글자도 빼지 말고: not even one, whatever the number of letters is. */
const NOT_ONE = /^\s?[가-힣]{1,3}도(?![가-힣])/u;

export interface KoreanNumber {
  /** One; or two that bound it. */
  readonly values: readonly number[];
  readonly start: number;
  readonly end: number;
  readonly ordinal: boolean;
}

/** The numbers of a text that stand in Korean words. */
export function koreanNumbersIn(text: string): KoreanNumber[] {
  return [...text.matchAll(PATTERN)].flatMap((match) => {
    const end = match.index + match[0].length;
    const ordinal = /^\s?(?:번째|째)/u.test(text.slice(end)) || match[0] === "첫";
    if (match[0] === "한" && NOT_ONE.test(text.slice(end))) return [];
    return { values: VALUES.get(match[0])!, start: match.index, end, ordinal };
  });
}
