"""One release in several forms is one; what only looks like it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from knowledge import copies as module
from knowledge.copies import copies
from knowledge.model import Contact, Facts, Passage, Release, Source

DAY = date(2025, 3, 4)
TITLE = "우리 부, 적극행정 우수사례 열두 건을 뽑다"
TEXT = (
    "우리 부는 민원을 줄인 사례를 찾으려고 지난달부터 접수를 시작했다. 심사위원은 현장을 둘러보고 담당자를 만나 "
    "성과를 하나하나 확인했으며, 국민 평가단은 온라인 투표를 거쳐 순위를 정했다. 뽑힌 부서는 포상을 받고 사례를 "
    "전국에 알린다. 장관은 앞으로도 적극행정을 실천하는 공무원을 아낌없이 지원하겠다고 말했다."
)
OTHER_TEXT = (
    "우리 부는 겨울철 안전을 살피려고 점검반을 꾸렸다. 점검반은 공사장을 찾아 난방기를 확인하고 환기 상태를 "
    "살폈으며, 위험을 알린 사업장은 개선 계획을 내야 한다. 장관은 사고를 막는 길은 기본을 지키는 것이라고 말했다."
)


def release(file: str, title: str = TITLE, day: date | None = DAY, text: str = TEXT, phone: str | None = None) -> Facts:
    source = Source(file, 1, title)
    people = (Contact("contact-1", "release-1", "과", None, None, "홍길동", phone, day, source),) if phone else ()
    form = file.rpartition(".")[2]
    return Facts(
        releases=(Release("release-1", file, title, (), day, None, source, form),),
        passages=(Passage("passage-1", "release-1", None, text, source),),
        contacts=people,
    )


def of(*facts: Facts) -> dict[str, str]:
    return copies({one.releases[0].file: one for one in facts})


def test_the_form_in_which_most_has_survived_leads() -> None:
    forms = [release(file) for file in ("a.pdf", "b.txt", "c.hwp", "d.hwpx")]
    assert of(*forms) == dict.fromkeys(("a.pdf", "b.txt", "c.hwp"), "d.hwpx")


def test_the_form_counts_and_not_the_name_of_the_file() -> None:
    disguised = release("a.hwpx")
    disguised = replace(disguised, releases=(replace(disguised.releases[0], form="pdf"),))
    assert of(disguised, release("z.hwp")) == {"a.hwpx": "z.hwp"}


def test_spaces_and_line_breaks_of_a_form_make_no_other_release() -> None:
    pdf = release("a.pdf", TITLE.replace(" ", ""), text=TEXT.replace(" ", "").replace("을", "을\n"))
    assert of(release("a.hwpx"), pdf) == {"a.pdf": "a.hwpx"}


def test_a_title_that_runs_into_its_subtitle_is_known_by_the_text() -> None:
    assert of(release("a.hwpx"), release("a.pdf", f"{TITLE} - 국민 평가단이 고른 성과")) == {"a.pdf": "a.hwpx"}
    assert of(release("a.hwpx"), release("a.pdf", f"{TITLE} - 국민 평가단", text=OTHER_TEXT)) == {}


def test_a_form_that_lacks_the_day_is_known_by_title_and_text() -> None:
    assert of(release("a.hwpx"), release("a.txt", day=None)) == {"a.txt": "a.hwpx"}
    assert of(release("a.hwpx"), release("a.txt", day=None, text=OTHER_TEXT)) == {}


@pytest.mark.parametrize(
    "other",
    [
        release("b.hwpx", day=date(2025, 3, 5)),
        release("b.hwpx", f"(수정) {TITLE}"),
        release("b.hwpx", text=OTHER_TEXT),
        release("b.hwpx", phone="02-000-0002"),
        release("b.hwpx", "겨울철 공사장 안전을 살피다"),
    ],
    ids=["another day", "put out again", "another text", "another office", "another title"],
)
def test_what_differs_in_more_than_its_form_is_kept(other: Facts) -> None:
    assert of(release("a.hwpx", phone="02-000-0001"), other) == {}


def test_short_releases_are_one_only_where_day_and_title_are() -> None:
    assert of(release("a.hwpx", text="짧다."), release("a.pdf", text="")) == {"a.pdf": "a.hwpx"}
    assert of(release("a.hwpx", text="짧다."), release("a.pdf", day=None, text="")) == {}
    untitled = [release(file, file, text="") for file in ("a.txt", "b.txt")]
    assert of(*untitled) == {}


def test_many_releases_that_share_their_words_are_not_compared_with_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    same = module._same

    def counting(*pair: Any) -> bool:
        nonlocal compared
        compared += 1
        return bool(same(*pair))

    monkeypatch.setattr(module, "_same", counting)
    offices = [release(f"{n}.hwpx", phone=f"02-000-{n:04}") for n in range(300)]
    assert of(*offices) == {}
    assert compared < 300 * 60
