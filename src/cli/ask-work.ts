/**
 * The work of `sijo ask`, from models that are being opened to a verdict.
 * @module
 */
import { setImmediate } from "node:timers/promises";
import { prepareWords } from "../contract/compile/compile.ts";
import type { Language } from "../contract/compile/language.ts";
import type { TokenModel } from "../model/token-model.ts";
import { type AskOptions, ask, type Verdict } from "../run/index.ts";
import { askPlanned } from "./ask-planned.ts";
import { liveProgress } from "./live-progress.ts";
import { untilAborted } from "./models-session.ts";
import type { Plan } from "./plans.ts";
import { cutNote } from "./remote-models.ts";

export interface AskWork {
  /** The follower; and the planner, or its address, where there is one. */
  readonly opening: Promise<readonly [TokenModel, TokenModel | string | undefined]>;
  readonly plan: Plan;
  /** Whether a planned program is carried out without asking. */
  readonly yes: boolean;
  readonly verbose: boolean;
  /** The language whose words are read while the models are; undefined: none are needed. */
  readonly words: Language | undefined;
  readonly asked: Omit<AskOptions, "follower" | "planner" | "signal"> & { readonly signal: AbortSignal };
}

/** A verdict, and what is to be said beside it. */
export async function workOnAsk({
  opening,
  plan,
  yes,
  verbose,
  words,
  asked,
}: AskWork): Promise<{ readonly verdict: Verdict; readonly note: string | undefined }> {
  const progress = liveProgress({ verbose });
  try {
    progress.stage("load");
    if (words) prepareWords(words);
    // A signal that came while this thread was busy is heard of before models that are open by now are put to work: the
    // second of these comes behind a whole turn of the event loop.
    await setImmediate();
    await setImmediate();
    const [follower, planner] = await untilAborted(opening, asked.signal);
    const common = { ...asked, follower, onEvent: progress.event };
    const { request } = asked;
    const isPlannedFirst = plan === "program" || typeof planner === "string";
    const verdict =
      request !== undefined && planner && isPlannedFirst
        ? await askPlanned({ ...common, request, planner, plan, yes, verbose, progress })
        : await ask({ ...common, ...(planner && typeof planner !== "string" && { planner }) });
    return { verdict, note: cutNote(follower) };
  } finally {
    progress.close();
  }
}
