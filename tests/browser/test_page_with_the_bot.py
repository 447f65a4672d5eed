"""The page in front of the real bot, over the bundled releases: what a newcomer does in the first minutes."""

from __future__ import annotations

import base64
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.sandbox.parameters import Parameters
from bot.sandbox.server import StandIn
from bot.sandbox.telegram import GROUP, GROUP_ADMIN
from bot.serving import sandbox
from bot.settings import Settings, StaffAccess
from handlers import register
from handlers.smoke import smoke_pass
from tests.browser.pages import OpenPage, say

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session", name="sandbox")
async def a_sandbox(tmp_path: Path) -> AsyncIterator[StandIn]:
    async with sandbox(Settings(data_dir=tmp_path), register, smoke_pass) as standin:
        yield standin


async def test_a_question_is_answered_and_a_button_edits_the_answer(sandbox: StandIn, open_page: OpenPage) -> None:
    async with open_page(sandbox.url) as page:
        await say(page, "시상식 언제 했어요?")
        answer = page.get_by_test_id("message").nth(1)
        await expect(answer.get_by_test_id("bubble-text")).to_contain_text("2024. 11. 14.")
        await answer.get_by_test_id("button").filter(has_text="담당자").click()
        await expect(answer.get_by_role("button", name="044-202-").first).to_be_visible()
        await expect(answer.get_by_test_id("bubble")).to_contain_text("수정됨")
        await expect(page.get_by_test_id("message")).to_have_count(2)


async def test_start_offers_four_ways_in(sandbox: StandIn, open_page: OpenPage) -> None:
    async with open_page(sandbox.url) as page:
        await page.get_by_test_id("start").click()
        await expect(page.get_by_test_id("button")).to_have_text(
            [re.compile(w) for w in ("일정", "사례", "담당자", "대회")]
        )


async def test_every_sample_question_gets_an_answer(sandbox: StandIn, open_page: OpenPage) -> None:
    async with open_page(sandbox.url) as page:
        samples = await page.get_by_test_id("sample").all_inner_texts()
        for number, sample in enumerate(samples):
            await say(page, sample)
            await expect(page.get_by_test_id("message")).to_have_count(2 * number + 2)
            await expect(page.get_by_test_id("bubble-text").last).not_to_contain_text("모르겠어요")


async def test_a_stranger_reads_a_refusal(sandbox: StandIn, open_page: OpenPage) -> None:
    async with open_page(sandbox.url) as page:
        await page.get_by_test_id("seat-stranger").click()
        await expect(page.get_by_test_id("seat-stranger")).to_have_attribute("aria-selected", "true")
        await expect(page.get_by_test_id("sample")).to_have_count(1)
        await page.get_by_test_id("sample").click()
        await expect(page.get_by_test_id("message")).to_have_count(2)
        await expect(page.get_by_test_id("bubble-text").last).to_contain_text("직원 단체방")
        await expect(page.get_by_test_id("bubble-text").last).not_to_contain_text("11. 14.")


async def test_an_administrator_sees_commands_that_staff_do_not(sandbox: StandIn, open_page: OpenPage) -> None:
    reload = "/reload"
    async with open_page(sandbox.url) as page:
        await page.get_by_test_id("command-menu").click()
        await expect(page.get_by_test_id("commands")).to_contain_text("/schedule")
        await expect(page.get_by_test_id("commands")).not_to_contain_text(reload)
        await page.get_by_test_id("seat-admin").click()
        await page.get_by_test_id("composer").fill(reload)
        await expect(page.get_by_test_id("command")).to_have_count(1)
        await page.get_by_test_id("command").click()
        await expect(page.get_by_test_id("bubble-text").last).to_contain_text("바뀐 것은 없어요")


async def test_a_reminder_arrives_in_the_group_on_the_day_jumped_to(sandbox: StandIn, open_page: OpenPage) -> None:
    async with open_page(sandbox.url) as page:
        await page.get_by_test_id("seat-group").click()
        await page.get_by_test_id("sample").filter(has_text="알림 켜기").click()
        await expect(page.get_by_test_id("message")).to_have_count(2)
        await page.get_by_test_id("seat-staff").click()
        await page.get_by_test_id("jump").filter(has_text="시상식").first.click()
        await expect(page.get_by_test_id("unread-group")).to_be_visible()
        await page.get_by_test_id("seat-group").click()
        await expect(page.get_by_test_id("bubble-text").last).to_contain_text("D-7")


