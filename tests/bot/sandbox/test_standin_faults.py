from __future__ import annotations

from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.sandbox.records import ApiError
from bot.sandbox.telegram import ADMIN, GROUP, STAFF
from tests.telegram.faults import Limits
from tests.telegram.standin import StandIn


async def test_a_scripted_fault_hits_as_often_as_it_was_told(client: Bot, standin: StandIn) -> None:
    fault = standin.faults.add("sendMessage", 429, retry_after=7, times=2)
    for _ in range(2):
        with pytest.raises(RetryAfter) as caught:
            await client.send_message(STAFF, "가")
        assert caught.value.retry_after == timedelta(seconds=7)
    assert await client.send_message(STAFF, "가")
    assert fault.hits == 2
    assert len(standin.messages(STAFF)) == 1


async def test_a_fault_can_be_for_one_chat_and_for_ever(client: Bot, standin: StandIn) -> None:
    standin.faults.add(code=403, chat_id=GROUP, times=None)
    for _ in range(3):
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await client.send_message(GROUP, "가")
    assert await client.send_message(STAFF, "가")
    standin.faults.clear()
    assert await client.send_message(GROUP, "가")


@pytest.mark.parametrize("code", [500, 502])
async def test_a_server_fault_is_a_network_error(client: Bot, standin: StandIn, code: int) -> None:
    standin.faults.add("sendMessage", code)
    with pytest.raises(NetworkError) as caught:
        await client.send_message(STAFF, "가")
    assert type(caught.value) is NetworkError


async def test_an_own_description_is_passed_on(client: Bot, standin: StandIn) -> None:
    standin.faults.add("sendMessage", 400, description="Bad Request: TOPIC_CLOSED")
    with pytest.raises(BadRequest, match="Topic_closed"):
        await client.send_message(STAFF, "가")


async def test_a_message_can_arrive_although_the_answer_times_out(client: Bot, standin: StandIn) -> None:
    standin.faults.add("sendMessage", delay=60)
    with pytest.raises(TimedOut):
        await client.send_message(STAFF, "가", read_timeout=0.2)
    assert [message.text for message in standin.messages(STAFF)] == ["가"]


async def test_a_message_can_arrive_although_an_error_is_answered(client: Bot, standin: StandIn) -> None:
    standin.faults.add("sendMessage", 504, deliver=True)
    with pytest.raises(NetworkError, match="Gateway Timeout"):
        await client.send_message(STAFF, "가")
    assert len(standin.messages(STAFF)) == 1


async def test_every_call_is_kept_with_what_came_of_it(client: Bot, standin: StandIn) -> None:
    await client.send_message(STAFF, "가", disable_notification=True)
    with pytest.raises(BadRequest):
        await client.send_message(4711, "나")
    good, bad = standin.called("sendMessage")
    assert good.parameters == {"chat_id": STAFF, "text": "가", "disable_notification": True}
    assert good.result["text"] == "가"
    assert bad.error is not None
    assert bad.error.description == "Bad Request: chat not found"


async def test_limits_are_enforced_only_when_switched_on(client: Bot, standin: StandIn) -> None:
    for _ in range(3):
        await client.send_message(STAFF, "가")
    standin.limits = True
    await client.send_message(STAFF, "가")
    with pytest.raises(RetryAfter):
        await client.send_message(STAFF, "가")
    await client.send_message(ADMIN, "가")
    standin.limits = False
    await client.send_message(STAFF, "가")


def test_a_chat_takes_one_message_a_second_a_group_20_a_minute_and_all_30_a_second() -> None:
    now = [1000.0]
    limits = Limits(lambda: now[0])
    for _ in range(20):
        limits.spend(GROUP)
        now[0] += 1
    with pytest.raises(ApiError) as caught:
        limits.spend(GROUP)
    assert (caught.value.code, caught.value.parameters) == (429, {"retry_after": 40})
    for chat in range(30):
        limits.spend(chat + 1)
    with pytest.raises(ApiError):
        limits.spend(31)
    now[0] += 1
    limits.spend(31)
