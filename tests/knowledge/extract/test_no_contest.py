"""Releases that tell of no contest: no case, no contest and no ceremony may come out of them."""

from __future__ import annotations

import pytest

from knowledge.documents import read_bytes
from knowledge.extract import extract
from knowledge.model import EventKind

HEAD = "보도시점\t2026. 5. 20.(수) 12:00\n\n"
CHIEF = "해맑음부(장관 이하늘)는"

# Whom to join until when is told of everything that is applied for.
_OTHER = (EventKind.OTHER, EventKind.OPENING, EventKind.DEADLINE)
RELEASES = {
    "what won in other years is shown": (
        f"해맑음부 ‘참여형 안전문화’ 선도\n\n{CHIEF} 안전주간을 운영한다.\n\n"
        "안전 성과와 24년, 25년 안전문화 경진대회 수상작을 전시한다. 누구나 참여할 수 있으며 체험 신청도 받는다.\n"
    ),
    "a policy": (
        f"청년 일자리, 더 촘촘하게\n\n{CHIEF} ‘청년 일자리 대책’을 발표했다. 대상은 만 19세 이상 34세 "
        f"이하 청년이며 "
        "‘새출발 지원금’(바람공단)을 지급한다.\n\n□ 주요 내용은 △일경험 확대(바람부), △훈련비 "
        "지원(구름부), △주거 지원(이슬부)이다.\n"
    ),
    "statistics": "4월 고용동향\n\n"
    f"{CHIEF} 4월 취업자 수가 2,800만 명으로 전년 동월 대비 10만 명 늘었다고 밝혔다.\n\n"
    "붙임\t\t연령별 현황\n\n구분\t2025년\t2026년\t증감\n청년\t1,200\t1,150\t△50\n장년\t2,000\t2,100\t100\n",
    "an inspection": (
        f"집중 안전점검 결과 발표\n\n{CHIEF} 전국 1,200개 사업장을 점검한 결과 312건을 적발했다고 "
        f"밝혔다.\n\n"
        "붙임\t\t우수·미흡 사례\n\n구분\t사업장\t사례\n우수\t바람공장\t안전 통로 확보\n미흡\t구름공장\t소화기 미비치\n"
    ),
    "an agreement": (
        f"안전한 일터를 위한 업무협약\n\n{CHIEF} 5월 20일(수) 바람회관에서 구름공사와 ‘안전일터 "
        f"업무협약’을 체결했다고 밝혔다.\n\n"
        "□ 양 기관은 우수사례를 함께 발굴하고 확산하기로 했다.\n"
    ),
    "personnel": (
        "과장급 인사발령\n\n해맑음부 인사발령(5월 "
        "20일자)\n\n직위\t성명\t비고\n바람정책과장\t김가온\t승진\n구름안전과장\t이라온\t전보\n"
    ),
    "a bill": (
        f"「해맑음기본법」 국무회의 의결\n\n{CHIEF} 「해맑음기본법」 개정안이 5월 20일 국무회의에서 "
        f"의결됐다고 밝혔다.\n\n"
        "□ 법 위반 시 최대 1억 원의 과징금을 부과한다.\n"
    ),
    "a support scheme": (
        f"혁신기업 30곳 선정\n\n{CHIEF} ‘혁신성장 지원사업’에 참여할 기업 30개 사를 선정했다고 밝혔다. 총 "
        f"412개 사가 신청했다.\n\n"
        "붙임\t\t선정 기업 명단\n\n연번\t기업명\t소재지\n1\t바람테크\t바람시\n2\t구름소재\t구름군\n"
    ),
    "a recruitment": (
        f"일반직 공무원 채용 공고\n\n{CHIEF} 일반직 공무원 20명을 채용한다고 밝혔다. 원서는 5월 25일부터 "
        f"5월 29일까지 접수한다.\n"
    ),
    "a visit": (
        "장관, 전통시장 방문\n\n이하늘 해맑음부 장관은 5월 20일(수) 바람시장을 방문하여 상인들의 목소리를 들었다.\n"
    ),
    "a graded evaluation": (
        f"재난관리평가 결과\n\n{CHIEF} 재난관리평가 결과를 발표했다. 평가 대상은 340개 기관이다.\n\n"
        "등급\t기관\t주요 내용\n우수\t바람시\t훈련 횟수 증가\n보통\t구름군\t훈련 미실시\n"
    ),
    "towns that are supported": (
        f"지역혁신 지원 대상 확정\n\n{CHIEF} ‘2026년 지역혁신 지원사업’에 참여할 12개 지방자치단체를 선정했다.\n\n"
        "붙임\t\t선정 결과\n\n시도\t시군\t사업명\t국비(백만원)\n바람도\t바람시\t청년마을 조성\t500\n"
    ),
    "a warning": f"여름철 식중독 주의\n\n{CHIEF} 기온이 오르는 여름철 식중독 예방수칙을 지켜 달라고 당부했다.\n\n"
    "□ 식중독 증상(구토, 설사)이 나타나면 가까운 병원을 찾아야 한다.\n",
    "a correction": (
        "일부 보도에 대한 설명\n\n□ 보도 내용\n ㅇ 5월 19일 바람신문은 ‘예산 낭비 심각’이라고 "
        "보도했다.\n\n□ 설명 내용\n"
        " ㅇ 해맑음부는 예산을 적법하게 집행했다. 대상은 모두 공모로 선정했다.\n"
    ),
    "a guidance": f"육아휴직 이렇게 달라집니다\n\n{CHIEF} 육아휴직 급여의 대상이 넓어진다고 밝혔다.\n\n"
    "붙임\t\t활용 사례\n\n사례\t내용\n사례 1\t휴직 중 급여를 나누어 받음\n사례 2\t배우자와 함께 씀\n",
    "a budget": f"2027년 예산안 편성\n\n{CHIEF} 예산안을 12조 원으로 편성했다고 밝혔다.\n\n"
    "붙임\t\t주요 사업\n\n분야\t사업명\t예산\n고용\t일자리 지원\t1,350억\n안전\t안전 투자\t820억\n",
    "an international meeting": (
        f"한-바람국 장관 회담\n\n{CHIEF} 5월 20일(수) 바람국 노동부 장관과 회담을 갖고 협력을 논의했다고 "
        f"밝혔다. "
        "바람국 장관은 지난해 ‘세계 노동상’을 받은 바 있다.\n"
    ),
    "a certification": (
        f"여가친화 기업 모집\n\n{CHIEF} ‘해맑음 인증’ 신청 기업을 5월 20일(수)부터 6월 19일(금)까지 "
        f"모집한다. 우수기업에는 혜택을 준다.\n"
    ),
    "best practice named in passing": (
        f"지역 규제 개선 본격 추진\n\n{CHIEF} 지역 규제를 개선한다고 밝혔다. 바람시의 ‘한걸음 창구’는 "
        f"우수사례로 꼽힌다.\n\n"
        "참고\t\t규제 개선 사례\n\n기관\t사례\t효과\n바람시\t한걸음 창구\t대기 절반\n구름군\t공유 농기계\t비용 절감\n"
    ),
    "damage done": (
        f"이상기후로 인한 보상 기준 마련\n\n{CHIEF} ‘기상이변 피해보상’ 기준을 정해 대상 농가 1,200곳을 "
        f"선정했다고 밝혔다.\n"
    ),
    "a safety drive": (
        f"안전문화 캠페인 전개\n\n{CHIEF} 5월을 ‘안전점검 집중기간’으로 정하고 캠페인을 벌인다고 밝혔다. "
        f"사진은 누리집에서 볼 수 있다.\n"
    ),
}


@pytest.mark.parametrize("text", RELEASES.values(), ids=RELEASES.keys())
def test_a_release_without_a_contest_yields_none(text: str) -> None:
    facts = extract(read_bytes("a.txt", (HEAD + text).encode()))
    assert [c.name for c in facts.contests] == []
    assert [c.title for c in facts.cases] == []
    assert [e.name for e in facts.events if e.kind not in _OTHER] == []
