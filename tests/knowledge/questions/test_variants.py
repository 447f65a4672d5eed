"""Every title, organization, department and person of the bundled releases, typed in every wrong way."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import click
import pytest

from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer, Status
from knowledge.hangul import initials, squeeze
from knowledge.questions.understand import understand
from knowledge.words.lexicon import word_table
from knowledge.words.organizations import organizations
from knowledge.words.vocabulary import organization_names
from tests.knowledge.questions.typing_slips import SLIPS, Variant, in_initials, slipped, variants

DAY = date(2026, 11, 21)
FLOOR = 0.97
MOST_CHOICES = 5

# How each kind of name is asked about, and how many slips of each sort are made in it.
FRAMES = {
    "title": (("{}", "{} 사례"), 4),
    "half of a title": (("{}", "{} 사례"), 4),
    "organization": (("{} 사례", "{} 수상작 알려줘", "{} 무슨 상 받았어요"), 9),
    "department": (("{} 연락처", "{} 전화번호 알려주세요", "{} 담당자"), 18),
    "person": (("{} 전화번호", "{} 연락처 알려주세요", "{} 번호"), 9),
}

# Real offices, and some that could be, whose names are near those of the releases.
OTHER_OFFICES = (
    "천안시청 천안교육지원청 안산지청 부천지청 부산시청 부산동부지청 부산지방국세청 통영시청 "
    "근로감독관과 근로감독총괄과 퇴직연금정책과 공정채용정책과 중앙행정위원회 경남지방노동위원회 "
    "한국장애인개발원 근로복지연구원 한국산업기술공단 한국산업단지공단"
).split()


@dataclass(frozen=True)
class Entry:
    """A name in the base, and the records it leads to."""

    kind: str
    name: str
    records: frozenset[str]


@dataclass(frozen=True)
class Typed:
    """What became of a variant of an entry's name; `right`: found first, or among few choices."""

    entry: Entry
    variant: Variant
    answer: Answer
    right: bool

    @property
    def wrong(self) -> bool:
        """Whether something else was answered."""
        return self.answer.status is Status.ANSWERED and not self.entry.records & set(self.answer.records)

    def __str__(self) -> str:
        parts = " ".join(type(part).__name__ for part in self.answer.parts)
        offered = "; ".join(choice.label for choice in self.answer.choices)
        return f"{self.variant.way}: {self.variant.text} ({self.entry.name}) → {self.answer.status} {parts} {offered}"


@pytest.fixture(scope="module")
def typed(base: KnowledgeBase) -> dict[str, list[Typed]]:
    """Every variant of every entry, by kind, each with what was answered; `pytest -s` shows the shares."""
    found = all_typed(base)
    click.echo(f"\n{shares(found)}")
    return found


def all_typed(base: KnowledgeBase) -> dict[str, list[Typed]]:
    """Every variant of every entry, by kind, each with what was answered."""
    known = entries(base)
    found: dict[str, list[Typed]] = defaultdict(list)
    for entry in known:
        frames, slips = FRAMES[entry.kind]
        for variant in variants(entry.name, frames, slips, unique_initials=has_own_initials(entry, known)):
            found[entry.kind].append(asked(base, entry, variant))
    return found


def asked(base: KnowledgeBase, entry: Entry, variant: Variant) -> Typed:
    given = answer(understand(variant.text, base, DAY), base, DAY)
    found = [given.records[:1]]
    if given.choices and given.status is not Status.ANSWERED:
        found = [answer(choice.question, base, DAY).records[:1] for choice in given.choices[:MOST_CHOICES]]
    return Typed(entry, variant, given, any(entry.records & set(records) for records in found))


def entries(base: KnowledgeBase) -> list[Entry]:
    """Every name that is asked about, with the records that answer."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for case in base.facts.cases:
        found["title", case.name].add(case.id)
        found["half of a title", distinctive_half(case.name, base)].add(case.id)
        for name in written(case.organization):
            found["organization", name].add(case.id)
    for contact in base.facts.contacts:
        found["person", contact.name].add(contact.id)
        for name in units(contact.department):
            found["department", name].add(contact.id)
    return [Entry(kind, name, frozenset(records)) for (kind, name), records in found.items()]


def written(organization: str | None) -> list[str]:
    """An organization as printed, and the office in parentheses behind the ministry's name (고용노동부(천안지청))."""
    inner = re.search(r"\(([^)]+)\)", organization or "")
    return [name for name in (organization, inner and inner[1]) if name]


def units(department: str | None) -> list[str]:
    """A department as printed, and its last unit alone."""
    return list(dict.fromkeys([department, department.split()[-1]])) if department else []


