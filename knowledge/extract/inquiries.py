"""People to call in running text: 문의 lines, and a name with a number in the closing sentence."""

from __future__ import annotations

import re

from knowledge.extract.lines import Line
from knowledge.extract.people import PHONE, UNIT, Group, Person, numbers_at, told_people

INQUIRY = re.compile(
    r"(?:[※*□■○ㅇ◎▪-]\s?)?"
    r"(?:[(\[<【]\s?(?:문\s?의\s?처?|담\s?당|연\s?락\s?처)\s?[)\]>】]\s*[:：]?|(?:문\s?의\s?처?|담\s?당|연\s?락\s?처)\s*[:：])\s*(.*)"
)
# What stands between a name and its number, and numbers that nobody answers.
_NUMBER_WORD = re.compile(r"\s?(?:☎|☏|(?:전\s?화|연락처|직통)(?:번호)?|T(?:el|EL)?)\s?[.:)]?\s*(?=\(?0)")
_FAX = re.compile(rf"[,/]?\s?(?:팩\s?스|[Ff](?:ax|AX)?)\s?[.:)]*\s*\(?{PHONE.pattern}")


def inquiry(text: str, line: Line) -> list[Person]:
    """`문의: 고용서비스정책과 정승연(…7329), 김예하(…7340)`: the department stays until another is named."""
    return _people(text, line, in_sentence=False)


def closing(text: str, line: Line) -> list[Person]:
    """`… 과학기술정보통신부 용찬재 사무관(☎ 02-2110-2428)에게 연락주시기 바랍니다.`: only people with their rank."""
    return _people(text, line, in_sentence=True) if re.search(r"문의|연락|자세한|궁금", text) else []


def _people(text: str, line: Line, in_sentence: bool) -> list[Person]:
    people: list[Person] = []
    group = Group()
    position = 0
    text = _NUMBER_WORD.sub(" ", _FAX.sub("", text))
    for match in PHONE.finditer(text):
        if match.start() < position:
            continue
        before = re.sub(
            r"^[^가-힣]*(?:및|또는|혹은)\s|[(\[]\s*$", "", text[position : match.start()].strip(" )")
        ).strip()
        numbers, position = numbers_at(text, match)
        if in_sentence:
            before = _named(before)
        told = told_people(before.strip(" ()☎,/:·"))
        if in_sentence and any(person.rank is None for person in told):
            continue
        for place, person in enumerate(told):
            if person.unit:
                group = Group([person.unit])
            number = numbers[min(place, len(numbers) - 1)]
            people.append(Person(group, None, person.rank, person.name, number, line))
    return people


def _named(sentence: str) -> str:
    """The end of a sentence that names people: the last two words, and the departments right before them."""
    words = sentence.split()
    start = max(len(words) - 2, 0)
    while start > 0 and UNIT.fullmatch(words[start - 1]):
        start -= 1
    return " ".join(words[start:])
