"""Whom a page names beside its headline: 담당부서, 담당자 or 작성자, 전화번호, its value beside or below."""

from __future__ import annotations

import re

from knowledge.extract.lines import Line
from knowledge.extract.people import PHONE, Group, Person, is_person

# Lines of a page's head.
_HEAD = 40
_NEAR = 4
_DEPARTMENT = re.compile(
    r"(?:담당\s?부서|부서명|담당과)\s*[:|]?\s*(?P<value>[가-힣A-Za-z0-9·]{2,20}(?:과|팀|실|국|관|단|센터|소|부))(?![가-힣])"
)
_PERSON = re.compile(r"(?:담당자|작성자)\s*[:|]?\s*(?P<value>[가-힣]{2,4})(?![가-힣*○])")
_NUMBER = re.compile(rf"(?:(?<!대표)(?<!대표\s)전화(?:번호)?|연락처)\s*[:|]?\s*\(?{PHONE.pattern}")
# Behind the department, without hyphens: 홍보담당관(0442032044).
_GLUED = re.compile(r"(?<=[가-힣])\((0(?:2|\d\d))(\d{3,4})(\d{4})\)")


def page_contact(lines: tuple[Line, ...]) -> list[Person]:
    """The one person a page names with a number in its head; else none."""
    head = lines[:_HEAD]
    text = "\n".join(" ".join(line.row.texts) if line.row else line.body or line.text for line in head)
    department, person = _DEPARTMENT.search(text), _PERSON.search(text)
    if person is None or not is_person(person["value"]):
        return []
    # The number of whoever stands there, not that of the switchboard further down.
    at = text.count("\n", 0, person.start())
    near = "\n".join(text.split("\n")[max(0, at - _NEAR) : at + _NEAR])
    if (number := _NUMBER.search(near) or _GLUED.search(near)) is None:
        return []
    line = next(line for line in head if person["value"] in line.text)
    group = Group([department["value"]] if department else [])
    return [Person(group, "담당자", None, person["value"], "-".join(number.groups()), line)]
