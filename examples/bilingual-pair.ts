/**
 * A bilingual pair: a line, its translation, and the way back.
 *
 * The line is written first. Its translation is written in a context that was made for this very line: contexts belong to
 * the particle, and hold what it has written. Then the line is observed as the translation of the translation, so that a
 * particle weighs p(line) · p(translation | line) · p(line | translation): the noisy channel, by which a translation that
 * has lost the meaning loses its weight.
 */
import { barrier, context, observe, pattern, program, write } from "sijo";

const LANGUAGES = {
  French: pattern(/[A-ZÀÉÊ][a-zàâçéèêëîïôûùü'’]{0,11}( [a-zàâçéèêëîïôûùü'’]{1,12}){2,9}\./),
  Spanish: pattern(/[A-ZÁÉÍÓÚ][a-záéíóúñü]{0,11}( [a-záéíóúñü]{1,12}){2,9}\./),
  Korean: pattern(/[가-힣]{1,6}( [가-힣]{1,6}){1,6}\./),
};

export default program({
  name: "bilingual-pair",
  description: "A line and its translation, which must translate back",
  params: {
    topic: { type: "string", default: "the moon" },
    language: { type: "string", enum: ["French", "Spanish", "Korean"], default: "French" },
  },
  particles: 12,
  *run({ topic, language }) {
    const writer = yield* context(`Write one short, simple sentence about ${topic}.`);
    const { text: line } = yield* write(writer, { constraint: ENGLISH, until: ".", temperature: 0.8 });
    const translator = yield* context(`Translate into ${language}: ${line}`);
    const { text: translation } = yield* write(translator, {
      constraint: LANGUAGES[language],
      until: ".",
      temperature: 0.8,
    });
    const reader = yield* context(`Translate into English: ${translation}`);
    yield* observe(reader, line);
    yield* barrier();
    return `${line}\n${translation}`;
  },
});

const ENGLISH = pattern(/[A-Z][a-z]{0,9}( [a-z]{1,10}){3,7}\./);
