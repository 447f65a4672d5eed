"""An admin keeps test questions, corrects what a release has wrong and teaches names, over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.context import App, desk_of
from bot.sandbox.records import Message
from bot.sandbox.telegram import ADMIN, STAFF
from bot.settings import Settings
from knowledge.folder.corrections import Stale, stale
from tests.end_to_end.conftest import Bot
from tests.end_to_end.test_publishing import HEADER, pressed, sent
from tests.telegram.standin import StandIn, labels

DIRECTOR = "혁신행정담당관실 과장 전화번호"
OLD, NEW = "044-202-7047", "044-202-7999"


async def typed(standin: StandIn, text: str) -> Message:
    return await standin.ask(ADMIN, text)


async def corrected(standin: StandIn, new: str = NEW) -> Message:
    """What is shown before a number is corrected, from the answer that has it."""
    answer = await standin.ask(ADMIN, DIRECTOR)
    assert OLD in answer.text
    await standin.press(answer, "fix:answer")
    record = await standin.wait_for(chat=ADMIN, after=answer)
    assert OLD in record.text
    await pressed(standin, record, "fix:phone-")
    return await typed(standin, new)


async def test_a_number_is_corrected_says_so_survives_a_reload_and_a_restart_and_is_taken_away(
    standin: StandIn, bot: Bot, folder: Path
) -> None:
    async with bot():
        await standin.ask(STAFF, DIRECTOR)
        preview = await corrected(standin)
        assert f"전화번호 {OLD} → {NEW}" in preview.text
        assert DIRECTOR in preview.text  # asked within the last month, and answered otherwise by it
        assert OLD in (await standin.ask(STAFF, DIRECTOR)).text
        assert "반영했어요" in (await pressed(standin, preview, "fix:save")).text
        answer = await standin.ask(STAFF, DIRECTOR)
        assert NEW in answer.text
        assert OLD not in answer.text
        assert "고침" in answer.text
        assert "고치기" not in " ".join(labels(answer))
        (folder / "2026.csv").write_text(f"{HEADER}가 경진대회,심사,2026-12-01,,,,,\n", encoding="utf-8")
        await pressed(standin, await standin.ask(ADMIN, "/reload"), "plan:apply")
        assert NEW in (await standin.ask(STAFF, DIRECTOR)).text
    (folder / "2027.csv").write_text(f"{HEADER}가 경진대회,심사,2027-12-01,,,,,\n", encoding="utf-8")
    async with bot():
        assert NEW in (await standin.ask(STAFF, DIRECTOR)).text
        listed = await standin.ask(ADMIN, "/correct")
        assert f"{OLD} → {NEW}" in listed.text
        preview = await pressed(standin, listed, "fix:take-")
        assert f"전화번호 {NEW} → {OLD}" in preview.text
        await pressed(standin, preview, "fix:save")
        assert OLD in (await standin.ask(STAFF, DIRECTOR)).text


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize("number", ["010-1234-5678", "없음", "12"])
async def test_only_an_offices_number_is_taken(standin: StandIn, number: str) -> None:
    assert "사무실 전화번호" in (await corrected(standin, number)).text
    assert OLD in (await standin.ask(STAFF, DIRECTOR)).text


async def test_a_person_is_retired_and_another_added_in_the_same_department(standin: StandIn, at_work: App) -> None:
    answer = await standin.ask(ADMIN, DIRECTOR)
    await standin.press(answer, "fix:answer")
    record = await standin.wait_for(chat=ADMIN, after=answer)
    await pressed(standin, record, "person:new-")
    await typed(standin, "홍길동")
    await typed(standin, "과장")
    await typed(standin, "책임자")
    preview = await typed(standin, NEW)
    assert "홍길동 과장 (전화번호 044-202-7999)" in preview.text
    await pressed(standin, preview, "person:save")
    answer = await standin.ask(ADMIN, "홍길동 전화번호")
    assert NEW in answer.text
    name = desk_of(at_work).library.raw.contacts[0].name
    answer = await standin.ask(ADMIN, f"{name} 전화번호")
    await standin.press(answer, "fix:answer")
    record = await standin.wait_for(chat=ADMIN, after=answer)
    preview = await pressed(standin, record, "fix:retire-")
    await pressed(standin, preview, "fix:save")
    assert all(contact.name != name for contact in desk_of(at_work).library.current.facts.contacts)
    assert [one.action for one in desk_of(at_work).store.audit.entries(2)] == ["correct", "correct"]


async def test_a_correction_may_be_taken_away_once_a_newer_release_says_so(
    standin: StandIn, at_work: App, folder: Path
) -> None:
    await pressed(standin, await corrected(standin), "fix:save")
    library, today = desk_of(at_work).library, standin.clock.today()
    release = (folder / "2024-11-14-government-innovation-awards.txt").read_text(encoding="utf-8")
    year = today.year + 1
    following = release.replace("24년도", f"{year}년도").replace("'24.", f"'{year - 2000}.").replace(OLD, NEW)
    plan = await sent(standin, f"{year}-11-14-government-innovation-awards.txt", following.encode())
    await pressed(standin, plan, "plan:apply")
    assert set(stale(library.raw, library.version.corrections).values()) == {Stale.AGREES}
    assert "없애도 돼요" in (await standin.ask(ADMIN, "/correct")).text


async def test_a_name_for_short_is_understood_once_it_is_taught(standin: StandIn, at_work: App) -> None:
    question = "혁담 전화번호"
    assert OLD not in (await standin.ask(STAFF, question)).text
    await pressed(standin, await standin.ask(ADMIN, "/alias"), "alias:new")
    await typed(standin, "혁담")
    preview = await typed(standin, "혁신행정담당관실")
    assert question in preview.text
    await pressed(standin, preview, "alias:save")
    assert OLD in (await standin.ask(STAFF, question)).text
    preview = await pressed(standin, await standin.ask(ADMIN, "/alias"), "alias:take-")
    await pressed(standin, preview, "alias:save")
    assert desk_of(at_work).library.version.corrections == ()


async def test_a_saved_question_holds_a_plan_up_until_a_reason_is_given(
    standin: StandIn, at_work: App, settings: Settings
) -> None:
    answer = await standin.ask(ADMIN, DIRECTOR)
    await standin.press(answer, "keep:ask")
    preview = await standin.wait_for(chat=ADMIN, after=answer)
    assert OLD in preview.text
    await pressed(standin, preview, "keep:save")
    shown = await corrected(standin)
    assert "시험 문제 1개" in shown.text
    asked = await pressed(standin, shown, "fix:save")
    assert "까닭" in asked.text
    assert DIRECTOR in asked.text
    assert OLD in (await standin.ask(STAFF, DIRECTOR)).text
    audit = desk_of(at_work).store.audit
    assert "correct" not in [one.action for one in audit.entries(9)]  # nothing is put right yet
    await typed(standin, "담당자가 바뀌었음")
    preview = standin.messages(ADMIN)[-1]
    await pressed(standin, preview, "reason:save")
    assert NEW in (await standin.ask(STAFF, DIRECTOR)).text
    assert [one.action for one in audit.entries(2)] == ["correct", "publish"]
    assert "담당자가 바뀌었음" in audit.entries(2)[1].detail
    assert "담당자가 바뀌었음" in (await standin.ask(ADMIN, "/versions")).text
    assert settings.data_dir.exists()


async def test_a_missed_question_is_settled_only_once_its_answer_is_published(standin: StandIn, at_work: App) -> None:
    await standin.ask(STAFF, "혁담 연락처")
    choices = await standin.ask(ADMIN, "혁담 연락처")
    await standin.press(choices, "keep:ask")
    await pressed(standin, await standin.wait_for(chat=ADMIN, after=choices), "keep:save")
    group = await pressed(standin, await standin.ask(ADMIN, "/unanswered"), "missed:show-")
    step = await pressed(standin, group, "missed:answer-")
    await pressed(standin, step, "curate:asked")
    for said in ("대표 번호로 전화해 주세요.", "내부 전화번호부"):
        await typed(standin, said)
    asked = await pressed(standin, await typed(standin, "내일"), "curate:save")
    work = desk_of(at_work).store.work
    assert "까닭" in asked.text
    assert len(work.missed()) == 2
    await pressed(standin, await typed(standin, "답을 찾았음"), "reason:save")
    assert work.missed() == ()
    assert "대표 번호" in (await standin.ask(STAFF, "혁담 연락처")).text


async def test_a_file_that_waits_is_not_dropped_by_looking_at_a_correction(standin: StandIn, at_work: App) -> None:
    plan = await sent(standin, "2026.csv", f"{HEADER}가 경진대회,심사,2026-12-01,,,,,\n".encode())
    await pressed(standin, await corrected(standin), "fix:cancel")
    assert "2판" in (await pressed(standin, plan, "plan:apply")).text
    assert desk_of(at_work).library.version.number == 2


@pytest.mark.usefixtures("at_work")
@pytest.mark.parametrize(("name", "is_doubted"), [("홍길동", False), ("전화번호", True), ("내일 다시 올게요", True)])
async def test_what_is_hardly_a_name_is_doubted(standin: StandIn, name: str, is_doubted: bool) -> None:
    answer = await standin.ask(ADMIN, DIRECTOR)
    await standin.press(answer, "fix:answer")
    record = await standin.wait_for(chat=ADMIN, after=answer)
    await pressed(standin, record, "person:new-")
    for said in (name, "과장", "책임자"):
        await typed(standin, said)
    assert ("이름이 아닌 것 같아요" in (await typed(standin, NEW)).text) is is_doubted


async def test_a_start_that_would_break_a_saved_question_goes_on_with_the_old_version_and_tells_the_admins(
    standin: StandIn, bot: Bot, folder: Path
) -> None:
    async with bot():
        answer = await standin.ask(ADMIN, DIRECTOR)
        await standin.press(answer, "keep:ask")
        preview = await standin.wait_for(chat=ADMIN, after=answer)
        last = await pressed(standin, preview, "keep:save")
    release = folder / "2024-11-14-government-innovation-awards.txt"
    release.write_text(release.read_text(encoding="utf-8").replace(OLD, NEW), encoding="utf-8")
    async with bot():
        told = await standin.wait_for(chat=ADMIN, after=last)
        assert DIRECTOR in told.text
        assert OLD in (await standin.ask(STAFF, DIRECTOR)).text
        plan = await standin.ask(ADMIN, "/reload")
        assert "시험 문제 1개" in plan.text
        assert f"{OLD} → {NEW}" in plan.text
