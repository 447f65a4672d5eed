// Everything the page says about its four seats, in one place, so that the wording can be changed without reading code.
// `samples` are offered while the chat is empty, `tries` beside the phone, and `starts` adds the button that sends /start.
// Of two texts in brackets the first is shown, the second sent. `{bot}` stands for the bot's @name: in a group it answers
// only who calls it.

export const SEATS = [
  {
    id: "staff",
    name: "직원",
    note: "봇과 1:1로 물어봐요",
    hint: "봇과 나누는 1:1 대화예요. 말하듯 물어보세요.",
    title: "무엇이 궁금하세요?",
    text: "시상식 일정, 우수사례, 담당자 연락처를 보도자료에서 찾아 드려요. 하나 눌러 보세요.",
    samples: ["시상식 언제 했어요?", "정부혁신 최우수 사례", "혁신행정담당관실 과장 전화번호", "적극행정 경진대회는 몇 건이 접수됐어요?"],
    tries: ["담당자는?", "왜", "도움말"],
    starts: true,
  },
  {
    id: "group",
    name: "단체방",
    note: "부르면 답하고, 알림을 받아요",
    hint: "부서 단체방이에요. 봇은 부르거나 답장할 때만 말해요.",
    title: "단체방에서는 봇을 불러 주세요",
    text: "{bot} 하고 부르거나 봇의 말에 답장하세요. 방 관리자가 알림을 켜고(주간 일정도 골라 보세요) ‘오늘’에서 바로 가기를 누르면 알림이 와요.",
    samples: ["{bot} 시상식 장소가 어디예요?", ["알림 켜기", "/subscribe"], ["다가오는 일정", "/upcoming"]],
    tries: ["{bot} 시상식 언제 했어요?", ["알림 켜기", "/subscribe"], ["다가오는 일정", "/upcoming"]],
  },
  {
    id: "admin",
    name: "관리자",
    note: "자료와 상태를 돌봐요",
    hint: "봇을 돌보는 사람의 1:1 대화예요. 파일을 보내면 무엇이 바뀌는지 보여 줘요.",
    title: "자료를 돌보는 자리예요",
    text: "보도자료를 다시 읽고, 아직 보도자료에 없는 일정을 넣어요. 알린 일정을 고치면 단체방에 정정이 가요.",
    samples: [["자료 다시 읽기", "/reload"], ["일정 넣고 고치기", "/event"], ["펴낸 판", "/versions"], ["답하지 못한 질문", "/unanswered"], ["봇의 상태", "/status"]],
    tries: [["자료 다시 읽기", "/reload"], ["일정 넣고 고치기", "/event"], ["펴낸 판", "/versions"], ["답하지 못한 질문", "/unanswered"], ["봇의 상태", "/status"]],
  },
  {
    id: "stranger",
    name: "외부인",
    note: "허락받지 않은 사람이에요",
    hint: "직원이 아닌 사람이에요. 봇이 정중히 거절해요.",
    title: "아직 들어오지 못한 사람이에요",
    text: "허락받지 않은 사람이 물으면 봇이 무엇이라고 하는지 보세요.",
    samples: ["시상식 언제 했어요?"],
    tries: [],
    starts: true,
  },
];
