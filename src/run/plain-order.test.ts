import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { parseContract } from "../contract/index.ts";
import { followerMessages } from "./messages.ts";
import { orderWithoutRules, plainMessages, sentenceBySentence } from "./plain-order.ts";
import { requestOf } from "./request.ts";

const order = (notation: string): string => plainMessages(parseContract(notation))[1].content;

suite("orders in plain words", () => {
  test("say what to write and no numbers of words", () => {
    assert.equal(
      order("form: sentence\ntext has exactly 12 words"),
      "Write one sentence, as it could stand in a good story or article.",
    );
  });

  test("name the words that are asked for, in order where they have places", () => {
    assert.match(
      order('form: sentence\nword 3 is "house"\nlast word is "morning"'),
      /It has the words house, morning, in this order\.$/,
    );
    assert.match(order('form: sentence\ntext contains "red"'), /It has the word red\.$/);
  });

  test("show a sentence with its gaps, where words have places and it is known how many there are", () => {
    const placed = 'form: sentence\ntext has exactly 7 words\nword 3 is "house"';
    assert.equal(order(placed), "Write one sentence that fits: _ _ house _ _ _ _.");
    assert.equal(
      order(`${placed}\nlast word is "morning"`),
      "Write one sentence that fits: _ _ house _ _ _ morning.",
    );
    assert.equal(
      order(`${placed}\ntext contains "river"`),
      "Write one sentence that fits: _ _ house _ _ _ _. It has the word river.",
    );
    assert.equal(orderWithoutRules(parseContract(placed))[1].content, "Write one sentence.");
    const long = 'form: sentence\ntext has exactly 200 words\nword 3 is "house"';
    for (const other of [long, 'form: sentence\ntext has exactly 7 words\nfirst word is "House"']) {
      assert.match(order(other), /^Write one sentence, as it could stand/);
    }
  });

  test("say how sentences begin and end, and how many there are", () => {
    const said = order(
      'form: paragraph\ntext has exactly 2 sentences\nlast word of sentence 1 is "home"\nlast word of sentence 2 is "sea"',
    );
    assert.match(said, /a paragraph of 2 sentences/);
    assert.match(said, /Its sentences end with the words home, sea, in this order\./);
    assert.match(order('form: paragraph\neach sentence starts with "When"'), /begins with the word When\./);
  });

  test("ask for short words and long sentences", () => {
    assert.match(order("form: sentence\neach word has at most 5 characters"), /short words/);
    assert.match(order("form: paragraph\neach sentence has at least 15 words"), /sentences are long/);
  });
});

suite("a paragraph whose sentences have last words", () => {
  const paragraph = (count: string, form = "paragraph") =>
    parseContract(
      `form: ${form}\n${count}\nlast word of sentence 1 is "home"\nlast word of sentence 3 is "sea"`,
    );
  const three = paragraph("text has exactly 3 sentences");

  test("is asked for sentence by sentence, in words of its own or of the request", () => {
    const bySentence = sentenceBySentence(three);
    assert.deepEqual(bySentence, {
      first: " Its last word is home.",
      others: ["Go on with one more sentence.", "Go on with one more sentence. Its last word is sea."],
    });
    const first = (request: string) =>
      followerMessages(request, { contract: three, bySentence }).at(-1)?.content;
    assert.equal(
      first("Write a paragraph of 3 sentences."),
      "Begin a story or an article with one sentence. Its last word is home.",
    );
    const about = "Write a paragraph about gulls. The first sentence ends with home, the third with sea.";
    assert.equal(first(about), `${about}\nBegin with one sentence. Its last word is home.`);
  });

  test("is told of other words, too", () => {
    const contract = {
      ...three,
      clauses: [...three.clauses, ...parseContract('text contains "gull"').clauses],
    };
    assert.equal(
      plainMessages(contract, sentenceBySentence(contract)?.first).at(-1)?.content,
      "Begin a story or an article with one sentence. Its last word is home. It has the word gull.",
    );
  });

  test("is asked for as a whole, where it is not known how many sentences it has, or no word is a last one", () => {
    assert.equal(sentenceBySentence(paragraph("text has at least 3 sentences")), undefined);
    assert.equal(sentenceBySentence(paragraph("text has exactly 3 sentences", "poem")), undefined);
    assert.equal(sentenceBySentence(paragraph("text has exactly 4 sentences"))?.others.length, 3);
    assert.equal(sentenceBySentence(paragraph("text has exactly 5 sentences")), undefined, "most have none");
    assert.equal(
      sentenceBySentence(parseContract("form: paragraph\ntext has exactly 3 sentences")),
      undefined,
    );
  });
});

suite("what the follower is told", () => {
  const contract = parseContract("form: sentence\ntext has exactly 9 words");
  const told = (request: string): string => followerMessages(request, { contract }).at(-1)?.content as string;

  test("is the request, where it is about something", () => {
    const request = "Write a sentence of exactly 9 words about the sea.";
    assert.equal(told(request), request);
  });

  test("is shown with its gaps, where words have places in it", () => {
    const placed = parseContract('form: sentence\ntext has exactly 5 words\nword 3 is "sea"');
    const request = "Write a sentence of 5 words about gulls. The third word is sea.";
    assert.equal(
      followerMessages(request, { contract: placed }).at(-1)?.content,
      `${request}\nIt fits: _ _ sea _ _.`,
    );
  });

  test("has the schema that came beside it", () => {
    const given = parseContract('form: json\ntext is JSON of the schema {"type":"array"}');
    assert.equal(
      followerMessages("Three rivers.", { contract: given }).at(-1)?.content,
      'Three rivers.\nIts JSON Schema: {"type":"array"}',
    );
  });

  test("is a plain order, where the request is nothing but rules", () => {
    assert.match(told("Write a sentence of exactly 9 words."), /^Write one sentence, as/);
  });

  test("is a plain order, where a contract is all there is", () => {
    assert.match(told(requestOf({ contract })), /^Write one sentence, as/);
    const about = { ...contract, topic: "gulls" };
    const request = requestOf({ contract: about });
    assert.equal(followerMessages(request, { contract: about }).at(-1)?.content, request);
  });
});
