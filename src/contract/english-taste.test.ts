import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { englishTaste } from "./english-taste.ts";
import { parseContract } from "./notation.ts";

const { unfinished, finished } = englishTaste(parseContract("form: sentence"));

suite("the taste of English texts", () => {
  test("has nothing against a plain sentence", () => {
    assert.equal(finished("The dog and the cat sat on the mat that the man had made."), 0);
    assert.equal(unfinished(""), 0);
  });

  test("minds a content word that its sentence has already, in any case", () => {
    assert.ok(finished("The river ran to the River.") < 0);
    assert.equal(finished("The river ran on and on. The river stood."), 0, "two sentences may share one");
  });

  test("minds pairs of words that come again, and words behind themselves most", () => {
    const again = finished("this is a clash, this is a clash.");
    assert.ok(again < finished("It was a clash of the clash."));
    assert.ok(finished("It was that that it was.") <= -4);
  });

  test("minds sentences that are very long, or say nothing", () => {
    const long = `The ${"very ".repeat(30)}old dog ran.`;
    const { finished: ofText } = englishTaste(parseContract("form: text"));
    assert.ok(ofText(long) < ofText("The old dog ran to the sea and back."));
    assert.ok(finished("Sea, really.") < finished("The sea was really cold that day."));
    assert.equal(ofText("Dogs ran."), 0, "in a longer text, a sentence may be short");
  });

  test("counts a sentence that is not finished", () => {
    assert.ok(unfinished("A river and a river") < 0);
  });
});

suite("words that are owed", () => {
  const owing = englishTaste(
    parseContract('form: sentence\ntext contains "open sea"\ntext contains "salt", "gull" in this order'),
  );

  test("weigh until they are written, in one piece", () => {
    const none = owing.unfinished("The wind");
    const one = owing.unfinished("The open sea");
    const apart = owing.unfinished("The open blue sea");
    assert.ok(none < one);
    assert.equal(apart, none);
    assert.equal(
      owing.unfinished("The open sea, salt and one gull") - owing.finished("The open sea, salt and one gull"),
      0,
    );
  });

  test("are worth more the longer a sentence does without", () => {
    const [, early] = owing.ahead!("The wind")[0];
    const [, late] = owing.ahead!(`The wind ${"and the rain ".repeat(3)}came.`).find(
      ([word]) => word !== ".",
    )!;
    assert.ok(late > early && early > 0);
  });

  test("may be the last of their sentences: looked for where one has begun, and then a full stop", () => {
    const { ahead, unfinished } = englishTaste(
      parseContract('text has exactly 2 sentences\nlast word of first sentence is "harbor"'),
    );
    const begun = "The old boats came slowly home to the";
    assert.ok(
      ahead!("The old").every(([, worth]) => worth < 0),
      "not yet",
    );
    assert.ok(ahead!(begun).some(([word, worth]) => word === "harbor" && worth > 0));
    assert.deepEqual(
      ahead!(`${begun} harbor`).map(([mark]) => mark),
      ["."],
    );
    assert.ok(unfinished(`${begun} harbor.`) > unfinished(`${begun} harbor`));
    assert.deepEqual(ahead!(`${begun} harbor. It rained on them all day and`), []);
  });

  test("are better said than listed", () => {
    const { finished: weighed } = englishTaste(
      parseContract('form: sentence\ntext contains "salt"\ntext contains "gull"'),
    );
    assert.ok(weighed("They sold salt, gull feathers and old fish.") < -3);
    assert.equal(weighed("The gull, which likes no salt, flew far away."), 0);
  });

  test("are forgotten in a finished text, so that weights stay exact", () => {
    assert.equal(owing.finished("The wind blew over all of the land."), 0);
  });
});

test("a word that has its place is not said right before it, however short it is", () => {
  const { ahead, unfinished } = englishTaste(
    parseContract('form: sentence\nword 4 is "the"\nword 8 is "Alabama"'),
  );
  const worth = (text: string): number => new Map(ahead!(text)).get("the") ?? 0;
  assert.ok(worth("In 2010,") < 0);
  assert.equal(worth("In"), 0);
  assert.equal(worth("In 2010, of"), 0, "there it has to be");
  assert.ok(unfinished("In 2010, the") <= unfinished("In 2010, of") - 4);
});

suite("a word that ends a sentence", () => {
  const { ahead, finished, unfinished } = englishTaste(
    parseContract('form: paragraph\nlast word of sentence 1 is "harbor"\nlast word of sentence 2 is "home"'),
  );

  test("costs where it hangs on behind a comma", () => {
    const well = finished("The boats lay still in the old town harbor. They came home.");
    const hung = finished("The boats lay still in the old town, harbor. They came home.");
    assert.ok(hung <= well - 4);
    assert.ok(finished("The boats lay still, harbor. They lay there, home.") <= hung - 4);
    const single = englishTaste(parseContract('form: sentence\nlast word is "harbor"'));
    assert.ok(single.finished("All of the boats lay still, harbor.") <= -5);
  });

  test("is looked for, but not behind a comma", () => {
    const worth = (text: string): number | undefined => new Map(ahead!(text)).get("harbor");
    assert.ok(worth("The boats lay still all night in the")! > 0);
    assert.ok(worth("The boats lay still all night in town,")! < 0);
    assert.ok(worth("The boats")! < 0, "a sentence of three words says little");
  });

  test("says little by itself, and is not spoken of as what it is", () => {
    const [alone, sentence] = ["Home.", "They all came home."].map((end) =>
      finished(`Boats filled the harbor. ${end}`),
    );
    assert.ok(alone <= sentence - 3);
    const spoken = new Map(ahead!("The sailors on the boat had a last"));
    assert.ok(spoken.get("word")! < 0 && spoken.get("words")! < 0);
  });

  test("costs before its sentence ends, and is left alone while that may not end yet", () => {
    assert.ok(unfinished("The harbor was full of") <= unfinished("The street was full of") - 4);
    assert.equal(
      unfinished("They came to the harbor. The harbor"),
      unfinished("They came to the harbor. The street"),
    );
    const long = englishTaste(
      parseContract('form: sentence\ntext has exactly 12 words\nlast word is "harbor"'),
    );
    assert.ok(new Map(long.ahead!("The boats lay still all night in the")).get("harbor")! < 0);
    assert.ok(new Map(long.ahead!("The boats lay still all night in the old and quiet")).get("harbor")! > 0);
  });
});

test("a full stop is looked for sooner where a sentence may not be long, and never where its length is given", () => {
  const stop = (clause: string): number | undefined =>
    new Map(
      englishTaste(parseContract(`form: paragraph\n${clause}`)).ahead!(
        "The boats lay still all night in the",
      ),
    ).get(".");
  assert.ok(stop("each sentence has between 6 and 10 words")! > stop("each sentence has at most 12 words")!);
  assert.equal(stop("each sentence has at least 6 words"), undefined);
  assert.equal(stop("each sentence has exactly 10 words"), undefined);
});