def distinctive_half(title: str, base: KnowledgeBase) -> str:
    """The half of a title whose pairs of letters stand in fewer of all cases."""
    words = title.split()
    halves = [" ".join(words[: len(words) // 2]), " ".join(words[len(words) // 2 :])]
    texts = [squeeze(f"{case.title} {case.summary or ''}") for case in base.facts.cases]

    def rarity(half: str) -> float:
        letters = squeeze(half)
        pairs = {letters[n : n + 2] for n in range(len(letters) - 1)}
        return sum(1 / sum(pair in text for text in texts) for pair in pairs)

    return max(halves, key=rarity)


def has_own_initials(entry: Entry, known: list[Entry]) -> bool:
    """Whether no other name holds these initials."""
    own = initials(entry.name)
    return all(own not in initials(other.name) or other.records & entry.records for other in known)


def shares(found: dict[str, list[Typed]]) -> str:
    """The share that is right for every kind and way of typing, as a table."""
    ways = list(dict.fromkeys(one.variant.way for many in found.values() for one in many))
    lines = [f"{'':18}" + "".join(f"{kind:>17}" for kind in found)]
    for way in [*ways, "all"]:
        cells = []
        for many in found.values():
            some = [one.right for one in many if way in (one.variant.way, "all")]
            cells.append(f"{sum(some) / len(some):.3f} of {len(some):4}" if some else "")
        lines.append(f"{way:18}" + "".join(f"{cell:>17}" for cell in cells))
    return "\n".join(lines)


@pytest.mark.parametrize("kind", FRAMES)
def test_what_is_typed_wrong_is_found_first_or_offered(kind: str, typed: dict[str, list[Typed]]) -> None:
    assert len({one.variant.way for one in typed[kind]}) == 9
    share = sum(one.right for one in typed[kind]) / len(typed[kind])
    missed = "\n".join(str(one) for one in typed[kind] if not one.right)
    assert share >= FLOOR, f"\n{shares(typed)}\n{missed}"


@pytest.mark.parametrize("kind", FRAMES)
def test_what_is_typed_wrong_is_never_answered_with_something_else(kind: str, typed: dict[str, list[Typed]]) -> None:
    wrong = "\n".join(str(one) for one in typed[kind] if one.wrong)
    assert not wrong, f"\n{wrong}"


def test_a_name_with_a_slip_is_never_taken_for_a_person(typed: dict[str, list[Typed]]) -> None:
    slips = [one for one in typed["person"] if one.entry.name not in one.variant.text and one.variant.way in SLIPS]
    guessed = [one for one in slips if one.answer.status is Status.ANSWERED]
    assert not guessed, "\n" + "\n".join(map(str, guessed))


@pytest.mark.parametrize("name", "정승현 김예나 김동훈 송보형 강예린 강예진 장시영 박재홍 박재룡 이정은 이민수".split())
@pytest.mark.parametrize("frame", ["{} 전화번호", "{} 사무관 번호", "{} 주무관님 연락처 알려주세요", "{} 과장"])
def test_somebody_with_another_name_has_nobody_s_number(name: str, frame: str, base: KnowledgeBase) -> None:
    assert answer(understand(frame.format(name), base, DAY), base, DAY).status is not Status.ANSWERED


@pytest.mark.parametrize("frame", ["{} 사례", "{} 수상작 알려줘", "{} 무슨 상 받았어요"])
def test_an_organization_with_another_name_has_nobody_s_cases(frame: str, base: KnowledgeBase) -> None:
    ours = {squeeze(name) for case in base.facts.cases for name in organization_names(case.organization or "")}
    ministry = set(word_table()["ministry"]["words"])  # the house itself: says nothing about whose case is meant
    others = [o for o in organizations() if not ministry & {o.name, *o.short_names}]
    agencies = [o.name for o in others if not ours & {squeeze(n) for n in (o.name, *o.short_names)}]
    assert len(agencies) > 20
    for name in [*agencies, *OTHER_OFFICES]:
        found = answer(understand(frame.format(name), base, DAY), base, DAY)
        assert found.status is not Status.ANSWERED, f"{frame.format(name)} → {found.records}"


@pytest.mark.parametrize("frame", ["{} 연락처", "{} 담당자 전화번호"])
def test_a_department_with_another_name_has_nobody_s_number(frame: str, base: KnowledgeBase) -> None:
    for (
        name
    ) in "고용정책과 고용서비스기획과 고용지원정책과 혁신기획담당관실 규제혁신담당관실 정책기획과 노동정책과".split():
        found = answer(understand(frame.format(name), base, DAY), base, DAY)
        assert found.status is not Status.ANSWERED, f"{frame.format(name)} → {found.records}"


def test_the_variants_are_the_same_in_every_run() -> None:
    assert slipped("한국장애인고용공단", "neighbour", 0) == slipped("한국장애인고용공단", "neighbour", 0)
    texts = {slipped("혁신행정담당관실", way, seed) for way in SLIPS for seed in range(9)}
    assert len(texts) > 20
    assert "혁신행정담당관실" not in texts
    assert in_initials("산재보험 AI ‘의학자문’") == "ㅅㅈㅂㅎ ai ㅇㅎㅈㅁ"
