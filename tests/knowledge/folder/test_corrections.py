"""A release that lies in the folder again with something corrected: both are kept, and admins read what differs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.clock import SEOUL
from bot.reminders.agenda import reconcile
from knowledge.answers.answer import answer
from knowledge.base import KnowledgeBase
from knowledge.dialogue import Answer, ContactList, ContestDetail, EventDetail
from knowledge.folder.reading import read_folder
from knowledge.model import Facts, WarningKind
from knowledge.questions.understand import understand
from tests.releases.packages import write_hwpx
from tests.releases.script import read_script
from tests.releases.writers import write_txt

ROOT = Path(__file__).parents[3]
AWARDS = (ROOT / "knowledge" / "releases" / "2024-11-14-government-innovation-awards.txt").read_text(encoding="utf-8")
FORUM = (ROOT / "tests" / "releases" / "layouts_c" / "105_moel_platform_forum.script").read_text(encoding="utf-8")
TODAY = date(2024, 11, 1)
FLOOR = ("19층 매화홀", "18층 매화홀")
DAY = ("'24. 11. 14.(목), 10:00", "'24. 11. 21.(목), 10:00")
DATED = ("장관은 11. 14.(목)", "장관은 11. 15.(금)")


def corrected(*changes: tuple[str, str]) -> str:
    text = AWARDS
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def read(folder: Path, files: Mapping[str, str | bytes]) -> Facts:
    """What is read of files with these names and texts."""
    for name, text in files.items():
        (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_folder(folder)


def told(facts: Facts) -> list[str]:
    """What the admin reads about files of one release, each warning with the file that it stands at."""
    found = [w for w in facts.warnings if w.kind in (WarningKind.CONFLICT, WarningKind.COPY)]
    return [f"{w.file}: {w.text}" for w in found if "같은 보도자료" in w.text]


def asked(facts: Facts, text: str) -> Answer:
    base = KnowledgeBase(facts)
    return answer(understand(text, base, TODAY), base, TODAY)


def places(found: Answer) -> list[str | None]:
    return [part.event.place for part in found.parts if isinstance(part, EventDetail)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("매화홀", "국화홀", "장소 한국프레스센터 19층 국화홀 / 한국프레스센터 19층 매화홀"),
        (*FLOOR, "장소 한국프레스센터 18층 매화홀 / 한국프레스센터 19층 매화홀"),
        ("송보영", "김보영", "담당자 김보영 / 송보영"),
        ("044-202-7055", "044-202-7056", "전화번호 044-202-7056 / 044-202-7055"),
        ("미니 키자니아 20개", "미니 키자니아 30개", "사례 우리공단은 미니 키자니아 30개가 있다"),
        ("단축(5일→1일)", "단축(5일→2일)", "설명 "),
        ("첫걸음이 혁신행정", "첫걸음이 적극행정", "본문"),
    ],
    ids=["hall", "floor", "name", "number", "title", "summary", "prose"],
)
def test_two_files_that_differ_in_one_fact_are_both_kept_and_told_apart(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    facts = read(tmp_path, {"a.txt": AWARDS, "b.txt": corrected((old, new))})
    assert {release.file for release in facts.releases} == {"a.txt", "b.txt"}
    (warning,) = told(facts)
    assert warning.startswith("b.txt: a.txt 파일과 같은 보도자료인데")
    assert said in warning


def test_the_same_release_twice_is_read_once(tmp_path: Path) -> None:
    facts = read(tmp_path, {"a.txt": AWARDS, "a (1).txt": AWARDS})
    assert [release.file for release in facts.releases] == ["a.txt"]
    assert told(facts) == ["a (1).txt: a.txt 파일과 같은 보도자료라 읽지 않았어요."]


@pytest.mark.parametrize("names", [("1-copy.txt", "genuine.txt"), ("genuine.txt", "1-copy.txt")])
def test_a_name_without_a_mark_decides_nothing_and_both_places_are_told(tmp_path: Path, names: tuple[str, str]) -> None:
    facts = read(tmp_path, dict(zip(names, (AWARDS, corrected(FLOOR)), strict=True)))
    (warning,) = told(facts)
    assert "어느 것이 맞는지 확인해 주세요." in warning
    found = asked(facts, "시상식 어디서 해요?")
    assert sorted(map(str, places(found))) == ["한국프레스센터 18층 매화홀", "한국프레스센터 19층 매화홀"]


def test_both_people_behind_one_number_are_told(tmp_path: Path) -> None:
    facts = read(tmp_path, {"a.txt": AWARDS, "b.txt": corrected(("송보영", "김보영"))})
    people = [part for part in asked(facts, "혁신행정담당관실 사무관 전화번호").parts if isinstance(part, ContactList)]
    assert {contact.name for part in people for contact in part.contacts} >= {"송보영", "김보영"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("later.txt", corrected(FLOOR, DATED)),
        ("titled.txt", corrected(FLOOR, ("취업지원 사각지대 청소년들에게", "(정정) 취업지원 사각지대 청소년들에게"))),
        ("a-much-longer-name-정정.txt", corrected(FLOOR)),
        ("수정_a.txt", corrected(FLOOR)),
    ],
    ids=["a later day", "a mark in the title", "a mark in the name", "another mark in the name"],
)
def test_the_later_day_and_then_a_mark_lead(tmp_path: Path, name: str, text: str) -> None:
    facts = read(tmp_path, {"a.txt": AWARDS, name: text})
    assert {release.file for release in facts.releases} == {"a.txt", name}
    (warning,) = told(facts)
    assert f"{name}의 것을 앞세워요." in warning
    assert places(asked(facts, "시상식 어디서 해요?")) == ["한국프레스센터 18층 매화홀"]


@pytest.mark.parametrize("name", ["0-정정.txt", "z-정정.txt"])
def test_a_count_is_answered_as_the_marked_file_has_it(tmp_path: Path, name: str) -> None:
    facts = read(tmp_path, {"a.txt": AWARDS, name: corrected(("총 59건 접수", "총 61건 접수"))})
    found = [
        part for part in asked(facts, "아이디어 공모전 접수 몇 건이에요?").parts if isinstance(part, ContestDetail)
    ]
    assert [part.contest.received for part in found] == [61]


def test_a_later_day_leads_over_a_mark(tmp_path: Path) -> None:
    later = corrected(("19층 매화홀", "17층 매화홀"), DATED)
    facts = read(tmp_path, {"정정.txt": corrected(FLOOR), "later.txt": later})
    assert places(asked(facts, "시상식 어디서 해요?")) == ["한국프레스센터 17층 매화홀"]


def test_a_date_that_a_marked_file_of_the_same_day_moves_is_promised_once(tmp_path: Path) -> None:
    facts = read(tmp_path, {"z.txt": AWARDS, "a-정정.txt": corrected(DAY)})
    now = datetime(2024, 11, 1, 12, tzinfo=SEOUL)
    assert [entry.day for entry in reconcile((), facts, now).entries] == [date(2024, 11, 21)]


def test_then_the_better_form_leads(tmp_path: Path) -> None:
    script, other = read_script(FORUM), read_script(FORUM.replace("로얄호텔 그랜드볼룸(", "로얄호텔 2층 릴리홀("))
    facts = read(tmp_path, {"a.txt": write_txt(other), "a-very-long-name.hwpx": write_hwpx(script)})
    assert [release.file for release in facts.releases] == ["a-very-long-name.hwpx", "a.txt"]
    (warning,) = told(facts)
    assert "a-very-long-name.hwpx의 것을 앞세워요." in warning
    (place,) = places(asked(facts, "플랫폼 종사자 토론회 어디서 했어요?"))
    assert place
    assert "그랜드볼룸" in place


def test_a_poorer_form_that_lacks_something_is_a_copy_unless_it_is_marked_as_corrected(tmp_path: Path) -> None:
    shorter = FORUM.replace(", 로얄호텔 그랜드볼룸(서울 중구)", "").replace("서울 로얄호텔 그랜드볼룸에서 ", "")
    assert "로얄호텔" not in shorter
    hwpx, txt = write_hwpx(read_script(FORUM)), write_txt(read_script(shorter))
    facts = read(tmp_path, {"a.hwpx": hwpx, "b.txt": txt})
    assert [release.file for release in facts.releases] == ["a.hwpx"]
    (tmp_path / "b.txt").unlink()
    facts = read(tmp_path, {"b-정정.txt": txt})
    assert {release.file for release in facts.releases} == {"a.hwpx", "b-정정.txt"}
    (warning,) = told(facts)
    assert "장소 없음 / 로얄호텔 그랜드볼룸" in warning
