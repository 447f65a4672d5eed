"""A release prints a day, and a schedule file moves it: what people are told of that, from the files to the letters."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.reminders.agenda import Agenda
from bot.reminders.due import due
from bot.reminders.messages import Correction
from bot.state.rows import Wishes
from knowledge.documents import read_bytes
from knowledge.extract import extract
from knowledge.folder.schedules import read_schedule
from knowledge.model import EventKind, Facts
from tests.bot.reminders.dates import Ledger, followed, joined, seoul, wishing

RELEASE = (
    "보도시점\t2026. 3. 2.(월)\n\n「일터 안전 아이디어 공모전」 접수를 마쳤다\n\n"
    "고용노동부(장관 김영훈)는 「일터 안전 아이디어 공모전」에 41건이 접수되었다고 밝혔다. {announced}\n"
)
HEADER = "contest,event,date,end_date,start,end,place,note\n"


def release(announced: str) -> Facts:
    return extract(read_bytes("공모전.txt", RELEASE.format(announced=announced).encode()))


def schedule(folder: Path, event: str, day: date) -> Facts:
    path = folder / "일정.csv"
    path.write_text(f"{HEADER}2026년 일터 안전 아이디어 공모전,{event},{day},,,,,\n", encoding="utf-8")
    return read_schedule(path, path.name)


@pytest.mark.parametrize(
    ("announced", "event", "kind"),
    [
        ("심사 결과는 3월 20일(금) 누리집에 발표할 예정이다.", "심사 결과 발표", EventKind.RESULT),
        ("수상작은 3월 20일(금) 누리집에 발표할 예정이다.", "최종 결과 통보", EventKind.RESULT),
        ("최종심사는 3월 20일(금) 정부세종청사에서 열릴 예정이다.", "발표평가", EventKind.JUDGING),
    ],
)
def test_a_day_of_a_release_that_a_schedule_moves_is_one_date_and_one_correction(
    tmp_path: Path, announced: str, event: str, kind: EventKind
) -> None:
    chat, told = wishing(Wishes().with_leads(kind, 7)), Ledger()
    agenda = followed(Agenda(), release(announced), seoul(3, 3))
    (entry,) = agenda.upcoming(date(2026, 3, 3))
    assert (entry.kind, entry.day) == (kind, date(2026, 3, 20))
    (letter,) = due(told.situation(agenda, chat), seoul(3, 13))
    told.put(letter.claims)

    both = joined(release(announced), schedule(tmp_path, event, date(2026, 3, 25)))
    agenda = followed(agenda, both, seoul(3, 16))
    (moved,) = agenda.upcoming(date(2026, 3, 16))
    assert (moved.uid, moved.day) == (entry.uid, date(2026, 3, 25))
    (letter,) = due(told.situation(agenda, chat), seoul(3, 16))
    (item,) = letter.items
    assert isinstance(item, Correction)
    assert (item.told.day, item.entry.day) == (date(2026, 3, 20), date(2026, 3, 25))
    told.put(letter.claims)
    assert due(told.situation(agenda, chat), seoul(3, 17)) == ()
