/**
 * What may stand behind the stems of Korean words: particles behind nouns, endings behind verbs and adjectives, by the
 * form of the stem that they attach to. Closed classes, in the forms of today's prose and verse; stacks of five endings,
 * which grammar allows and nobody writes, are left out.
 * @module
 */

const list = (words: string): string[] => words.trim().split(/\s+/u);
/** Each of the heads, alone and with each of the tails. */
const crossed = (heads: readonly string[], tails: readonly string[]): string[] =>
  heads.flatMap((head) => [head, ...tails.map((tail) => head + tail)]);

// ---- behind nouns

/** Behind any noun, whatever it ends with. */
const PARTICLES = [
  ...list(
    "의 도 만 하고 보다 처럼 같이 마다 조차 마저 밖에 뿐 만큼 대로 보다도 보다는 처럼만 만의 만이 만을 만은 만도 뿐만 뿐이다 뿐인 마저도 조차도 마다의 밖에는 밖에도 만큼은 만큼이나 만큼의 씩 씩의",
  ),
  ...list("드립니다 드려요 드리며 드리고 드리겠습니다 드렸습니다 드린 드릴 드리는 드리려고 드려"),
  ...crossed(["에"], list("는 도 만 서 게 게서 게는 게도 게로 서는 서도 서만 서의 서부터 까지 다 선")),
  "엔",
  ...crossed(["까지"], list("도 는 만 의 가")),
  ...crossed(["부터"], list("는 도 가 의")),
  ...list("께 께서 께서는 께서도 한테 한테서 한테는 한테도"),
];
/** The copula 이다 behind a noun, in full. */
const COPULA = list(
  "이다 이고 이며 이지만 이지 이지요 이죠 이라 이라고 이라는 이라면 이라서 이니 이니까 이므로 인 인데 인지 인가 인가요 인데도 인들 일 일까 일까요 일지 일지도 일지라도 일수록 일 임 임을 임에 임이 " +
    "입니다 입니까 입니다만 이었다 이었고 이었던 이었지만 이었는데 이었습니다 이었을까 이었으면 이었네 이에요 이네 이네요 이군 이군요 이구나 이로다 이로구나 이어서 이어도 이어야 이자 이면 이면서 이든 이든지 이던 " +
    "이냐 이란 이라도 이나 이나마 이랑 이야 이여 이리라 이겠지 이겠다 이더라 이거든 이건만 이거늘 이오 이요 이니라",
);
/** The same behind a vowel, drawn together. */
const SHORT_COPULA = list(
  "다 지만 지요 죠 라 라고 라는 라면 라서 니 니까 란 라도 나 나마 랑 야 여 였다 였고 였던 였지만 였는데 였습니다 였을까 였으면 였네 예요 네 네요 군 군요 구나 로다 로구나 면 든 든지 며 리라 더라 거든 건만 요",
);
const SUBJECTS = {
  consonant: list("이 은 을 과 과의 과도 과는 아"),
  vowel: list("가 는 를 와 와의 와도 와는"),
};
const INSTRUMENT = list("는 도 만 서 써 부터 의 서의 서는 부터의 까지");
const behindNoun = (own: readonly string[], by: string, copula: readonly string[]): string[] => [
  ...PARTICLES,
  ...own,
  ...crossed([by], INSTRUMENT),
  ...copula,
];
const CONSONANT = ["", ...behindNoun(SUBJECTS.consonant, "으로", COPULA)];
/** Several of them: 들 and what stands behind a consonant. */
const PLURAL = CONSONANT.map((tail) => `들${tail}`);
const withPlural = (tails: readonly string[]): string[] => [...tails, ...PLURAL];

