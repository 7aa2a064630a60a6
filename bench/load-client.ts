/**
 * Clients that ask a server without a pause, and what they saw.
 * @module
 */
import { median } from "./median.ts";

export interface Load {
  readonly clients: number;
  readonly seconds: number;
  readonly maxTokens: number;
  readonly model: string;
}

/** What a load came to. */
export interface Seen {
  readonly requests: number;
  readonly tokensPerSecond: number;
  /** Seconds from the request to its first text. */
  readonly firstText: { readonly median: number; readonly p95: number };
  /** Answers that were none, by status; `lost` where the connection broke. */
  readonly errors: Readonly<Record<string, number>>;
}

interface Answer {
  readonly tokens: number;
  readonly firstText: number | undefined;
}

/** Lengths as people's questions have them. Each is asked with a number of its own, so that no answer is at hand. */
const QUESTIONS = [
  "Describe a boat.",
  "What does a lighthouse keeper do all day? Answer in a few sentences.",
  "Explain to a child of seven why the sea is salty, where the salt comes from, and why rivers aren't.",
  "Write a short letter to a friend who has moved to the coast. Ask about the weather, the neighbours, the new work and the garden, and say when you will come to visit.",
];

const LONGEST_ANSWER_MILLISECONDS = 300_000;
/** A client that was told to come again later does so, a little sooner than it was told. */
const PAUSE_MILLISECONDS = 500;

/** Asks until the time is up; requests that have begun then come to their end, and count. */
export async function drive(url: string, load: Load): Promise<Seen> {
  const answers: Answer[] = [];
  const errors: Record<string, number> = {};
  const started = performance.now();
  const until = started + load.seconds * 1000;
  let asked = 0;
  const client = async (): Promise<void> => {
    while (performance.now() < until) {
      asked += 1;
      const question = `${asked}. ${QUESTIONS[asked % QUESTIONS.length]}`;
      const found = await ask(url, { load, question, seed: asked }).catch(() => "lost");
      if (typeof found !== "string") answers.push(found);
      else {
        errors[found] = (errors[found] ?? 0) + 1;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
      }
    }
  };
  await Promise.all(Array.from({ length: load.clients }, client));
  const seconds = (performance.now() - started) / 1000;
  const first = answers.flatMap(({ firstText }) => (firstText === undefined ? [] : [firstText]));
  return {
    requests: answers.length,
    tokensPerSecond: answers.reduce((sum, { tokens }) => sum + tokens, 0) / seconds,
    firstText: { median: median(first), p95: quantile(first, 0.95) },
    errors,
  };
}

/** One streamed answer, or the status of an error. */
async function ask(
  url: string,
  { load, question, seed }: { load: Load; question: string; seed: number },
): Promise<Answer | string> {
  const started = performance.now();
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      model: load.model,
      messages: [{ role: "user", content: question }],
      max_tokens: load.maxTokens,
      temperature: 0.8,
      seed,
      stream: true,
      stream_options: { include_usage: true },
    }),
    signal: AbortSignal.timeout(LONGEST_ANSWER_MILLISECONDS),
  });
  if (!response.ok || !response.body) {
    await response.body?.cancel();
    return String(response.status);
  }
  let firstText: number | undefined;
  let tokens: number | undefined;
  let rest = "";
  for await (const part of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + part).split("\n");
    rest = lines.pop() as string;
    for (const line of lines) {
      if (!line.startsWith("data: {")) continue;
      const event = JSON.parse(line.slice("data: ".length)) as StreamEvent;
      if (event.error) return String(event.error.code ?? event.error.type ?? "error");
      if (event.choices?.[0]?.delta?.content) firstText ??= (performance.now() - started) / 1000;
      tokens = event.usage?.completion_tokens ?? tokens;
    }
  }
  // A stream that ends without its usage was cut off.
  return tokens === undefined ? "lost" : { tokens, firstText };
}

interface StreamEvent {
  readonly error?: { readonly code?: string | number | null; readonly type?: string };
  readonly choices?: readonly { readonly delta?: { readonly content?: string | null } }[];
  readonly usage?: { readonly completion_tokens: number } | null;
}

/** The least value that so large a share of them doesn't pass; NaN of none. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
