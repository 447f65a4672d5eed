"""Promises of test_promises that are known not to hold yet, each with the fewest releases that show it."""

from __future__ import annotations

HOUSE_2024, HOUSE_2023 = "2024-11-14-government-innovation-awards.txt", "2024-01-05-employment-service-award.txt"
CLIMATE, VETERANS = "002_mcee_special_performance_award.txt", "003_mpva_special_performance_award.txt"
IDEAS, NURI, AI_LEADERS = (
    "006_acrc_idea_contest.txt",
    "010_msit_nuri_naming_contest.txt",
    "043_mois_ai_leader_challenge.txt",
)
DRAWING, GOVERNMENT24, YOUTH = (
    "d03_mpva_sancheong_drawing_2021.txt",
    "d14_mois_gov24_video_2023.txt",
    "d09_moel_youth_video_2019.txt",
)
OPEN_SOURCE, FUTURE, SEOUL = (
    "009_msit_opensource_contest.txt",
    "d06_moef_future_ideas_2023.txt",
    "d10_seoul_love_2013.txt",
)
SAFETY, ESSAYS, HONOURS = (
    "d15_kcs_safety_invention_2023.txt",
    "d17_hrdk_cert_essay_2015.txt",
    "d19_mpva_honours_2023.txt",
)
RETAIL, TOILETS, EXTENSION = (
    "020_motir_retail_strategy_meeting.txt",
    "d07_mois_toilet_award_2009.txt",
    "d02_rda_extension_award_2013.txt",
)
NET_ZERO, SITES, CAMP = "d33_156754124.hwpx", "d34_156754206.hwpx", "d36_156754212.hwpx"
TRAFFIC, PARTNERS, DECORATIONS = "d38_156754183.hwpx", "d40_156755010.hwpx", "d41_156754290.hwpx"

# The question, its release, and the one that changes the answer when it is added.
BY_ANOTHER = (
    ("나라사랑 공모전 심사 결과 발표", SITES, HOUSE_2024),
    ("그리는 나라사랑 공모전 심사 결과 발표", SITES, HOUSE_2024),
    ("우리가 그리는 나라사랑 공모전 심사 결과 발표", SITES, HOUSE_2024),
    ("수기 공모전 참가 자격", DRAWING, HOUSE_2024),
    ("홍보 영상 공모전 참가 자격", GOVERNMENT24, YOUTH),
    ("직원들이 낸 제안 뽑는 대회 몇 개 뽑혔나", PARTNERS, HOUSE_2024),
    ("일하는 방식 심사 결과 발표", AI_LEADERS, HOUSE_2024),
    ("AI 리더 발대식 언제", AI_LEADERS, HOUSE_2024),
    ("AI 리더 발대식 어디서 해요", AI_LEADERS, HOUSE_2024),
    ("온실가스 배출전망 과제 한 팀 이름", CLIMATE, HOUSE_2024),
    ("보훈부 특별성과 개인 수상은 어느 부서예요", VETERANS, GOVERNMENT24),
    ("최승봉 무슨 부서", TRAFFIC, HOUSE_2023),
)
# The question, the release that is taken out, and the one that stays.
BY_REMOVAL = (("정책 아이디어 최우수", CLIMATE, AI_LEADERS),)
# The question and two releases of which the order decides.
BY_ORDER = (
    ("ㅅㅂㅇ ㅅㅁㄱ", RETAIL, DECORATIONS),
    ("이상임 번호", TRAFFIC, IDEAS),
    ("ㄱㄷㅎ 과장 전화", OPEN_SOURCE, IDEAS),
    ("연락처", RETAIL, DECORATIONS),
    ("시상식 사회자 누구예요", SEOUL, SAFETY),
    ("지식재산처 혁신행정담당관 과장", CLIMATE, HOUSE_2024),
    ("백승엽 학생 장관상 언제 받았나요", SAFETY, FUTURE),
    ("통영지청 수상 내용 알려줘", EXTENSION, FUTURE),
    ("2023년 고용서비스상은 몇 명이 받았나요?", ESSAYS, YOUTH),
    ("우수사례 경진대회 최우수", TOILETS, HONOURS),
)
# The question and the one release of the base, which has none of its content words.
BY_ABSENCE = (
    ("서울사랑 공모전 시상식 장소", CLIMATE),
    ("우리숲은 내가 지켜요 어디", CLIMATE),
    ("우리숲은 내가 지켜요 무슨 상", ESSAYS),
    ("대국민 명칭 몇 건 접수됐어요", SAFETY),
    ("국민안전 발명챌린지 접수 마감 언제", NURI),
    ("국민안전 발명챌린지 시상식 장소", FUTURE),
    ("소프트웨어산업과 과장님 번호", PARTNERS),
)

# The same that hold again.
MENDED_BY_ANOTHER = (
    ("혁신행정담당관실 과장 전화번호 알려줘", HOUSE_2024, CLIMATE),
    ("해상풍력 쪽은 무슨 등급 받았어요?", CLIMATE, NET_ZERO),
    ("태백 가는 기차 시간표", HOUSE_2024, DRAWING),
)
MENDED_BY_ORDER = (
    ("특별성과 포상 담당자 번호", DECORATIONS, PARTNERS),
    ("snfl dlfma wldms tkfka", CAMP, NET_ZERO),
    ("권유이 무슨 부서", SITES, VETERANS),
)
MENDED_BY_ABSENCE = (
    ("대한민국 환경사랑공모전 상금", SEOUL),
    ("서울사랑 공모전 최우수", EXTENSION),
    ("오픈소스 개발자대회 접수 마감 언제", FUTURE),
    ("누리호 이름 공모는 언제부터 언제까지 받았어요", IDEAS),
    ("이송이 무슨 부서", NURI),
    ("임주연 무슨 부서", VETERANS),
    ("대한민국 환경사랑공모전", ESSAYS),
)