async def test_in_a_fresh_sandbox_the_reminder_and_the_first_digest_arrive_as_the_readme_says(
    sandbox: StandIn, open_page: OpenPage
) -> None:
    async with open_page(f"{sandbox.url}#group", size=(1440, 900)) as page:
        await say(page, "/subscribe")
        await page.get_by_test_id("button").filter(has_text="주간 일정").click()
        await expect(page.get_by_test_id("button").filter(has_text="☑ 주간 일정")).to_be_visible()
        await page.get_by_test_id("jump").filter(has_text="시상식 일주일 전").click()
        await expect(page.get_by_test_id("bubble-text").filter(has_text="시상식 D-7")).to_be_visible()
        await page.get_by_test_id("jump").filter(has_text="이번 주 일정").click()
        await expect(page.get_by_test_id("bubble-text").filter(has_text="이번 주 일정 1건")).to_be_visible()
        clock = page.get_by_test_id("clock")
        assert await clock.evaluate("e => e.scrollHeight <= e.clientHeight")


async def test_an_edit_a_photo_and_a_forwarded_message_reach_the_bot_as_on_a_phone(
    sandbox: StandIn, open_page: OpenPage
) -> None:
    async with open_page(sandbox.url) as page:
        await say(page, "시상식 언제 했어요?")
        answer = page.get_by_test_id("message").nth(1)
        await expect(answer).to_contain_text("2024. 11. 14.")
        await page.get_by_test_id("message").first.hover()
        await page.get_by_test_id("edit").click()
        await say(page, "시상식 어디서 했어요?")
        await expect(page.get_by_test_id("bubble-text").first).to_have_text("시상식 어디서 했어요?")
        await expect(answer.get_by_test_id("bubble-text")).to_have_text(re.compile("^📍 한국프레스센터"))
        await page.get_by_test_id("file-input").set_input_files(
            {"name": "포스터.png", "mimeType": "image/png", "buffer": PIXEL}
        )
        await say(page, "혁신행정담당관실 과장 전화번호")
        await expect(page.get_by_test_id("photo")).to_be_visible()
        await expect(page.get_by_test_id("bubble-text").last).to_contain_text("김동현")
        await page.get_by_test_id("seat-group").click()
        await say(page, "정부혁신 최우수 사례")
        await page.get_by_test_id("speaker").select_option(label="김주무관 (직원)")
        await page.get_by_test_id("message").last.hover()
        await page.get_by_test_id("forward").last.click()
        await page.get_by_test_id("seat-staff").click()
        await expect(page.get_by_text("이사무관의 글을 전달")).to_be_visible()
        await expect(page.get_by_test_id("bubble-text").last).to_contain_text("한국장애인고용공단")


async def test_whoever_is_invited_is_let_in(tmp_path: Path, open_page: OpenPage) -> None:
    async with (
        sandbox(Settings(data_dir=tmp_path), register, smoke_pass, access=StaffAccess.INVITE) as standin,
        open_page(f"{standin.url}#stranger", size=(390, 844)) as page,
    ):
        await say(page, "시상식 언제 했어요?")
        await expect(page.get_by_test_id("bubble-text").last).to_contain_text("1999")
        await page.get_by_test_id("seat-admin").click()
        await say(page, "/invite")
        await page.get_by_role("button", name=re.compile("start=")).click()
        await expect(page.get_by_test_id("seat-stranger")).to_have_attribute("aria-selected", "true")
        await expect(page.get_by_test_id("bubble-text").last).to_contain_text("안녕하세요!")
        await say(page, "시상식 언제 했어요?")
        await expect(page.get_by_test_id("bubble-text").last).to_contain_text("2024. 11. 14.")


async def test_the_group_does_not_scroll_sideways_on_a_phone(sandbox: StandIn, open_page: OpenPage) -> None:
    async with open_page(f"{sandbox.url}#group", size=(390, 844)) as page:
        await say(page, "/subscribe")
        await expect(page.get_by_test_id("message")).to_have_count(2)
        scroller = page.get_by_test_id("scroller")
        assert await scroller.evaluate("list => list.scrollWidth - list.clientWidth") == 0


async def test_thanks_in_the_group_get_a_thumb_that_is_seen(sandbox: StandIn, open_page: OpenPage) -> None:
    async with open_page(f"{sandbox.url}#group") as page:
        await say(page, f"@{sandbox.telegram.bot.username} 고마워요")
        await expect(page.get_by_test_id("reaction")).to_contain_text("👍")


async def test_a_pinned_message_is_marked_until_it_is_unpinned(sandbox: StandIn, open_page: OpenPage) -> None:
    group = sandbox.telegram.chats[GROUP]
    async with open_page(f"{sandbox.url}#group") as page:
        await say(page, "/upcoming")
        await expect(page.get_by_test_id("message")).to_have_count(2)
        sandbox.telegram.place_bot(group, "administrator", GROUP_ADMIN)
        number = {"chat_id": str(GROUP), "message_id": str(group.last_id)}
        await sandbox.api.call("pinChatMessage", Parameters(number, {}))
        await expect(page.get_by_test_id("pinned")).to_have_count(1)
        await sandbox.api.call("unpinChatMessage", Parameters(number, {}))
        await expect(page.get_by_test_id("pinned")).to_have_count(0)
