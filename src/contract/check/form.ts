/**
 * Whether a text has its form: one sentence, one paragraph, one word, lines.
 * @module
 */
import type { TextView } from "../../text/index.ts";
import { clauseKind } from "../clauses/index.ts";
import { jsonDocument } from "../fields/document.ts";
import type { Form } from "../form.ts";
import { formClauses } from "../form-clauses.ts";
import { amount, type Outcome } from "./outcome.ts";

/** Checks the form of a text. */
export function checkForm(form: Form, view: TextView): Outcome {
  const { whole } = view;
  const outcome = (passed: boolean, found: string, wanted: string): Outcome => ({
    passed,
    evidence: passed ? found : `${found}; wanted ${wanted}`,
    spans: [whole],
  });
  switch (form) {
    case "text":
      return outcome(view.text !== "", amount(view.count("character", whole), "character"), "some text");
    case "word": {
      const words = view.count("word", whole);
      return outcome(words === 1, amount(words, "word"), "one word");
    }
    case "sentence": {
      const { finished, unfinished } = view.sentences(whole);
      const found = `${amount(finished.length, "sentence")}${unfinished ? " and unfinished text" : ""}`;
      const checked = outcome(finished.length === 1 && !unfinished, found, "exactly one finished sentence");
      return unfinished ? { ...checked, spans: [unfinished] } : checked;
    }
    case "paragraph": {
      const paragraphs = view.count("paragraph", whole);
      const lines = view.count("line", whole);
      const found = `${amount(paragraphs, "paragraph")}, ${amount(lines, "line")}`;
      return outcome(paragraphs === 1 && lines === 1, found, "one block without line breaks");
    }
    case "sijo":
      return checkClauses(form, view);
    case "json": {
      const document = jsonDocument(view);
      if (document.kind === "json") return outcome(true, "one JSON value", "one JSON value");
      const { reason, span } = document;
      return { ...outcome(false, `no JSON: ${reason}`, "one JSON value and nothing else"), spans: [span] };
    }
    case "poem":
    case "list": {
      const lines = view.count("line", whole);
      return outcome(lines >= 1, amount(lines, "line"), "at least one line");
    }
  }
}

/** A form that stands for clauses: what fails of them, or what the last ones found. */
function checkClauses(form: Form, view: TextView): Outcome {
  const outcomes = formClauses(form).map((clause) => clauseKind(clause).check(clause, view));
  const failed = outcomes.filter(({ passed }) => !passed);
  const told = failed.length > 0 ? failed : outcomes;
  return {
    passed: failed.length === 0,
    evidence: told.map(({ evidence }) => evidence).join("; "),
    spans: failed.flatMap(({ spans }) => spans),
  };
}
