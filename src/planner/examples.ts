/**
 * Worked examples for the planner, in books: a book is chosen as a whole by likeness to the request, so that its prompt
 * is the same every time and its state can be kept.
 * @module
 */

import type { Example } from "./example.ts";
import { JSON_EXAMPLES } from "./json-examples.ts";
import {
  koreanInTurn,
  koreanLines,
  koreanList,
  koreanMail,
  koreanMessage,
  koreanParagraph,
  koreanQuestion,
  koreanSentence,
  koreanShortWords,
  koreanSijo,
  koreanSijoLines,
  koreanSums,
} from "./korean-examples.ts";

const exactWords: Example = {
  request:
    "Write a sentence of exactly 11 words. The 2nd word must be 'orchard', the 6th word 'letter' and the last word 'winter'.",
  contract: [
    "form: sentence",
    "text has exactly 11 words",
    'word 2 is "orchard"',
    'word 6 is "letter"',
    'last word is "winter"',
  ],
};

const shortWords: Example = {
  request:
    "I need one sentence about my grandmother's garden, at least 14 words, and no word longer than six letters.",
  contract: [
    "form: sentence",
    "topic: my grandmother's garden",
    "text has at least 14 words",
    "each word has at most 6 characters",
  ],
};

const characters: Example = {
  request: "Could you write a sentence with exactly 95 characters, spaces included, about a lighthouse?",
  contract: ["form: sentence", "topic: a lighthouse", "text has exactly 95 characters"],
};

const contains: Example = {
  request:
    "Please write one sentence with exactly 13 words that contains the words 'lantern', 'Marta' and 'below' for a children's book.",
  contract: [
    "form: sentence",
    "topic: for a children's book",
    "text has exactly 13 words",
    'text contains "lantern"',
    'text contains "Marta"',
    'text contains "below"',
  ],
};

const inOrder: Example = {
  request:
    "One sentence with the words piano, rain and Tuesday in it, in that order, fewer than 18 words, and without the word 'very'.",
  contract: [
    "form: sentence",
    "text has at most 17 words",
    'text contains "piano", "rain", "Tuesday" in this order',
    'text avoids "very"',
  ],
};

const respectively: Example = {
  request:
    "Write a sentence:\n1) with exactly 15 words;\n2) with the 3rd, 9th, 12th words to be 'old', 'Prague', 'again' respectively.",
  contract: [
    "form: sentence",
    "text has exactly 15 words",
    'word 3 is "old"',
    'word 9 is "Prague"',
    'word 12 is "again"',
  ],
};

const question: Example = {
  request: "How do tides work?",
  contract: ["form: text", "topic: How do tides work"],
};

const fourSentences: Example = {
  request:
    "I'd like a paragraph on beekeeping for beginners: five sentences, each with 9 to 14 words, and don't use 'sting' or 'danger'.",
  contract: [
    "form: paragraph",
    "topic: beekeeping for beginners",
    "text has exactly 5 sentences",
    "each sentence has between 9 and 14 words",
    'text avoids "sting"',
    'text avoids "danger"',
  ],
};

const everyStarts: Example = {
  request: "Write a paragraph of exactly 3 sentences in which every sentence begins with the word 'Because'.",
  contract: ["form: paragraph", "text has exactly 3 sentences", 'each sentence starts with "Because"'],
};

const firstWords: Example = {
  request: "Please write a paragraph with all sentences having the 1st word to be 'My'.",
  contract: ["form: paragraph", 'first word of each sentence is "My"'],
};

const sentenceEnds: Example = {
  request:
    "Please write a paragraph:\n1) with exactly 3 sentences;\n2) with sentences having the last word to be 'valley', 'silver', 'north', respectively.",
  contract: [
    "form: paragraph",
    "text has exactly 3 sentences",
    'last word of first sentence is "valley"',
    'last word of sentence 2 is "silver"',
    'last word of sentence 3 is "north"',
  ],
};

const endsInOrder: Example = {
  request:
    "Four sentences about a journey, please, as one paragraph. They must end with the words 'door', 'rain', 'platform' and 'sleep', in that order.",
  contract: [
    "form: paragraph",
    "topic: a journey",
    "text has exactly 4 sentences",
    'last word of first sentence is "door"',
    'last word of sentence 2 is "rain"',
    'last word of sentence 3 is "platform"',
    'last word of sentence 4 is "sleep"',
  ],
};

const minimal: Example = {
  request:
    "A paragraph with at least 4 sentences, all sentences having at least 12 words and no more than 20 words.",
  contract: [
    "form: paragraph",
    "text has at least 4 sentences",
    "each sentence has at least 12 words",
    "each sentence has at most 20 words",
  ],
};

const message: Example = {
  request:
    "Out-of-office note: two sentences, 20 to 30 words in total, mentioning 'May 4' as the day I return and 'Jonas' as the contact.",
  contract: [
    "form: text",
    "topic: Out-of-office note",
    "text has exactly 2 sentences",
    "text has between 20 and 30 words",
    'text contains "May 4"',
    'text contains "Jonas"',
  ],
};

