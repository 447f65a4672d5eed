"""Pacing against a limiter that refuses like Telegram, in an event loop in which waiting takes no time."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from itertools import pairwise
from typing import Any

import pytest
from telegram.error import NetworkError, RetryAfter, TimedOut

from bot.pacing import ANSWER, BROADCAST, IF_FREE, Pacing
from bot.sandbox.records import ApiError
from tests.telegram.faults import Limits


class _LeapingSelector(selectors.DefaultSelector):
    """Instead of waiting it puts the clock forward."""

    leapt = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found: list[tuple[selectors.SelectorKey, int]] = super().select(0)
        if not found and timeout:
            self.leapt += timeout
        return found


class _LeapingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._leaping = _LeapingSelector()
        super().__init__(self._leaping)

    def time(self) -> float:
        return self._leaping.leapt  # however long the machine takes


def leaping(test: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    def run() -> None:
        with asyncio.Runner(loop_factory=_LeapingLoop) as runner:
            runner.run(test())

    return run


class _Telegram:
    """Answers after 50 ms; counts what was sent where and when, and refuses what is one too many."""

    def __init__(self, pacing: Pacing) -> None:
        self.pacing = pacing
        self.limits = Limits(lambda: asyncio.get_running_loop().time())
        self.sent: list[tuple[float, int, str]] = []
        self.refused = 0

    async def call(
        self, chat_id: int, text: str = "", urgency: int | None = None, endpoint: str = "sendMessage"
    ) -> None:
        async def request() -> bool:
            try:
                self.limits.spend(chat_id)
            except ApiError as error:
                self.refused += 1
                raise RetryAfter(error.parameters["retry_after"]) from error
            self.sent.append((asyncio.get_running_loop().time(), chat_id, text))
            await asyncio.sleep(0.05)
            return True

        await self.pacing.process_request(request, (), {}, endpoint, {"chat_id": chat_id}, urgency)

    def when(self, text: str) -> float:
        return next(at for at, _, said in self.sent if said == text)


def _began() -> float:
    return asyncio.get_running_loop().time()


@leaping
async def test_a_broadcast_to_a_thousand_groups_keeps_nine_tenths_of_the_allowed_pace_and_is_never_refused() -> None:
    telegram, began = _Telegram(Pacing()), _began()
    await asyncio.gather(*(telegram.call(-n, urgency=BROADCAST) for n in range(1, 1001)))
    assert telegram.refused == 0
    assert 1000 / (_began() - began) >= 27


@leaping
async def test_one_group_gets_twenty_a_minute_and_a_private_chat_one_a_second() -> None:
    telegram, began = _Telegram(Pacing()), _began()
    await asyncio.gather(*(telegram.call(-1) for _ in range(45)), *(telegram.call(7) for _ in range(45)))
    assert telegram.refused == 0
    assert sum(chat == -1 and at - began < 60 for at, chat, _ in telegram.sent) == 20
    assert sum(chat == 7 and at - began < 60 for at, chat, _ in telegram.sent) == 45


@leaping
async def test_a_question_during_a_broadcast_is_answered_next() -> None:
    telegram = _Telegram(Pacing())
    broadcast = asyncio.gather(*(telegram.call(-n, urgency=BROADCAST) for n in range(1, 301)))
    await asyncio.sleep(2)
    asked = _began()
    await telegram.call(1001, "the answer")
    assert telegram.when("the answer") - asked < 0.1
    await broadcast


@leaping
async def test_an_answer_in_a_chat_that_waits_for_a_broadcast_goes_first() -> None:
    telegram = _Telegram(Pacing())
    await telegram.call(-1, "before")
    news = asyncio.create_task(telegram.call(-1, "news", BROADCAST))
    await asyncio.sleep(0)
    await telegram.call(-1, "the answer")
    await news
    assert [text for _, _, text in telegram.sent] == ["before", "the answer", "news"]


@leaping
async def test_a_chat_that_asks_to_wait_holds_up_no_other() -> None:
    pacing, began = Pacing(), _began()
    telegram = _Telegram(pacing)

    async def refused() -> bool:
        raise RetryAfter(30)

    with pytest.raises(RetryAfter):
        await pacing.process_request(refused, (), {}, "sendMessage", {"chat_id": -1}, BROADCAST)
    await asyncio.gather(telegram.call(-1, "held"), telegram.call(-2, "free"))
    assert telegram.when("held") - began >= 30
    assert telegram.when("free") - began < 1


@leaping
async def test_who_gives_up_waiting_leaves_the_turn_to_the_next() -> None:
    telegram = _Telegram(Pacing())
    await telegram.call(1, "first")
    second = asyncio.create_task(telegram.call(1, "second"))
    third = asyncio.create_task(telegram.call(1, "third"))
    await asyncio.sleep(0.1)
    second.cancel()
    await third
    assert [text for _, _, text in telegram.sent] == ["first", "third"]


@leaping
async def test_what_is_no_message_waits_for_nothing() -> None:
    telegram, began = _Telegram(Pacing()), _began()
    await telegram.call(1, "a message")
    for endpoint in ("getChatMember", "sendChatAction", "deleteMessage", "answerCallbackQuery"):
        telegram.limits = Limits(lambda: asyncio.get_running_loop().time())
        await telegram.call(1, endpoint, endpoint=endpoint)
    assert _began() - began < 1


@leaping
async def test_chats_that_rest_are_forgotten() -> None:
    telegram = _Telegram(pacing := Pacing())
    await asyncio.gather(*(telegram.call(n) for n in range(1, 2002)))
    await asyncio.sleep(61)
    await telegram.call(1)
    await telegram.call(5000)
    assert len(pacing._chats) < 10


@leaping
async def test_answers_within_the_limits_wait_for_nothing() -> None:
    telegram, began = _Telegram(Pacing()), _began()
    await asyncio.gather(*(telegram.call(n) for n in range(1, 31)))
    assert max(at for at, _, _ in telegram.sent) - began < 0.01
    await telegram.call(31)
    assert telegram.refused == 0
    assert _began() - began > 1


@leaping
async def test_a_letter_goes_after_three_answers_whatever_comes_in() -> None:
    telegram = _Telegram(Pacing())
    answers = [asyncio.create_task(telegram.call(n, "answer")) for n in range(1, 201)]
    await asyncio.sleep(0.01)
    letters = [asyncio.create_task(telegram.call(-n, "letter", BROADCAST)) for n in range(1, 21)]
    await asyncio.gather(*answers, *letters)
    assert telegram.refused == 0
    after_the_burst = [text for _, _, text in telegram.sent][30:]
    runs = "".join("L" if text == "letter" else "a" for text in after_the_burst)
    assert "aaaa" not in runs[: runs.rindex("L")]
    assert "LL" not in runs[: runs.rindex("a")]


@leaping
async def test_what_is_sent_if_free_waits_while_anything_else_does() -> None:
    telegram = _Telegram(Pacing())
    burst = [asyncio.create_task(telegram.call(n)) for n in range(1, 31)]
    await asyncio.sleep(0.01)
    last = [asyncio.create_task(telegram.call(n, "refusal", IF_FREE)) for n in range(100, 160)]
    await asyncio.sleep(0.01)
    letters = [asyncio.create_task(telegram.call(-n, "letter", BROADCAST)) for n in range(1, 40)]
    answers = [asyncio.create_task(telegram.call(n, "answer")) for n in range(200, 240)]
    await asyncio.gather(*burst, *last, *letters, *answers)
    assert {text for _, _, text in telegram.sent[-60:]} == {"refusal"}
    assert telegram.refused == 0


def failing(*errors: Exception) -> tuple[Callable[[], Coroutine[Any, Any, bool]], list[float]]:
    """A request that fails so before it goes well, and when it was made."""
    waiting, at = list(errors), []

    async def request() -> bool:
        at.append(asyncio.get_running_loop().time())
        if waiting:
            raise waiting.pop(0)
        return True

    return request, at


@leaping
async def test_an_answer_is_tried_through_ninety_seconds_of_failures() -> None:
    request, at = failing(*[NetworkError("Bad Gateway")] * 12)
    assert await Pacing().process_request(request, (), {}, "sendMessage", {"chat_id": 7}, None)
    assert at[-1] - at[0] > 90
    assert max(later - earlier for earlier, later in pairwise(at)) < 20


@leaping
async def test_however_long_telegram_asks_to_wait_the_answer_is_sent_then() -> None:
    request, at = failing(RetryAfter(300))
    assert await Pacing().process_request(request, (), {}, "sendMessage", {"chat_id": 7}, None)
    assert 300 <= at[1] - at[0] < 302


@leaping
async def test_what_is_of_no_use_so_late_is_given_up() -> None:
    request, at = failing(*[NetworkError("Bad Gateway")] * 1000)
    with pytest.raises(NetworkError):
        await Pacing().process_request(request, (), {}, "sendMessage", {"chat_id": 7}, ANSWER)
    assert at[-1] - at[0] <= 600
    request, at = failing(RetryAfter(86_400))
    with pytest.raises(RetryAfter):
        await Pacing().process_request(request, (), {}, "sendMessage", {"chat_id": 8}, ANSWER)
    assert len(at) == 1


@leaping
async def test_a_letter_is_tried_once_since_its_ledger_decides() -> None:
    request, at = failing(NetworkError("Bad Gateway"))
    with pytest.raises(NetworkError):
        await Pacing().process_request(request, (), {}, "sendMessage", {"chat_id": -7}, BROADCAST)
    assert len(at) == 1


@leaping
async def test_only_what_may_be_done_twice_is_repeated_where_it_may_have_arrived() -> None:
    timed_out = TimedOut()
    request, at = failing(timed_out)
    with pytest.raises(TimedOut):
        await Pacing().process_request(request, (), {}, "sendMessage", {"chat_id": 7}, None)
    assert len(at) == 1
