"""Admins read a month at a glance, over HTTP: how much was asked, about what, and nobody's name."""

from __future__ import annotations

from datetime import datetime

from bot.clock import SEOUL
from bot.context import App, desk_of
from bot.sandbox.telegram import ADMIN, GROUP, GROUP_ADMIN, STAFF
from bot.state.rows import DeliveryKey, DeliveryStatus
from tests.end_to_end.test_publishing import pressed
from tests.telegram.standin import StandIn


async def test_a_month_is_shown_in_numbers_and_bars_and_another_by_a_button(standin: StandIn, at_work: App) -> None:
    standin.clock.set(datetime(2026, 11, 3, 10, tzinfo=SEOUL))
    for text in ("정부혁신 시상식 언제예요?", "시상식 어디서 해요?", "김철수 연락처", "안녕하세요", "/help"):
        await standin.ask(STAFF, text)
    standin.clock.set(datetime(2026, 11, 4, 10, tzinfo=SEOUL))
    await standin.ask(GROUP_ADMIN, f"@{standin.telegram.bot.username} 혁담 연락처", chat=GROUP)
    ledger, now = desk_of(at_work).store.ledger, standin.clock.now()
    keys = [DeliveryKey(GROUP, None, name, now.date(), 1) for name in ("a", "b")]
    ledger.settle(keys, DeliveryStatus.SENT, now, 7)
    shown = await standin.ask(ADMIN, "/month")
    assert "2026년 11월" in shown.text
    assert "질문 4개" in shown.text
    assert "답함 2" in shown.text
    assert "알림 1개" in shown.text
    assert "03일 ▇▇▇▇▇▇▇▇▇▇▇▇ 3" in shown.text
    assert "04일 ▇▇▇▇ 1" in shown.text
    assert "· 날짜 1" in shown.text
    assert "아무도 묻지 않은 대회" in shown.text
    assert not any(word in shown.text for word in ("김철수", "혁담", "주무관"))
    before = await pressed(standin, shown, "month:2026-10")
    assert "질문 0개" in before.text
    assert "month:2026-12" not in str(shown.keyboard)
    assert "이렇게 적어" in (await standin.ask(ADMIN, "/month 11월")).text