const poem: Example = {
  request:
    "Write me a 3-line poem about the sea with 5 words per line, never use the word 'blue', and don't use any word twice.",
  contract: [
    "form: poem",
    "topic: about the sea",
    "text has exactly 3 lines",
    "each line has exactly 5 words",
    'text avoids "blue"',
    "text repeats no word",
  ],
};

const poemStarts: Example = {
  request:
    "Short poem about waiting: 6 lines, every line starts with 'Until', each line no longer than 35 characters.",
  contract: [
    "form: poem",
    "topic: about waiting",
    "text has exactly 6 lines",
    'each line starts with "Until"',
    "each line has at most 35 characters",
  ],
};

const list: Example = {
  request: "List 6 vegetables in alphabetical order, one per line with a dash in front, nothing else.",
  contract: [
    "form: list",
    "topic: vegetables",
    "text has exactly 6 lines",
    'each line starts with "- "',
    "text has its lines in alphabetical order",
  ],
};

const pricedList: Example = {
  request:
    "A menu with four different drinks, one per line, written like 'Tea - $3'. Whole-dollar prices, please, and together they must add up to exactly $18.",
  contract: [
    "form: list",
    "topic: A menu",
    "text has exactly 4 lines",
    'each line is like "Tea - $3"',
    "numbers of text add up to exactly 18",
    "text repeats no line",
  ],
};

const backwards: Example = {
  request:
    "6 single uppercase words from Z to A, one word per line, each line beginning with '*'. Cities, perhaps.",
  contract: [
    "form: list",
    "topic: Cities",
    "text has exactly 6 lines",
    "each line has exactly 1 word",
    'each line starts with "*"',
    "each word is uppercase",
    "text has its lines in reverse alphabetical order",
  ],
};

const acrostic: Example = {
  request:
    "A poem of four lines whose lines start with the letters 's', 'n', 'o', 'w'. Eight words altogether.",
  contract: [
    "form: poem",
    "text has exactly 4 lines",
    'first word of first line starts with "s"',
    'first word of line 2 starts with "n"',
    'first word of line 3 starts with "o"',
    'first word of line 4 starts with "w"',
    "text has exactly 8 words",
  ],
};

const word: Example = {
  request: "Give me a word with exactly 9 letters that starts with 'tr' and doesn't contain 'e'.",
  contract: [
    "form: word",
    "text has exactly 9 characters",
    'first word starts with "tr"',
    'first word avoids "e"',
  ],
};

const wordEnds: Example = {
  request: "A word of at least 8 characters ending in 'ly'.",
  contract: ["form: word", "text has at least 8 characters", 'first word ends with "ly"'],
};

const wordLetters: Example = {
  request: "I need a word of 7 letters whose first letter is 'g' and whose fourth letter is 'm'.",
  contract: ["form: word", "text has exactly 7 characters", 'first character is "g"', 'character 4 is "m"'],
};

const wordPlaces: Example = {
  request:
    "Please generate a word:\n1) with exactly 11 characters;\n2) with the last character to be 'y' and no letter 'u'.",
  contract: [
    "form: word",
    "text has exactly 11 characters",
    'last character is "y"',
    'text avoids the letter "u"',
  ],
};

const wordRespectively: Example = {
  request:
    "Please generate a word:\n1) with exactly 10 characters;\n2) with the 3rd, 5th, 9th characters to be 'n', 'i', 'e' respectively.",
  contract: [
    "form: word",
    "text has exactly 10 characters",
    'character 3 is "n"',
    'character 5 is "i"',
    'character 9 is "e"',
  ],
};

const passage: Example = {
  request:
    "Write a passage:\n1) with paragraphs having the last sentence to be 'We never went back', 'The door stayed open' respectively;\n2) with all paragraphs having at least 3 sentences.",
  contract: [
    "form: text",
    "text has exactly 2 paragraphs",
    'last sentence of first paragraph is "We never went back"',
    'last sentence of paragraph 2 is "The door stayed open"',
    "each paragraph has at least 3 sentences",
  ],
};

export interface Book {
  readonly name: string;
  /** Texts for people, if nothing is said. */
  readonly about?: "json";
  readonly examples: readonly Example[];
}

export const JSON_BOOK: Book = { name: "json", about: "json", examples: JSON_EXAMPLES };

/** Every book; an example may stand in several. */
export const BOOKS: readonly Book[] = [
  {
    name: "sentence",
    examples: [exactWords, shortWords, inOrder, characters, contains, respectively, question],
  },
  {
    name: "paragraph",
    examples: [
      fourSentences,
      everyStarts,
      firstWords,
      sentenceEnds,
      endsInOrder,
      minimal,
      message,
      passage,
      question,
    ],
  },
  { name: "lines", examples: [poem, poemStarts, list, pricedList, backwards, acrostic, inOrder, question] },
  { name: "word", examples: [word, wordEnds, wordLetters, wordPlaces, wordRespectively, question] },
  {
    name: "korean",
    examples: [
      koreanSentence,
      koreanParagraph,
      koreanLines,
      koreanSijo,
      koreanShortWords,
      koreanMail,
      koreanList,
      koreanSums,
      koreanSijoLines,
      koreanMessage,
      koreanInTurn,
      koreanQuestion,
    ],
  },
  JSON_BOOK,
];
