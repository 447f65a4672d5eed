"""What a group is told of by itself, watched by setting the clock forward: the page, the bot, the bundled releases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from bot.clock import SEOUL
from bot.sandbox.server import StandIn
from bot.serving import sandbox
from bot.settings import Settings
from handlers import register
from handlers.smoke import smoke_pass
from tests.browser.pages import OpenPage, say

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def in_november(tmp_path: Path) -> AsyncIterator[StandIn]:
    """The sandbox, eight days before the bundled ceremony."""
    async with sandbox(Settings(data_dir=tmp_path), register, smoke_pass) as standin:
        standin.clock.set(datetime(2024, 11, 6, 12, 0, tzinfo=SEOUL))
        yield standin


async def sit(page: Page, seat: str) -> None:
    await page.get_by_test_id(f"seat-{seat}").click()
    await expect(page.get_by_test_id(f"seat-{seat}")).to_have_attribute("aria-selected", "true")


def said(page: Page, words: str) -> Locator:
    """The last message with these words."""
    return page.get_by_test_id("message").filter(has_text=words).last


async def press(message: Locator, label: str) -> None:
    await message.get_by_test_id("button").filter(has_text=label).click()


async def jump(page: Page, label: str) -> None:
    await page.get_by_test_id("jump").filter(has_text=label).first.click()


async def subscribe(page: Page) -> None:
    """The group's administrator turns reminders on, the week's dates on Mondays too."""
    await sit(page, "group")
    await page.get_by_test_id("sample").filter(has_text="알림 켜기").click()
    menu = said(page, "일정 알림을 켰어요")
    await press(menu, "☐ 주간 일정")
    menu = said(page, "월요일마다 이번 주 일정")
    await press(menu, "완료")
    await expect(said(page, "이렇게 알려드릴게요")).to_be_visible()


async def tell_of_a_date(page: Page) -> None:
    """The admin tells of a ceremony that no release has."""
    await sit(page, "admin")
    await say(page, "/event")
    await press(said(page, "관리자가 넣은"), "새 일정")
    for step, words in (
        ("1/5", "고용서비스 우수사례 경진대회"),
        ("2/5", "시상식"),
        ("3/5", "11월 20일"),
        ("4/5", "14:00"),
        ("5/5", "정부세종청사 대강당"),
    ):
        await expect(said(page, step)).to_be_visible()
        await say(page, words)
    await press(said(page, "이렇게 저장할까요?"), "저장")
    await expect(said(page, "저장했어요")).to_be_visible()


async def move_it(page: Page, day: str) -> None:
    await sit(page, "admin")
    await say(page, "/event")
    await press(said(page, "관리자가 넣은 다가오는 일정 1건"), "1")
    own = page.get_by_test_id("message").last
    await press(own, "고치기")
    await press(own, "날짜")
    await expect(own).to_contain_text("3/5")
    await say(page, day)
    await press(said(page, "이렇게 고칠까요?"), "저장")
    await expect(said(page, "저장했어요")).to_be_visible()


async def test_a_reminder_arrives_is_confirmed_and_goes_into_a_calendar(
    in_november: StandIn, open_page: OpenPage, tmp_path: Path
) -> None:
    async with open_page(in_november.url) as page:
        await subscribe(page)
        await jump(page, "시상식 D-7")
        reminder = said(page, "매화홀")
        await expect(reminder).to_contain_text("시상식 D-7")
        await press(reminder, "확인")
        await expect(reminder.get_by_test_id("button").first).to_have_text("✅ 확인 1")
        await page.get_by_test_id("speaker").select_option(label="김주무관 (직원)")
        await press(reminder, "확인")
        await expect(reminder.get_by_test_id("button").first).to_have_text("✅ 확인 2")
        await expect(reminder.get_by_test_id("bubble").first).not_to_contain_text("수정됨")
        await press(reminder, "캘린더")
        file = page.get_by_test_id("file").filter(has_text=".ics")
        async with page.expect_download() as coming:
            await file.click()
        await (await coming.value).save_as(tmp_path / "date.ics")
    assert b"DTSTART;TZID=Asia/Seoul:20241114T100000" in (tmp_path / "date.ics").read_bytes()


async def test_the_week_a_changed_date_and_results_arrive_too(in_november: StandIn, open_page: OpenPage) -> None:
    async with open_page(in_november.url) as page:
        await tell_of_a_date(page)
        await subscribe(page)
        await jump(page, "시상식 D-7")
        await jump(page, "이번 주 일정")
        await expect(said(page, "이번 주 일정 1건")).to_contain_text("매화홀")
        await jump(page, "외 1건")
        await expect(said(page, "2024. 11. 20.")).to_contain_text("시상식 D-7")

        await move_it(page, "11월 21일")
        await sit(page, "group")
        await expect(said(page, "정정: 날짜가 바뀌었어요")).to_contain_text("2024. 11. 21.")
        await expect(said(page, "바뀐 일정이에요: 2024. 11. 21.")).to_contain_text("수정됨")

        await page.get_by_test_id("put-sample").click()
        await sit(page, "admin")
        await press(said(page, "이렇게 반영할까요?"), "반영")
        await expect(said(page, "반영했어요")).to_be_visible()
        await sit(page, "group")
        results = said(page, "수상 결과")
        await expect(results).to_contain_text("우수사례 3건이 나왔어요")
        await press(results, "우수사례")
        await expect(said(page, "작업 전 3분, 서로의 안전모를 살펴요!")).to_be_visible()
        await expect(results).to_contain_text("우수사례 3건이 나왔어요")  # a letter is the whole group's and stays


async def test_back_before_what_was_told_nothing_is_told_again(in_november: StandIn, open_page: OpenPage) -> None:
    async with open_page(in_november.url) as page:
        await subscribe(page)
        await jump(page, "시상식 D-7")
        await expect(said(page, "매화홀")).to_contain_text("시상식 D-7")
        await page.get_by_test_id("clock-input").fill("2024-11-06T12:00")
        await page.get_by_test_id("clock-set").click()
        await expect(page.get_by_test_id("jump").first).to_contain_text("이번 주 일정 1건")
        await jump(page, "일주일 전")
        await jump(page, "이번 주 일정")
        await expect(said(page, "이번 주 일정 1건")).to_be_visible()
        await expect(page.get_by_test_id("message").filter(has_text="시상식 D-7")).to_have_count(1)
