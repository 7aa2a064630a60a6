/**
 * Fields in the notation: `field "tags"`, `each item of field "tags"`, `document`, `each item of document`; and numbers
 * that may stand below zero.
 * @module
 */
import {
  choice,
  constant,
  decimalSlot,
  type Expression,
  field,
  literal,
  quotedSlot,
  sequence,
} from "./expression.ts";

const ITEMS = "[]";

/** A field; captured as `field`, a path. */
export const fieldSubject: Expression = field<string>({
  name: "field",
  of: choice(
    [
      constant("each item of document", "each", ""),
      constant("document", "one", ""),
      sequence("each item of field ", quotedSlot("each")),
      sequence("field ", quotedSlot("one")),
    ],
    "field",
  ),
  read: ({ each, one }) => (one === undefined ? `${each}${ITEMS}` : (one as string)),
  write: (path) => {
    // `[]` behind a backslash belongs to a name.
    const isEach = /(?:^|[^\\])\[\]$/.test(path);
    return isEach ? { each: path.slice(0, -ITEMS.length) } : { one: path };
  },
});

/** The fields of the whole value, or of a field; captured as `field`. */
export const fieldsSubject: Expression = choice([
  field<string>({
    name: "field",
    of: literal("fields"),
    read: () => "",
    write: (path) => (path === "" ? {} : undefined),
  }),
  sequence("fields of ", fieldSubject),
]);

/** A number with a sign or without. */
export const signedSlot = (name: string): Expression =>
  field<number>({
    name,
    of: choice([sequence("-", decimalSlot("below")), decimalSlot("above")]),
    read: ({ below, above }) => (below === undefined ? (above as number) : -(below as number)),
    write: (value) => (value < 0 ? { below: -value } : { above: value }),
  });
