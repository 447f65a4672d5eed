"""What is asked of genuine releases of many ministries; skipped where they are not at hand."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer, Aspect, ContactList, ContestDetail, EventDetail
from knowledge.folder.reading import read_folder
from knowledge.model import EventKind
from knowledge.questions.understand import understand

SHARED = Path(__file__).resolve().parents[4] / "shared"
DAY = date(2026, 11, 21)

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the genuine releases lie beside the repository")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """The two releases of the house among those of other ministries."""
    folder = tmp_path_factory.mktemp("releases")
    for path in (*(SHARED / "releases").glob("*.txt"), *(SHARED / "layouts").glob("*.txt")):
        shutil.copy(path, folder)
    return KnowledgeBase(read_folder(folder))


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder = tmp_path_factory.mktemp("call")
    shutil.copy(SHARED / "layouts2" / "d10_seoul_love_2013.txt", folder)
    return KnowledgeBase(read_folder(folder))


def said(base: KnowledgeBase, *texts: str) -> Answer:
    """The answer to the last of the texts."""
    found: Answer | None = None
    for text in texts:
        found = answer(understand(text, base, DAY, found), base, DAY)
    assert found
    return found


def test_the_entry_period_of_a_contest_that_only_its_release_names_is_told(many: KnowledgeBase) -> None:
    [part] = said(many, "누리 명칭 공모전 접수 언제까지").parts
    assert isinstance(part, EventDetail)
    assert (part.event.kind, part.event.date) == (EventKind.DEADLINE, date(2018, 5, 31))


@pytest.mark.parametrize("text", ["국외 보훈사적지 답사 언제까지 신청", "국외 보훈사적지 답사 모집 언제까지예요?"])
def test_until_when_asks_for_the_end_also_of_what_is_no_contest(tmp_path: Path, text: str) -> None:
    shutil.copy(next((SHARED / "layouts2").glob("d34*.hwpx")), tmp_path)
    [part] = said(KnowledgeBase(read_folder(tmp_path)), text).parts
    assert isinstance(part, EventDetail)
    assert (part.event.kind, part.event.date) == (EventKind.DEADLINE, date(2026, 4, 22))


def test_the_day_of_the_prize_is_that_of_the_only_contest_of_its_release(many: KnowledgeBase) -> None:
    [part] = said(many, "누리 명칭 공모전 접수 언제까지", "상은 언제 줬어요").parts
    assert isinstance(part, EventDetail)
    assert part.event.date == date(2018, 9, 7)


def test_of_several_people_with_the_same_initials_the_one_with_that_rank_is_meant(many: KnowledgeBase) -> None:
    [part] = said(many, "ㄱㅇㅇ 주무관 번호").parts
    assert isinstance(part, ContactList)
    assert [contact.name for contact in part.contacts] == ["강예인"]


def test_the_prize_that_a_release_states_is_told(call: KnowledgeBase) -> None:
    [part] = said(call, "서울사랑 공모전 상금 얼마").parts
    assert isinstance(part, ContestDetail)
    assert "20만원" in (part.contest.prize or "")
    assert part.aspects == (Aspect.PRIZE,)


@pytest.mark.parametrize("asked", ["최우수", "최우수상"])
def test_a_grade_is_the_same_with_and_without_its_last_syllable(asked: str, tmp_path: Path) -> None:
    shutil.copy(SHARED / "layouts2" / "d06_moef_future_ideas_2023.txt", tmp_path)
    base = KnowledgeBase(read_folder(tmp_path))
    records = said(base, f"미래한국 아이디어 공모전 {asked}").records
    assert {case.grade for case in base.facts.cases if case.id in records} == {"최우수상"}
