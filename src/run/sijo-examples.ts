/**
 * Sijo that a follower is shown before it writes one, so that it hears the measure. Written for this purpose; what it
 * takes over from them word for word weighs against it.
 * @module
 */

export interface SijoExample {
  readonly topic: string;
  readonly text: string;
}

export const SIJO_EXAMPLES: readonly SijoExample[] = [
  {
    topic: "봄 진달래",
    text: "산에 핀 진달래를 가만히 바라보니\n바람에 흔들리며 붉은 빛을 더하누나\n두어라 봄날의 마음을 꽃잎에다 적으리",
  },
  {
    topic: "겨울 새벽",
    text: "눈 덮인 들판 위로 새벽이 밝아 오고\n얼어붙은 시냇물은 소리 없이 흐르는데\n외로운 발자국 하나 먼 마을로 이어진다",
  },
];

/** Those that are about something else than the request. */
export function sijoExamplesFor(request: string): readonly SijoExample[] {
  return SIJO_EXAMPLES.filter(({ topic }) => !topic.split(" ").some((word) => request.includes(word)));
}
