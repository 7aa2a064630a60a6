/**
 * What the follower is told.
 * @module
 */
import type { Language } from "../contract/compile/language.ts";
import type { Contract } from "../contract/index.ts";
import { isForMachines } from "../contract/structured/compile.ts";
import type { Message } from "../model/token-model.ts";
import { hasSubject } from "../planner/index.ts";
import { hasHangul, sentenceSpans } from "../text/index.ts";
import { frameOf, plainMessages, type SentenceBySentence, sentencesShown } from "./plain-order.ts";
import { requestOf } from "./request.ts";
import { sijoExamplesFor } from "./sijo-examples.ts";

const SYSTEM: Readonly<Record<Language, string>> = {
  en: "You write exactly the text that is asked for and nothing else: no introduction, no comment.",
  ko: "요청받은 글만 자연스러운 한국어로 씁니다. 인사말이나 설명은 붙이지 않습니다.",
};

/**
 * The request in its own words, behind a word on how to answer in that language; of a sijo, behind others, so that the
 * follower hears the measure. Of a request that says nothing but rules, or of a contract alone, an order for such a text.
 * What is asked for sentence by sentence stands behind sentences that were.
 */
export function followerMessages(
  request: string,
  {
    language = "en",
    contract,
    bySentence,
    before = [],
  }: {
    readonly language?: Language;
    readonly contract?: Contract;
    /** Where the text is asked for sentence by sentence. */
    readonly bySentence?: SentenceBySentence | undefined;
    /** What has been written of it, a sentence each, or more where one could not be told from the next. */
    readonly before?: readonly string[];
  } = {},
): Message[] {
  const messages = orderOf(request, { language, contract, bySentence });
  if (!bySentence) return messages;
  const [system, first] = messages;
  const turns = before.flatMap((written, at): Message[] => {
    const { finished } = sentenceSpans(before.slice(0, at + 1).join(" "));
    return [
      { role: "assistant", content: written },
      { role: "user", content: bySentence.others[finished.length - 1] },
    ];
  });
  return [system, ...sentencesShown(), first, ...turns];
}

function orderOf(
  request: string,
  {
    language,
    contract,
    bySentence,
  }: {
    readonly language: Language;
    readonly contract: Contract | undefined;
    readonly bySentence: SentenceBySentence | undefined;
  },
): Message[] {
  const form = contract?.form;
  if (
    contract &&
    language === "en" &&
    (form === undefined || !["list", "word"].includes(form)) &&
    !isForMachines(contract) &&
    (isContractAlone(request, contract) || !hasSubject(request))
  ) {
    return plainMessages(contract, bySentence?.first);
  }
  if (form === "sijo" && language === "ko") return sijoMessages(request, contract?.topic);
  const frame = contract && language === "en" ? frameOf(contract) : undefined;
  const fitting = frame === undefined ? "" : `\nIt fits: ${frame}`;
  const begin = bySentence ? `\nBegin with one sentence.${bySentence.first}` : "";
  const inEnglish = language === "en" && hasHangul(request) ? " You write in English." : "";
  return [
    { role: "system", content: SYSTEM[language] + inEnglish },
    { role: "user", content: request + schemaOf(request, contract) + fitting + begin },
  ];
}

/** A contract that is about nothing, in place of a request: what stands for one is made of its rules. */
const isContractAlone = (request: string, contract: Contract): boolean =>
  contract.topic === undefined && request === requestOf({ contract });

/** The same behind an earlier conversation, whose system messages go with ours: templates want one, at the front. */
export function afterHistory(history: readonly Message[], messages: readonly Message[]): readonly Message[] {
  if (history.length === 0) return messages;
  const [first, ...rest] = messages;
  const isSystem = ({ role }: Message): boolean => role === "system";
  const said = history.filter((message) => !isSystem(message));
  const system = [first, ...history].filter(isSystem).map(({ content }) => content);
  return isSystem(first)
    ? [{ role: "system", content: system.join("\n\n") }, ...said, ...rest]
    : [...history, ...messages];
}

/** Longest schema that is shown to the follower, in characters. */
const LONGEST_SCHEMA = 1500;

/** A schema that came beside the request, since names of fields say what belongs into them. */
function schemaOf(request: string, contract: Contract | undefined): string {
  const clause = contract?.clauses.find(({ relation }) => relation === "is json of");
  if (clause?.relation !== "is json of") return "";
  const schema = JSON.stringify(clause.schema);
  return schema.length > LONGEST_SCHEMA || request.includes(schema) ? "" : `\nIts JSON Schema: ${schema}`;
}

const orderFor = (topic: string): string => `${topic}에 대한 시조를 써 줘`;

/** The measure by examples, then the topic in the same words: rules of counting only divert a small model. */
function sijoMessages(request: string, topic = ""): Message[] {
  const subject = topic
    .replace(/(?:에 (?:대한|대해|대하여|관한|관해)|[을를] (?:주제로|소재로))$/u, "")
    .trim();
  return [
    { role: "system", content: SYSTEM.ko },
    ...sijoExamplesFor(request).flatMap(({ topic: other, text }): Message[] => [
      { role: "user", content: orderFor(other) },
      { role: "assistant", content: text },
    ]),
    { role: "user", content: hasHangul(subject) ? orderFor(subject) : request },
  ];
}
