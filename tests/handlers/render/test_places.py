"""Where a fact stands, as a person finds it, and what was put together from a PDF's table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.render import explain, plain, render
from knowledge.dialogue import Aspect, CaseDetail, CaseList, ContactList, EventDetail, Filters
from knowledge.documents.formats import NUMBERED
from knowledge.model import Source
from tests.factories import (
    CEREMONY,
    DIRECTOR,
    NAMELESS_CASE,
    OFFICER,
    RELEASE,
    SERVICE_OFFICER,
    YOUTH_CASE,
    answered,
)

RECOVERED = replace(YOUTH_CASE, source=Source(RELEASE.file, 9, "최우수\t공단\t제목", 3, recovered=True))
MARK = "※ PDF 표에서 복원한 내용이에요."


@pytest.mark.parametrize(
    ("form", "page", "place"),
    [("txt", None, "12줄"), ("md", None, "12줄"), ("hwpx", None, "12번째 문단"), ("pdf", 3, "3쪽")],
)
def test_a_place_is_told_as_the_form_of_the_file_has_it(form: str, page: int | None, place: str) -> None:
    source = Source("a.file", 12, "말", page)
    assert source.place(form in NUMBERED) == place
    release = replace(RELEASE, form=form)
    text = plain(explain(answered(EventDetail(CEREMONY)), [(source, release)]))
    assert f"📄 고용노동부 보도자료 2024. 11. 14. 『{RELEASE.title}』\na.file {place}\n말" in text


def test_where_the_source_was_asked_for_its_place_is_told() -> None:
    text = plain(render(answered(CaseDetail(RECOVERED, (Aspect.SOURCE,)), sources=(replace(RELEASE, form="pdf"),))))
    assert text.startswith(f"📄 『{RELEASE.title}』\n고용노동부 보도자료 2024. 11. 14.\n{RELEASE.file} 3쪽\n")
    assert RELEASE.file not in plain(render(answered(CaseDetail(RECOVERED))))


def test_what_was_recovered_from_a_table_of_a_pdf_is_marked_once() -> None:
    person = replace(DIRECTOR, source=RECOVERED.source)
    for part in (
        CaseDetail(RECOVERED),
        CaseList((NAMELESS_CASE, RECOVERED, RECOVERED), Filters(), 3, 0, 1, 1),
        ContactList((person,)),
        ContactList((OFFICER, person), total=2),
    ):
        assert plain(render(answered(part))).count(MARK) == 1
    for part in (CaseDetail(YOUTH_CASE), ContactList((DIRECTOR, OFFICER), total=2)):
        assert MARK not in plain(render(answered(part)))
    why = explain(
        answered(CaseDetail(RECOVERED)),
        [(RECOVERED.source, replace(RELEASE, form="pdf")), (YOUTH_CASE.source, RELEASE)],
    )
    assert plain(why).count(MARK) == 1


def test_each_person_has_a_date_where_releases_of_different_days_name_them() -> None:
    before = replace(DIRECTOR, id="contact-before", phone="044-202-0000", as_of=SERVICE_OFFICER.as_of)
    text = plain(render(answered(ContactList((DIRECTOR, before), total=2))))
    assert "책임자 김동현 과장 044-202-7047 (2024. 11. 14. 기준)\n" in text
    assert "책임자 김동현 과장 044-202-0000 (2024. 1. 5. 기준)\n" in text
    assert "기준이에요" not in text
