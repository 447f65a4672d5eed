"""An existing DATA_DIR, and another edition of the bot that reads more out of the releases in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from telegram.ext import ExtBot

from bot.clock import SettableClock
from bot.context import Desk
from bot.library import Library
from bot.settings import Settings, StaffAccess
from bot.state.rows import Wishes
from bot.state.store import STATE, Store
from handlers.render import plain
from knowledge.folder.reading import read_folder
from knowledge.model import EventKind, Facts
from tests.handlers.desk import ADMIN, HEADER, STAFF_GROUPS, remind_once, seoul
from tests.transport import GROUP, Transport

RELEASE = (
    "보도시점\t2026. 2. 20.(금)\n\n「일터 안전 아이디어 공모전」 심사와 시상식이 열린다\n\n"
    "고용노동부(장관 김영훈)는 「일터 안전 아이디어 공모전」에 41건이 접수되었다고 밝혔다. "
    "심사 결과는 4월 8일(수) 누리집에 발표할 예정이다. "
    "시상식은 4월 10일(금) 오후 2시 한국프레스센터에서 열릴 예정이다.\n"
)

Reads = Callable[[Facts], Facts]


def nothing(facts: Facts) -> Facts:
    return replace(facts, events=())


def only_the_ceremony(facts: Facts) -> Facts:
    return replace(facts, events=tuple(one for one in facts.events if one.kind is EventKind.CEREMONY))


def a_bare_ceremony(facts: Facts) -> Facts:
    """Under another name and kind, without its hour and place."""
    (event,) = only_the_ceremony(facts).events
    return replace(facts, events=(replace(event, name="행사", kind=EventKind.RESULT, start=None, place=None),))


def a_ceremony_too_soon(facts: Facts) -> Facts:
    (event,) = only_the_ceremony(facts).events
    return replace(facts, events=(replace(event, date=seoul(4, 9).date()),))


class House:
    """A folder with a release, and the DATA_DIR that editions of the bot leave to one another."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._patch = monkeypatch
        self.settings = Settings(
            admin_ids=frozenset({ADMIN}),
            staff_access=StaffAccess.OPEN,
            staff_group_ids=STAFF_GROUPS,
            releases_dir=folder / "releases",
            data_dir=folder / "data",
        )
        self.settings.releases_dir.mkdir()
        self.put("공모전.txt", RELEASE)

    def put(self, name: str, text: str) -> None:
        (self.settings.releases_dir / name).write_text(text, encoding="utf-8")

    @contextmanager
    def older(self, reads: Reads, *moment: int, edition: str = "older") -> Iterator[Desk]:
        """Runs an edition that reads something else from the files."""
        with self._patch.context() as patch:
            patch.setattr("bot.publishing.planner.read_folder", lambda *args: reads(read_folder(*args)))
            for module in ("bot.publishing.planner", "knowledge.folder.reading"):
                patch.setattr(f"{module}.code_version", lambda: edition)
            with self.present(*moment) as desk:
                yield desk

    @contextmanager
    def present(self, *moment: int) -> Iterator[Desk]:
        """Runs the present edition from a time in 2026 on."""
        clock = SettableClock()
        clock.set(seoul(*moment))
        library = Library(self.settings.releases_dir, self.settings.data_dir, clock)
        library.open_or_build()
        store = Store(self.settings.data_dir / STATE)
        try:
            yield Desk(self.settings, library, store, clock)
        finally:
            store.close()
            library.close()


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    return House(tmp_path, monkeypatch)


async def reminded(bot: ExtBot[int], transport: Transport, desk: Desk, *moment: int) -> list[str]:
    """What is sent at a time."""
    assert isinstance(desk.clock, SettableClock)
    desk.clock.set(seoul(*moment))
    before = len(transport.sent())
    await remind_once(bot, desk)
    return [plain(call.text) for call in transport.sent()[before:]]


async def test_what_is_newly_read_at_the_first_start_is_not_told_but_planned(
    bot: ExtBot[int], transport: Transport, house: House
) -> None:
    with house.older(nothing, 3, 2, 12) as desk:
        desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
        await remind_once(bot, desk)
    with house.present(4, 8, 12) as desk:
        assert len(desk.library.current.facts.events) == 2
        assert await reminded(bot, transport, desk, 4, 8, 12) == []
        assert {entry.kind for entry in desk.store.agenda().upcoming(desk.clock.today())} == {
            EventKind.RESULT,
            EventKind.CEREMONY,
        }
        (text,) = await reminded(bot, transport, desk, 4, 9, 9, 1)
    assert "내일 시상식이 열려요 (D-1)" in text
    assert "늦게" not in text


