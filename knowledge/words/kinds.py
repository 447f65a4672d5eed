"""What kind of event a name names: one table for releases, schedule files and own dates."""

from __future__ import annotations

import re

from knowledge.model import EventKind

_ENTRY = "(?:접수|공모|모집|신청|신청서|제출|응모|추천|등록)"
_AWARD = "(?:시상|포상|수여|표창)"
_WINNERS = "(?:결과|선정|선발|수상자|수상작|당선자|당선작|입상작|합격자|대상자)"
_JUDGED = "(?:심사|평가|심의|예선|본선|결선|공개검증|추첨)"
_DAY = "(?:일|일자|일정|일시|시각|시한|기간)?"
_GATHERING = (
    "(?:설명회|간담회|토론회|공청회|세미나|워크숍|포럼|발대식|협약식|개막식|출범식|위촉식|기념식|전시회?|박람회)"
)
# The first that fits, from the most certain to the least. What a Korean name names stands last: "심사 결과 발표" is a
# result, "발표 심사" a judging, "포상 접수 마감" a deadline. Of a ceremony and something else people mean the ceremony.
_KINDS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (EventKind.DEADLINE, rf"(?:마감|기한){_DAY}$|{_ENTRY}종료|까지{_ENTRY}?$"),
        (EventKind.OPENING, rf"(?:{_ENTRY}|공모전)(?:시작|개시|공고){_DAY}$|{_ENTRY}(?:안내)?{_DAY}$"),
        (EventKind.CEREMONY, rf"(?:시상|포상|수여|수상)식|{_AWARD}(?:및|과|겸|[·,])"),
        (EventKind.JUDGING, rf"{_JUDGED}(?:위원회)?(?:회의|시작|종료)?{_DAY}$"),
        (EventKind.OTHER, rf"{_GATHERING}$"),
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
