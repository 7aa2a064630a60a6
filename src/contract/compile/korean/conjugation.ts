/**
 * The forms of a verb's or an adjective's stem, each with the endings that attach to it. Which way a stem that ends with
 * ㅂ, ㄷ, ㅅ, ㅎ, 르 goes can't be told from its spelling: the dictionary knows.
 * @module
 */
import { finalOf, isOpen, vowelOf, withFinal, withVowel } from "./hangul.ts";
import type { TailKind } from "./tails.ts";

export type Irregular =
  | "regular"
  | "ㅂ" // 눕다: 누우면, 누워
  | "ㅂ와" // 돕다: 도우면, 도와
  | "ㄷ" // 듣다: 들으면, 들어
  | "ㅅ" // 짓다: 지으면, 지어
  | "ㅎ" // 빨갛다: 빨가면, 빨개
  | "르" // 흐르다: 흘러
  | "러" // 푸르다: 푸르러
  | "우"; // 푸다: 퍼

export interface Conjugated {
  readonly stem: string;
  readonly irregular: Irregular;
  /** 있다 and 없다 are adjectives that take the adnominal ending of verbs. */
  readonly kind: "verb" | "adjective" | "existence";
}

/** One form of a stem, and what may stand behind it. */
export interface StemForm {
  readonly text: string;
  readonly tails: readonly TailKind[];
}

/** Every form of a stem. */
export function stemForms({ stem, irregular, kind }: Conjugated): StemForm[] {
  const isVerb = kind === "verb";
  const { nasal, liquid, sibilant, adnominal, future, nominal, polite, isVocalic } = beforeEndings(
    stem,
    irregular,
  );
  const forms: StemForm[] = [
    { text: stem, tails: ["plain", isVerb ? "plainOfVerb" : "plainOfAdjective"] },
    {
      text: nasal,
      tails: [
        "nasal",
        ...(kind === "adjective" ? [] : (["nasalOfVerb"] as const)),
        ...(isVerb && !isVocalic ? (["statementConsonant"] as const) : []),
      ],
    },
    { text: liquid, tails: isVerb ? ["liquid", "liquidOfVerb"] : ["liquid"] },
    { text: sibilant, tails: ["sibilant"] },
    {
      text: adnominal,
      tails: [
        kind === "adjective" ? "presentAdnominal" : "pastAdnominal",
        ...(isVerb && isVocalic ? (["statementVowel"] as const) : []),
      ],
    },
    { text: future, tails: ["future"] },
    { text: nominal, tails: ["nominal"] },
    polite === undefined
      ? { text: stem, tails: ["politeConsonant"] }
      : { text: polite, tails: isVerb ? ["politeVowel", "politeVowelOfVerb"] : ["politeVowel"] },
  ];
  for (const infinitive of infinitives(stem, irregular)) {
    forms.push({ text: infinitive, tails: isVerb ? ["infinitive", "infinitiveOfVerb"] : ["infinitive"] });
    forms.push({ text: withFinal(infinitive, "ㅆ"), tails: ["past"] });
  }
  return forms;
}

interface Forms {
  readonly nasal: string;
  readonly liquid: string;
  readonly sibilant: string;
  readonly adnominal: string;
  readonly future: string;
  readonly nominal: string;
  /** Before 니다; undefined: 습니다 follows the stem. */
  readonly polite: string | undefined;
  /** Whether endings take it for a stem with a vowel at its end. */
  readonly isVocalic: boolean;
}

function beforeEndings(stem: string, irregular: Irregular): Forms {
  const final = finalOf(stem);
  if (final === " ") return { ...vocalic(stem), nasal: stem, polite: withFinal(stem, "ㅂ"), isVocalic: true };
  if (final === "ㄹ" && irregular === "regular") {
    const open = withFinal(stem, " ");
    return {
      nasal: open,
      liquid: stem,
      sibilant: open,
      adnominal: withFinal(stem, "ㄴ"),
      future: stem,
      nominal: withFinal(stem, "ㄻ"),
      polite: withFinal(stem, "ㅂ"),
      isVocalic: true,
    };
  }
  const own = { nasal: stem, polite: undefined, isVocalic: false };
  switch (irregular) {
    case "ㅂ":
    case "ㅂ와":
      return { ...vocalic(`${withFinal(stem, " ")}우`), ...own };
    case "ㄷ":
      return { ...consonantal(withFinal(stem, "ㄹ")), ...own };
    case "ㅅ":
      return { ...consonantal(withFinal(stem, " ")), ...own };
    case "ㅎ":
      return { ...vocalic(withFinal(stem, " ")), ...own };
    default:
      return { ...consonantal(stem), ...own };
  }
}

type Vocalic = Pick<Forms, "liquid" | "sibilant" | "adnominal" | "future" | "nominal">;

const vocalic = (stem: string): Vocalic => ({
  liquid: stem,
  sibilant: stem,
  adnominal: withFinal(stem, "ㄴ"),
  future: withFinal(stem, "ㄹ"),
  nominal: withFinal(stem, "ㅁ"),
});

/** With the vowel 으 between stem and ending. */
const consonantal = (stem: string): Vocalic => vocalic(`${stem}으`);

const isBright = (vowel: string): boolean => vowel === "ㅏ" || vowel === "ㅗ" || vowel === "ㅑ";

/** The forms in 아 or 어: 먹어; 가; 배워; 해 and 하여. */
function infinitives(stem: string, irregular: Irregular): string[] {
  const vowel = vowelOf(stem);
  const before = stem.slice(0, -1);
  const harmony = isBright(vowel) ? "아" : "어";
  switch (irregular) {
    case "ㅂ":
      return [`${withFinal(stem, " ")}워`];
    case "ㅂ와":
      return [`${withFinal(stem, " ")}와`];
    case "ㄷ":
      return [withFinal(stem, "ㄹ") + harmony];
    case "ㅅ":
      return [withFinal(stem, " ") + harmony];
    case "ㅎ":
      // 그렇다: 그래; 빨갛다: 빨개; 하얗다: 하얘; 허옇다: 허예.
      return [withVowel(stem, vowel === "ㅑ" ? "ㅒ" : vowel === "ㅕ" ? "ㅖ" : "ㅐ")];
    case "르":
      return before === "" ? [] : [`${withFinal(before, "ㄹ")}${isBright(vowelOf(before)) ? "라" : "러"}`];
    case "러":
      return [`${stem}러`];
    case "우":
      return [withVowel(stem, "ㅓ")];
  }
  if (finalOf(stem) !== " ") return [stem + harmony];
  if (stem.endsWith("하")) return [withVowel(stem, "ㅐ"), `${stem}여`];
  const isShort = before === "";
  switch (vowel) {
    case "ㅏ":
    case "ㅓ":
    case "ㅕ":
    case "ㅐ":
    case "ㅔ":
      return [stem];
    case "ㅗ":
      return isShort && !isOpen(stem) ? [`${stem}아`, withVowel(stem, "ㅘ")] : [withVowel(stem, "ㅘ")];
    case "ㅜ":
      return isShort ? [`${stem}어`, withVowel(stem, "ㅝ")] : [withVowel(stem, "ㅝ")];
    case "ㅚ":
      return [`${stem}어`, withVowel(stem, "ㅙ")];
    case "ㅣ":
      return isShort ? [`${stem}어`, withVowel(stem, "ㅕ")] : [withVowel(stem, "ㅕ")];
    case "ㅡ":
      return [withVowel(stem, !isShort && isBright(vowelOf(before)) ? "ㅏ" : "ㅓ")];
    default:
      return [`${stem}어`];
  }
}
