/**
 * What a request is about, when its requirements are taken away.
 * @module
 */
import { shortened } from "./aliases.ts";
import { type Evidence, evidenceOf } from "./evidence.ts";

/** Characters of a request that a topic may be copied from. */
const TOPIC_SOURCE = 1000;

const COMMAND =
  /^\s*(?:(?:please|kindly|could you|can you|i need|i[’']d like|i want|write|give|make|create|compose|generate|produce)\s+(?:me\s+|us\s+)?)+/i;

/** What asks something of the text rather than saying what it is about. */
const INSTRUCTION =
  /^(?:and |but )?(?:include|count|keep|use|avoid|don[’']?t|do not|never|ensure|make sure|only|just|no|nothing|each|every|all)\b/i;

/** Where a topic ends: at marks, and where requirements begin. */
const TOPIC_ENDS =
  /[.;:!\n]+|\b(?:no (?:more|fewer|less|longer) than|at (?:most|least)|(?:more|fewer|less) than|up to|exactly|between|in (?:exactly )?that order|in which|respectively|sentences?|paragraphs?|words?|characters?|letters?|lines?|syllables?|poem|passage)\b|[가-힣]*(?:문장|단어|낱말|어절|글자|음절|문단)[가-힣]*/iu;

/** Words that say nothing of a subject by themselves. */
const EMPTY_WORDS = new Set(
  (
    "a an the no not and or of in on at to for with by from that this they it its must should have has having be is are " +
    "where which who when each every all any last first end ends begin begins start starts longer shorter than one two " +
    "i i'd you we my your don't use please contains contain containing short single whole altogether total " +
    "들이 들은 들을 들의 들로 수는 수를 이 은 는 가 를 을 로 된 이고 하나 하나만 하나를 딱 씩 주제로 모두 차례대로 각각 순서대로 시작해야 합니다 시작하면 돼 써 써줘 줘 쓰고 주세요 해 해줘 부탁해"
  ).split(" "),
);

/** Runs of the request between its numbers, quotations and full stops, without the words of command. */
export function topicSources({ request, numbers, quotes }: Evidence): string[] {
  const breaks = [...numbers, ...quotes].sort((one, other) => one.start - other.start);
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end } of breaks) {
    if (start > from) pieces.push(request.slice(from, start));
    from = Math.max(from, end);
  }
  pieces.push(request.slice(from));
  return pieces
    .join("\n")
    .slice(0, TOPIC_SOURCE)
    .split(TOPIC_ENDS)
    .map((piece) => piece.replace(COMMAND, "").trim())
    .filter((piece) => !INSTRUCTION.test(piece))
    .filter((piece) =>
      (piece.match(/[\p{L}’']+/gu) ?? []).some((word) => !EMPTY_WORDS.has(word.toLowerCase())),
    );
}

/** Whether the request says anything but rules; "Write a sentence of 9 words" doesn't. */
export const hasSubject = (request: string): boolean =>
  topicSources(evidenceOf(shortened(request).request)).length > 0;