@pytest.mark.parametrize("reads", [only_the_ceremony, a_bare_ceremony, a_ceremony_too_soon])
async def test_what_was_promised_brings_no_correction_at_the_first_start_but_when_it_is_moved(
    bot: ExtBot[int], transport: Transport, house: House, reads: Reads
) -> None:
    with house.older(reads, 3, 2, 12) as desk:
        desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
        weeks = {EventKind.RESULT: (7,), EventKind.CEREMONY: (7,)}
        (wishes,) = [one.wishes for one in desk.store.subscriptions()]
        for kind, leads in weeks.items():
            wishes = wishes.with_leads(kind, *leads)
        desk.store.wish(GROUP, None, wishes, seoul(1, 6))
        desk.follow()
        (entry,) = desk.store.agenda().upcoming(desk.clock.today())
        day = entry.day.day
        (told,) = await reminded(bot, transport, desk, 4, day - 7, 9, 1)
        assert "D-7" in told
    with house.present(4, 3, 12) as desk:
        assert await reminded(bot, transport, desk, 4, 3, 12) == []
        desk.library.reload()
        assert await reminded(bot, transport, desk, 4, 3, 13) == []
        house.put("일정.csv", f"{HEADER}일터 안전 아이디어 공모전,시상식,2026-04-17,,15:00,,,\n")
        desk.library.reload()
        (text,) = await reminded(bot, transport, desk, 4, 3, 14)
    assert "정정" in text
    assert f"4. {day}." in text
    assert "4. 17." in text


async def test_a_date_that_the_present_edition_does_not_read_is_cancelled_with_its_file_only(
    bot: ExtBot[int], transport: Transport, house: House
) -> None:
    def with_a_briefing(facts: Facts) -> Facts:
        (event,) = only_the_ceremony(facts).events
        return replace(facts, events=(replace(event, name="개막 시상", date=seoul(4, 9).date(), contests=()),))

    with house.older(with_a_briefing, 4, 2, 12) as desk:
        desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
        assert len(await reminded(bot, transport, desk, 4, 2, 12)) == 1
    with house.present(4, 3, 12) as desk:
        desk.library.reload()
        assert await reminded(bot, transport, desk, 4, 3, 12) == []
        house.put("일정.csv", f"{HEADER}다른 대회,행사,2026-06-01,,,,,\n")
        (desk.library.releases_dir / "공모전.txt").unlink()
        desk.library.reload()
        (text,) = await reminded(bot, transport, desk, 4, 3, 14)
    assert "취소" in text


async def test_the_second_start_of_an_edition_tells_of_new_dates_as_ever(
    bot: ExtBot[int], transport: Transport, house: House
) -> None:
    with house.older(nothing, 3, 2, 12) as desk:
        desk.store.subscribe(GROUP, None, 1002, seoul(1, 5))
        await remind_once(bot, desk)
    with house.present(3, 3, 12) as desk:
        assert await reminded(bot, transport, desk, 3, 3, 12) == []
    house.put("일정.csv", f"{HEADER}다른 대회,시상식,2026-03-06,,,,,\n")
    with house.present(3, 4, 12) as desk:
        (text,) = await reminded(bot, transport, desk, 3, 4, 12)
    assert "다른 대회 시상식" in text


def also_the_deadline(facts: Facts) -> Facts:
    """What an edition to come reads too."""
    (event,) = only_the_ceremony(facts).events
    name = event.name.replace("시상식", "접수 마감")
    deadline = replace(event, id="event-new", name=name, kind=EventKind.DEADLINE, date=seoul(4, 9).date(), start=None)
    return replace(facts, events=(*facts.events, deadline))


async def test_a_newly_read_deadline_of_another_ministry_is_told_to_whom_it_is_wished_and_then_corrected(
    bot: ExtBot[int], transport: Transport, house: House
) -> None:
    wishing = GROUP - 1
    house.put("공모전.txt", RELEASE.replace("고용노동부", "행정안전부"))
    with house.older(nothing, 3, 2, 12) as desk:
        for chat in (GROUP, wishing):
            desk.store.subscribe(chat, None, 1002, seoul(1, 5))
        desk.store.wish(wishing, None, Wishes(others=True), seoul(1, 6))
        await remind_once(bot, desk)
    with house.older(also_the_deadline, 4, 3, 12, edition="newer") as desk:
        assert await reminded(bot, transport, desk, 4, 3, 12) == []
        (text,) = await reminded(bot, transport, desk, 4, 6, 9, 1)
        assert "접수 마감 D-3" in text
        assert transport.sent()[-1].place == (wishing, None)
        house.put("일정.csv", f"{HEADER}일터 안전 아이디어 공모전,접수 마감,2026-04-16,,,,,\n")
        desk.library.reload()
        (text,) = await reminded(bot, transport, desk, 4, 6, 14)
        assert "정정" in text
        assert "4. 16." in text
        assert transport.sent()[-1].place == (wishing, None)
        # What an admin puts into a schedule is the house's own.
        before = len(transport.sent())
        await reminded(bot, transport, desk, 4, 9, 9, 1)
        told = {call.place[0] for call in transport.sent()[before:] if "접수 마감 D-7" in plain(call.text)}
        assert told == {GROUP, wishing}
