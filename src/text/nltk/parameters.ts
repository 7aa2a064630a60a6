/**
 * What Punkt learned about English: read from a file beside this one on first use. See NOTICE.md.
 * @module
 */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

export interface PunktParameters {
  /** Words, without their last full stop, that are abbreviated. */
  readonly abbreviations: ReadonlySet<string>;
  /** Pairs of words, with a space between them, that go on across a full stop. */
  readonly collocations: ReadonlySet<string>;
  /** Words that often begin a sentence. */
  readonly sentenceStarters: ReadonlySet<string>;
  /** Words that occurred in lower case and never capitalised inside a sentence. */
  readonly lower: ReadonlySet<string>;
  /** Words that occurred in lower case, and capitalised inside a sentence. */
  readonly lowerAndCapitalised: ReadonlySet<string>;
  /** Words that began a sentence in lower case and were never capitalised. */
  readonly beginsInLower: ReadonlySet<string>;
}

const FILE = new URL("punkt-english.txt.gz", import.meta.url);

let english: PunktParameters | undefined;

/** The parameters for English. */
export function punktEnglish(): PunktParameters {
  english ??= readParameters(gunzipSync(readFileSync(FILE)).toString("utf8"));
  return english;
}

/** English abbreviations in lower case, without their last full stop, in the spelling of a single word (`ill`, `dec`). */
export const punktAbbreviations = (): readonly string[] =>
  [...punktEnglish().abbreviations].filter((word) => /^[a-z]+$/.test(word));

function readParameters(text: string): PunktParameters {
  const sections = new Map<string, Set<string>>();
  let section = new Set<string>();
  for (const line of text.split("\n")) {
    const heading = /^\[(.+)\]$/.exec(line)?.[1];
    if (heading !== undefined) {
      section = new Set();
      sections.set(heading, section);
    } else if (line !== "") section.add(line);
  }
  const named = (name: string): ReadonlySet<string> => sections.get(name)!;
  return {
    abbreviations: named("abbreviations"),
    collocations: named("collocations"),
    sentenceStarters: named("sentence-starters"),
    lower: named("lower-case"),
    lowerAndCapitalised: named("lower-case-and-capitalised"),
    beginsInLower: named("begins-sentences-in-lower-case"),
  };
}
