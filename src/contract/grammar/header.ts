/**
 * The header lines of the notation: `form: paragraph`, `topic: winter in a fishing village`.
 * @module
 */
import { FORMS, type Form } from "../form.ts";
import { choice, constant, quotedSlot, restSlot, sequence, type Template } from "./expression.ts";

/** The line that says the form. */
export const formTemplate: Template<Form> = {
  id: "header.form",
  expression: sequence(
    "form: ",
    choice(
      FORMS.map((form) => constant(form, "form", form)),
      "form-name",
    ),
  ),
  example: "form: paragraph",
  meaning: "What kind of text.",
  read: ({ form }) => form as Form,
  write: (form) => ({ form }),
};

/** A topic of one line stands as it is; one that would be misread so is quoted. */
const isPlain = (topic: string): boolean =>
  /^[^\s"][^\r\n\u2028\u2029]*$/u.test(topic) && topic === topic.trim();

/** The line that says what a text is about. */
export const topicTemplate: Template<string> = {
  id: "header.topic",
  expression: sequence("topic: ", choice([quotedSlot("quoted"), restSlot("plain")])),
  example: "topic: winter in a fishing village",
  meaning: "What it is about, for whom, in which tone: told to the follower, not checked by computing.",
  read: ({ quoted, plain }) => (quoted ?? plain) as string,
  write: (topic) => (isPlain(topic) ? { plain: topic } : { quoted: topic }),
};

/** The lines that may stand once in a contract, by their first word. */
export const headerTemplates: readonly Pick<Template, "id" | "expression" | "example" | "meaning">[] = [
  formTemplate,
  topicTemplate,
];
