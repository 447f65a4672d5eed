"""What contests and events are called, and which kind of event a name names."""

from __future__ import annotations

import re

from knowledge.dates import LAST_YEAR
from knowledge.model import EventKind

CONTEST_NOUNS = tuple(
    "경진대회 경연대회 발표대회 선발대회 개발자대회 기능경기대회 공모전 챌린지 해커톤 어워드 어워즈"
    " 콘테스트 품평회 선발전 백일장 콩쿠르".split()
)
"""What nothing but a contest is called."""
CONTEST_NOUN = f"(?:{'|'.join(CONTEST_NOUNS)})"
SHARED_WORDS = tuple("우수사례 사례 경진대회 공모전 대회 챌린지 시상식 포상식 시상 포상 선정작 선정".split())
"""What the names of many contests have in common: alone these words name none."""
CONTEST_WORD = rf"(?:{CONTEST_NOUN}|공모|대회|포상|대상|[가-힣]{{2,}}상)"
"""What the name of a contest or of an award may end in."""
EARLIER = rf"(?:{LAST_YEAR}|역대|(?:지난|이전)\s?대회)"
"""What speaks of an earlier edition of a contest."""
_GATHERING = (
    "(?:설명회|간담회|토론회|공청회|세미나|워크숍|포럼|심포지엄|[콘컨]퍼런스|협의회|발대식|협약식|개막식|출범식"
    "|위촉식|기념식|개소식|준공식|착공식|선포식|전시회|박람회)"
)
EVENT_WORD = (
    rf"(?:시상식|포상식|수여식|{_GATHERING}|경진대회|경연|대회|챌린지|회의|캠페인|축제|포상|주간|행사|현장\s?점검"
    "|발표회|보고회|공유회|총회|이사회|협의체|본선|결선|협약|회담|면담|콘서트|페스티벌|특강|체험전)"
)
"""What is held on a day."""

_ENTRY = "(?:접수|공모|모집|신청|신청서|제출|응모|추천|등록)"
_AWARD = "(?:시상|포상|수여|표창)"
_WINNERS = "(?:결과|선정|선발|수상자|수상작|당선자|당선작|입상작|합격자|대상자)"
_JUDGED = "(?:심사|평가|심의|예선|본선|결선|공개검증|추첨)"
_DAY = "(?:일|일자|일정|일시|시각|시한|기간)?"
# The first that fits, from the most certain to the least. What a Korean name names stands last: "심사 결과 발표" is a
# result, "발표 심사" a judging, "포상 접수 마감" a deadline. Of a ceremony and something else people mean the ceremony.
_KINDS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (EventKind.DEADLINE, rf"(?:마감|기한){_DAY}$|{_ENTRY}종료|까지{_ENTRY}?$"),
        (EventKind.OPENING, rf"(?:{_ENTRY}|공모전)(?:시작|개시|공고){_DAY}$|{_ENTRY}(?:안내)?{_DAY}$"),
        (EventKind.CEREMONY, rf"(?:시상|포상|수여|수상)식|{_AWARD}(?:및|과|겸|[·,])"),
        (EventKind.JUDGING, rf"{_JUDGED}(?:위원회)?(?:회의|시작|종료)?{_DAY}$"),
        (EventKind.OTHER, rf"(?:{_GATHERING}|전시)$"),
        (EventKind.RESULT, rf"{_WINNERS}.*(?:발표|공고|공개|안내|통보|통지|연락){_DAY}$|{_WINNERS}발표|결과$"),
        (EventKind.RESULT, rf"(?<!사례)(?<!성과)발표{_DAY}$"),
        (EventKind.CEREMONY, _AWARD),
        (EventKind.JUDGING, "심사|평가위원회|본선|예선|결선"),
        (EventKind.DEADLINE, "마감|기한"),
        (EventKind.OPENING, "접수"),
    )
)
_BARE = re.compile(rf"(?:제?\d차|최종|서[류면]|{_ENTRY}|마감|{_JUDGED}|{_WINNERS}|발표회?|경연|{_AWARD}식?)+")


def kind_of(name: str) -> EventKind:
    """What kind of event these words name, with or without its contest; OTHER where they name none."""
    words = re.sub(r"\([^()]*\)|[\s.]", "", name)
    return next((kind for kind, pattern in _KINDS if pattern.search(words)), EventKind.OTHER)


def is_bare(name: str) -> bool:
    """Whether a name says only what takes place (본선, 심사 결과 발표) and not of what."""
    return bool(_BARE.fullmatch(re.sub(r"\s", "", name)))