/** What is counted, by what it ends with. */
const COUNTED = list(
  "년 월 일 분 명 원 층 번 살 권 잔 병 장 송이 쪽 등 퍼센트 미터 킬로미터 그램 년대 명분 시간 분간 년간 개월 만 천 백 억 쌍 줄 칸 " +
    "시 개 초 세 회 대 주 마리 자루 그루 가지 도 호 차 배 페이지 킬로 조 해 주년",
);
const isVowelFinal = (word: string): boolean => (word.charCodeAt(word.length - 1) - 0xac00) % 28 === 0;
const isRieulFinal = (word: string): boolean => (word.charCodeAt(word.length - 1) - 0xac00) % 28 === 8;

// ---- behind verbs and adjectives

const GUESS = "겠";
const PAST = list(
  "다 고 고요 지 지만 지요 죠 네 네요 는데 는데도 는지 는가 던 던가 더니 더라 더라도 더라면 으면 으며 으니 으니까 으나 으므로 을 을까 을까요 을지 을지도 을지라도 을 음 음을 음에 음이 " +
    "기에 습니다 습니까 습니다만 어 어요 어도 어야 거늘 구나 구려 군 군요 건만 거든 거나 다가 다고 다는 다면 다네 단다 다지 듯 듯이 든지 으리 으리라 으랴 느냐 소 노라 으되 었다 잖아",
);
const HOPED = list(
  "다 고 지 지만 지요 죠 네 네요 는데 는가 는지 느냐 습니다 습니까 어요 소 구나 노라 더라 다고 다는 다면 으나 으니 군",
);
const PLAIN = [
  ...list(
    "고 고서 고는 고도 고야 고자 고요 지 지만 지는 지도 지요 죠 지를 진 질 게 게도 게는 게끔 거나 거든 거늘 건만 건대 던 던데 던가 더니 더라 더라도 다가 다가도 다 도록 든지 든 듯 듯이 잖아 잖아요 구나 구려 군 군요 길래 기에",
  ),
  ...crossed(["기"], list("가 를 는 도 에 에는 로 만 까지 의 조차 도")),
  ...list("긴 기엔 기보다"),
  ...HOPED.map((tail) => GUESS + tail),
];
const HONORIFIC = list(
  "시고 시며 시는 시는데 신 실 실까 시면 시니 시니까 시지 시지만 시네 시던 시기 시길 시기를 시다 십니다 십니까 십시오 세요 셨다 셨고 셨는데 셨던 셨지만 셨습니다 셨네 셔 셔서 셔도 시옵소서 소서 시게 시도록 시어 시려고 시는지 시리라",
);
/** Verbs that help others and may be written together with them: 알려주다, 물어보다. */
const AUXILIARIES = list(
  "주다 주고 주며 주는 주면 주니 주어 줘 줘서 줘야 준 줄 줬다 주었다 주었던 주었습니다 줍니다 주세요 주십시오 주시면 주셔서 주시고 주신 주실 주지 주기 주던 주네 주자 주려고 " +
    "보다 보고 보며 보는 보면 보니 본 볼 보았다 보았던 보았지만 봤다 봅니다 보자 보아 봐 보세요 보지 보기 보아도 버리고 버린 버릴 버렸다 버렸던 버려 버립니다 버리는 " +
    "가는 가고 가며 가면 간 갈 갑니다 갔다 가네 가지 오는 오고 오며 오면 온 올 옵니다 왔다 와 오네 온다 간다 본다 준다 둔 두고 두었다 놓고 놓은 내고 내는 낸 낼 냈다",
);
const SAYS = list("다 다고 다는 다면 다니 다네 다며 다지 단다 단 답니다 더라 던가");

const NOUNS = {
  consonant: CONSONANT,
  rieul: ["", ...behindNoun(SUBJECTS.consonant, "로", COPULA)],
  vowel: ["", ...behindNoun(SUBJECTS.vowel, "로", [...COPULA, ...SHORT_COPULA])],
};
const FOREIGN = [...new Set([...NOUNS.consonant, ...NOUNS.rieul, ...NOUNS.vowel])];

