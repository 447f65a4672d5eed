"""Merit awards told as deeds: `… 체계를 구축하여 사고를 줄인 공로로 도로안전과가 장관 표창을 받았다.`"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.dates import LAST_YEAR
from knowledge.extract.lines import Line
from knowledge.hangul import sentences

_RANK = (
    r"(?:\s?(?:[가-힣]{2,4}\s)?(?:사무관|주무관|서기관|연구관|연구사|과장|팀장|경위|경감|경사"
    r"|소방[위장경교사]|직원|대리|차장|부장))"
)
_AWARDED = re.compile(
    r"(?:<!)?(?P<awardee>(?:[가-힣·]{1,14}(?:청|세관|서|센터|원|단|공사|공단|관|국|본부|소|실"
    r"|과)\s)?[가-힣·]{2,14}(?:과|팀|실|센터|담당관|세관|지청|서|소|단|국))"
    rf"(?P<rank>{_RANK})?(?P<particle>에게|에는|과|와|이|가|은|는)\s"
)
_PRIZED = re.compile(
    r"(?:포상금?|표창|상장?)(?:\s?\([^()]*\))?(?:\s?\d[\d,]*\s?만?\s?원)?(?:을|를|이"
    r"|가)\s?(?:각각\s)?(?:수여|받|수상|지급)"
)
_BY_DEED = re.compile(
    r"(?:한|된|은|낸|킨|운|인|든|온|친|준|뒷받침한)\s(?:(?:성과|공로|공적|노력|점)(?:로|으로"
    r"|을\s인정받아|이\s인정되어)\s)?$"
)
_OPENING = re.compile(
    r"^(?:또한|먼저|우선|아울러|이와 함께|이어|끝으로|마지막으로|다음으로|[가-힣 ]{0,8}(?:팀|개인|단체"
    r"|기관|부서)[가-힣 ]{0,6}(?:로|로는|으로는|으로|는|은))\s?,?\s"
)
_MEANS = re.compile(
    r"(?P<noun>.{8,}?)(?:을|를)\s통해\s|(?P<verb>.{8,}?[가-힣])(?:하여|해)(?:\s|,)"
    r"|(?P<other>.{8,}?[가-힣](?:고|며)),?\s"
)


@dataclass(frozen=True, slots=True)
class Deed:
    """What someone was rewarded for: its first clause as the title, all of it as the summary."""

    title: str
    organization: str
    summary: str


def told_deeds(body: tuple[Line, ...]) -> Iterator[tuple[Line, Deed]]:
    """Deeds with whom they were rewarded; only in sentences that say that a prize or money was handed over."""
    for line in body:
        if line.row is not None:
            continue
        for sentence in sentences(line.text):
            prized = _PRIZED.search(sentence)
            if prized is None or re.search(rf"예정|계획|{LAST_YEAR}|“", sentence):
                continue
            start = 0
            for awarded in _AWARDED.finditer(sentence, 0, prized.start()):
                told = sentence[start : awarded.start()]
                if _BY_DEED.search(told) and (deed := _deed(told)):
                    yield line, Deed(deed[0], awarded["awardee"].strip(), deed[1])
                    start = awarded.end()


def _deed(told: str) -> tuple[str, str] | None:
    text = _OPENING.sub("", told.strip())
    means = _MEANS.match(text)
    if means is None:
        return None
    title = means["noun"] or means["verb"] or re.sub(r"(?:하고|하며)$", "", means["other"])
    return title.strip(), text
