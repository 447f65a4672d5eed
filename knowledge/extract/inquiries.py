"""People to call in running text: 문의 lines, and a name with a number in the closing sentence."""

from __future__ import annotations

import re

from knowledge.extract.lines import Line
from knowledge.extract.people import EXTENSIONS, NAME, PHONE, RANK, Group, Person, is_rank

__all__ = ["INQUIRY", "closing", "goes_on", "inquiry"]

INQUIRY = re.compile(r"(?:[※*□○-]\s?)?[(\[<]?(?:문\s?의\s?처?|담\s?당(?:\s?자)?|연\s?락\s?처)\s?[)\]>]?\s*[:：]\s*(.*)")


def inquiry(text: str, line: Line) -> list[Person]:
    """`문의: 고용서비스정책과 정승연(…7329), 김예하(…7340)`: the department stays until another is named."""
    people: list[Person] = []
    group = Group()
    position = 0
    for match in PHONE.finditer(text):
        words = text[position : match.start()].strip(" (☎,/:·)및").split()
        position = match.end()
        rank = words.pop() if words and is_rank(words[-1]) and len(words) > 1 else None
        if not words or not NAME.fullmatch(words[-1]) or _is_unit(words[-1]):
            continue
        name = words.pop()
        if rank is None and words and is_rank(words[-1]):
            rank = words.pop()
        if words:
            group = Group([" ".join(words)])
        people.append(Person(group, None, rank, name, "-".join(match.groups()), line))
        if more := EXTENSIONS.match(text, position):
            position = more.end()
    return people


def goes_on(line: Line) -> bool:
    """Whether a line only goes on naming people after a 문의 line."""
    return (
        line.row is None
        and not line.bullet
        and len(line.text) < 90
        and bool(re.match(r"[가-힣\s]+\(?☎?\s?0\d", line.text))
    )


def _is_unit(word: str) -> bool:
    long = len(word) > 3 and re.search(r"(?:실|국|부|단|청|원|처|대표)$", word)
    return bool(long or re.search(r"(?:과|팀|센터|사무국|본부|공단|대표번호|콜센터)$", word))


def closing(line: Line) -> list[Person]:
    """`… 과학기술정보통신부 용찬재 사무관(☎ 02-2110-2428)에게 연락주시기 바랍니다.`"""
    if not re.search(r"문의|연락|자세한|궁금", line.text):
        return []
    people = []
    pattern = (
        r"(?:(?P<unit>[가-힣]{2,20}[부처청과팀실국원단])\s)?(?P<name>[가-힣]{2,4})\s"
        rf"(?P<rank>{RANK.pattern})\s?\(\s?☎?\s?{PHONE.pattern}"
    )
    for match in re.finditer(pattern, line.text):
        phone = PHONE.search(match[0])
        if phone:
            group = Group([match["unit"]] if match["unit"] else [])
            people.append(Person(group, None, match["rank"], match["name"], "-".join(phone.groups()), line))
    return people