/** Strings that may follow a stem of each kind; an empty one: the stem is a word as it stands. */
export const TAILS = {
  /** A word that nothing attaches to. */
  bare: [""],
  adverb: list("도 만 은 는 야 요").concat(""),
  nounConsonant: withPlural(NOUNS.consonant),
  nounRieul: withPlural(NOUNS.rieul),
  nounVowel: withPlural(NOUNS.vowel),
  /** A word in other letters: how it is read is not known. */
  foreign: FOREIGN,
  number: [
    ...FOREIGN,
    ...COUNTED.flatMap((counter) =>
      (isVowelFinal(counter) ? NOUNS.vowel : isRieulFinal(counter) ? NOUNS.rieul : NOUNS.consonant).map(
        (tail) => counter + tail,
      ),
    ),
  ],
  /** …적: an adnoun, and a noun before 인 and 으로. */
  adnominal: list(
    "인 으로 으로는 으로도 이다 이고 이며 이었다 이었던 일 일까 입니다 이지 이지만 임 이라 이라는 이어서 이면 이면서",
  ).concat(""),
  /** A stem before ㄱ, ㄷ, ㅈ. */
  plain: PLAIN,
  /** 없다면, 좋다고: what is said with the plain statement. */
  plainOfAdjective: list("다 다고 다는 다면 다니 다며 다지만 단다 단 답니다 다네 다만 더라면 다던"),
  plainOfVerb: list("자 자고 자는 자면 자마자 자꾸나 되 느라 노라 노니"),
  /** Before ㄴ. */
  nasal: list("네 네요 니 냐 냐고"),
  nasalOfVerb: list(
    "는 는데 는데도 는데요 는지 는지도 는가 는가요 는구나 는군 는군요 는걸 는지라 느냐 느니 노라 노니 나 나요 느라 느라고 는 는들",
  ),
  /** 먹는다: behind a consonant. */
  statementConsonant: SAYS.map((tail) => (tail === "더라" || tail === "던가" ? tail : `는${tail}`)),
  /** 간다: behind the ㄴ of a stem that ends with a vowel. */
  statementVowel: SAYS.filter(
    (tail) => tail.startsWith("다") || tail.startsWith("단") || tail.startsWith("답"),
  ),
  politeConsonant: list("습니다 습니까 습니다만 습니다마는 소 소이다 사옵니다"),
  /** 갑니다: behind the ㅂ of a stem that ends with a vowel. */
  politeVowel: list("니다 니까 니다만 니다마는"),
  politeVowelOfVerb: list("시다"),
  /** Before ㅁ and ㄹ. */
  liquid: list("면 면서 면서도 며 므로 리 리라 리니 리오 랴 려나 려니"),
  liquidOfVerb: list("려고 려는 려면 려 려던 려다 려다가 려네 러 라 라고 라는"),
  /** Before 니, 시, 오. */
  sibilant: ["니", "니까", "나", "나마", "오", ...HONORIFIC],
  /** Behind the ㄴ that makes an adnominal form. */
  pastAdnominal: list("지 들").concat(""),
  presentAdnominal: list("데 데도 데요 지 지도 가 가요 들 걸").concat(""),
  /** Behind ㄹ. */
  future: list(
    "까 까요 까봐 게 게요 지 지도 지라도 지언정 수록 래 래요 걸 걸요 뿐 텐데 테니 쏘냐 진대 망정",
  ).concat(""),
  /** Behind ㅁ: a noun. */
  nominal: list("이 을 은 도 과 으로 에 에도 이다 인 일 의 만").concat(""),
  infinitive: list("서 서는 서도 서야 만 도 야 야만 야지 야겠다 요").concat(""),
  infinitiveOfVerb: [...list("라 다 다가 선"), ...AUXILIARIES],
  past: PAST,
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type TailKind = keyof typeof TAILS;
export const TAIL_KINDS = Object.keys(TAILS) as readonly TailKind[];

/** The tails behind a noun that ends like this one. */
export function nounTails(final: string): TailKind {
  if (final === " ") return "nounVowel";
  return final === "ㄹ" ? "nounRieul" : "nounConsonant";
}
