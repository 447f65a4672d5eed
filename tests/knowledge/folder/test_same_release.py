"""One release in several forms is one; what only looks like it is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from knowledge.folder import same_release as module
from knowledge.folder.same_release import Rival, forms
from knowledge.model import Contact, Facts, Passage, Release, Source
from tests.factories import CEREMONY

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
    mine = f"release-{file}"
    people = (Contact("contact-1", mine, "과", None, None, "홍길동", phone, day, source),) if phone else ()
    form = file.rpartition(".")[2]
    return Facts(
        releases=(Release(mine, file, title, (), day, None, source, form),),
        passages=(Passage("passage-1", mine, None, text, source),),
        contacts=people,
    )


def of(*facts: Facts) -> dict[str, str]:
    return forms({one.releases[0].file: one for one in facts}).copies


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


CORRECTED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"date": date(2025, 4, 1)}, {"date": date(2025, 4, 2)}, "날짜 2025-04-02 / 2025-04-01"),
    ({"place": "정부세종청사 대강당"}, {"place": "서울시청 다목적홀"}, "장소 서울시청 다목적홀 / 정부세종청사 대강당"),
    ({"start": time(10, 0)}, {"start": time(14, 0)}, "시작 시각 14:00 / 10:00"),
]


def with_ceremony(facts: Facts, **said: Any) -> Facts:
    release = facts.releases[0]
    return replace(facts, events=(replace(CEREMONY, release_id=release.id, source=release.source, **said),))


@pytest.mark.parametrize(("before", "after", "said"), CORRECTED, ids=["day", "place", "hour"])
def test_a_corrected_form_is_kept_beside_the_other_and_said(
    before: dict[str, Any], after: dict[str, Any], said: str
) -> None:
    pair = [with_ceremony(release("a.hwpx"), **before), with_ceremony(release("b.txt"), **after)]
    found = forms({one.releases[0].file: one for one in pair})
    assert found.copies == {}
    assert found.rivals == {"b.txt": Rival("a.hwpx", (said,), "a.hwpx")}


def test_what_a_form_lost_makes_no_other_release() -> None:
    whole = with_ceremony(release("a.hwpx", phone="02-000-0001"), date=date(2025, 4, 1))
    assert of(whole, release("b.pdf")) == {"b.pdf": "a.hwpx"}


def test_a_fact_that_only_the_poorer_form_states_is_not_lost() -> None:
    whole = with_ceremony(release("b.txt"), date=date(2025, 4, 1))
    found = forms({"a.hwpx": release("a.hwpx"), "b.txt": whole})
    assert found.copies == {}
    assert list(found.rivals) == ["b.txt"]


def test_a_number_in_a_table_of_a_pdf_is_compared() -> None:
    pdf = release("b.pdf", phone="02-000-0002")
    recovered = replace(pdf.contacts[0], source=replace(pdf.contacts[0].source, recovered=True), department="다른과")
    hwpx = release("a.hwpx", phone="02-000-0002")
    assert of(hwpx, replace(pdf, contacts=(recovered,))) == {"b.pdf": "a.hwpx"}
    both = (recovered, replace(recovered, id="contact-2", name="이두리"))
    assert of(hwpx, replace(pdf, contacts=both)) == {}


def test_two_files_of_one_form_may_not_differ_in_a_word() -> None:
    found = forms({"a.txt": release("a.txt"), "b.txt": release("b.txt", text=TEXT.replace("지난달", "지난주"))})
    assert found.rivals == {"b.txt": Rival("a.txt", ("본문",), None)}
    spaced = forms({"a.txt": release("a.txt"), "b.txt": release("b.txt", text=TEXT.replace(" ", "  "))})
    assert spaced.copies == {"b.txt": "a.txt"}


def test_the_same_words_a_month_later_are_the_next_of_a_series() -> None:
    days = [DAY, date(2025, 3, 14), date(2025, 4, 14)]
    found = forms({f"{n}.txt": release(f"{n}.txt", day=day) for n, day in enumerate(days)})
    assert found.copies == {}
    assert found.rivals == {"1.txt": Rival("0.txt", ("보도일 2025-03-14 / 2025-03-04",), "1.txt")}


def test_what_leads_stands_before_its_rivals_and_all_else_stays_in_its_place() -> None:
    others = {"a.txt": release("a.txt", "다른 일", text=OTHER_TEXT), "d.txt": release("d.txt", "끝", text="짧다.")}
    corrected = release("c.txt", f"(정정) {TITLE}")
    read = {"a.txt": others["a.txt"], "b.txt": release("b.txt"), "c.txt": corrected, "d.txt": others["d.txt"]}
    assert forms(read).order == ("a.txt", "c.txt", "b.txt", "d.txt")


def test_what_a_pdf_put_together_wrongly_corrects_nothing() -> None:
    whole = with_ceremony(release("a.hwpx"), date=date(2025, 4, 1))
    pdf = with_ceremony(release("b.pdf"), date=date(2025, 4, 2))
    source = replace(pdf.events[0].source, recovered=True)
    assert of(whole, replace(pdf, events=(replace(pdf.events[0], source=source),))) == {"b.pdf": "a.hwpx"}


def test_a_copy_of_the_correction_is_a_copy_of_that() -> None:
    old, new = with_ceremony(release("a.hwpx"), date=DAY), with_ceremony(release("b.hwpx"), date=date(2025, 4, 2))
    again = with_ceremony(release("b.pdf"), date=date(2025, 4, 2))
    assert of(old, new, again) == {"b.pdf": "b.hwpx"}


def test_of_equal_forms_the_one_not_named_as_a_copy_leads() -> None:
    assert of(release("a (1).hwpx"), release("a.hwpx")) == {"a (1).hwpx": "a.hwpx"}
    assert of(release("b - 복사본.hwpx"), release("b.hwpx")) == {"b - 복사본.hwpx": "b.hwpx"}
