/**
 * Words by which a request asks for a kind of clause. A clause without its words in the request was probably invented.
 * @module
 */
import type { Clause, Unit } from "../../contract/index.ts";

const UNIT_WORDS: Readonly<Record<Unit, RegExp>> = {
  paragraph: /\bparagraphs?\b|\bpassages?\b|\bstanzas?\b|문단|단락|연/i,
  line: /\blines?\b|\bverses?\b|\brows?\b|\blist\b|줄|행|초장|중장|종장|목록|\bhaiku|\blimerick|\bsonnet|\bcouplet|\bquatrain|하이쿠/i,
  sentence: /\bsentences?\b|문장/i,
  word: /\bwords?\b|단어|낱말|어절|띄어쓰기|\w+-word\b/i,
  syllable: /\bsyllables?\b|음절|글자|자(?![가-힣])|[\d십백]\s?자/i,
  character: /\bcharacters?\b|\bletters?\b|\bchars?\b|글자|문자|자(?![가-힣])|[\d십백]\s?자|음절/i,
};

export const namesUnit = (text: string, unit: Unit): boolean => UNIT_WORDS[unit].test(text);

const NOT =
  /\b(?:no|not|never|without|avoid\w*|exclud\w*|except|none|nor|don[’']?t|doesn[’']?t|mustn[’']?t|can[’']?t|forbid\w*|ban\w*|omit\w*|free of|lack\w*|skip)\b|말고|말아|마\b|마세요|마라|없이|빼고|제외|안\s|않|금지|쓰지/i;
