/**
 * Worked examples of Korean requests.
 * @module
 */
import type { Example } from "./example.ts";

export const koreanSentence: Example = {
  request: "비 오는 바다에 대한 문장 하나만 써줘. 정확히 8단어로, '우산'을 꼭 넣고 '우울'은 쓰지 마.",
  contract: [
    "form: sentence",
    "topic: 비 오는 바다에 대한",
    "text has exactly 8 words",
    'text contains "우산"',
    'text avoids "우울"',
  ],
};

export const koreanParagraph: Example = {
  request:
    "도시의 밤을 주제로 한 문단을 써 주세요. 문장은 네 개, 모든 문장이 '어느'라는 단어로 시작하고 문장마다 다섯 단어 이상이어야 해요.",
  contract: [
    "form: paragraph",
    "topic: 도시의 밤을 주제로",
    "text has exactly 4 sentences",
    'each sentence starts with "어느"',
    "each sentence has at least 5 words",
  ],
};

export const koreanLines: Example = {
  request: "바람에 대한 세 줄짜리 시를 써 줘. 글자 수는 6-8-6, 마지막 줄의 첫 단어는 두 글자로!",
  contract: [
    "form: poem",
    "topic: 바람에 대한",
    "text has exactly 3 lines",
    "first line has exactly 6 syllables",
    "line 2 has exactly 8 syllables",
    "line 3 has exactly 6 syllables",
    "first word of last line has exactly 2 syllables",
  ],
};

export const koreanShortWords: Example = {
  request: "모든 단어가 네 글자 이하인 문장 하나를 써 줘. 단어 수는 5개에서 7개 사이, 공백 포함 30자 이내.",
  contract: [
    "form: sentence",
    "each word has at most 4 characters",
    "text has between 5 and 7 words",
    "text has at most 30 characters",
  ],
};

export const koreanList: Example = {
  request: "과일 이름 5개를 가나다순으로 한 줄에 하나씩 '-'를 붙여 적어 줘. 중복 없이!",
  contract: [
    "form: list",
    "topic: 과일 이름",
    "text has exactly 5 lines",
    'each line starts with "-"',
    "text has its lines in alphabetical order",
    "text repeats no line",
  ],
};

export const koreanSijo: Example = {
  request: "달밤에 대한 시조 한 수를 지어 줘.",
  contract: ["form: sijo", "topic: 달밤에 대한"],
};

export const koreanSijoLines: Example = {
  request:
    "고향을 주제로 시조를 한 편 써 주세요. 줄마다 정확히 16음절로 하고, '그리움'을 꼭 넣되 '눈물'은 쓰지 마세요.",
  contract: [
    "form: sijo",
    "topic: 고향을 주제로",
    "each line has exactly 16 syllables",
    'text contains "그리움"',
    'text avoids "눈물"',
  ],
};

export const koreanMail: Example = {
  request:
    "동호회 회원들께 보낼 모임 장소 변경 안내 메일 본문을 써 줘. 인사말 없이 정확히 2문단, 문단마다 3문장 이하로. '회의실'과 '수요일'을 꼭 넣어 줘.",
  contract: [
    "form: text",
    "topic: 동호회 회원들께 보낼 모임 장소 변경 안내",
    "text has exactly 2 paragraphs",
    "each paragraph has at most 3 sentences",
    'text contains "회의실"',
    'text contains "수요일"',
  ],
};

export const koreanInTurn: Example = {
  request: "네 단어로 된 문장을 지어 줘. 단어들이 차례대로 바, 사, 아, 자로 시작하면 돼.",
  contract: [
    "form: sentence",
    "text has exactly 4 words",
    'first word starts with "바"',
    'word 2 starts with "사"',
    'word 3 starts with "아"',
    'word 4 starts with "자"',
  ],
};

export const koreanQuestion: Example = {
  request: "단풍은 왜 붉게 물들어?",
  contract: ["form: text", "topic: 단풍은 왜 붉게 물들어"],
};

export const koreanSums: Example = {
  request: "시장 풍경을 그린 네 줄짜리 시를 써 줘. 한 줄에 세 단어씩, 모두 열두 단어로.",
  contract: [
    "form: poem",
    "topic: 시장 풍경을 그린",
    "text has exactly 4 lines",
    "each line has exactly 3 words",
    "text has exactly 12 words",
  ],
};

export const koreanMessage: Example = {
  request: "공백 포함 50자 이내로 합격 축하 문자를 보내려고 해. '드디어'와 '자랑스럽다'를 빠짐없이 넣어줘.",
  contract: [
    "form: text",
    "topic: 합격 축하 문자를",
    "text has at most 50 characters",
    'text contains "드디어"',
    'text contains "자랑스럽다"',
  ],
};
