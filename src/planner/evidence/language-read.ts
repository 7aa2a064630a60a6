/**
 * Whether a request is in a language whose rules are read: the words for numbers, parts and relations are known in English
 * and Korean alone.
 * @module
 */

/** Words that each language says often, and the others never or seldom. */
const FREQUENT: Readonly<Record<string, string>> = {
  English:
    "the of and to a in with that is for write give make sentence words word line lines text about each",
  German:
    "der die das und ein eine einen mit genau über den dem nicht schreibe schreib bitte satz wörter wörtern auf von",
  French: "le la les des une un avec et sur dans exactement écris écrivez phrase mots du au qui que pas",
  Spanish: "el los las una un con y sobre escribe frase palabras exactamente del que por para no",
  Italian: "il lo gli una un con di che scrivi frase parole esattamente sul della non per e",
  Portuguese: "o os uma um com sobre escreva frase palavras exatamente do da que não para e",
  Dutch: "het een met over schrijf zin woorden precies en van niet de op",
};
const SETS = Object.entries(FREQUENT).map(
  ([language, words]) => [language, new Set(words.split(" "))] as const,
);

/** A note for people where the rules of a request can't be read; quoted texts may be in any language. */
export function unreadLanguage(request: string): string | undefined {
  const outside = request.replace(/(["“'‘「『«]).{0,200}?["”'’」』»]/gsu, " ");
  const letters = outside.match(/\p{L}/gu)?.length ?? 0;
  const read = outside.match(/[\p{Script=Latin}\p{Script=Hangul}]/gu)?.length ?? 0;
  if (letters > 0 && read < letters / 2) return note("another language");
  if (/\p{Script=Hangul}/u.test(outside)) return undefined;
  const words = outside.toLowerCase().match(/\p{L}+/gu) ?? [];
  const counts = SETS.map(([language, set]) => ({
    language,
    count: words.filter((word) => set.has(word)).length,
  }));
  const english = counts[0].count;
  const [most] = counts.slice(1).sort((one, other) => other.count - one.count);
  return most.count >= 2 && most.count > english ? note(most.language) : undefined;
}

const note = (language: string): string =>
  `the request seems to be in ${language}, and its rules are read in English and Korean alone: say them in one of these, or bring a contract`;