const AT_MOST =
  /\b(?:at most|no more|not more|up to|max\w*|within|under|below|fewer|less|shorter|longer|more than|over|above|exceed\w*|limit\w*|or under|tops|smaller|larger|keep|(?:no|not|never|\w+n[’']t)\b[^.,;\n]{0,24}\bgreater)\b|<=|≤|(?<![-=])[<>] ?\D?\d|\d [<>] |(?:넘|초과|이상)[^.,\n"'“‘고되]{0,16}(?:안|않|마|말|금지|불가|없)|이하|이내|미만|넘지|까지|안으로|안에|초과하지|최대|많아야|보다/i;
const AT_LEAST =
  /\b(?:at least|no fewer|no less|not less|min\w*|more than|over|above|or more|longer|shorter|fewer|exceed\w*|under|below|less than|(?:greater|larger|higher) than (?:or equal|[\w,-]+ (?:words|characters|letters|syllables|lines|sentences|paragraphs)))\b|>=|≥|(?<![-=])[<>] ?\D?\d|\d [<>] |\d\+|(?:미만|이하)[^.,\n"'“‘고되]{0,16}(?:안|않|마|말|금지|불가|없)|이상|초과|넘|최소|적어도|보다/i;
const RANGE = /\b(?:between|from|to|and)\b|-|–|~|에서|부터|사이|이상[^.;]{0,12}이하|최소[^.;]{0,15}최대/i;
/** "More than 50 but at most 900" besides. */
const RANGE_OF_FIELD = {
  test: (text: string): boolean =>
    RANGE.test(text) || /\bbut (?:at|no|not|less|fewer|under|below|more|over|above)\b/i.test(text),
};
const START = /\b(?:start\w*|begin\w*|first|open\w*|1st|front|initial\w*|head\w*)\b|시작|첫|앞|붙여/i;
const END = /\b(?:end\w*|last|final\w*|clos\w*|finish\w*|conclu\w*)\b|끝|마지막|마무리/i;
const ORDER =
  /\border\w*\b|\bthen\b|\bfollowed\b|\bsequence\b|\blater\b|\bafterwards?\b|\bfurther (?:on|along|down)\b|\bafter (?:it|that)\b|순서|차례|나중에|그 뒤|그다음/i;
const SORTED =
  /\balphabet\w*\b|\bsort\w*\b|\b(?:dictionary|lexicographic\w*|ascending|descending|reverse) order\b|\border(?:ed)? (?:by|from)\b|\b[AZ] to [AZ]\b|\b[AZ]-[AZ]\b|가나다|사전 ?순|역순|오름차순|내림차순|(?<=[가-힣] ?)순(?:으로|대로)/i;
const REVERSED =
  /\breverse\w*\b|\bZ to A\b|\bZ-A\b|\bZ (?:down|back) to A\b|\bfrom Z\b|\bdescending\b|\bbackwards?\b|역순|거꾸로/i;
const REPEAT =
  /\b(?:repeat\w*|again|distinct|different|unique|duplicat\w*|same|(?:only|just|more than|at most|no more than) once|reus\w*)\b|\b(?:not|never|no|\w+n[’']t)\b[^.;\n]{0,40}\btwice\b|중복|반복|다른|겹치|두 번 (?:쓰|나오|넣|사용)/i;
const LETTER = /\bletters?\b|\bcharacters?\b|글자|문자/i;
const TIMES = /\b(?:times|once|twice|occurr?\w*|appear\w*)\b|번(?!\s?째)/i;
const CHOICE = /\b(?:or|one of|either|any of)\b|또는|중 하나|이나/i;
const GROUPS = /\bgroups?\b|음보/i;

const SUM =
  /\badd(?:s|ing)? up\b|\btotal\w*\b[^.;\n]{0,30}\p{Sc}\s?\d|\p{Sc}\s?\d+[^.;\n]{0,12}\b(?:in total|altogether|in all|total)\b|\bsums?\b|\bsum(?:med|ming)? to\b|\btotals? (?:of )?\p{Sc}?\d|\b(?:costs?|prices?|budget)\b|\b(?:together|combined)\b[^.;\n]{0,40}\d|합계|합이|합은|더하면|더해서|합쳐|합치|총합|총액|예산/iu;
/** A price alone asks for no sum of fields. */
const SUM_OF_FIELDS = {
  test: (text: string): boolean => SUM.test(text.replaceAll(/\b(?:costs?|prices?|budget)\b|예산/giu, "")),
};
const LIKE =
  /\b(?:like|format\w*|form of|in (?:the|this) (?:form|style|shape)|shape of|pattern|style of|as in)\b|처럼|형식|형태|같이|식으로/i;
const LOWER = /\blower-?\s?case\b|\bsmall letters\b|소문자/i;
const UPPER = /\bupper-?\s?case\b|\ball[- ]caps\b|\bcapital letters\b|\bin capitals\b|대문자/i;
const CAPITALISED = /\bcapitali[sz]ed?\b|\btitle case\b|\bcapital letter\b/i;
const GROWING =
  /\b(?:longer|more \w+) than (?:the|its) (?:one|line|word|sentence|paragraph|previous|preceding|last|predecessor)\b|\bincreas\w+|\bgrow\w*|\blonger and longer\b|점점 (?:더 )?(?:길|많|늘)|(?:앞|전|이전|윗|직전)\s?(?:의 )?(?:문장|줄|행|문단|것|단어)?보다 [^.,\n]{0,10}?(?:많|길)/i;
const SHRINKING =
  /\b(?:shorter|fewer \w+|less \w+) than (?:the|its) (?:one|line|word|sentence|paragraph|previous|preceding|last|predecessor)\b|\bdecreas\w+|\bshrink\w*|\bshorter and shorter\b|점점 (?:더 )?(?:짧|적|줄)|(?:앞|전|이전|윗|직전)\s?(?:의 )?(?:문장|줄|행|문단|것|단어)?보다 [^.,\n]{0,10}?(?:적|짧)/i;
const ARRAY =
  /\barrays?\b|\blists?\b|\b(?:\d+|two|three|four|five|six) (?:strings|integers|numbers|booleans|objects)\b|배열|목록|리스트/i;
const ABOVE = /\b(?:above|over|greater|more than|positive)\b|초과|양수|보다 (?:큰|크|많)/i;
const BELOW = /\b(?:below|under|less than|smaller|negative)\b|미만|음수|보다 (?:작|적)/i;
const EARLIER = /\b(?:before|after|earlier|later|precedes?|follows?)\b|이전|이후|먼저|나중/i;
const RISING =
  /\b(?:numbers?|prices?|costs?|amounts?|years?)\b[^.;\n]*\b(?:increas|ascend|rising)\w*|\b(?:smallest to largest|cheapest to)\b|오름차순/i;
const FALLING =
  /\b(?:numbers?|prices?|costs?|amounts?|years?)\b[^.;\n]*\b(?:decreas|descend|falling)\w*|\blargest to smallest\b|내림차순/i;
/** Regular expressions are written by people who write contracts. */
const NEVER = { test: () => false };

/** From first to last; backwards is asked for in so many words. */
const FORWARDS = { test: (text: string): boolean => SORTED.test(text) && !REVERSED.test(text) };

/** For each relation, what must stand in the request; `is`, `contains` and `exactly` may be said in any words. */
const RELATION_WORDS: Readonly<Record<string, readonly { test(text: string): boolean }[]>> = {
  "at least": [AT_LEAST],
  "at most": [AT_MOST],
  between: [RANGE],
  "starts with": [START],
  "ends with": [END],
  avoids: [NOT],
  "contains in order": [ORDER],
  "in alphabetical order": [FORWARDS],
  "in reverse alphabetical order": [SORTED, REVERSED],
  "repeats no": [REPEAT],
  "contains the letter": [LETTER],
  "avoids the letter": [LETTER, NOT],
  "occurs exactly": [TIMES],
  "occurs at least": [TIMES],
  "occurs at most": [TIMES],
  "is one of": [CHOICE],
  matches: [NEVER],
  "field is one of": [CHOICE],
  "field is lowercase": [LOWER],
  "field is uppercase": [UPPER],
  "field lists exactly": [ARRAY],
  "field lists at least": [ARRAY, AT_LEAST],
  "field lists at most": [ARRAY, AT_MOST],
  "field lists": [ARRAY],
  "field is number between": [RANGE_OF_FIELD],
  "field is number of at least": [AT_LEAST],
  "field is number of at most": [AT_MOST],
  "field is number above": [ABOVE],
  "field is number below": [BELOW],
  "field has at least": [AT_LEAST],
  "field has at most": [AT_MOST],
  "field has between": [RANGE],
  "sum of fields is exactly": [SUM_OF_FIELDS],
  "sum of fields is at least": [SUM_OF_FIELDS, AT_LEAST],
  "sum of fields is at most": [SUM_OF_FIELDS, AT_MOST],
  "sum of fields is between": [SUM_OF_FIELDS, RANGE],
  "field is the sum of": [SUM_OF_FIELDS],
  "field comes before": [EARLIER],
  "is like": [LIKE],
  "sum exactly": [SUM],
  "sum at least": [SUM, AT_LEAST],
  "sum at most": [SUM, AT_MOST],
  "sum between": [SUM, RANGE],
  "is lowercase": [LOWER],
  "is uppercase": [UPPER],
  "is capitalised": [CAPITALISED],
  "has more than before": [GROWING],
  "numbers increase": [RISING],
  "numbers decrease": [FALLING],
  "has fewer than before": [SHRINKING],
  "in groups": [GROUPS],
};

/** Whether the request has the words for this relation. */
export const namesRelation = (text: string, relation: Clause["relation"]): boolean =>
  (RELATION_WORDS[relation] ?? []).every((words) => words.test(text));

/** Whether the request speaks of a first or a last part. */
export const namesFirst = (text: string): boolean => START.test(text);
export const namesLast = (text: string): boolean => END.test(text);

/** Whether the request counts parts from behind. */
export const namesFromEnd = (text: string): boolean =>
  /\bfrom (?:the |its )?(?:end|back|bottom)\b|\b(?:to|from|but|before)[ -](?:the[ -])?(?:last|final)\b|\b(?:second|third|fourth|2nd|3rd)[ -]last\b|\bpenultimate\b|\bbackwards?\b|(?:뒤|끝|밑|아래)에서/i.test(
    text,
  );

/** "Lines that start with …", "6 sentences of 9 words": several are spoken of at once. */
const SEVERAL =
  /\b(?:paragraphs|stanzas|lines|verses|sentences|words|items|steps) (?:of|(?:that|which)(?! \w+s\b)|with|like|having|all|should|must|may|can|run|start\w*|begin\w*|end\w*|contain\w*)\b|[는은인한된](?: [가-힣\d]+)? (?:줄|행|문장|문단|단어)(?![가-힣] ?번|짜리|\s?(?:시|글|이야기|편지)(?![가-힣]))/i;
const EACH =
  /\b(?:each|every|all|per|no|any|both|none|neither (?:of|line|sentence|paragraph|stanza|verse|word)|avoid(?:ing)? (?:words|lines|sentences|paragraphs)|apiece|respectively|throughout|a line|a sentence|an item)\b|모든|각|마다|매|전부|모두|씩/i;

export const namesSijo = (text: string): boolean => /\bsijo\b|시조/i.test(text);

/** Whether a sijo is what is to be written, rather than what is written about. */
export const asksForSijo = (text: string): boolean =>
  /\bsijo\b(?! (?:poet|tradition|form|history|collection)|[’'])|시조(?!에 (?:대|관)|란|라는|라고|의 |시인|집|새)/i.test(
    text,
  ) && !/\b(?:about|on|of) (?:the |a )?sijo\b/i.test(text);

const OTHER_FORMS =
  /\b(?:paragraphs?|stanzas?|lines?|verses?|list|poem|sijo|haiku|limerick|sonnet|acrostic|passage|sentences|json)\b|문단|단락|줄|행|시조|하이쿠|목록|글(?!자)|(?<![가-힣\d])시(?![가-힣])/iu;

/** Words of other forms in sayings that ask for none: "drop me a line", "a subject line". */
const SAYINGS =
  /\b(?:drop|send|write) (?:me|us|him|her|them) a line\b|\b(?:subject|tag|punch|opening|closing|head|bottom) ?lines?\b|\bin line with\b|\b(?:bucket|guest|mailing|short) list\b/giu;

/**
 * Whether one sentence is all that is asked for: "a 9-word sentence", "문장 하나", and no other form is named. No word is
 * longer than sixty letters, and none is read twice: requests are as long as people send them.
 */
export const asksForOneSentence = (text: string): boolean =>
  /\b(?:a|an|one|single|1)[ -](?:[\p{L}\d-]{1,60}(?: [\p{L}\d-]{1,60})?[ -])?sentence\b|(?<![가-힣])(?:한|1) ?문장(?!에|마다|씩|도)|문장(?:을|만)? (?:하나|한 개|1개)/iu.test(
    text,
  ) && !OTHER_FORMS.test(text.replace(SAYINGS, ""));

const OTHER_THAN_PARAGRAPH =
  /\b(?:paragraphs|stanzas?|lines?|verses?|list|poem|sijo|haiku|limerick|sonnet|acrostic|passage|json)\b|줄|행|시조|하이쿠|목록|(?:두|세|네|각|\d) ?문단|문단마다|(?<![가-힣\d])시(?![가-힣])/iu;

const POEM =
  /(?<!\b(?:about|on|of|for|from|like) (?:an? |the |my |this )?)(?:\bpoem\b|\bhaiku\b|\blimerick\b|\bsonnet\b)|하이쿠|[이삼사오육칠]행시|(?<![가-힣\d])시(?=$|[\s.,!?:]|를|로)/iu;

/** Whether a poem is what is to be written, and no other form is named. */
export const asksForPoem = (text: string): boolean =>
  POEM.test(text) && !asksForSijo(text) && !/\bsentence\b|\bparagraph\b|\blist\b|문장|문단|목록/i.test(text);

const A_WORD = /\b(?:a|an|one|single) (?:[\p{L}\d-]+ )?word\b|단어 (?:하나|한 개)|(?<![가-힣])한 단어/iu;

/** Whether a word is all that is to be written. */
export const asksForWord = (text: string): boolean =>
  A_WORD.test(text) &&
  !/\b(?:sentences?|paragraphs?|lines?|verses?|poem|list|texts?|words|haiku|stanzas?|story|slogan|tagline|title|name|JSON)\b|문장|문단|줄|목록|글(?!자)|이름|제목|(?<![가-힣\d])시(?![가-힣])/i.test(
    text,
  );

/** "List a dozen herbs", "one per line": whether lines of a list are what is to be written. */
export const asksForList = (text: string): boolean =>
  /^\s*(?:please )?list\b|\bone (?:per|on each|to a) line\b|\b(?:shopping|packing|to-?do|grocery) list\b/i.test(
    text,
  ) && !/\bpoem\b|\bJSON\b/i.test(text);

/** "A two-paragraph note". */
const SEVERAL_PARTS = /\b(?:two|three|four|five|six|seven|eight|nine|ten|[2-9]|\d\d)-paragraph\b/i;

/** Whether one paragraph is all that is asked for. */
export const asksForOneParagraph = (text: string): boolean =>
  /\b(?:a|an|one|single|1)[ -](?:[\p{L}\d-]{1,60}(?: [\p{L}\d-]{1,60})?[ -])?paragraph\b|^(?:[\p{L}\d-]+ )?paragraph\b|(?<![가-힣])한 ?문단|문단 (?:하나|한 개)|짜리 (?:문단|단락)/iu.test(
    text,
  ) &&
  !OTHER_THAN_PARAGRAPH.test(text.replace(SAYINGS, "")) &&
  !SEVERAL_PARTS.test(text);

export const namesEach = (text: string): boolean => EACH.test(text) || SEVERAL.test(text);

const EACH_OF: Readonly<Partial<Record<Unit, RegExp>>> = {
  paragraph:
    /\b(?:each|every|all)(?: of)?(?: the| your)? (?:paragraphs?|stanzas?)\b|(?:모든|각|매) ?문단|문단마다/i,
  line: /\b(?:each|every|all)(?: of)?(?: the| your)? (?:lines?|verses?)\b(?! (?:must |should |has to |have to )?rhym)|(?:모든|각|매) ?(?:줄|행)|(?:줄|행)마다/i,
  sentence: /\b(?:each|every|all)(?: of)?(?: the| your)? sentences?\b|(?:모든|각|매) ?문장|문장마다/i,
};

/** Parts of which the request asks something one by one ("every sentence begins with …"). */
export const unitsNamedEach = (text: string): Unit[] =>
  (Object.keys(EACH_OF) as Unit[]).filter((unit) => EACH_OF[unit]?.test(text));

/** Words that leave no doubt about what is asked: a plan without any of these relations has missed it. */
const SURE: readonly { readonly relations: readonly Clause["relation"][]; readonly cue: RegExp }[] = [
  { relations: ["is lowercase"], cue: LOWER },
  { relations: ["is uppercase"], cue: UPPER },
  {
    relations: ["in alphabetical order", "in reverse alphabetical order"],
    cue: /\balphabetical\w*\b|\b(?:A to Z|Z to A)\b|가나다\s?(?:역)?순/i,
  },
  {
    relations: ["repeats no"],
    cue: /\b(?:no|not|without|don[’']t|never)\b[^.;\n]{0,40}\b(?:repeat\w*|repetitions?|duplicat\w*|twice)\b|중복|반복하지|반복 ?없|겹치지|겹치는 [가-힣]{1,3} ?없|겹침 ?없/i,
  },
  { relations: ["has more than before"], cue: GROWING },
  { relations: ["has fewer than before"], cue: SHRINKING },
];

/** Relations of which a plan must have one, for each thing that the request asks beyond doubt. */
export const relationsNamedSurely = (text: string): (readonly Clause["relation"][])[] =>
  SURE.filter(({ cue }) => cue.test(text)).map(({ relations }) => relations);
